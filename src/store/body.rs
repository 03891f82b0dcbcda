//! An event's line as it is kept: packed, with a dictionary of what such lines have in common. This is the only place that
//! packs and unpacks.

use std::cell::RefCell;
use std::sync::LazyLock;

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable, Value};
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// The dictionary that bodies are packed with: of made-up events in the languages of the demo. What was packed with it
/// is read with it, so it stays as it is: a better one is another, with first bytes of its own.
static FIRST: &[u8] = include_bytes!("body/first.dict");

/// The first byte of a body packed with [`FIRST`] that has no profile.
pub(super) const PLAIN: u8 = 1;

/// The same with a profile, so that those can be found without unpacking all.
const WITH_PROFILE: u8 = 2;

/// What every packed line begins with, which therefore is not kept.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A little is gained by more effort than this, and it takes several times as long.
const EFFORT: i32 = 3;

/// No event is as long: what says it is, is damaged.
const MOST_BYTES: usize = 16 * 1024 * 1024;

static PACKING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(FIRST, EFFORT));
static UNPACKING: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(FIRST));

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = RefCell::new(packer());
    static UNPACKER: RefCell<Option<Decompressor<'static>>> =
        RefCell::new(Decompressor::with_prepared_dictionary(&UNPACKING).ok());
}

/// Packs without what says which dictionary it was: the first byte does.
fn packer() -> Option<Compressor<'static>> {
    use zstd::zstd_safe::CParameter::{ChecksumFlag, DictIdFlag};
    let mut packer = Compressor::with_prepared_dictionary(&PACKING).ok()?;
    packer.set_parameter(DictIdFlag(false)).ok()?;
    packer.set_parameter(ChecksumFlag(false)).ok()?;
    Some(packer)
}

/// A body as it is kept. Rows of earlier versions hold the line itself; written again they are packed.
#[derive(Clone, Debug)]
pub struct Body(Vec<u8>);

impl Body {
    /// Packs a line. `profile`: the event has one.
    pub fn pack(line: &str, profile: bool) -> Self {
        let packed = PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(line.as_bytes()).ok());
        let frame = packed.as_deref().and_then(|packed| packed.strip_prefix(&MAGIC));
        // Not packed it is the same.
        let Some(frame) = frame else { return Self(line.as_bytes().to_vec()) };
        let mut kept = Vec::with_capacity(1 + frame.len());
        kept.push(if profile { WITH_PROFILE } else { PLAIN });
        kept.extend_from_slice(frame);
        Self(kept)
    }

    /// The line; none: it is damaged.
    pub fn line(&self) -> Option<String> {
        let Some((&(PLAIN | WITH_PROFILE), frame)) = self.0.split_first() else {
            return String::from_utf8(self.0.clone()).ok();
        };
        let packed = [&MAGIC[..], frame].concat();
        let length = zstd::zstd_safe::get_frame_content_size(&packed).ok()??;
        let length = usize::try_from(length).ok().filter(|length| *length <= MOST_BYTES)?;
        let line =
            UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(&packed, length).ok())?;
        String::from_utf8(line).ok()
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.0.len()
    }
}

/// Equal is what says the same, packed or not.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.line().is_some_and(|line| other.line() == Some(line))
    }
}

impl Eq for Body {}

impl From<Body> for Value {
    fn from(body: Body) -> Self {
        let line = body.0.first() == Some(&b'{');
        let packed = line.then(|| body.line()).flatten().map(|line| {
            let profile = line.contains("\"profile\":{");
            Body::pack(&line, profile)
        });
        Self::Bytes(Some(packed.unwrap_or(body).0))
    }
}

impl TryGetable for Body {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        // On PostgreSQL an earlier version kept a text.
        match Vec::<u8>::try_get_by(row, index) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(other) => {
                String::try_get_by(row, index).map(|line| Self(line.into_bytes())).map_err(|_| other)
            }
        }
    }
}

impl ValueType for Body {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Vec<u8> as ValueType>::try_from(value).map(Self)
    }

    fn type_name() -> String {
        "Body".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::Bytes
    }

    fn column_type() -> ColumnType {
        ColumnType::Blob
    }
}

impl Nullable for Body {
    fn null() -> Value {
        Value::Bytes(None)
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, FIRST};

    #[test]
    fn a_line_is_smaller_packed_and_the_same_afterwards() {
        let line = r#"{"agent":"ada","channel":"whatsapp","conversation":"c-1","id":"m-1","role":"customer","text":"¿Dónde está mi pedido?","time":"2026-11-01T10:00:00.000Z","type":"message.sent"}"#;
        let body = Body::pack(line, false);
        assert!(body.bytes() * 2 < line.len(), "{}", body.bytes());
        assert_eq!(body.line().as_deref(), Some(line));
        for other in ["{}", "", &"x".repeat(300_000), &"日本語 🙂".repeat(50)] {
            assert_eq!(Body::pack(other, true).line().as_deref(), Some(other));
        }
    }

    #[test]
    fn lines_of_earlier_versions_are_read_and_are_the_same() {
        let line = r#"{"id":"m-1"}"#;
        assert_eq!(Body(line.as_bytes().to_vec()), Body::pack(line, false));
        assert_ne!(Body(b"{}".to_vec()), Body::pack(line, false));
    }

    #[test]
    fn what_is_damaged_is_no_line() {
        let Body(mut kept) = Body::pack(&r#"{"id":"m-1","type":"message.sent"}"#.repeat(9), false);
        kept.truncate(kept.len() - 2);
        assert_eq!(Body(kept).line(), None);
        assert_eq!(Body(vec![1, 255, 255]).line(), None);
        assert_eq!(Body(vec![1]).line(), None);
        assert_eq!(Body(vec![0xff, 0xfe]).line(), None);
    }

    #[test]
    fn the_dictionary_is_the_one_that_bodies_were_packed_with() {
        use sha2::{Digest, Sha256};
        let sum = hex::encode(Sha256::digest(FIRST));
        assert_eq!(sum, "572245b0b4ad737717fbfb00ece63aa9a50dd113a48b9625a814c7f317c00cb9");
    }
}
