//! What is done to many conversations at once: which they are is fixed when it is asked for, and what became of each is
//! kept, so that it can go on after a crash and be taken back.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::conversations;
use super::entity::bulk_item as item;
pub use super::entity::bulk_item::Model as Item;
pub use super::entity::bulk_job::Model as Job;
use super::entity::bulk_job::{Column, Entity};
use super::seen::Seen;
use crate::domain::event::words;

/// For how long a job is kept once it is over, and can be taken back: 30 days, in milliseconds.
const KEPT: i64 = 30 * 24 * 3_600_000;

/// For how long an answer is waited for to the question whether it is to be done: a day, in milliseconds.
const ASKED: i64 = 24 * 3_600_000;

words!(
    /// How far a job is.
    State {
        /// Somebody is asked whether it is to be done.
        Asked = "asked",
        /// It is being done, or waits for somebody to go on with it.
        Running = "running",
        /// It is over.
        Done = "done",
    }
);

/// What became of a conversation of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub enum Became {
    /// Nothing yet.
    Waiting = 0,
    /// It was done.
    Done = 1,
    /// It was left as it is.
    Skipped = 2,
}

/// These conversations, of those that somebody sees.
pub fn picked(seen: &Seen, public_ids: &[Uuid]) -> Condition {
    use conversations::Column as Of;
    seen.condition().add(Of::PublicId.is_in(public_ids.iter().copied()))
}

fn of_job(account_id: i64, id: Uuid) -> Condition {
    Condition::all().add(Column::AccountId.eq(account_id)).add(Column::Id.eq(id))
}

fn items_of(account_id: i64, job: Uuid) -> Condition {
    Condition::all().add(item::Column::AccountId.eq(account_id)).add(item::Column::JobId.eq(job))
}

/// Keeps a job for the conversations of a condition, as they are now, and says how many they are.
///
/// # Errors
/// When the database does not answer.
pub async fn create(tx: &impl ConnectionTrait, job: Job, condition: Condition) -> Result<u64, DbErr> {
    use conversations::{Column as Of, Entity as Conversation};
    let mut found = Query::select();
    found.column(Of::AccountId).expr(Expr::value(job.id)).column(Of::Id);
    found.expr(Expr::value(Became::Waiting as i16)).expr(Expr::value(""));
    found.from(Conversation).cond_where(condition);
    let (account_id, id) = (job.account_id, job.id);
    Entity::insert(job.into_active_model()).exec_without_returning(tx).await?;
    fill(tx, account_id, id, found).await
}

/// Keeps a job that takes back what another did, and says to how many conversations that was done. `None`: it is taken back
/// already, or is about to be.
///
/// # Errors
/// When the database does not answer.
pub async fn create_undo(tx: &impl ConnectionTrait, undo: Job, of: Uuid) -> Result<Option<u64>, DbErr> {
    use item::Column as Of;
    let mut done = Query::select();
    done.column(Of::AccountId).expr(Expr::value(undo.id)).column(Of::ConversationId);
    done.expr(Expr::value(Became::Waiting as i16)).column(Of::Before);
    done.from(item::Entity).cond_where(items_of(undo.account_id, of).add(Of::State.eq(Became::Done as i16)));
    let (account_id, id) = (undo.account_id, undo.id);
    let insert =
        Entity::insert(undo.into_active_model()).on_conflict_do_nothing_on([Column::AccountId, Column::Id]);
    match insert.exec_without_returning(tx).await? {
        sea_orm::TryInsertResult::Inserted(1..) => fill(tx, account_id, id, done).await.map(Some),
        _ => Ok(None),
    }
}

/// Gives a job its conversations, and writes down how many there are.
async fn fill(
    tx: &impl ConnectionTrait,
    account_id: i64,
    id: Uuid,
    found: SelectStatement,
) -> Result<u64, DbErr> {
    use item::Column as Of;
    let mut insert = Query::insert();
    insert.into_table(item::Entity);
    insert.columns([Of::AccountId, Of::JobId, Of::ConversationId, Of::State, Of::Before]);
    insert.select_from(found).map_err(|error| DbErr::Custom(error.to_string()))?;
    let total = tx.execute(&insert).await?.rows_affected();
    let update =
        Entity::update_many().col_expr(Column::Total, Expr::value(i64::try_from(total).unwrap_or(0)));
    update.filter(of_job(account_id, id)).exec(tx).await?;
    Ok(total)
}

/// A job.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, account_id: i64, id: Uuid) -> Result<Option<Job>, DbErr> {
    Entity::find().filter(of_job(account_id, id)).one(db).await
}

/// The answer is yes: it begins. `false`: nobody was asked.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(db: &impl ConnectionTrait, account_id: i64, id: Uuid) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::State, Expr::value(State::Running.as_str()));
    let asked = of_job(account_id, id).add(Column::State.eq(State::Asked.as_str()));
    Ok(update.filter(asked).exec(db).await?.rows_affected > 0)
}

/// The answer is no: it is forgotten. Nothing happens to one that began.
///
/// # Errors
/// When the database does not answer.
pub async fn cancel(tx: &impl ConnectionTrait, account_id: i64, id: Uuid) -> Result<(), DbErr> {
    let asked = of_job(account_id, id).add(Column::State.eq(State::Asked.as_str()));
    if Entity::delete_many().filter(asked).exec(tx).await?.rows_affected > 0 {
        item::Entity::delete_many().filter(items_of(account_id, id)).exec(tx).await?;
    }
    Ok(())
}

