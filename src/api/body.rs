//! A request's body, unpacked. What is in it is looked at rather than what its labels say, and no more of it is ever in
//! memory than the limit allows, however small it was packed.

use std::io::Read;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Payload};
use flate2::read::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::MAX_BODY_BYTES;
use crate::error::{Error, Result};

/// What every gzip file begins with, and no JSON does.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What some editors put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How much is unpacked at a time, in bytes.
const STEP: usize = 64 * 1024;

/// The type that a body is labelled with: in lower case, without its parameters; empty where there is no label.
pub fn label(request: &HttpRequest) -> String {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    header.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// Reads a body of at most [`MAX_BODY_BYTES`], packed and unpacked.
///
/// # Errors
/// [`Error::TooLarge`]; [`Error::BadRequest`] when it ends early or cannot be unpacked; [`Error::UnsupportedType`] when
/// it is packed in a way that nobody unpacks here.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<Bytes> {
    let packing = request.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    let packing = packing.unwrap_or("").trim().to_ascii_lowercase();
    let sent = payload.to_bytes_limited(MAX_BODY_BYTES).await.map_err(|_| too_large())?;
    let sent = sent.map_err(|error| unreadable(&error.to_string()))?;
    let unpack = match packing.as_str() {
        _ if sent.starts_with(&GZIP) => gunzip,
        "deflate" => inflate,
        // What says gzip and is none was unpacked on the way.
        "" | "identity" | "gzip" | "x-gzip" => return Ok(without_mark(sent)),
        other => return Err(Error::UnsupportedType(format!("Content-Encoding: {other}"))),
    };
    // Off the thread that answers others meanwhile.
    let unpacked = web::block(move || unpack(&sent)).await.map_err(|_| Error::Busy)??;
    Ok(without_mark(Bytes::from(unpacked)))
}

fn too_large() -> Error {
    Error::TooLarge(format!("{MAX_BODY_BYTES} bytes"))
}

fn unreadable(why: &str) -> Error {
    Error::BadRequest { field: String::new(), message: format!("the body cannot be read: {why}") }
}

fn without_mark(body: Bytes) -> Bytes {
    if body.starts_with(BYTE_ORDER_MARK) { body.slice(BYTE_ORDER_MARK.len()..) } else { body }
}

fn gunzip(packed: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let most = MAX_BODY_BYTES as u64 + 1;
    MultiGzDecoder::new(packed)
        .take(most)
        .read_to_end(&mut out)
        .map_err(|error| unreadable(&format!("it is no whole gzip ({error})")))?;
    if out.len() > MAX_BODY_BYTES { Err(too_large()) } else { Ok(out) }
}

/// Deflate is sent with the frame of zlib, as the standard says, and by some senders without.
fn inflate(packed: &[u8]) -> Result<Vec<u8>> {
    let framed = matches!(packed, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0);
    let mut state = Decompress::new(framed);
    let mut out = Vec::new();
    loop {
        out.reserve(STEP);
        let (before, read) = (out.len(), usize::try_from(state.total_in()).unwrap_or(usize::MAX));
        let left = packed.get(read..).unwrap_or_default();
        let status = state
            .decompress_vec(left, &mut out, FlushDecompress::None)
            .map_err(|error| unreadable(&format!("it is no deflate ({error})")))?;
        if out.len() > MAX_BODY_BYTES {
            return Err(too_large());
        }
        if status == Status::StreamEnd {
            return Ok(out);
        }
        if out.len() == before && state.total_in() == read as u64 {
            return Err(unreadable("it is no whole deflate"));
        }
    }
}
