//! Closes by silence that have been noticed: a mark on the row of a conversation, taken off whenever it is folded.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::dialect::{self, Turn};
use super::entity::conversation::{Column, Entity};
use super::to_millis;

/// Whether it is this process' turn to mark, until the end of the transaction. It is not while another process marks.
///
/// # Errors
/// When the database does not answer.
pub async fn take_turn(tx: &impl ConnectionTrait) -> Result<bool, DbErr> {
    dialect::take_turn(tx, Turn::Sweep).await
}

/// What is closed at an instant and not marked so.
fn is_due(account_id: i64, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::AccountId.eq(account_id))
        .add(Column::Settled.eq(false))
        .add(Column::ClosesAt.lte(to_millis(now)))
}

/// Row ids of conversations that closed by an instant and are not marked so yet, the earliest close first.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    db: &impl ConnectionTrait,
    account_id: i64,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<i64>, DbErr> {
    let query = Entity::find().filter(is_due(account_id, now)).order_by_asc(Column::ClosesAt).limit(limit);
    query.select_only().column(Column::Id).into_tuple().all(db).await
}

/// Marks those of these conversations that are still due, and says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(
    db: &impl ConnectionTrait,
    account_id: i64,
    now: DateTime<Utc>,
    ids: &[i64],
) -> Result<u64, DbErr> {
    let marked = Entity::update_many()
        .col_expr(Column::Settled, true.into())
        .filter(is_due(account_id, now))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(marked.rows_affected)
}
