//! JSON as a tree of written pieces: it can say what a JSON value cannot, such as a field twice, a number that is
//! none, or a text that is no text.

use fastrand::Rng;
use serde_json::Value;

/// A node; leaves and names are bytes as they will be sent.
#[derive(Clone)]
pub enum Tree {
    Leaf(Vec<u8>),
    Array(Vec<Tree>),
    Object(Vec<(Vec<u8>, Tree)>),
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.iter().map(|(name, value)| (quoted(name), Self::from(value))).collect())
            }
            leaf => Self::Leaf(leaf.to_string().into_bytes()),
        }
    }
}

/// A text as JSON writes it.
pub fn quoted(text: &str) -> Vec<u8> {
    Value::from(text).to_string().into_bytes()
}

impl Tree {
    /// How many nodes it has, itself included.
    pub fn size(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::Array(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Self::Object(fields) => 1 + fields.iter().map(|(_, value)| value.size()).sum::<usize>(),
        }
    }

    /// One of its nodes.
    pub fn any(&mut self, rng: &mut Rng) -> &mut Self {
        let mut place = rng.usize(..self.size());
        self.nth(&mut place).expect("there are so many")
    }

    fn nth(&mut self, place: &mut usize) -> Option<&mut Self> {
        if *place == 0 {
            return Some(self);
        }
        *place -= 1;
        match self {
            Self::Leaf(_) => None,
            Self::Array(items) => items.iter_mut().find_map(|item| item.nth(place)),
            Self::Object(fields) => fields.iter_mut().find_map(|(_, value)| value.nth(place)),
        }
    }

    /// A field, where this is an object that has it.
    pub fn field(&mut self, name: &str) -> Option<&mut Self> {
        let name = quoted(name);
        match self {
            Self::Object(fields) => {
                fields.iter_mut().find(|(found, _)| *found == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Writes it, over several lines when `spread`.
    pub fn write(&self, out: &mut Vec<u8>, spread: bool) {
        let line = |out: &mut Vec<u8>| out.extend_from_slice(if spread { b"\n " } else { b"" });
        match self {
            Self::Leaf(text) => out.extend_from_slice(text),
            Self::Array(items) => {
                out.push(b'[');
                for (i, item) in items.iter().enumerate() {
                    out.extend_from_slice(if i > 0 { b"," } else { b"" });
                    line(out);
                    item.write(out, spread);
                }
                out.push(b']');
            }
            Self::Object(fields) => {
                out.push(b'{');
                for (i, (name, value)) in fields.iter().enumerate() {
                    out.extend_from_slice(if i > 0 { b"," } else { b"" });
                    line(out);
                    out.extend_from_slice(name);
                    out.push(b':');
                    value.write(out, spread);
                }
                out.push(b'}');
            }
        }
    }
}
