//! Events: kept as they came, read back in the order all rules are asked in.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, TryInsertResult, Value,
};

use super::body::Body;
pub use super::entity::event::Model;
use super::entity::event::{ActiveModel, Column, Entity};
use super::{lists, pieces, rows_in, to_millis};
use crate::domain::event::{Event, parse, read_json};

/// Keeps the events that are new and says which ids those are.
///
/// # Errors
/// When the database does not answer.
pub async fn insert_new(
    db: &impl ConnectionTrait,
    account_id: i64,
    events: &[(&Event, Option<i64>)],
    received_at: DateTime<Utc>,
) -> Result<HashSet<String>, DbErr> {
    let mut new = HashSet::new();
    for chunk in pieces(events) {
        let rows = chunk.iter().map(|(event, conversation_id)| ActiveModel {
            account_id: Set(account_id),
            event_id: Set(event.id.clone()),
            time: Set(to_millis(event.time)),
            conversation_id: Set(*conversation_id),
            order_id: Set(event.order().map(str::to_owned)),
            received_at: Set(to_millis(received_at)),
            body: Set(body(event)),
        });
        let inserted = Entity::insert_many(rows)
            .on_conflict_do_nothing_on([Column::AccountId, Column::EventId])
            .exec_with_returning_keys(db)
            .await?;
        if let TryInsertResult::Inserted(keys) = inserted {
            new.extend(keys.into_iter().map(|(_, event_id)| event_id));
        }
    }
    Ok(new)
}

/// The events of conversations, by row id, each in order.
///
/// # Errors
/// When the database does not answer or holds what is no event.
pub async fn of_conversations(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<Event>>, DbErr> {
    load(db, account_id, Column::ConversationId, ids, |row| row.conversation_id).await
}

/// The events of orders, by order number, each in order.
///
/// # Errors
/// As [`of_conversations`].
pub async fn of_orders(
    db: &impl ConnectionTrait,
    account_id: i64,
    orders: &[String],
) -> Result<HashMap<String, Vec<Event>>, DbErr> {
    load(db, account_id, Column::OrderId, orders, |row| row.order_id.clone()).await
}

async fn load<K>(
    db: &impl ConnectionTrait,
    account_id: i64,
    column: Column,
    keys: &[K],
    key_of: fn(&Model) -> Option<K>,
) -> Result<HashMap<K, Vec<Event>>, DbErr>
where
    K: Clone + Eq + Hash + Into<sea_orm::Value>,
{
    let mut out: HashMap<K, Vec<Event>> = HashMap::new();
    for row in rows_in::<Entity, _>(db, (Column::AccountId, account_id), column, keys).await? {
        if let Some(key) = key_of(&row) {
            out.entry(key).or_default().push(read(&row.body)?);
        }
    }
    out.values_mut().for_each(|events| Event::sort(events));
    Ok(out)
}

/// Those of these ids under which an event is kept.
///
/// # Errors
/// When the database does not answer.
pub async fn known(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[String],
) -> Result<HashSet<String>, DbErr> {
    let mut out = HashSet::with_capacity(ids.len());
    for list in lists(ids) {
        let query = Entity::find().filter(Column::AccountId.eq(account_id));
        let query = query.filter(Column::EventId.is_in(list)).select_only().column(Column::EventId);
        out.extend(query.into_tuple::<String>().all(db).await?);
    }
    Ok(out)
}

/// The events of conversations that happened at an instant or after it, by row id, each in order.
///
/// # Errors
/// As [`of_conversations`].
pub async fn since(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
    from: DateTime<Utc>,
) -> Result<HashMap<i64, Vec<Event>>, DbErr> {
    let mut out: HashMap<i64, Vec<Event>> = HashMap::new();
    for list in lists(ids) {
        let query = Entity::find().filter(Column::AccountId.eq(account_id));
        let query = query.filter(Column::ConversationId.is_in(list));
        for row in query.filter(Column::Time.gte(to_millis(from))).all(db).await? {
            if let Some(id) = row.conversation_id {
                out.entry(id).or_default().push(read(&row.body)?);
            }
        }
    }
    out.values_mut().for_each(|events| Event::sort(events));
    Ok(out)
}

/// What is kept of an event.
pub fn body(event: &Event) -> Body {
    Body::pack(&event.to_line(), event.profile.is_some())
}

/// A kept event from its body. It was checked when it came; only a damaged database fails here. The error says nothing of
/// what is in the event: it ends in logs.
///
/// # Errors
/// When the body is no event.
pub fn read(body: &Body) -> Result<Event, DbErr> {
    match body.line() {
        Some(line) => read_line(&line),
        None => Err(broken(body.bytes(), "not_packed", "")),
    }
}

/// The same from its line.
///
/// # Errors
/// When the line is no event.
pub fn read_line(line: &str) -> Result<Event, DbErr> {
    let value = read_json(line.as_bytes()).map_err(|_| broken(line.len(), "not_json", ""))?;
    parse(value, DateTime::<Utc>::MAX_UTC - chrono::Duration::days(2))
        .map_err(|refusal| broken(line.len(), refusal.code, &refusal.field))
}

fn broken(bytes: usize, code: &str, field: &str) -> DbErr {
    DbErr::Type(format!("a kept event of {bytes} bytes cannot be read: {code} {field}"))
}

/// The next events after a place, by time and then id, each as exports write it: (time, id, line). The line of a damaged
/// body is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn bodies_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: Option<&(i64, String)>,
    limit: u64,
) -> Result<Vec<(i64, String, String)>, DbErr> {
    let mut query = Entity::find().filter(Column::AccountId.eq(account_id));
    if let Some((time, id)) = after {
        query = query.filter(super::after((Column::Time, *time), (Column::EventId, id)));
    }
    let rows: Vec<(i64, String, Body)> = query
        .order_by_asc(Column::Time)
        .order_by_asc(Column::EventId)
        .limit(limit)
        .select_only()
        .columns([Column::Time, Column::EventId, Column::Body])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(time, id, body)| (time, id, body.line().unwrap_or_default())).collect())
}

