//! Changes of settings, from the preview on.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

pub use super::entity::settings_change::Model;
use super::entity::settings_change::{Column, Entity};
use crate::domain::event::words;

words!(
    /// How far a change is.
    State {
        /// What it would do is being found out.
        Previewing = "previewing",
        /// Whoever asked may decide.
        Ready = "ready",
        /// It is being made.
        Saving = "saving",
        /// It is made.
        Saved = "saved",
        /// It cannot be made.
        Failed = "failed",
    }
);

/// For how long changes that nobody decided on are kept, in milliseconds: a day.
const KEPT: i64 = 24 * 3_600_000;

fn one(account_id: i64, id: Uuid) -> Condition {
    Condition::all().add(Column::AccountId.eq(account_id)).add(Column::Id.eq(id))
}

/// Writes down a change that is asked for, and forgets those of long ago.
///
/// # Errors
/// When the database does not answer.
pub async fn create(db: &impl ConnectionTrait, change: Model) -> Result<(), DbErr> {
    let old = Condition::all()
        .add(Column::AccountId.eq(change.account_id))
        .add(Column::CreatedAt.lt(change.created_at - KEPT))
        .add(Column::State.ne(State::Saving.as_str()));
    Entity::delete_many().filter(old).exec(db).await?;
    Entity::insert(change.into_active_model()).exec_without_returning(db).await.map(drop)
}

/// A change.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, account_id: i64, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(one(account_id, id)).one(db).await
}

/// The changes of an account that somebody ought to be at, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn unfinished(db: &impl ConnectionTrait, account_id: i64) -> Result<Vec<Model>, DbErr> {
    let states = [State::Previewing, State::Saving].map(State::as_str);
    Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::State.is_in(states))
        .order_by_asc(Column::CreatedAt)
        .all(db)
        .await
}

/// Takes a change up, or goes on with it. `false`: somebody else is at it.
///
/// # Errors
/// When the database does not answer.
pub async fn hold(
    db: &impl ConnectionTrait,
    change: &Model,
    holder: &str,
    now: i64,
    until: i64,
) -> Result<bool, DbErr> {
    let free = Condition::any()
        .add(Column::Holder.eq(holder))
        .add(Column::Holder.eq(""))
        .add(Column::HeldUntil.lt(now));
    let held = Entity::update_many()
        .col_expr(Column::Holder, Expr::value(holder))
        .col_expr(Column::HeldUntil, Expr::value(until))
        .filter(one(change.account_id, change.id).add(Column::State.eq(&change.state)).add(free))
        .exec(db)
        .await?;
    Ok(held.rows_affected > 0)
}

/// Says how far it is.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(db: &impl ConnectionTrait, change: &Model, done: i64, total: i64) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Done, Expr::value(done))
        .col_expr(Column::Total, Expr::value(total));
    update.filter(one(change.account_id, change.id)).exec(db).await.map(drop)
}

/// Brings it from one state to the next. `false`: it was in another.
///
/// # Errors
/// When the database does not answer.
pub async fn pass(
    db: &impl ConnectionTrait,
    (account_id, id): (i64, Uuid),
    from: State,
    to: State,
    result: Option<&str>,
) -> Result<bool, DbErr> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(to.as_str()))
        .col_expr(Column::Holder, Expr::value(""))
        .col_expr(Column::Done, Expr::value(0_i64))
        .col_expr(Column::Total, Expr::value(0_i64));
    if let Some(result) = result {
        update = update.col_expr(Column::Result, Expr::value(result));
    }
    let passed = update.filter(one(account_id, id).add(Column::State.eq(from.as_str()))).exec(db).await?;
    Ok(passed.rows_affected > 0)
}
