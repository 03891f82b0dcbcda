//! What a search found, where the pages show it: how it was read, a snippet a row, and marks in a thread.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};

use super::thread_items::Item;
use crate::domain::event::Event;
use crate::domain::search::{Field, Piece, Query, Term, marked, said, snippet};
use crate::i18n::{Texts, fill};
use crate::store::events;

/// About how many characters of a text stand in a row: two lines on a screen of common width.
const WIDTH: usize = 160;

/// Where something was found first.
pub struct Found {
    /// Who wrote it, or what it is.
    pub label: &'static str,
    /// Whether it is a message, which a thread marks.
    pub said: bool,
    /// Its surroundings.
    pub pieces: Vec<Piece>,
}

/// A part of a message.
pub struct Marked {
    /// The part.
    pub text: String,
    /// The place of this hit and of the next one, where it is a hit.
    pub hit: Option<(usize, usize)>,
}

/// The first text in each conversation in which a query finds something, by row id.
///
/// # Errors
/// When the database does not answer.
pub async fn snippets(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
    query: &Query,
    t: &Texts,
) -> Result<HashMap<i64, Found>, DbErr> {
    if !query.terms.iter().any(|term| !term.without && !term.words.is_empty()) {
        return Ok(HashMap::new());
    }
    let events = events::of_conversations(db, account_id, ids).await?;
    let found =
        events.into_iter().filter_map(|(id, events)| first(&events, query, t).map(|found| (id, found)));
    Ok(found.collect())
}

fn first(events: &[Event], query: &Query, t: &Texts) -> Option<Found> {
    events.iter().find_map(|event| {
        let (field, text) = said(event)?;
        let pieces = snippet(text, field, query, WIDTH)?;
        Some(Found { label: label(t, field), said: Field::MESSAGES.contains(&field), pieces })
    })
}

/// Marks what a query finds in the messages of a thread, and counts it.
pub fn mark(items: &mut [Item], query: &Query) -> usize {
    let mut hits = 0;
    for item in &mut *items {
        let Item::Message { role, text, .. } = item else { continue };
        let Some(field) = Field::MESSAGES.into_iter().find(|field| field.as_str() == *role) else { continue };
        let whole: String = text.drain(..).map(|part| part.text).collect();
        let pieces = marked(&whole, field, query).unwrap_or_else(|| vec![Piece { text: whole, hit: false }]);
        text.extend(pieces.into_iter().map(|piece| {
            hits += usize::from(piece.hit);
            Marked { text: piece.text, hit: piece.hit.then_some((hits, hits + 1)) }
        }));
    }
    let parts = items.iter_mut().filter_map(|item| match item {
        Item::Message { text, .. } => Some(text),
        _ => None,
    });
    // After the last comes the first.
    for hit in parts.flatten().filter_map(|part| part.hit.as_mut()) {
        hit.1 = if hit.0 == hits { 1 } else { hit.1 };
    }
    hits
}

/// How a query was read, where it was not simply words: what is looked for, where, what must not be there, and what was
/// left out.
pub fn understood(t: &Texts, query: &Query) -> Option<String> {
    let plain = |term: &Term| {
        !term.without && !term.begins && term.words.len() == 1 && term.within.len() == Field::ALL.len()
    };
    if query.left_out.is_empty() && query.terms.iter().all(plain) {
        return None;
    }
    let mut parts: Vec<String> = query.terms.iter().map(|term| told(t, term)).collect();
    if !query.left_out.is_empty() {
        parts.push(fill(t.search_left_out, &[("words", &query.left_out.join(" "))]));
    }
    Some(parts.join(" · "))
}

fn told(t: &Texts, term: &Term) -> String {
    let words = match term.words.as_slice() {
        [] => t.search_any.to_owned(),
        [one] => format!("{one}{}", if term.begins { "…" } else { "" }),
        several => format!("“{}{}”", several.join(" "), if term.begins { "…" } else { "" }),
    };
    let anywhere = term.within.len() == Field::ALL.len();
    let within: Vec<&str> = term.within.iter().map(|field| label(t, *field)).collect();
    let words = if anywhere { words } else { format!("{}: {words}", within.join("/")) };
    if term.without { fill(t.search_without, &[("words", &words)]) } else { words }
}

fn label(t: &Texts, field: Field) -> &'static str {
    match field {
        Field::Customer => t.role_customer,
        Field::Ai => t.role_ai,
        Field::Human => t.role_human,
        Field::Profile => t.profile,
        Field::Tag => t.tag,
        Field::Order => t.search_order,
        Field::Id => t.id,
        Field::Reason => t.reason,
    }
}
