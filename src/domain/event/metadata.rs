//! What nobody here reads: kept as the source sent it, as long as it can be read back.

use serde_json::{Map, Value};

use super::document::RESERVED;
use super::fields::Refusal;

/// Longest metadata, unknown fields included, in bytes of compact JSON.
pub const MAX_METADATA_BYTES: usize = 16 * 1024;
/// How deep it may be nested: readers of JSON stop somewhere above a hundred.
const MAX_DEPTH: usize = 64;

/// Metadata as sent, with the unknown fields beside it. What the source itself put under `metadata` wins.
pub(super) fn joined(
    own: Option<Map<String, Value>>,
    unknown: Map<String, Value>,
) -> Result<Map<String, Value>, Refusal> {
    let mut metadata = unknown;
    metadata.retain(|_, value| !value.is_null());
    metadata.extend(own.unwrap_or_default());
    kept(metadata, "metadata")
}

/// Fields nobody took, when they may be kept; else what is wrong with them, said of the field they are in.
pub(super) fn kept(map: Map<String, Value>, field: &str) -> Result<Map<String, Value>, Refusal> {
    if map.is_empty() {
        return Ok(map);
    }
    if map.values().any(|value| is_deeper(value, MAX_DEPTH)) {
        return Err(Refusal::invalid(field, format!("must be nested at most {MAX_DEPTH} deep")));
    }
    if has_reserved(&map) {
        return Err(Refusal::invalid(field, format!("must not have a field called `{RESERVED}…`")));
    }
    let bytes = serde_json::to_string(&map).map_or(usize::MAX, |text| text.len());
    if bytes > MAX_METADATA_BYTES {
        let message = format!(
            "{field} and unknown fields must be at most {MAX_METADATA_BYTES} bytes together, are {bytes}"
        );
        return Err(Refusal::new("too_long", field, message));
    }
    Ok(map)
}

fn is_deeper(value: &Value, depth: usize) -> bool {
    let deeper = |inner: &Value| depth == 0 || is_deeper(inner, depth - 1);
    match value {
        Value::Array(values) => values.iter().any(deeper),
        Value::Object(map) => map.values().any(deeper),
        _ => false,
    }
}

/// Readers of JSON take an object with such a name for something else. Asked only of what is not nested deep.
fn has_reserved(map: &Map<String, Value>) -> bool {
    fn inside(value: &Value) -> bool {
        match value {
            Value::Array(values) => values.iter().any(inside),
            Value::Object(map) => has_reserved(map),
            _ => false,
        }
    }
    map.iter().any(|(name, value)| name.starts_with(RESERVED) || inside(value))
}
