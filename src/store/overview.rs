//! The numbers of the overview, from the same condition as the lists behind them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect,
};

use super::conversations::{Column, Entity};
use super::entity::conversation_sale as sale;
use super::filter::{RANKS, status_rank};
use super::orders::money;
use crate::domain::event::words;
use crate::domain::metrics::Counts;
use crate::domain::money::{Currency, Money};
use crate::domain::status::{Reason, Status};

words!(
    /// What the chart is grouped by.
    GroupBy { Status = "status", Channel = "channel", Tag = "tag", Agent = "agent" }
);

/// Every offset of an IANA zone since 1972 is a whole number of quarter hours, so that quarter hours can be put
/// together to the days of any zone without asking the database for each conversation.
pub const QUARTER_HOUR: i64 = 15 * 60 * 1000;

/// Conversations that began in one quarter hour and share group and status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// When the quarter hour began.
    pub start: DateTime<Utc>,
    /// The value grouped by; empty when grouped by status.
    pub group: String,
    /// Their status and reason.
    pub status: (Status, Option<Reason>),
    /// How many.
    pub conversations: u64,
}

/// What was earned in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sales {
    /// Net of refunds.
    pub amount: Money,
    /// From how many orders.
    pub orders: u64,
}

/// The conversations of a condition by quarter hour, group and status.
///
/// # Errors
/// When the database does not answer.
pub async fn cells(
    db: &impl ConnectionTrait,
    condition: Condition,
    group_by: GroupBy,
    now: DateTime<Utc>,
) -> Result<Vec<Cell>, DbErr> {
    let group: SimpleExpr = match group_by {
        GroupBy::Status => Expr::value(""),
        GroupBy::Channel => Expr::col(Column::Channel),
        GroupBy::Tag => Expr::col(Column::Tag),
        GroupBy::Agent => Expr::col(Column::Agent),
    };
    let rows: Vec<(i64, String, i32, i64)> = Entity::find()
        .filter(condition)
        .select_only()
        .column_as(Expr::col(Column::StartedAt).div(QUARTER_HOUR), "quarter")
        .column_as(group, "grouped")
        .column_as(status_rank(now), "status_rank")
        .column_as(Column::Id.count(), "conversations")
        .group_by(Expr::col("quarter"))
        .group_by(Expr::col("grouped"))
        .group_by(Expr::col("status_rank"))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(quarter, group, rank, n)| Cell {
            start: super::from_millis(quarter * QUARTER_HOUR),
            group,
            status: usize::try_from(rank).ok().and_then(|rank| RANKS.get(rank)).copied().unwrap_or(RANKS[5]),
            conversations: u64::try_from(n).unwrap_or(0),
        })
        .collect())
}

/// How many conversations of a condition have which status.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(
    db: &impl ConnectionTrait,
    condition: Condition,
    now: DateTime<Utc>,
) -> Result<Counts, DbErr> {
    let mut counts = Counts::default();
    for cell in cells(db, condition, GroupBy::Status, now).await? {
        counts.add(cell.status.0, cell.status.1, cell.conversations);
    }
    Ok(counts)
}

/// What was earned with conversations that began in one quarter hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalesCell {
    /// When the quarter hour began.
    pub start: DateTime<Utc>,
    /// How much, in one currency.
    pub sales: Sales,
}

/// What the conversations of a condition sold, by quarter hour of their beginning and currency.
///
/// # Errors
/// When the database does not answer.
pub async fn sales_cells(
    db: &impl ConnectionTrait,
    account_id: i64,
    condition: Condition,
) -> Result<Vec<SalesCell>, DbErr> {
    let total = |column: sale::Column| Expr::col((sale::Entity, column)).sum().cast_as("bigint");
    let of = |column: Column| Expr::col((Entity, column));
    let same = |mine: sale::Column, column: Column| Expr::col((sale::Entity, mine)).equals((Entity, column));
    let joined = Condition::all()
        .add(same(sale::Column::AccountId, Column::AccountId))
        .add(same(sale::Column::ConversationId, Column::Id));
    let mut select = Query::select();
    select
        .column((sale::Entity, sale::Column::Currency))
        .expr_as(of(Column::StartedAt).div(QUARTER_HOUR), "quarter")
        .expr(total(sale::Column::Amount))
        .expr(total(sale::Column::Orders))
        .from(sale::Entity)
        .inner_join(Entity, joined)
        .and_where(sale::Column::AccountId.eq(account_id))
        .cond_where(condition)
        .group_by_col((sale::Entity, sale::Column::Currency))
        .group_by_col("quarter");
    let cell = |row: QueryResult| {
        let (code, quarter): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (amount, orders): (i64, i64) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let sales = Sales { amount: money(amount, &code), orders: u64::try_from(orders).unwrap_or(0) };
        Ok(SalesCell { start: super::from_millis(quarter * QUARTER_HOUR), sales })
    };
    db.query_all(&select).await?.into_iter().map(cell).collect()
}

/// Sums of cells, per currency, in order of the codes.
pub fn total_sales(cells: &[SalesCell]) -> Vec<Sales> {
    let mut totals: BTreeMap<Currency, Sales> = BTreeMap::new();
    for SalesCell { sales, .. } in cells {
        let zero = Sales { amount: Money { minor: 0, ..sales.amount }, orders: 0 };
        let total = totals.entry(sales.amount.currency).or_insert(zero);
        total.amount.minor += sales.amount.minor;
        total.orders += sales.orders;
    }
    totals.into_values().collect()
}

/// What the conversations of a condition sold, per currency, in order of the codes.
///
/// # Errors
/// When the database does not answer.
pub async fn sales(
    db: &impl ConnectionTrait,
    account_id: i64,
    condition: Condition,
) -> Result<Vec<Sales>, DbErr> {
    let mut conversations = Query::select();
    conversations.column(Column::Id).from(Entity).cond_where(condition);
    let total = |column: sale::Column| Expr::col(column).sum().cast_as("bigint");
    let rows: Vec<(String, i64, i64)> = sale::Entity::find()
        .filter(sale::Column::AccountId.eq(account_id))
        .filter(sale::Column::ConversationId.in_subquery(conversations))
        .select_only()
        .column(sale::Column::Currency)
        .column_as(total(sale::Column::Amount), "amount")
        .column_as(total(sale::Column::Orders), "orders")
        .group_by(sale::Column::Currency)
        .into_tuple()
        .all(db)
        .await?;
    let mut sales: Vec<_> = rows
        .into_iter()
        .map(|(code, amount, orders)| Sales {
            amount: money(amount, &code),
            orders: u64::try_from(orders).unwrap_or(0),
        })
        .collect();
    sales.sort_by_key(|sales| sales.amount.currency);
    Ok(sales)
}

/// What was sold according to totals, in order of the codes.
pub fn summed(sold: &BTreeMap<String, (i64, i64)>) -> Vec<Sales> {
    let some = sold.iter().filter(|(_, sum)| **sum != (0, 0));
    some.map(|(code, (amount, orders))| Sales {
        amount: money(*amount, code),
        orders: u64::try_from(*orders).unwrap_or(0),
    })
    .collect()
}
