//! What a search found, where the list shows it: how it was read, and a snippet a row.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};

use crate::domain::event::Event;
use crate::domain::search::{Field, Piece, Query, Term, said, snippet};
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
