//! How many conversations a list has, as far as that is known at once; and which values there are.

use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, Iden, Order, QueryResult};

use super::super::conversations::{Column, Entity};
use super::super::dialect;
use super::super::seen::Seen;
use super::super::ways::{has_word, index_of};
use super::place::updated;
use super::walk::{FEW, WIDE, block, few};
use super::{Asked, Counted};

/// So many are counted.
pub const COUNTED: u64 = 10_000;

/// So many conversations are looked at for that: not each of the latest ones is asked for.
const LOOKED_AT: u64 = 12_000;

/// How many conversations match, looking at no more than some: the latest ones. No more than [`COUNTED`] are told.
///
/// # Errors
/// When the database does not answer.
pub async fn about(db: &impl ConnectionTrait, asked: &Asked) -> Result<Counted, DbErr> {
    let sought = asked.sought();
    let hits = match &sought {
        Some(sought) => dialect::hits_to(db, sought, FEW + 1).await?,
        None => None,
    };
    let found = |ids| match (&sought, hits) {
        (Some(sought), Some(_)) => asked.rest.clone().add(dialect::sought(db, asked.account_id, sought, ids)),
        _ => asked.condition.clone(),
    };
    if hits.is_some_and(|hits| hits <= FEW) {
        let n = counted_along(db, dialect::BY_ID, found(None), FEW).await?;
        return Ok(Counted::to(n, false));
    }
    if let Some(parts) = few(db, asked, &asked.ways).await? {
        let mut n = 0;
        for part in parts {
            let condition = asked.condition.clone().add(part.condition);
            n += counted_along(db, part.index, condition, LOOKED_AT + 1).await?;
        }
        return Ok(Counted { n, more: false });
    }
    let Some(latest) = block(db, asked, Condition::all(), &Order::Desc, LOOKED_AT + 1).await? else {
        return Ok(Counted::to(0, false));
    };
    let more = latest.n > LOOKED_AT;
    let condition = found(Some(latest.ids)).add(updated(Some(latest.earliest), None));
    let n = counted_along(db, WIDE, condition, COUNTED + 1).await?;
    Ok(Counted::to(n, more))
}

impl Counted {
    fn to(n: u64, more: bool) -> Self {
        Self { n: std::cmp::min(n, COUNTED), more: more || n > COUNTED }
    }
}

/// Counts what fulfils a condition, but no more than so many.
pub(super) fn counting(condition: Condition, most: u64) -> SelectStatement {
    let mut some = Query::select();
    some.expr_as(Expr::value(1), Alias::new("one")).from(Entity).cond_where(condition).limit(most);
    let mut count = Query::select();
    count.expr(Expr::col(Asterisk).count()).from_subquery(some, Alias::new("some"));
    count
}

/// A count that was asked for.
pub(super) fn number(row: Option<QueryResult>) -> Result<u64, DbErr> {
    let n: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Counts along an index, no more than so many.
pub(super) async fn counted_along(
    db: &impl ConnectionTrait,
    index: &str,
    condition: Condition,
    most: u64,
) -> Result<u64, DbErr> {
    number(db.query_one_raw(dialect::along(db, &counting(condition, most), index)).await?)
}

/// The different values of a column among the conversations that somebody sees and that count, in order; the empty word is
/// left out. Jumps from value to value, where an index has the column.
///
/// # Errors
/// When the database does not answer.
pub async fn distinct(db: &impl ConnectionTrait, seen: &Seen, column: Column) -> Result<Vec<String>, DbErr> {
    let name = column.to_string();
    let one = seen
        .condition()
        .add(Column::Asked.eq(true))
        .add(Expr::cust(format!("\"conversation\".\"{name}\" = \"value\".\"word\"")))
        .add(has_word(&name));
    let mut any = Query::select();
    any.expr(Expr::value(1)).from(Entity).cond_where(one).limit(1);
    let any = dialect::along(db, &any, index_of(column).unwrap_or(WIDE));
    dialect::distinct(db, seen.account_id, &name, any).await
}
