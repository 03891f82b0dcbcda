//! Closes by silence that have been noticed: up to which instant, for each account. What is to happen at a close hangs on
//! that instant, and totals are kept as of it; no status is.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::accounts::Account;
use super::dialect::{self, Turn};
use super::entity::conversation::{Column, Entity, Model};
use super::{to_millis, totals};

/// Whether it is this process' turn to take notice, until the end of the transaction. It is not while another process has it.
///
/// # Errors
/// When the database does not answer.
pub async fn take_turn(tx: &impl ConnectionTrait) -> Result<bool, DbErr> {
    dialect::take_turn(tx, Turn::Sweep).await
}

/// Conversations that close after an instant and not after another, the earliest first.
///
/// # Errors
/// When the database does not answer.
pub async fn closing(
    db: &impl ConnectionTrait,
    account_id: i64,
    (after, until): (i64, i64),
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::AccountId.eq(account_id));
    let query = query.filter(Column::ClosesAt.gt(after)).filter(Column::ClosesAt.lte(until));
    query.order_by_asc(Column::ClosesAt).limit(limit).all(db).await
}

/// When the next conversation closes by silence, in milliseconds; `None`: nothing closes by itself.
///
/// # Errors
/// When the database does not answer.
pub async fn next_close(
    db: &impl ConnectionTrait,
    account_id: i64,
    now: DateTime<Utc>,
) -> Result<Option<i64>, DbErr> {
    let query =
        Entity::find().select_only().column(Column::ClosesAt).filter(Column::AccountId.eq(account_id));
    let query = query.filter(Column::ClosesAt.gt(to_millis(now))).order_by_asc(Column::ClosesAt);
    query.into_tuple().one(db).await
}

/// Whether there is a close that was not noticed yet. Where no totals are kept yet nothing is noticed: it will be with them.
///
/// # Errors
/// When the database does not answer.
pub async fn is_due(db: &impl ConnectionTrait, account: &Account, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let kept = account.closed_until != totals::NOT_KEPT;
    Ok(kept && !closing(db, account.id, (account.closed_until, to_millis(now)), 1).await?.is_empty())
}

/// Takes notice of the next closes by silence up to an instant, of about so many, and says of how many. The account is
/// locked.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(
    tx: &impl ConnectionTrait,
    account: &mut Account,
    now: DateTime<Utc>,
    about: u64,
) -> Result<u64, DbErr> {
    let now = to_millis(now);
    let mut rows = closing(tx, account.id, (account.closed_until, now), about).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(0) };
    let (first, last) = (first.closes_at, last.closes_at);
    let until = match rows.len() as u64 == about {
        false => now,
        // More may close at the very instant of the last one: all of one instant are noticed together.
        true if first < last => {
            rows.retain(|row| row.closes_at < last);
            last - 1
        }
        true => {
            rows = closing(tx, account.id, (last - 1, last), u64::MAX >> 1).await?;
            last
        }
    };
    totals::advance(tx, account, &rows, until).await?;
    account.closed_until = until;
    Ok(rows.len() as u64)
}
