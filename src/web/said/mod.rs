//! What somebody wrote, as parts that a template shows.
//!
//! Nothing here is HTML: names of elements come from a closed list, and every text is escaped where the template writes it.
//! So whatever stands in a message, no markup of its own can come out.

mod address;
mod markdown;
mod writer;

pub use writer::Part;

use super::thread_items::{Item, Message};
use crate::domain::erase::ERASED;
use crate::domain::event::Role;
use crate::domain::search::{Field, Query, marked, words};
use crate::i18n::{Locale, Texts};
use writer::Writer;

/// More lines than these are folded until somebody asks for them.
const LONG_LINES: usize = 12;

/// So are more characters than these.
const LONG_CHARACTERS: usize = 900;

/// How messages are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct How<'q> {
    /// As it was written, without formatting.
    pub raw: bool,
    /// What is marked.
    pub searched: Option<&'q Query>,
}

/// Gives every message of a thread what is shown of it, and counts the places that are marked.
pub fn show(items: &mut [Item], how: How, locale: &Locale) -> usize {
    let mut hits = 0;
    let messages = items.iter_mut().filter_map(|item| match item {
        Item::Message(message) => Some(message),
        _ => None,
    });
    for message in messages {
        let before = hits;
        message.parts = parts(message, how, locale.t, &mut hits);
        message.long = (hits == before && is_long(&message.text)).then(|| {
            let t = &locale.t.thread;
            locale.plural(t.show_all, words(&message.text).len() as u64)
        });
    }
    hits
}

fn parts(message: &mut Message, how: How, t: &Texts, hits: &mut usize) -> Vec<Part> {
    // What is left of an erased text may be a word of the account's own rules.
    let text = match message.text.strip_prefix(ERASED) {
        Some(left) => {
            message.erased = true;
            left.trim_start()
        }
        None => message.text.as_str(),
    };
    let found = how.searched.map_or_else(Vec::new, |query| found(text, message.role, query));
    let mut writer = Writer::new(text, found, hits);
    message.formatted = !how.raw && message.role != Role::Customer && !message.erased;
    if message.formatted {
        markdown::write(text, &mut writer, t);
    } else {
        writer.plain();
    }
    writer.end()
}

/// Where a query finds something in a text: from and to, in bytes, in order.
fn found(text: &str, role: Role, query: &Query) -> Vec<(usize, usize)> {
    let mut at = 0;
    let pieces = marked(text, Field::of_role(role), query).unwrap_or_default();
    let ranges = pieces.into_iter().map(|piece| {
        let from = at;
        at += piece.text.len();
        (piece.hit, (from, at))
    });
    ranges.filter_map(|(hit, range)| hit.then_some(range)).collect()
}

fn is_long(text: &str) -> bool {
    text.lines().nth(LONG_LINES).is_some() || text.chars().nth(LONG_CHARACTERS).is_some()
}

#[cfg(test)]
mod tests;
