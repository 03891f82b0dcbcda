//! Touchpoints: what orders may be credited to.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

pub use super::entity::touchpoint::{Column, Entity, Model};
use super::{conversations, from_millis, lists, pieces, rows_in};
use crate::domain::attribution::Touchpoint;

/// The rows of conversations.
///
/// # Errors
/// When the database does not answer.
pub async fn of_conversations(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<Vec<Model>, DbErr> {
    rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::ConversationId, ids).await
}

/// The touchpoints of customers, as attribution asks for them.
///
/// # Errors
/// When the database does not answer.
pub async fn of_customers(
    db: &impl ConnectionTrait,
    account_id: i64,
    customers: &[String],
) -> Result<HashMap<String, Vec<Touchpoint>>, DbErr> {
    let rows = rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::Customer, customers).await?;
    let mut ids: Vec<i64> = rows.iter().map(|row| row.conversation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let conversations = conversations::by_ids(db, account_id, &ids).await?;
    let mut out: HashMap<String, Vec<Touchpoint>> = HashMap::new();
    for row in rows {
        let Some(conversation) = conversations.get(&row.conversation_id) else { continue };
        out.entry(row.customer).or_default().push(Touchpoint {
            event: row.event_id,
            time: from_millis(row.time),
            channel: conversation.channel.clone(),
            conversation: row.conversation_id,
            test: conversation.test,
        });
    }
    Ok(out)
}

/// Writes rows, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, rows: &[Model]) -> Result<(), DbErr> {
    for chunk in pieces(rows) {
        let conflict = OnConflict::columns([Column::AccountId, Column::EventId])
            .update_columns([Column::Named, Column::Customer])
            .to_owned();
        Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Removes what is no touchpoint any more, because its channel counts other kinds.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(db: &impl ConnectionTrait, account_id: i64, events: &[String]) -> Result<(), DbErr> {
    for list in lists(events) {
        Entity::delete_many()
            .filter(Column::AccountId.eq(account_id))
            .filter(Column::EventId.is_in(list))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Tells the touchpoints that name their customer by these identifiers where the leads now end.
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
