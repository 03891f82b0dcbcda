//! What erasing and retention read and write beyond what everybody does.

use std::collections::HashSet;

use sea_orm::sea_query::{OnConflict, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::body::Body;
use super::dialect::Turn;
use super::entity::{conversation, event, identity, orders};
use super::events::Model as Event;
use super::{Store, dialect, lists, pieces, rows_in};
use crate::domain::erase::{PHONE_PSEUDONYM, PSEUDONYM};

/// The rows of events of these conversations, of these orders, or with these ids, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn events_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: &[i64],
    orders: &[String],
    ids: &[String],
) -> Result<Vec<Event>, DbErr> {
    use event::Column::{AccountId, ConversationId, EventId, OrderId};
    let account = || (AccountId, account_id);
    let mut rows = rows_in::<event::Entity, _>(db, account(), ConversationId, conversations).await?;
    rows.extend(rows_in::<event::Entity, _>(db, account(), OrderId, orders).await?);
    rows.extend(rows_in::<event::Entity, _>(db, account(), EventId, ids).await?);
    Ok(rows)
}

/// The next events after an id that may have a profile, by id: (id, body). With an instant only those that came since.
///
/// # Errors
/// When the database does not answer.
pub async fn profiles_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: &str,
    since: Option<i64>,
    limit: u64,
) -> Result<Vec<(String, Body)>, DbErr> {
    use event::Column::{AccountId, Body, EventId, ReceivedAt};
    let query = event::Entity::find().filter(AccountId.eq(account_id)).filter(EventId.gt(after));
    let query = since.into_iter().fold(query, |query, since| query.filter(ReceivedAt.gte(since)));
    query
        .filter(dialect::may_have_profile(db))
        .order_by_asc(EventId)
        .limit(limit)
        .select_only()
        .columns([EventId, Body])
        .into_tuple()
        .all(db)
        .await
}

