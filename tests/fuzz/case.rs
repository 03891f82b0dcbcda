//! A body with its labels: made from a number alone, so that each can be made again.

use std::io::Write;

use fastrand::Rng;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::tree::Tree;
use super::{mutate, oddities, sources};

const LABELS: &[&[u8]] = &[
    b"application/json",
    b"application/json; charset=utf-8",
    b"application/x-ndjson",
    b"application/ndjson",
    b"application/jsonl",
    b"APPLICATION/JSON",
    b"application/cloudevents+json",
    b"text/plain",
    b"application/x-www-form-urlencoded",
    b"application/octet-stream",
    b"",
    b";",
    b"json",
    b"\xff\xfe",
    b"application/json; charset=utf-16",
    b"multipart/form-data; boundary=x",
    b"image/png",
    b"text/html",
    b"application/xml",
];

const ENCODINGS: &[&str] =
    &["gzip", "deflate", "identity", "br", "zstd", "x-gzip", "GZIP", "gzip, gzip", "", "?"];

/// What `serde_json` reads otherwise than it stands.
const MARK: &str = "$serde_json::private";

/// What is sent.
pub struct Case {
    pub number: u64,
    pub label: Option<&'static [u8]>,
    pub encoding: Option<&'static str>,
    /// Before it is packed.
    pub plain: Vec<u8>,
    /// As sent.
    pub sent: Vec<u8>,
    /// Whether `events` knows: what is sent unpacks to `plain` by its labels, and holds no marks of the reader of JSON
    /// that it asks.
    pub countable: bool,
}

impl Case {
    /// The case of a number; `ids` bounds what a valid event may be called.
    pub fn new(number: u64, ids: usize) -> Self {
        let mut rng = Rng::with_seed(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut plain = document(&mut rng, ids);
        if rng.u8(..4) == 0 {
            let other = document(&mut rng, ids);
            mutate::bytes(&mut rng, &mut plain, &other);
        }
        match rng.u16(..2_000) {
            0 => plain.resize(5 * 1024 * 1024 + rng.usize(..2), b' '),
            1..20 => plain.clear(),
            20..60 => plain = [b"\xef\xbb\xbf".as_slice(), &plain].concat(),
            60..100 => plain = oddities::piece(&mut rng),
            100..120 => plain = plain.iter().flat_map(|byte| [*byte, 0]).collect(),
            _ => {}
        }
        let label = match rng.u8(..4) {
            0 => Some(LABELS[rng.usize(..LABELS.len())]),
            1 => None,
            _ => Some(LABELS[0]),
        };
        let (mut encoding, mut sent, mut whole) = (None, plain.clone(), true);
        if rng.u8(..8) == 0 {
            let wanted = ENCODINGS[rng.usize(..ENCODINGS.len())];
            sent = if wanted == "deflate" { deflated(&plain) } else { zipped(&plain) };
            encoding = Some(wanted);
            whole = matches!(wanted, "gzip" | "deflate");
            match rng.u8(..4) {
                0 => {
                    let other = zipped(b"{}");
                    mutate::bytes(&mut rng, &mut sent, &other);
                    whole = false;
                }
                // Packed and not told, or told and not packed.
                1 if rng.bool() => (encoding, whole) = (None, false),
                1 => (sent, whole) = (plain.clone(), false),
                _ => {}
            }
        }
        let marked = String::from_utf8_lossy(&plain).contains(MARK);
        Self { number, label, encoding, plain, sent, countable: whole && !marked }
    }

    /// How many events the body holds, if it can be read: looked at apart from the program.
    pub fn events(&self) -> usize {
        let text = self.plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.plain);
        let lines = || {
            let lines = text.split(|byte| *byte == b'\n');
            lines.filter(|line| !line.trim_ascii().is_empty()).count()
        };
        let labelled =
            self.label.is_some_and(|label| label.ends_with(b"ndjson") || label.ends_with(b"jsonl"));
        match serde_json::from_slice::<serde_json::Value>(text) {
            Ok(_) | Err(_) if labelled => lines(),
            Ok(serde_json::Value::Array(events)) => events.len(),
            Ok(value) => value.get("events").map_or(1, |events| events.as_array().map_or(0, Vec::len)),
            Err(_) => lines(),
        }
    }
}

/// How to make it again, and what it is.
impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = self.plain.escape_ascii().to_string().chars().take(6_000).collect();
        write!(
            f,
            "HILO_MUTATED_FROM={} HILO_MUTATED_BODIES=1\nContent-Type: {:?}\nContent-Encoding: {:?}\n{} bytes sent: {body}",
            self.number,
            self.label.map(|label| label.escape_ascii().to_string()),
            self.encoding,
            self.sent.len(),
        )
    }
}

/// One event, a batch or lines, with events changed at a few places or not at all.
fn document(rng: &mut Rng, ids: usize) -> Vec<u8> {
    let count = match rng.u16(..500) {
        0 => rng.usize(990..1_010),
        1..4 => rng.usize(95..106),
        4..250 => 1,
        _ => rng.usize(..6),
    };
    // A large batch is there for its size: of real events it would be most of what is kept.
    let event = |rng: &mut Rng| match count {
        90.. => Tree::Leaf(oddities::piece(rng).into_iter().take(40).collect()),
        _ => mutant(rng, ids),
    };
    let events: Vec<Tree> = (0..count).map(|_| event(rng)).collect();
    let mut out = Vec::new();
    let spread = rng.u8(..8) == 0;
    match rng.u8(..8) {
        _ if count == 1 && rng.u8(..8) < 6 => events[0].write(&mut out, spread),
        0..3 => lines(rng, &events, &mut out),
        3 => Tree::Array(events).write(&mut out, spread),
        _ => {
            let mut batch = vec![(b"\"events\"".to_vec(), Tree::Array(events))];
            if rng.u8(..8) == 0 {
                batch.insert(rng.usize(..2), (b"\"events\"".to_vec(), Tree::Leaf(oddities::piece(rng))));
            }
            Tree::Object(batch).write(&mut out, spread);
        }
    }
    out
}

fn mutant(rng: &mut Rng, ids: usize) -> Tree {
    let mut tree = Tree::from(&sources::event(rng, ids));
    let changes = [0, 1, 1, 1, 1, 1, 2, 2, 3, 5][rng.usize(..10)];
    for _ in 0..changes {
        mutate::event(rng, &mut tree);
    }
    tree
}

/// NDJSON, well and badly cut into lines.
fn lines(rng: &mut Rng, events: &[Tree], out: &mut Vec<u8>) {
    let end: &[u8] = [b"\n".as_slice(), b"\r\n", b"\n\n \t\n", b"\r", b"\x0b\n"][rng.usize(..8).min(4) % 5];
    for event in events {
        event.write(out, false);
        out.extend_from_slice(if rng.u8(..12) == 0 { b"\n" } else { end });
    }
    if rng.bool() {
        out.truncate(out.trim_ascii_end().len());
    }
}

fn zipped(plain: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(plain).expect("packed");
    gzip.finish().expect("packed")
}

fn deflated(plain: &[u8]) -> Vec<u8> {
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(plain).expect("packed");
    deflate.finish().expect("packed")
}
