//! Conversations: row ids, and the rows the fold writes.

mod row;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

pub use self::row::{Outcome, public_id, row, summary};
pub use super::entity::conversation::{ActiveModel, Column, Entity, Model};
use super::{dialect, lists, pieces, rows_in, to_millis};

/// What stands in `question_key` of a row that was written before there were keys. Words have no dashes.
pub const NOT_YET: &str = "-";

/// Whether any row of an account was written before its questions and reasons had keys.
///
/// # Errors
/// When the database does not answer.
pub async fn lack_keys(db: &impl ConnectionTrait, account_id: i64) -> Result<bool, DbErr> {
    // Word by word as in the index of those rows, which is found by nothing else.
    let not_yet = Expr::cust(format!("question_key = '{NOT_YET}'"));
    let query = Entity::find().filter(Column::AccountId.eq(account_id)).filter(not_yet);
    let found: Option<i64> = query.select_only().column(Column::Id).into_tuple().one(db).await?;
    Ok(found.is_some())
}

/// The row ids of conversations by the source's ids, of those that are known.
///
/// # Errors
/// When the database does not answer.
pub async fn known_ids(
    db: &impl ConnectionTrait,
    account_id: i64,
    source_ids: &[String],
) -> Result<HashMap<String, i64>, DbErr> {
    let mut out = HashMap::with_capacity(source_ids.len());
    for list in lists(source_ids) {
        let known: Vec<(String, i64)> = Entity::find()
            .filter(Column::AccountId.eq(account_id))
            .filter(Column::SourceId.is_in(list))
            .select_only()
            .columns([Column::SourceId, Column::Id])
            .into_tuple()
            .all(db)
            .await?;
        out.extend(known);
    }
    Ok(out)
}

/// The row ids of conversations by the source's ids, fresh ones for those not seen before.
///
/// # Errors
/// When the database does not answer.
pub async fn ids(
    db: &impl ConnectionTrait,
    account_id: i64,
    source_ids: &[String],
    now: DateTime<Utc>,
) -> Result<HashMap<String, i64>, DbErr> {
    let mut out = known_ids(db, account_id, source_ids).await?;
    let unknown: Vec<&String> = source_ids.iter().filter(|source_id| !out.contains_key(*source_id)).collect();
    let fresh = dialect::fresh_ids(db, account_id, unknown.len(), || fresh_id(now)).await?;
    out.extend(unknown.into_iter().cloned().zip(fresh));
    Ok(out)
}

/// A row id where several write at once. They grow with time, so that new rows stand together: milliseconds in the upper
/// bits, and below them a counter that starts at random, so that two processes of one database hardly meet.
pub fn fresh_id(now: DateTime<Utc>) -> i64 {
    const COUNTER_BITS: u32 = 20;
    static COUNTER: AtomicI64 = AtomicI64::new(-1);
    let random = i64::try_from(Uuid::new_v4().as_u128() & 0xF_FFFF).unwrap_or(0);
    let _ = COUNTER.compare_exchange(-1, random, Ordering::Relaxed, Ordering::Relaxed);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed) & ((1 << COUNTER_BITS) - 1);
    (to_millis(now) << COUNTER_BITS) | count
}

/// Rows by row id.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<HashMap<i64, Model>, DbErr> {
    rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::Id, ids)
        .await
        .map(|rows| rows.into_iter().map(|r| (r.id, r)).collect())
}

/// Rows of customers.
///
/// # Errors
/// When the database does not answer.
pub async fn of_customers(
    db: &impl ConnectionTrait,
    account_id: i64,
    customers: &[String],
) -> Result<Vec<Model>, DbErr> {
    rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::Customer, customers).await
}

/// The conversation of a public id, else of a source's id.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, account_id: i64, id: &str) -> Result<Option<Model>, DbErr> {
    if let Ok(public) = Uuid::try_parse(id) {
        let mut rows =
            rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::PublicId, &[public]).await?;
        if let Some(row) = rows.pop() {
            return Ok(Some(row));
        }
    }
    Ok(rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::SourceId, &[id.to_owned()])
        .await?
        .pop())
}