/// Forgets questions of more than a day ago, and jobs that are over for more than 30 days.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(tx: &impl ConnectionTrait, account_id: i64, now: i64) -> Result<(), DbErr> {
    let old = |state: State, kept: i64| {
        let state = Column::State.eq(state.as_str());
        Condition::all().add(state).add(Column::CreatedAt.lt(now - kept))
    };
    let old = Condition::any().add(old(State::Asked, ASKED)).add(old(State::Done, KEPT));
    let query = Entity::find().filter(Column::AccountId.eq(account_id)).filter(old);
    let ids: Vec<Uuid> = query.select_only().column(Column::Id).into_tuple().all(tx).await?;
    for id in ids {
        item::Entity::delete_many().filter(items_of(account_id, id)).exec(tx).await?;
        Entity::delete_many().filter(of_job(account_id, id)).exec(tx).await?;
    }
    Ok(())
}

/// The jobs of an account that are not over, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn unfinished(db: &impl ConnectionTrait, account_id: i64) -> Result<Vec<Uuid>, DbErr> {
    let query = Entity::find().filter(Column::AccountId.eq(account_id));
    let query = query.filter(Column::State.eq(State::Running.as_str())).order_by_asc(Column::CreatedAt);
    query.select_only().column(Column::Id).into_tuple().all(db).await
}

/// Has somebody be at a job until an instant, unless somebody else is. `false`: somebody else is, or it is over.
///
/// # Errors
/// When the database does not answer.
pub async fn hold(
    db: &impl ConnectionTrait,
    (account_id, id): (i64, Uuid),
    holder: &str,
    now: i64,
    until: i64,
) -> Result<bool, DbErr> {
    let free = Condition::any().add(Column::Holder.eq(holder)).add(Column::HeldUntil.lt(now));
    let mine = of_job(account_id, id).add(Column::State.eq(State::Running.as_str())).add(free);
    let update = Entity::update_many()
        .col_expr(Column::Holder, Expr::value(holder))
        .col_expr(Column::HeldUntil, Expr::value(until));
    Ok(update.filter(mine).exec(db).await?.rows_affected > 0)
}

/// The next conversations of a job after a row id to which nothing was done yet.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(
    db: &impl ConnectionTrait,
    account_id: i64,
    job: Uuid,
    after: i64,
    limit: u64,
) -> Result<Vec<Item>, DbErr> {
    use item::Column as Of;
    let query = item::Entity::find().filter(items_of(account_id, job));
    let query = query.filter(Of::State.eq(Became::Waiting as i16)).filter(Of::ConversationId.gt(after));
    query.order_by_asc(Of::ConversationId).limit(limit).all(db).await
}

/// Keeps what was there before, of conversations to which something is about to be done.
///
/// # Errors
/// When the database does not answer.
pub async fn remember(db: &impl ConnectionTrait, items: Vec<Item>) -> Result<(), DbErr> {
    use item::Column as Of;
    if items.is_empty() {
        return Ok(());
    }
    let key = [Of::AccountId, Of::JobId, Of::ConversationId];
    let replace = sea_orm::sea_query::OnConflict::columns(key).update_column(Of::Before).to_owned();
    let rows = items.into_iter().map(IntoActiveModel::into_active_model);
    item::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(db).await.map(drop)
}

/// Writes down what became of conversations, of those of which it was not written down yet.
///
/// # Errors
/// When the database does not answer.
pub async fn finish(
    tx: &impl ConnectionTrait,
    account_id: i64,
    job: Uuid,
    done: &[i64],
    skipped: &[i64],
) -> Result<(), DbErr> {
    use item::Column as Of;
    for (ids, became, column) in
        [(done, Became::Done, Column::Done), (skipped, Became::Skipped, Column::Skipped)]
    {
        let these = items_of(account_id, job)
            .add(Of::State.eq(Became::Waiting as i16))
            .add(Of::ConversationId.is_in(ids.iter().copied()));
        let update = item::Entity::update_many().col_expr(Of::State, Expr::value(became as i16));
        let marked = update.filter(these).exec(tx).await?.rows_affected;
        let marked = Expr::value(i64::try_from(marked).unwrap_or(0));
        let update = Entity::update_many().col_expr(column, Expr::col(column).add(marked));
        update.filter(of_job(account_id, job)).exec(tx).await?;
    }
    Ok(())
}

/// Says of a job that it is over. `false`: some of its conversations still wait.
///
/// # Errors
/// When the database does not answer.
pub async fn end(tx: &impl ConnectionTrait, account_id: i64, job: Uuid) -> Result<bool, DbErr> {
    let waiting = items_of(account_id, job).add(item::Column::State.eq(Became::Waiting as i16));
    if item::Entity::find().filter(waiting).count(tx).await? > 0 {
        return Ok(false);
    }
    let update = Entity::update_many().col_expr(Column::State, Expr::value(State::Done.as_str()));
    update.filter(of_job(account_id, job)).exec(tx).await?;
    Ok(true)
}
