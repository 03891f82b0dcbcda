//! The table of conversations: sorted, in pages by keyset, counted.

use std::collections::HashMap;
use std::fmt;

use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use super::conversations::{Column, Entity, Model};
use super::filter::{RANKS, status_rank};
use super::seen::Seen;
use crate::domain::event::words;

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

/// A place between two rows, from which to read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Towards the beginning of the list.
    back: bool,
    id: Uuid,
    value: String,
}

impl Cursor {
    /// Reads a cursor as [`Cursor`] writes itself.
    pub fn parse(text: &str) -> Option<Self> {
        let (way, rest) = text.split_at_checked(1)?;
        let (id, value) = rest.split_once('.')?;
        let back = match way {
            "n" => false,
            "p" => true,
            _ => return None,
        };
        Some(Self { back, id: Uuid::try_parse(id).ok()?, value: value.to_owned() })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}.{}", if self.back { "p" } else { "n" }, self.id.simple(), self.value)
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
    pub now: chrono::DateTime<chrono::Utc>,
    /// How well each matches what is searched for.
    pub relevance: SimpleExpr,
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
    let mut some = Query::select();
    some.expr_as(Expr::value(1), Alias::new("one")).from(Entity).cond_where(condition).limit(most);
    let mut count = Query::select();
    count.expr(Expr::col(Asterisk).count()).from_subquery(some, Alias::new("some"));
    let row = db.query_one(&count).await?;
    let n: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
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
    let key = sort_key(sort.by, &asked);
    let back = cursor.is_some_and(|cursor| cursor.back);
    let order = if sort.descending == back { Order::Asc } else { Order::Desc };
    let mut query = Entity::find().filter(asked.condition.clone());
    if let Some(after) = cursor.and_then(|cursor| beyond(&key, sort.by, cursor, &order)) {
        query = query.filter(after);
    }
    let mut rows =
        query.order_by(key, order.clone()).order_by(Column::PublicId, order).limit(limit + 1).all(db).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if back {
        rows.reverse();
    }
    let scores = match sort.by {
        SortBy::Relevance => scores(db, &asked, &rows).await?,
        _ => HashMap::new(),
    };
    let place = |row: Option<&Model>, back| row.map(|row| cursor_at(row, sort.by, &asked, &scores, back));
    let has_previous = if back { more } else { cursor.is_some() };
    let has_next = if back { true } else { more };
    Ok(Page {
        previous: place(rows.first(), true).filter(|_| has_previous),
        next: place(rows.last(), false).filter(|_| has_next),
        rows,
    })
}

/// How much of a first question it is sorted by: all of it, 64 KiB, would not fit into an address as a cursor.
const SORTED_CHARS: usize = 100;

fn beginning(column: Column) -> SimpleExpr {
    let first = i32::try_from(SORTED_CHARS).unwrap_or(i32::MAX);
    let text: SimpleExpr = Expr::col((Entity, column));
    Func::cust("substr").args([text, Expr::value(1), Expr::value(first)]).into()
}

fn sort_key(by: SortBy, asked: &Asked) -> SimpleExpr {
    let column = |column: Column| Expr::col((Entity, column));
    match by {
        SortBy::Updated => column(Column::UpdatedAt),
        SortBy::Started => column(Column::StartedAt),
        SortBy::Messages => column(Column::Messages),
        SortBy::Status => status_rank(asked.now),
        SortBy::Question => beginning(Column::FirstQuestion),
        SortBy::Profile => column(Column::Profile),
        SortBy::Tag => column(Column::Tag),
        SortBy::Channel => column(Column::Channel),
        SortBy::Relevance => asked.relevance.clone(),
    }
}

/// How well the first and the last of some rows match, by row id.
async fn scores(
    db: &impl ConnectionTrait,
    asked: &Asked,
    rows: &[Model],
) -> Result<HashMap<i64, i64>, DbErr> {
    let ends = rows.first().into_iter().chain(rows.last()).map(|row| row.id);
    let found: Vec<(i64, i64)> = Entity::find()
        .filter(asked.condition.clone())
        .filter(Column::Id.is_in(ends))
        .select_only()
        .column(Column::Id)
        .column_as(asked.relevance.clone(), "score")
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

fn cursor_at(row: &Model, by: SortBy, asked: &Asked, scores: &HashMap<i64, i64>, back: bool) -> Cursor {
    let value = match by {
        SortBy::Updated => row.updated_at.to_string(),
        SortBy::Started => row.started_at.to_string(),
        SortBy::Messages => row.messages.to_string(),
        SortBy::Status => {
            let status = row.facts().status(asked.now);
            RANKS.iter().position(|rank| *rank == status).unwrap_or(0).to_string()
        }
        SortBy::Question => row.first_question.chars().take(SORTED_CHARS).collect(),
        SortBy::Profile => row.profile.clone(),
        SortBy::Tag => row.tag.clone(),
        SortBy::Channel => row.channel.clone(),
        SortBy::Relevance => scores.get(&row.id).copied().unwrap_or(row.updated_at).to_string(),
    };
    Cursor { back, id: row.public_id, value }
}

/// The rows beyond a cursor in an order; `None` for a cursor of another sort.
fn beyond(key: &SimpleExpr, by: SortBy, cursor: &Cursor, order: &Order) -> Option<Condition> {
    let value: Value = match by {
        SortBy::Updated | SortBy::Started | SortBy::Messages | SortBy::Status | SortBy::Relevance => {
            cursor.value.parse::<i64>().ok()?.into()
        }
        _ => cursor.value.as_str().into(),
    };
    let (from, further, later) = match order {
        Order::Asc => {
            (key.clone().gte(value.clone()), key.clone().gt(value.clone()), Column::PublicId.gt(cursor.id))
        }
        _ => (key.clone().lte(value.clone()), key.clone().lt(value.clone()), Column::PublicId.lt(cursor.id)),
    };
    let same = Condition::all().add(key.clone().eq(value)).add(later);
    // The first says nothing new, but has an index entered at the place instead of read from its beginning.
    Some(Condition::all().add(from).add(Condition::any().add(further).add(same)))
}

/// The different values of a column among the conversations that somebody sees and that count, in order; the empty word is
/// left out.
///
/// # Errors
/// When the database does not answer.
pub async fn distinct(db: &impl ConnectionTrait, seen: &Seen, column: Column) -> Result<Vec<String>, DbErr> {
    Entity::find()
        .filter(seen.condition())
        .filter(Column::Asked.eq(true))
        .filter(column.ne(""))
        .select_only()
        .column(column)
        .distinct()
        .order_by_asc(column)
        .into_tuple()
        .all(db)
        .await
}
