//! Every table that is derived from events, row by row: to be compared, and to be emptied before it is made anew.

use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::entity::{conversation, conversation_sale, identity, orders, total, touchpoint};
use super::{dialect, search, totals};

/// A derived table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Identifiers of customers.
    Identity,
    /// Conversations.
    Conversation,
    /// What orders may be credited to.
    Touchpoint,
    /// Orders, with whom they are credited to.
    Order,
    /// What conversations sold.
    Sale,
    /// What can be searched for, by conversation.
    Document,
    /// What conversations add up to, by local day.
    Total,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Conversation,
        Self::Touchpoint,
        Self::Order,
        Self::Sale,
        Self::Document,
        Self::Total,
    ];

    /// What to call a row of it.
    pub fn row_name(self) -> &'static str {
        match self {
            Self::Identity => "customer identifier",
            Self::Conversation => "conversation",
            Self::Touchpoint => "touchpoint",
            Self::Order => "order",
            Self::Sale => "sales of conversation row",
            Self::Document => "search document of conversation row",
            Self::Total => "total",
        }
    }
}

/// A row's key: a number, a text, or both.
pub type Key = (i64, String);

/// A row: its key, what people call it, and its columns by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Rows come in order of it.
    pub key: Key,
    /// As in `c-42`.
    pub label: String,
    /// All columns that are derived.
    pub columns: Vec<(String, Value)>,
}

impl Row {
    /// The columns that differ, with both values. A row written before its evidence was kept lacks it: that is no fault.
    pub fn differ<'a>(&'a self, right: &'a Self) -> Vec<(&'a str, &'a Value, &'a Value)> {
        let not_yet = |name: &str, value: &Value| name == "evidence" && *value == Value::from("");
        let pairs = self.columns.iter().zip(&right.columns);
        let differ = pairs.filter(|((name, mine), (_, other))| mine != other && !not_yet(name, mine));
        differ.map(|((name, mine), (_, other))| (name.as_str(), mine, other)).collect()
    }
}

/// The next rows of an account after a key, in order of keys.
///
/// # Errors
/// When the database does not answer.
pub async fn rows_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    table: Table,
    after: Option<&Key>,
    limit: u64,
) -> Result<Vec<Row>, DbErr> {
    use {conversation as c, conversation_sale as s, identity as i, orders as o, touchpoint as t};
    match table {
        Table::Identity => {
            let rows = page::<i::Entity>(
                db,
                (i::Column::AccountId, account_id),
                None,
                Some(i::Column::Key),
                after,
                limit,
            );
            Ok(rows
                .await?
                .iter()
                .map(|row| shown::<i::Entity>(row, (0, row.key.clone()), &row.key))
                .collect())
        }
        Table::Conversation => {
            let rows = page::<c::Entity>(
                db,
                (c::Column::AccountId, account_id),
                Some(c::Column::Id),
                None,
                after,
                limit,
            );
            let key = |row: &c::Model| (row.id, String::new());
            Ok(rows.await?.iter().map(|row| shown::<c::Entity>(row, key(row), &row.source_id)).collect())
        }
        Table::Touchpoint => {
            let by = Some(t::Column::EventId);
            let rows = page::<t::Entity>(db, (t::Column::AccountId, account_id), None, by, after, limit);
            let key = |row: &t::Model| (0, row.event_id.clone());
            Ok(rows.await?.iter().map(|row| shown::<t::Entity>(row, key(row), &row.event_id)).collect())
        }
        Table::Order => {
            let by = Some(o::Column::OrderId);
            let rows = page::<o::Entity>(db, (o::Column::AccountId, account_id), None, by, after, limit);
            let key = |row: &o::Model| (0, row.order_id.clone());
            Ok(rows.await?.iter().map(|row| shown::<o::Entity>(row, key(row), &row.order_id)).collect())
        }
        Table::Sale => {
            let by = (Some(s::Column::ConversationId), Some(s::Column::Currency));
            let rows = page::<s::Entity>(db, (s::Column::AccountId, account_id), by.0, by.1, after, limit);
            let key = |row: &s::Model| (row.conversation_id, row.currency.clone());
            let label = |row: &s::Model| format!("{} in {}", row.conversation_id, row.currency);
            Ok(rows.await?.iter().map(|row| shown::<s::Entity>(row, key(row), &label(row))).collect())
        }
        Table::Document => documents(db, account_id, after, limit).await,
        Table::Total => totals::rows_after(db, account_id, after, limit).await,
    }
}

