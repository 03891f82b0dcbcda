//! The table of conversations: sorted, in pages by keyset, counted.

mod about;
mod place;
mod walk;

use std::fmt;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, PaginatorTrait, QueryFilter,
    QuerySelect,
};

pub use self::about::{COUNTED, about, distinct};
use self::about::{counted_along, counting, number};
pub use self::place::Cursor;
use self::place::Place;
use self::walk::Walk;
use super::conversations::{Column, Entity, Model};
use super::dialect::Sought;
use super::ways::Way;
use crate::domain::event::words;
use crate::domain::search;

words!(
    /// What the table can be sorted by.
    SortBy {
        /// Time of the last message.
        Updated = "updated_at",
        /// Time of the first message.
        Started = "started_at",
        /// How many messages.
        Messages = "messages",
        /// The status as shown: resolved, unresolved, open.
        Status = "status",
        /// The first question.
        Question = "first_question",
        /// What the customer is called.
        Profile = "profile",
        /// The topic.
        Tag = "tag",
        /// The channel.
        Channel = "channel",
        /// Where a search found something: in names, order numbers and ids first, then tags, then what the customer
        /// wrote, then the rest; each by the time of the last message.
        Relevance = "relevance",
    }
);

/// What to sort by, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub by: SortBy,
    /// Greatest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Updated, descending: true }
    }
}

impl Sort {
    /// Reads `updated_at` or `-updated_at`.
    pub fn parse(word: &str) -> Option<Self> {
        let (descending, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
        SortBy::from_word(name).map(|by| Self { by, descending })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by.as_str())
    }
}

/// A page of the table.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its rows, in order.
    pub rows: Vec<Model>,
    /// The page before, if there is one.
    pub previous: Option<Cursor>,
    /// The page after, if there is one.
    pub next: Option<Cursor>,
}

/// What a list is asked for with; see [`super::filter::asked`].
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which conversations.
    pub condition: Condition,
    /// The instant that status was taken at.
    pub now: DateTime<Utc>,
    /// Whose they are.
    pub(super) account_id: i64,
    /// Which conversations, but for what is searched for.
    pub(super) rest: Condition,
    /// What is searched for.
    pub(super) query: search::Query,
    /// What else a search finds in all of them.
    pub(super) besides: search::Query,
    /// What they have in common.
    pub(super) ways: Vec<Way>,
    /// The time in which they began: since the first, before the second.
    pub(super) period: Option<(i64, i64)>,
}

impl Asked {
    fn of_account(&self) -> Condition {
        Condition::all().add(Column::AccountId.eq(self.account_id))
    }

    /// The search, where there is one.
    fn sought(&self) -> Option<Sought<'_>> {
        let besides = Some(&self.besides);
        (!self.query.is_empty()).then(|| Sought { all: &self.query, within: None, not: Vec::new(), besides })
    }

    /// The search by how good the place is in which all of it is found, the best last: anywhere, by the customer, in the
    /// tag, and in names, order numbers and ids.
    fn tiers(&self) -> Vec<Option<Sought<'_>>> {
        use search::Field::{Customer, Id, Order, Profile, Tag};
        let places =
            [&[Customer][..], &[Tag], &[Profile, Order, Id]].map(|fields| self.query.found_in(fields));
        let mut tiers = Vec::new();
        for place in 0..=places.len() {
            let better: Vec<search::Query> = places[place..].iter().flatten().cloned().collect();
            let within = place.checked_sub(1).map(|place| places[place].clone());
            tiers.push(match within {
                None => self.sought().map(|sought| Sought { not: better, ..sought }),
                // Where it cannot be found there is no such rank.
                Some(None) => {
                    let within = Some(search::Query::default());
                    Some(Sought { all: &self.query, within, not: better, besides: None })
                }
                Some(within) => self.sought().map(|sought| Sought { within, not: better, ..sought }),
            });
        }
        tiers
    }
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// So many.
    pub n: u64,
    /// Perhaps more.
    pub more: bool,
}

/// How many conversations fulfil a condition.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait, condition: Condition) -> Result<u64, DbErr> {
    Entity::find().filter(condition).count(db).await
}

/// The same, but no more than so many.
///
/// # Errors
/// When the database does not answer.
pub async fn count_to(db: &impl ConnectionTrait, condition: Condition, most: u64) -> Result<u64, DbErr> {
    let row = db.query_one(&counting(condition, most)).await?;
    number(row)
}

/// How many messages the conversations of a condition have together.
///
/// # Errors
/// When the database does not answer.
pub async fn messages(db: &impl ConnectionTrait, condition: Condition) -> Result<u64, DbErr> {
    let sum = Expr::col(Column::Messages).sum().cast_as("bigint");
    let query = Entity::find().filter(condition).select_only().column_as(sum, "messages");
    let sum: Option<Option<i64>> = query.into_tuple().one(db).await?;
    Ok(sum.flatten().and_then(|sum| u64::try_from(sum).ok()).unwrap_or(0))
}

/// One page of at most `limit` rows.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &impl ConnectionTrait,
    asked: Asked,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: u64,
) -> Result<Page, DbErr> {
    let back = cursor.is_some_and(|cursor| cursor.back);
    let order = if sort.descending == back { Order::Asc } else { Order::Desc };
    let place = cursor.and_then(|cursor| Place::of(cursor, sort.by));
    let walk = Walk { db, asked: &asked, by: sort.by, order, place };
    let mut rows = walk.rows(limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if back {
        rows.reverse();
    }
    let place =
        |row: Option<&(Model, i64)>, back| row.map(|(row, rank)| Cursor::at(row, sort.by, *rank, back));
    let has_previous = if back { more } else { cursor.is_some() };
    let has_next = if back { true } else { more };
    Ok(Page {
        previous: place(rows.first(), true).filter(|_| has_previous),
        next: place(rows.last(), false).filter(|_| has_next),
        rows: rows.into_iter().map(|(row, _)| row).collect(),
    })
}
