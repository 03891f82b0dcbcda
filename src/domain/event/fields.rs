//! Taking typed fields out of a JSON object, one clear refusal a way to be wrong.

use serde_json::{Map, Value};

use crate::domain::money::written_out;

/// Why an event was refused: which field, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `missing_field`, `invalid_field`, `too_long`, `unknown_type`, `time_in_future`, `not_json`, `not_utf8`,
    /// `forbidden_type`, `forbidden_field`.
    pub code: &'static str,
    /// The path of the field, as in `profile.email`; empty when the whole event cannot be read.
    pub field: String,
    /// For people: what is wrong and what would be right.
    pub message: String,
}

impl Refusal {
    /// A refusal of a field.
    pub fn new(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { code, field: field.to_owned(), message: message.into() }
    }

    /// A field that is there but wrong.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::new("invalid_field", field, message)
    }
}

/// The fields of an event that nobody has taken yet; what is left at the end is metadata.
pub(super) struct Fields {
    map: Map<String, Value>,
    prefix: &'static str,
}

impl Fields {
    pub fn new(map: Map<String, Value>, prefix: &'static str) -> Self {
        Self { map, prefix }
    }

    /// What nobody took.
    pub fn rest(self) -> Map<String, Value> {
        self.map
    }

    pub fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Takes a field; `null` is as good as absent.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        // shift_remove would matter only if key order were kept; it is not.
        self.map.remove(name).filter(|v| !v.is_null())
    }

    /// A short text of at most `max` characters. Numbers are taken as their digits: shops send order
    /// numbers and customer ids as JSON numbers. Blank is as good as absent.
    pub fn word(&mut self, name: &str, max: usize) -> Result<Option<String>, Refusal> {
        let text = match self.take(name) {
            None => return Ok(None),
            Some(Value::String(text)) => text,
            Some(Value::Number(number)) => number.to_string(),
            Some(other) => return Err(self.wrong(name, "a text", &other)),
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let length = text.chars().count();
        if length > max {
            let message = format!("must be at most {max} characters, has {length}");
            return Err(Refusal::new("too_long", &self.path(name), message));
        }
        if text.chars().any(char::is_control) {
            return Err(Refusal::invalid(&self.path(name), "must not contain control characters"));
        }
        Ok(Some(text.to_owned()))
    }

    /// A decimal amount as a text. Of a JSON number the exponent is written out, for there it is but a way of writing:
    /// some senders write 100 as `1E+2`.
    pub fn required_amount(&mut self, name: &str, max: usize) -> Result<String, Refusal> {
        let number = matches!(self.map.get(name), Some(Value::Number(_)));
        let word = self.required_word(name, max)?;
        Ok(if number { written_out(&word) } else { word })
    }

    pub fn required_word(&mut self, name: &str, max: usize) -> Result<String, Refusal> {
        self.word(name, max)?.ok_or_else(|| self.missing(name))
    }

    /// A free text of at most `max` bytes, kept as it is: blanks, line breaks, control characters.
    pub fn text(&mut self, name: &str, max: usize) -> Result<Option<String>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.len() > max => {
                let message = format!("must be at most {max} bytes, has {}", text.len());
                Err(Refusal::new("too_long", &self.path(name), message))
            }
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(name, "a text", &other)),
        }
    }

    pub fn integer(&mut self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => match value.as_i64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(name, "a whole number of at most 64 bits", &value)),
            },
        }
    }

    pub fn flag(&mut self, name: &str) -> Result<bool, Refusal> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(other) => Err(self.wrong(name, "true or false", &other)),
        }
    }

    pub fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(other) => Err(self.wrong(name, "an object", &other)),
        }
    }

    /// One of a closed vocabulary.
    pub fn one_of<T: Copy>(
        &mut self,
        name: &str,
        all: &[T],
        word_of: fn(T) -> &'static str,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let found = value.as_str().and_then(|word| all.iter().copied().find(|t| word_of(*t) == word));
        found.map(Some).ok_or_else(|| {
            let words: Vec<_> = all.iter().map(|t| format!("`{}`", word_of(*t))).collect();
            self.wrong(name, &format!("one of {}", words.join(", ")), &value)
        })
    }

    pub fn missing(&self, name: &str) -> Refusal {
        Refusal::new("missing_field", &self.path(name), format!("`{}` is required", self.path(name)))
    }

    pub fn wrong(&self, name: &str, wanted: &str, found: &Value) -> Refusal {
        let mut shown = found.to_string();
        if shown.chars().count() > 60 {
            shown = shown.chars().take(60).chain(['…']).collect();
        }
        Refusal::invalid(&self.path(name), format!("must be {wanted}, is {shown}"))
    }
}
