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
use super::{CHUNK, dialect, rows_in, to_millis};

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
    for chunk in source_ids.chunks(CHUNK) {
        let known: Vec<(String, i64)> = Entity::find()
            .filter(Column::AccountId.eq(account_id))
            .filter(Column::SourceId.is_in(chunk))
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
    let mut unknown: Vec<&String> =
        source_ids.iter().filter(|source_id| !out.contains_key(*source_id)).collect();
    while !unknown.is_empty() {
        let mut later = Vec::new();
        for chunk in unknown.chunks(CHUNK) {
            let fresh: Vec<i64> = chunk.iter().map(|_| fresh_id(now)).collect();
            let taken = dialect::taken_ids(db, account_id, &fresh).await?;
            for (source_id, id) in chunk.iter().zip(fresh) {
                if taken.contains(&id) {
                    later.push(*source_id);
                } else {
                    out.insert((*source_id).clone(), id);
                }
            }
        }
        unknown = later;
    }
    Ok(out)
}

/// Row ids grow with time, so that new rows stand together: milliseconds in the upper bits, and below them a counter
/// that starts at random, so that two processes of one database hardly meet. That they did not is looked up.
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

/// Writes rows, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, rows: &[Model]) -> Result<(), DbErr> {
    for chunk in rows.chunks(CHUNK) {
        let changed = Column::iter().filter(|c| !matches!(c, Column::AccountId | Column::Id));
        let conflict =
            OnConflict::columns([Column::AccountId, Column::Id]).update_columns(changed).to_owned();
        Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict)
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
