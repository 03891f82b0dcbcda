//! JSON as it stands. `serde_json`'s own reader of values takes objects with certain names in them for marks of its
//! own: one of them makes it read JSON inside a text, and in that again, beyond every limit of nesting.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How our reader of JSON calls what it means by itself.
pub(super) const RESERVED: &str = "$serde_json::private::";
/// The name under which it hands out a number with all its digits.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads JSON, nested at most as deep as `serde_json` allows, about 128.
///
/// # Errors
/// Where and why it is no JSON.
pub fn read_json(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice::<Document>(bytes).map(|document| document.0)
}

struct Document(Value);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(Document(item)) = items.next_element()? {
            out.push(item);
        }
        Ok(out.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        let mut next = fields.next_key::<String>()?;
        while let Some(name) = next {
            let Document(value) = fields.next_value()?;
            next = fields.next_key()?;
            if next.is_none()
                && out.is_empty()
                && let Some(number) = number(&name, &value)
            {
                return Ok(number.into());
            }
            out.insert(name, value);
        }
        Ok(out.into())
    }
}

/// The number that is meant. A sender's object that looks the same becomes a number too: nothing is lost by it.
fn number(name: &str, value: &Value) -> Option<Number> {
    if name != NUMBER {
        return None;
    }
    value.as_str()?.parse().ok()
}