/// Writes events anew: the one exception to their being kept as they came.
///
/// # Errors
/// When the database does not answer.
pub async fn rewrite(db: &impl ConnectionTrait, rows: &[Event]) -> Result<(), DbErr> {
    use event::Column::{AccountId, Body, EventId, OrderId};
    for chunk in pieces(rows) {
        let conflict = OnConflict::columns([AccountId, EventId]).update_columns([OrderId, Body]).to_owned();
        event::Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Removes identifiers and orders, which are then derived anew under other names.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(
    db: &impl ConnectionTrait,
    account_id: i64,
    keys: &[String],
    numbers: &[String],
) -> Result<(), DbErr> {
    for list in lists(keys) {
        let query = identity::Entity::delete_many().filter(identity::Column::AccountId.eq(account_id));
        query.filter(identity::Column::Key.is_in(list)).exec(db).await?;
    }
    for list in lists(numbers) {
        let query = orders::Entity::delete_many().filter(orders::Column::AccountId.eq(account_id));
        query.filter(orders::Column::OrderId.is_in(list)).exec(db).await?;
    }
    Ok(())
}

/// Conversations whose last activity was before an instant and that say yet who it was: (row id, customer).
///
/// # Errors
/// When the database does not answer.
pub async fn old_conversations(
    db: &impl ConnectionTrait,
    account_id: i64,
    before: i64,
) -> Result<Vec<(i64, String)>, DbErr> {
    use conversation::Column::{AccountId, Customer, Id, SourceId, UpdatedAt};
    conversation::Entity::find()
        .filter(AccountId.eq(account_id))
        .filter(UpdatedAt.lt(before))
        .filter(SourceId.not_like(format!("{PSEUDONYM}%")))
        .order_by_asc(Id)
        .select_only()
        .columns([Id, Customer])
        .into_tuple()
        .all(db)
        .await
}

/// Customers who are known by more than their conversation and were last active, by conversations and orders, before an
/// instant.
///
/// # Errors
/// When the database does not answer.
pub async fn old_customers(
    db: &impl ConnectionTrait,
    account_id: i64,
    before: i64,
) -> Result<Vec<String>, DbErr> {
    use {conversation::Column as C, orders::Column as O};
    let begins = ["conversation:", "id:erased-", "email:erased-", "anonymous:erased-"].map(str::to_owned);
    let begins = begins.into_iter().chain([format!("phone:{PHONE_PSEUDONYM}")]);
    let patterns: Vec<String> = begins.map(|begin| format!("{begin}%")).collect();
    let named = |customer: &dyn Fn(&str) -> SimpleExpr| {
        patterns.iter().fold(Condition::all(), |all, pattern| all.add(customer(pattern)))
    };
    let c = named(&|pattern| C::Customer.not_like(pattern));
    let o = named(&|pattern| O::Customer.not_like(pattern));
    let conversations = || conversation::Entity::find().filter(C::AccountId.eq(account_id));
    let orders = || orders::Entity::find().filter(O::AccountId.eq(account_id)).filter(O::Customer.ne(""));
    let old = conversations().filter(C::UpdatedAt.lt(before)).filter(c);
    let old = old.select_only().column(C::Customer).distinct().into_tuple::<String>().all(db).await?;
    let mut old: HashSet<String> = old.into_iter().collect();
    let bought = orders().filter(O::Time.lt(before)).filter(o).select_only().column(O::Customer).distinct();
    old.extend(bought.into_tuple::<String>().all(db).await?);
    let mut all: Vec<String> = old.into_iter().collect();
    all.sort();
    let active = active_since(db, account_id, &all, before).await?;
    all.retain(|customer| !active.contains(customer));
    Ok(all)
}

/// Those of these customers who have a conversation or an order of an instant or later.
///
/// # Errors
/// When the database does not answer.
pub async fn active_since(
    db: &impl ConnectionTrait,
    account_id: i64,
    customers: &[String],
    since: i64,
) -> Result<HashSet<String>, DbErr> {
    use {conversation::Column as C, orders::Column as O};
    let mut active: HashSet<String> = HashSet::new();
    for list in lists(customers) {
        let later =
            conversation::Entity::find().filter(C::AccountId.eq(account_id)).filter(C::UpdatedAt.gte(since));
        let later = later.filter(C::Customer.is_in(list.clone())).select_only().column(C::Customer);
        active.extend(later.into_tuple::<String>().all(db).await?);
        let later = orders::Entity::find().filter(O::AccountId.eq(account_id)).filter(O::Time.gte(since));
        let later = later.filter(O::Customer.is_in(list)).select_only().column(O::Customer);
        active.extend(later.into_tuple::<String>().all(db).await?);
    }
    Ok(active)
}

/// Whether it is this process' turn to erase what is too old, until the end of the transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn take_turn(tx: &impl ConnectionTrait) -> Result<bool, DbErr> {
    dialect::take_turn(tx, Turn::Retention).await
}

/// The conversations that have events of these instants, by row id.
///
/// # Errors
/// When the database does not answer.
pub async fn conversations_of_time(
    db: &impl ConnectionTrait,
    account_id: i64,
    (from, until): (i64, i64),
) -> Result<Vec<i64>, DbErr> {
    use event::Column::{AccountId, ConversationId, Time};
    let query = event::Entity::find().filter(AccountId.eq(account_id)).filter(Time.gte(from));
    let query = query.filter(Time.lt(until)).filter(ConversationId.is_not_null());
    let query = query.select_only().column(ConversationId).distinct().order_by_asc(ConversationId);
    query.into_tuple().all(db).await
}

impl Store {
    /// Writes the whole file anew, so that nothing is left in it of what was removed at any time: it needs as much room
    /// again while it does. A server does so by itself.
    ///
    /// # Errors
    /// When there is no room, or the database does not answer.
    pub async fn compact(&self) -> Result<bool, DbErr> {
        dialect::compact(self.writer()).await?;
        match dialect::keeps_old_words(self.writer()) {
            true => dialect::empty_log(self.writer()).await,
            false => Ok(true),
        }
    }

    /// After something was erased: has the engine let go of what it keeps of it for itself, beside the rows. Whether all
    /// of that is gone; it is not while somebody reads for long. A server does so in its own time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn purge(&self) -> Result<bool, DbErr> {
        if !dialect::keeps_old_words(self.writer()) {
            return Ok(true);
        }
        let mut first = true;
        loop {
            let tx = self.begin().await?;
            let more = dialect::merge_words(&tx, first).await?;
            tx.commit().await?;
            first = false;
            if !more {
                break;
            }
            // Others come to write in between.
            tokio::task::yield_now().await;
        }
        dialect::empty_log(self.writer()).await
    }
}

/// Has what is removed or replaced in this transaction overwritten in the file, until [`Store::purge`] is done.
///
/// # Errors
/// When the database does not answer.
pub async fn overwrite_removed(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    dialect::overwrite_removed(tx, true).await
}