async fn page<E: EntityTrait>(
    db: &impl ConnectionTrait,
    account: (E::Column, i64),
    number: Option<E::Column>,
    text: Option<E::Column>,
    after: Option<&Key>,
    limit: u64,
) -> Result<Vec<E::Model>, DbErr> {
    let mut query = E::find().filter(account.0.eq(account.1));
    if let Some((n, t)) = after {
        let beyond = match (number, text) {
            (Some(number), Some(text)) => Condition::any()
                .add(number.gt(*n))
                .add(Condition::all().add(number.eq(*n)).add(text.gt(t.clone()))),
            (Some(number), None) => Condition::all().add(number.gt(*n)),
            (None, text) => Condition::all().add_option(text.map(|text| text.gt(t.clone()))),
        };
        query = query.filter(beyond);
    }
    for column in [number, text].into_iter().flatten() {
        query = query.order_by_asc(column);
    }
    query.limit(limit).all(db).await
}

fn shown<E: EntityTrait>(row: &E::Model, key: Key, label: &str) -> Row
where
    E::Model: ModelTrait<Entity = E>,
{
    let columns = E::Column::iter().map(|column| (column.as_str().to_owned(), row.get(column))).collect();
    Row { key, label: label.to_owned(), columns }
}

/// Digests of the documents of the conversations there are; one that lacks its document has nothing there.
async fn documents(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: Option<&Key>,
    limit: u64,
) -> Result<Vec<Row>, DbErr> {
    let account = (conversation::Column::AccountId, account_id);
    let rows =
        page::<conversation::Entity>(db, account, Some(conversation::Column::Id), None, after, limit).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut digests = search::digests(db, account_id, &ids).await?;
    let row = |id: i64| Row {
        key: (id, String::new()),
        label: id.to_string(),
        columns: vec![("digest".to_owned(), digests.remove(&id).into())],
    };
    Ok(ids.into_iter().map(row).collect())
}

/// Has the engine look how much there is in every table, where it goes by that and would not notice by itself: after
/// much was written at once.
///
/// # Errors
/// When the database does not answer.
pub async fn learn_sizes(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    dialect::learn_sizes(db).await
}

/// Tables that fill: each time there is twice as much, the engine is to look how much that is.
#[derive(Debug, Default)]
pub struct Growth {
    now: usize,
    looked_at: usize,
}

impl Growth {
    /// So many rows more were written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn by(&mut self, db: &impl ConnectionTrait, count: usize) -> Result<(), DbErr> {
        self.now += count;
        if self.now < 2 * self.looked_at {
            return Ok(());
        }
        self.looked_at = self.now;
        learn_sizes(db).await
    }
}

/// Empties every derived table of an account.
///
/// # Errors
/// When the database does not answer.
pub async fn clear(db: &impl ConnectionTrait, account_id: i64) -> Result<(), DbErr> {
    async fn empty<E: EntityTrait>(db: &impl ConnectionTrait, of_account: SimpleExpr) -> Result<(), DbErr> {
        E::delete_many().filter(of_account).exec(db).await.map(drop)
    }
    dialect::search_clear(db, account_id).await?;
    empty::<touchpoint::Entity>(db, touchpoint::Column::AccountId.eq(account_id)).await?;
    empty::<orders::Entity>(db, orders::Column::AccountId.eq(account_id)).await?;
    empty::<conversation_sale::Entity>(db, conversation_sale::Column::AccountId.eq(account_id)).await?;
    empty::<identity::Entity>(db, identity::Column::AccountId.eq(account_id)).await?;
    empty::<total::Entity>(db, total::Column::AccountId.eq(account_id)).await?;
    empty::<conversation::Entity>(db, conversation::Column::AccountId.eq(account_id)).await
}
