//! Searching: texts as words, and what people type as a query. What is found is decided here, so that every engine finds
//! the same.

mod mark;
mod query;
mod words;

pub use mark::{Piece, marked, snippet};
pub use query::{Field, MOST_WORDS, Query, Term};
pub use words::{Word, folded, words};

use super::event::{Event, Fact};

/// What begins every text in a document. No word is written like that: no phrase reaches from one text into the next,
/// and a field that holds any text at all can be asked for.
pub const BEGIN: &str = "_";

/// The text of an event that can be found, and where it is looked for. None: it says nothing of the kind.
pub fn said(event: &Event) -> Option<(Field, &str)> {
    match &event.fact {
        Fact::MessageSent { role, text } => Some((Field::of_role(*role), text)),
        Fact::HandoffOffered(handoff)
        | Fact::HandoffAccepted(handoff)
        | Fact::HandoffDeclined(handoff)
        | Fact::HandoffTagged(handoff) => Some((Field::Reason, handoff.reason.as_deref()?)),
        _ => Some((Field::Order, event.order()?)),
    }
}

/// What can be found of a conversation: for each of [`Field::ALL`] the words of its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document([String; Field::ALL.len()]);

impl Document {
    /// Of what was kept of it, in the order of [`Field::ALL`].
    pub fn kept(fields: [String; Field::ALL.len()]) -> Self {
        Self(fields)
    }

    /// Its fields, in the order of [`Field::ALL`].
    pub fn fields(&self) -> &[String; Field::ALL.len()] {
        &self.0
    }

    /// Whether nothing can be found of it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(String::is_empty)
    }

    /// Adds a text to a field.
    pub fn add(&mut self, field: Field, text: &str) {
        let kept = &mut self.0[field as usize];
        let begin = if kept.is_empty() { "" } else { " " };
        kept.push_str(begin);
        kept.push_str(BEGIN);
        for word in folded(text) {
            kept.push(' ');
            kept.push_str(&word);
        }
    }

    /// Has a field hold these texts and no others.
    pub fn set<'a>(&mut self, field: Field, texts: impl IntoIterator<Item = &'a str>) {
        self.0[field as usize].clear();
        texts.into_iter().filter(|text| !text.is_empty()).for_each(|text| self.add(field, text));
    }
}