/// At most `limit` events of conversations, in no order; with a place only those after it, by time and then id. Each with
/// its conversation, and otherwise as [`bodies_after`].
///
/// # Errors
/// When the database does not answer.
pub async fn some_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: &[i64],
    after: Option<&(i64, String)>,
    limit: u64,
) -> Result<Vec<(i64, i64, String, String)>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::ConversationId.is_in(conversations.iter().copied()));
    if let Some((time, id)) = after {
        query = query.filter(super::after((Column::Time, *time), (Column::EventId, id)));
    }
    if let [_] = conversations {
        query = query.order_by_asc(Column::Time).order_by_asc(Column::EventId);
    }
    let rows: Vec<(i64, i64, String, Body)> = query
        .limit(limit)
        .select_only()
        .columns([Column::ConversationId, Column::Time, Column::EventId, Column::Body])
        .into_tuple()
        .all(db)
        .await?;
    let row =
        |(of, time, id, body): (i64, i64, String, Body)| (of, time, id, body.line().unwrap_or_default());
    Ok(rows.into_iter().map(row).collect())
}

/// The next events after an id, by id, as they are kept.
///
/// # Errors
/// When the database does not answer.
pub async fn rows_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: &str,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::EventId.gt(after));
    query.order_by_asc(Column::EventId).limit(limit).all(db).await
}

/// Writes rows, new ones or such whose columns beside the body were wrong.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, rows: &[Model]) -> Result<(), DbErr> {
    for chunk in pieces(rows) {
        let conflict = OnConflict::columns([Column::AccountId, Column::EventId])
            .update_columns([Column::Time, Column::ConversationId, Column::OrderId])
            .to_owned();
        Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// The next conversations after a row id that events speak of.
///
/// # Errors
/// When the database does not answer.
pub async fn conversations_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: i64,
    limit: u64,
) -> Result<Vec<i64>, DbErr> {
    let ids = distinct_after(account_id, Column::ConversationId, after.into(), limit);
    let ids: Vec<Option<i64>> = ids.into_tuple().all(db).await?;
    Ok(ids.into_iter().flatten().collect())
}

/// Conversations of which something came since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn conversations_since(
    db: &impl ConnectionTrait,
    account_id: i64,
    since: i64,
) -> Result<Vec<i64>, DbErr> {
    let came = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::ReceivedAt.gte(since));
    let ids = came.select_only().column(Column::ConversationId).distinct();
    let ids: Vec<Option<i64>> = ids.into_tuple().all(db).await?;
    Ok(ids.into_iter().flatten().collect())
}

/// The next orders after a number that events speak of.
///
/// # Errors
/// When the database does not answer.
pub async fn orders_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: &str,
    limit: u64,
) -> Result<Vec<String>, DbErr> {
    let numbers = distinct_after(account_id, Column::OrderId, after.into(), limit);
    let numbers: Vec<Option<String>> = numbers.into_tuple().all(db).await?;
    Ok(numbers.into_iter().flatten().collect())
}

/// The next values of a column after one of them, each once.
fn distinct_after(account_id: i64, column: Column, after: Value, limit: u64) -> Select<Entity> {
    let query = Entity::find().filter(Column::AccountId.eq(account_id)).filter(column.gt(after));
    query.select_only().column(column).distinct().order_by_asc(column).limit(limit)
}

/// How many events the conversations of a condition have.
///
/// # Errors
/// When the database does not answer.
pub async fn count_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: Condition,
) -> Result<u64, DbErr> {
    use super::conversations::{Column as Of, Entity as Conversation};
    let mut ids = Query::select();
    ids.column(Of::Id).from(Conversation).cond_where(conversations);
    let query = Entity::find().filter(Column::AccountId.eq(account_id));
    query.filter(Column::ConversationId.in_subquery(ids)).count(db).await
}

/// How many events are kept.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait, account_id: i64) -> Result<u64, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account_id)).count(db).await
}