/// What most new events of a conversation change. Few indexes have any of it.
const MOVING: [Column; 9] = [
    Column::UpdatedAt,
    Column::Tag,
    Column::Messages,
    Column::Outcome,
    Column::ClosesAt,
    Column::CloseExplicit,
    Column::ClosedByEvent,
    Column::Reopened,
    Column::Evidence,
];

/// Whether nothing else of a row is other than before.
fn only_moved(before: &Model, row: &Model) -> bool {
    let same = Model {
        updated_at: row.updated_at,
        tag: row.tag.clone(),
        messages: row.messages,
        outcome: row.outcome,
        closes_at: row.closes_at,
        close_explicit: row.close_explicit,
        closed_by_event: row.closed_by_event,
        reopened: row.reopened,
        evidence: row.evidence.clone(),
        ..before.clone()
    };
    same == *row
}

/// Writes rows, each beside what it was. Engines write every index of a column that is set, be it to what it is: so only
/// what changes is set.
///
/// # Errors
/// When the database does not answer.
pub async fn put_changed(db: &impl ConnectionTrait, rows: &[(Option<&Model>, &Model)]) -> Result<(), DbErr> {
    let changed = rows.iter().filter(|(before, row)| *before != Some(*row));
    let (moved, others): (Vec<_>, Vec<_>) =
        changed.partition(|(before, row)| before.is_some_and(|before| only_moved(before, row)));
    let rows = |all: Vec<&(Option<&Model>, &Model)>| all.into_iter().map(|(_, row)| (*row).clone()).collect();
    let (moved, others): (Vec<Model>, Vec<Model>) = (rows(moved), rows(others));
    write(db, &moved, MOVING).await?;
    put(db, &others).await
}

/// Writes rows, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, rows: &[Model]) -> Result<(), DbErr> {
    write(db, rows, Column::iter().filter(|c| !matches!(c, Column::AccountId | Column::Id))).await
}

/// Writes rows; of those that are there these columns alone.
async fn write(
    db: &impl ConnectionTrait,
    rows: &[Model],
    columns: impl IntoIterator<Item = Column>,
) -> Result<(), DbErr> {
    let conflict = OnConflict::columns([Column::AccountId, Column::Id]).update_columns(columns).to_owned();
    for piece in pieces(rows) {
        Entity::insert_many(piece.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict.clone())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Tells the conversations that name their customer by these identifiers where the leads now end.
///
/// # Errors
/// When the database does not answer.
pub async fn move_customer(
    db: &impl ConnectionTrait,
    account_id: i64,
    named: &[String],
    customer: &str,
) -> Result<(), DbErr> {
    let account = (Column::AccountId, account_id);
    super::move_customer::<Entity>(db, account, (Column::Named, named), (Column::Customer, customer)).await
}

/// The next conversations after a public id, in order of public ids.
///
/// # Errors
/// When the database does not answer.
pub async fn after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::AccountId.eq(account_id));
    if let Some(after) = after {
        query = query.filter(Column::PublicId.gt(after));
    }
    query.order_by_asc(Column::PublicId).limit(limit).all(db).await
}

/// How many an account has, those that do not count among them.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait, account_id: i64) -> Result<u64, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account_id)).count(db).await
}

/// The row ids of those that began since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn started_since(
    db: &impl ConnectionTrait,
    account_id: i64,
    since: i64,
) -> Result<Vec<i64>, DbErr> {
    let began = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::StartedAt.gte(since));
    began.select_only().column(Column::Id).into_tuple().all(db).await
}

/// The greatest row id that an account's conversations have.
///
/// # Errors
/// When the database does not answer.
pub async fn greatest_id(db: &impl ConnectionTrait, account_id: i64) -> Result<Option<i64>, DbErr> {
    let query = Entity::find().filter(Column::AccountId.eq(account_id)).order_by_desc(Column::Id);
    query.select_only().column(Column::Id).into_tuple().one(db).await
}
