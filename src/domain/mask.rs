//! Masking before storage: what nobody needs to keep is taken out of free texts before an event is kept.
//!
//! Ids, profiles and order numbers are never masked: they are what joins customers and orders.

mod digits;

use std::borrow::Cow;

use serde_json::Value;

use self::digits::{cards, phones};
use super::event::{Event, Fact, words};

words!(
    /// What is masked.
    Mask {
        /// Card numbers: 13 to 19 digits, with blanks or dashes between them, of which the last one checks.
        Cards = "cards",
        /// E-mail addresses.
        Emails = "emails",
        /// Phone numbers.
        Phones = "phones",
    }
);

/// Which masks an account wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masks(Vec<Mask>);

impl Default for Masks {
    fn default() -> Self {
        Self(vec![Mask::Cards])
    }
}

impl Masks {
    /// These, each once.
    pub fn new(masks: impl IntoIterator<Item = Mask>) -> Self {
        let mut masks: Vec<Mask> = masks.into_iter().collect();
        masks.sort();
        masks.dedup();
        Self(masks)
    }

    /// As kept: words with blanks between them. What means nothing is left out.
    pub fn from_words(words: &str) -> Self {
        Self::new(words.split_whitespace().filter_map(Mask::from_word))
    }

    /// As kept.
    pub fn to_words(&self) -> String {
        self.0.iter().map(|mask| mask.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Whether this is masked.
    pub fn has(&self, mask: Mask) -> bool {
        self.0.contains(&mask)
    }

    /// A text as it is kept. Masked again it stays as it is.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = Cow::Borrowed(text);
        // Cards first: what is a card must not be taken for a phone.
        for (mask, find, mark) in [
            (Mask::Cards, cards as fn(&str) -> Vec<(usize, usize)>, "[card]"),
            (Mask::Emails, emails, "[email]"),
            (Mask::Phones, phones, "[phone]"),
        ] {
            if self.has(mask) {
                let found = find(&out);
                if !found.is_empty() {
                    out = Cow::Owned(replaced(&out, &found, mark));
                }
            }
        }
        out
    }

    /// An event as it is kept, or nothing where it is kept as it came: message texts, reasons of handoffs, and every
    /// text in metadata.
    pub fn event(&self, event: &Event) -> Option<Event> {
        let mut masked = Cow::Borrowed(event);
        if let Some(text) = free_text(&event.fact)
            && let Cow::Owned(text) = self.text(text)
        {
            set_free_text(&mut masked.to_mut().fact, text);
        }
        if event.metadata.values().any(|value| self.changes(value)) {
            masked.to_mut().metadata.values_mut().for_each(|value| self.value(value));
        }
        match masked {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        }
    }

    fn changes(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => matches!(self.text(text), Cow::Owned(_)),
            Value::Array(values) => values.iter().any(|value| self.changes(value)),
            Value::Object(map) => map.values().any(|value| self.changes(value)),
            _ => false,
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(masked) = self.text(text) {
                    *text = masked;
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::Object(map) => map.values_mut().for_each(|value| self.value(value)),
            _ => {}
        }
    }
}

/// The free text of an event.
fn free_text(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::MessageSent { text, .. } => Some(text),
        Fact::HandoffOffered(handoff)
        | Fact::HandoffAccepted(handoff)
        | Fact::HandoffDeclined(handoff)
        | Fact::HandoffTagged(handoff)
        | Fact::HandoffWithdrawn(handoff) => handoff.reason.as_deref(),
        _ => None,
    }
}

fn set_free_text(fact: &mut Fact, to: String) {
    match fact {
        Fact::MessageSent { text, .. } => *text = to,
        Fact::HandoffOffered(handoff)
        | Fact::HandoffAccepted(handoff)
        | Fact::HandoffDeclined(handoff)
        | Fact::HandoffTagged(handoff)
        | Fact::HandoffWithdrawn(handoff) => handoff.reason = Some(to),
        _ => {}
    }
}

fn replaced(text: &str, found: &[(usize, usize)], mark: &str) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (from, to) in found {
        out.push_str(&text[at..*from]);
        out.push_str(mark);
        at = *to;
    }
    out.push_str(&text[at..]);
    out
}

/// Where e-mail addresses stand: a name, `@`, and a host with a dot in it.
fn emails(text: &str) -> Vec<(usize, usize)> {
    let in_name = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let in_host = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let name = text[..at].trim_end_matches(in_name).len().max(found.last().map_or(0, |(_, end)| *end));
        let from = at - text[name.min(at)..at].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let rest = &text[at + 1..];
        let host = rest[..rest.len() - rest.trim_start_matches(in_host).len()].trim_end_matches(['.', '-']);
        let last = host.rsplit('.').next().unwrap_or_default();
        let named = host.contains('.') && !host.starts_with('.') && last.chars().count() >= 2;
        if from < at && named && last.chars().any(char::is_alphabetic) {
            found.push((from, at + 1 + host.len()));
        }
    }
    found
}

#[cfg(test)]
mod tests;
