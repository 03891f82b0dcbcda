//! Orders of the table, and places in them: by what is sorted, then by the time of the last message, then by the public
//! id.

use std::cmp::Ordering;
use std::fmt;

use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, Order, Value};
use uuid::Uuid;

use super::super::conversations::{Column, Entity, Model};
use super::SortBy;

/// A place between two rows, from which to read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Towards the beginning of the list.
    pub(super) back: bool,
    id: Uuid,
    /// The time of the last message, where that is not what is sorted by.
    updated: Option<i64>,
    value: String,
}

impl Cursor {
    /// Reads a cursor as [`Cursor`] writes itself, now or before it said when the last message was.
    pub fn parse(text: &str) -> Option<Self> {
        let (way, rest) = text.split_at_checked(1)?;
        let (id, value) = rest.split_once('.')?;
        let (id, updated) = match id.split_once('_') {
            Some((id, updated)) => (id, Some(updated.parse().ok()?)),
            None => (id, None),
        };
        let back = match way {
            "n" => false,
            "p" => true,
            _ => return None,
        };
        Some(Self { back, id: Uuid::try_parse(id).ok()?, updated, value: value.to_owned() })
    }

    /// Before or behind a row, of such a rank where it is sorted by rank.
    pub(super) fn at(row: &Model, by: SortBy, rank: i64, back: bool) -> Self {
        let value = match key(row, by) {
            Key::Rank => rank.to_string(),
            Key::Number(n) => n.to_string(),
            Key::Text(text) => text.to_owned(),
        };
        let updated = (!matches!(by, SortBy::Updated)).then_some(row.updated_at);
        Self { back, id: row.public_id, updated, value }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.back { "p" } else { "n" }, self.id.simple())?;
        if let Some(updated) = self.updated {
            write!(f, "_{updated}")?;
        }
        write!(f, ".{}", self.value)
    }
}

/// What a better place was worth in cursors from before: more than any two times differ.
const BETTER: i64 = 1_000_000_000_000_000;

/// A cursor as its order understands it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Of what is sorted by rank.
    pub rank: i64,
    /// Of all else.
    value: Value,
    /// None in a cursor from before: then all that are equal in what is sorted by are read again.
    pub updated: Option<i64>,
    id: Uuid,
}

impl Place {
    /// `None` for a cursor of another sort.
    pub fn of(cursor: &Cursor, by: SortBy) -> Option<Self> {
        let place = |rank, value, updated| Some(Self { rank, value, updated, id: cursor.id });
        match by {
            SortBy::Question | SortBy::Profile | SortBy::Tag | SortBy::Channel => {
                place(0, cursor.value.as_str().into(), cursor.updated)
            }
            _ => {
                let n: i64 = cursor.value.parse().ok()?;
                match by {
                    SortBy::Updated => place(0, n.into(), Some(n)),
                    // As it was written before: rank and time in one number.
                    SortBy::Relevance if n >= BETTER => place(n / BETTER, n.into(), Some(n % BETTER)),
                    SortBy::Relevance if cursor.updated.is_none() => place(0, n.into(), Some(n)),
                    _ => place(n, n.into(), cursor.updated),
                }
            }
        }
    }

    /// The rows beyond it in an order, one condition after the other: first those that are equal in what is sorted by. Asked
    /// for at once they would be walked past from the first of them.
    pub fn beyond(&self, by: SortBy, order: &Order) -> Vec<Condition> {
        let further = |key: SimpleExpr, value: Value| match order {
            Order::Asc => (key.clone().gte(value.clone()), key.gt(value)),
            _ => (key.clone().lte(value.clone()), key.lt(value)),
        };
        let newer = self.updated.map(|at| {
            let (from, newer) = further(column(Column::UpdatedAt), at.into());
            let (_, later) = further(column(Column::PublicId), self.id.into());
            // The first says nothing new, but has an index entered at the place instead of read from its beginning.
            Condition::all().add(from).add(Condition::any().add(newer).add(later))
        });
        let Some(key) = expression(by) else { return vec![newer.unwrap_or_else(Condition::all)] };
        let (from, beyond) = further(key.clone(), self.value.clone());
        let all = Condition::all();
        match newer {
            Some(newer) => vec![all.clone().add(key.eq(self.value.clone())).add(newer), all.add(beyond)],
            None => vec![all.add(from)],
        }
    }
}

/// What a row is sorted by first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    /// A rank, which is known to whoever reads rank after rank.
    Rank,
    Number(i64),
    Text(&'a str),
}

fn key(row: &Model, by: SortBy) -> Key<'_> {
    match by {
        SortBy::Updated => Key::Number(row.updated_at),
        SortBy::Started => Key::Number(row.started_at),
        SortBy::Messages => Key::Number(row.messages.into()),
        SortBy::Status | SortBy::Relevance => Key::Rank,
        SortBy::Question => Key::Text(beginning(&row.first_question)),
        SortBy::Profile => Key::Text(&row.profile),
        SortBy::Tag => Key::Text(&row.tag),
        SortBy::Channel => Key::Text(&row.channel),
    }
}

/// How two rows of the same rank stand in an order.
pub(super) fn compare(a: &Model, b: &Model, by: SortBy, order: &Order) -> Ordering {
    let place = |row: &Model| (row.updated_at, row.public_id);
    let ascending = key(a, by).cmp(&key(b, by)).then_with(|| place(a).cmp(&place(b)));
    if *order == Order::Asc { ascending } else { ascending.reverse() }
}

/// How much of a first question it is sorted by, in characters, as its index has it. Those that begin alike stand by time.
const SORTED_CHARS: usize = 32;

fn beginning(text: &str) -> &str {
    text.char_indices().nth(SORTED_CHARS).map_or(text, |(end, _)| &text[..end])
}

fn column(column: Column) -> SimpleExpr {
    Expr::col((Entity, column))
}

/// What is sorted by before the time of the last message; nothing for that time itself and for ranks.
pub(super) fn expression(by: SortBy) -> Option<SimpleExpr> {
    match by {
        SortBy::Updated | SortBy::Status | SortBy::Relevance => None,
        SortBy::Started => Some(column(Column::StartedAt)),
        SortBy::Messages => Some(column(Column::Messages)),
        // Word by word as in its index, which is found by nothing else.
        SortBy::Question => {
            Some(Expr::cust(format!("substr(\"conversation\".\"first_question\", 1, {SORTED_CHARS})")))
        }
        SortBy::Profile => Some(column(Column::Profile)),
        SortBy::Tag => Some(column(Column::Tag)),
        SortBy::Channel => Some(column(Column::Channel)),
    }
}

/// Rows that were updated in a time: since the first, before the second.
pub(super) fn updated(since: Option<i64>, before: Option<i64>) -> Condition {
    let all = since.into_iter().fold(Condition::all(), |all, at| all.add(Column::UpdatedAt.gte(at)));
    before.into_iter().fold(all, |all, at| all.add(Column::UpdatedAt.lt(at)))
}
