//! Everything, written out line by line: what the API streams and the command line prints.
//!
//! Each batch is read by keyset in a short statement of its own, so that a slow reader holds no transaction open and
//! memory stays constant.

use crate::error::Result;
use crate::json;
use crate::store::accounts::Account;
use crate::store::list::{self, Asked, Cursor, Sort, SortBy};
use crate::store::{Store, conversations, events, orders};

/// Rows read at a time.
const BATCH: u64 = 500;

/// Lines, and the place to read on from; without a place there is nothing more.
pub type Batch<P> = (Vec<String>, Option<P>);

/// Conversations of a condition, oldest first, one JSON line each.
///
/// # Errors
/// When the database does not answer.
pub async fn conversations(
    store: &Store,
    account: &Account,
    asked: Asked,
    after: Option<Cursor>,
) -> Result<Batch<Cursor>> {
    let db = store.pages();
    let now = asked.now;
    let sort = Sort { by: SortBy::Started, descending: false };
    let page = list::page(db, asked, sort, after.as_ref(), BATCH).await?;
    let ids: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
    let sales = orders::sales_of(db, account.id, &ids).await?;
    let sales_of = |id| sales.get(&id).map_or(&[][..], Vec::as_slice);
    let lines = page.rows.iter().map(|row| json::conversation(row, sales_of(row.id), now).to_string());
    Ok((lines.collect(), page.next))
}

/// All orders, credited or not, by time, one JSON line each.
///
/// # Errors
/// When the database does not answer.
pub async fn orders(
    store: &Store,
    account: &Account,
    after: Option<(i64, String)>,
) -> Result<Batch<(i64, String)>> {
    let db = store.pages();
    let rows = orders::after(db, account.id, after.as_ref(), BATCH).await?;
    let ids: Vec<i64> = rows.iter().filter_map(|order| order.conversation_id).collect();
    let credited = conversations::by_ids(db, account.id, &ids).await?;
    let source = |id| credited.get(&id).map(|row| row.source_id.as_str());
    let lines = rows.iter().map(|row| json::order(row, row.conversation_id.and_then(source)).to_string());
    let next = rows.last().map(|row| (row.time, row.order_id.clone()));
    Ok((lines.collect(), next))
}

/// All events as they came, by time, one JSON line each; imported elsewhere they give the same numbers.
///
/// # Errors
/// When the database does not answer.
pub async fn events(
    store: &Store,
    account: &Account,
    after: Option<(i64, String)>,
) -> Result<Batch<(i64, String)>> {
    let rows = events::bodies_after(store.pages(), account.id, after.as_ref(), BATCH).await?;
    let next = rows.last().map(|(time, id, _)| (*time, id.clone()));
    Ok((rows.into_iter().map(|(_, _, body)| body).collect(), next))
}
