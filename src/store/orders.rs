//! Orders, and what each conversation sold.

use std::collections::{BTreeMap, HashMap};

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::entity::conversation_sale as sale;
pub use super::entity::orders::{Column, Entity, Model};
use super::{lists, pieces, rows_in};
use crate::domain::money::{Currency, Money};
use crate::domain::order;

impl Model {
    /// What the order is worth; see [`order::net`].
    pub fn net(&self) -> i64 {
        order::net(self.total, self.refunded, self.cancelled)
    }

    /// Minor units of this order as money.
    pub fn money(&self, minor: i64) -> Money {
        money(minor, &self.currency)
    }
}

/// Minor units of a kept currency code as money.
pub fn money(minor: i64, code: &str) -> Money {
    // Only codes that parsed at the door are kept.
    let currency = Currency::parse(code).expect("a kept currency code is valid");
    Money { minor, currency }
}

/// Which orders.
#[derive(Clone, Debug)]
pub enum By<'a> {
    /// By order number.
    Number(&'a [String]),
    /// By customer.
    Customer(&'a [String]),
    /// Credited to these conversations.
    CreditedTo(&'a [i64]),
    /// Placed in these conversations.
    PlacedIn(&'a [i64]),
}

/// Loads orders, by time and then number.
///
/// # Errors
/// When the database does not answer.
pub async fn load(db: &impl ConnectionTrait, account_id: i64, by: By<'_>) -> Result<Vec<Model>, DbErr> {
    let mut rows = match by {
        By::Number(numbers) => {
            rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::OrderId, numbers).await?
        }
        By::Customer(customers) => {
            rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::Customer, customers).await?
        }
        By::CreditedTo(ids) => {
            rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::ConversationId, ids).await?
        }
        By::PlacedIn(ids) => {
            rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::PlacedIn, ids).await?
        }
    };
    rows.sort_by(|a, b| (a.time, &a.order_id).cmp(&(b.time, &b.order_id)));
    Ok(rows)
}

/// Writes orders, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, rows: &[Model]) -> Result<(), DbErr> {
    for chunk in pieces(rows) {
        let changed = Column::iter().filter(|c| !matches!(c, Column::AccountId | Column::OrderId));
        let conflict =
            OnConflict::columns([Column::AccountId, Column::OrderId]).update_columns(changed).to_owned();
        Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Tells the orders that name their customer by these identifiers where the leads now end.
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

/// Sums again what conversations sold.
///
/// # Errors
/// When the database does not answer.
pub async fn sum_sales(db: &impl ConnectionTrait, account_id: i64, ids: &[i64]) -> Result<(), DbErr> {
    for list in lists(ids) {
        sale::Entity::delete_many()
            .filter(sale::Column::AccountId.eq(account_id))
            .filter(sale::Column::ConversationId.is_in(list.iter().copied()))
            .exec(db)
            .await?;
        let mut sums: BTreeMap<(i64, String), sale::Model> = BTreeMap::new();
        for order in
            rows_in::<Entity, _>(db, (Column::AccountId, account_id), Column::ConversationId, &list).await?
        {
            let Some(conversation_id) = order.conversation_id else { continue };
            let net = order.net();
            let sum = sums.entry((conversation_id, order.currency.clone())).or_insert(sale::Model {
                account_id,
                conversation_id,
                currency: order.currency,
                amount: 0,
                orders: 0,
            });
            sum.amount = sum.amount.saturating_add(net);
            sum.orders += 1;
        }
        let sums: Vec<sale::Model> = sums.into_values().collect();
        for piece in pieces(&sums) {
            sale::Entity::insert_many(piece.iter().cloned().map(IntoActiveModel::into_active_model))
                .exec_without_returning(db)
                .await?;
        }
    }
    Ok(())
}

/// What a conversation sold in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sold {
    /// Net of refunds.
    pub amount: Money,
    /// From how many orders.
    pub orders: i64,
}

/// What conversations sold, by row id, currencies in order of their codes.
///
/// # Errors
/// When the database does not answer.
pub async fn sold_by(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<Sold>>, DbErr> {
    let mut out: HashMap<i64, Vec<Sold>> = HashMap::new();
    for list in lists(ids) {
        let rows = sale::Entity::find()
            .filter(sale::Column::AccountId.eq(account_id))
            .filter(sale::Column::ConversationId.is_in(list.iter().copied()))
            .order_by_asc(sale::Column::Currency)
            .all(db)
            .await?;
        for row in rows {
            let sold = Sold { amount: money(row.amount, &row.currency), orders: row.orders };
            out.entry(row.conversation_id).or_default().push(sold);
        }
    }
    Ok(out)
}

/// The same amounts alone.
///
/// # Errors
/// When the database does not answer.
pub async fn sales_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<Money>>, DbErr> {
    let sold = sold_by(db, account_id, ids).await?;
    Ok(sold.into_iter().map(|(id, sold)| (id, sold.iter().map(|sold| sold.amount).collect())).collect())
}

/// The next orders after a place, by time and then number.
///
/// # Errors
/// When the database does not answer.
pub async fn after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: Option<&(i64, String)>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    next(db, Entity::find().filter(Column::AccountId.eq(account_id)), after, limit).await
}

/// The same of those alone that are credited to conversations of a condition.
///
/// # Errors
/// When the database does not answer.
pub async fn credited_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: Condition,
    after: Option<&(i64, String)>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    next(db, credited(account_id, conversations), after, limit).await
}

async fn next(
    db: &impl ConnectionTrait,
    mut query: Select<Entity>,
    after: Option<&(i64, String)>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    if let Some((time, number)) = after {
        query = query.filter(super::after((Column::Time, *time), (Column::OrderId, number)));
    }
    query.order_by_asc(Column::Time).order_by_asc(Column::OrderId).limit(limit).all(db).await
}

/// How many orders there are: all, or those credited to conversations of a condition.
///
/// # Errors
/// When the database does not answer.
pub async fn count(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: Option<Condition>,
) -> Result<u64, DbErr> {
    match conversations {
        None => Entity::find().filter(Column::AccountId.eq(account_id)).count(db).await,
        Some(condition) => credited(account_id, condition).count(db).await,
    }
}

fn credited(account_id: i64, conversations: Condition) -> Select<Entity> {
    use super::conversations::{Column as Of, Entity as Conversation};
    let mut one = Query::select();
    one.expr(Expr::value(1))
        .from(Conversation)
        .cond_where(conversations)
        .and_where(Expr::col((Conversation, Of::Id)).equals((Entity, Column::ConversationId)));
    // Asked order by order, by the conversation's key: a list of all conversations would be made anew for each batch.
    Entity::find().filter(Column::AccountId.eq(account_id)).filter(Expr::exists(one))
}
