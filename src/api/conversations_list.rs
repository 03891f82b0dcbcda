//! `GET /api/v1/conversations`: the table.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::{Problem, Query};
use crate::access::Caller;
use crate::domain::filter::Filter;
use crate::domain::totals::Totals;
use crate::error::Error;
use crate::json as out;
use crate::store::list::{self, Counted, Cursor, Page, Sort};
use crate::store::{filter, orders, totals};

/// Rows a page, unless asked otherwise.
pub const LIMIT: u64 = 50;

/// The most rows a page.
const MAX_LIMIT: u64 = 500;

/// A page of the table with what it was asked for.
pub struct Listed {
    /// The filter.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// How many match.
    pub total: Counted,
    /// What they add up to, where totals know.
    pub known: Option<Totals>,
    /// The rows.
    pub page: Page,
}

/// The handler.
pub async fn list(caller: Caller, query: Query) -> Result<HttpResponse, Problem> {
    let listed = ask(&caller, &query, true).await?;
    let now = caller.app.clock.now();
    let ids: Vec<i64> = listed.page.rows.iter().map(|row| row.id).collect();
    let sales = orders::sales_of(caller.app.store.pages(), caller.account.id, &ids).await?;
    let at_once = filter::first_contacts(caller.app.store.pages(), caller.account.id, &ids, now).await?;
    let rows: Vec<Value> = listed
        .page
        .rows
        .iter()
        .map(|row| {
            let sales = sales.get(&row.id).map_or(&[][..], Vec::as_slice);
            out::conversation(row, sales, at_once.contains(&row.id), now)
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "total": listed.total.n,
        "sort": listed.sort.to_string(),
        "conversations": rows,
        "next": listed.page.next.map(|cursor| cursor.to_string()),
        "previous": listed.page.previous.map(|cursor| cursor.to_string()),
    })))
}

/// The page of the table that a query asks for; with all that match counted, or as many as can be told at once.
pub async fn ask(caller: &Caller, query: &Query, exactly: bool) -> Result<Listed, Error> {
    let seen = caller.seen();
    let filter = Filter::parse(&query.0, seen.today())?;
    let sort = sort_of(query)?;
    let bad = |field: &str, message: String| Error::BadRequest { field: field.to_owned(), message };
    let cursor = match query.exact("cursor") {
        None => None,
        Some(text) => Some(
            Cursor::parse(text)
                .ok_or_else(|| bad("cursor", "is none that was given out; begin without one".to_owned()))?,
        ),
    };
    let limit = match query.get("limit") {
        None => LIMIT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MAX_LIMIT).contains(limit))
            .ok_or_else(|| bad("limit", format!("must be a number from 1 to {MAX_LIMIT}, is `{text}`")))?,
    };
    let db = caller.app.store.pages();
    let asked = filter::asked(db, &seen, &filter);
    let known = totals::sum(db, &seen, &filter).await?;
    let mut total = match &known {
        Some(known) => Counted { n: known.conversations(), more: false },
        None if exactly => Counted { n: list::count(db, asked.condition.clone()).await?, more: false },
        None => list::about(db, &asked).await?,
    };
    let page = list::page(db, asked, sort, cursor.as_ref(), limit).await?;
    if total.more {
        // Whoever sees rows is not told of fewer.
        total.n = total.n.max(page.rows.len() as u64);
    }
    Ok(Listed { filter, sort, total, known, page })
}

/// The order that a query asks for.
///
/// # Errors
/// [`Error::BadRequest`] for a word that means none.
pub fn sort_of(query: &Query) -> Result<Sort, Error> {
    let Some(word) = query.get("sort") else { return Ok(Sort::default()) };
    Sort::parse(word).ok_or_else(|| {
        let words: Vec<_> = list::SortBy::ALL.iter().map(|by| by.as_str()).collect();
        let message =
            format!("`{word}` is none of {}, each with - before it for descending", words.join(", "));
        Error::BadRequest { field: "sort".to_owned(), message }
    })
}
