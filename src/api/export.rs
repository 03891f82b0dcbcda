//! `GET /api/v1/export/…`: everything, streamed line by line in constant memory.
//!
//! Each batch is read by keyset in a short statement of its own, so that a slow reader holds no transaction open.

use std::future::Future;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::{Stream, stream};

use super::{Problem, Query, json as out};
use crate::access::Caller;
use crate::domain::filter::Filter;
use crate::domain::period::local_day;
use crate::error::{Error, Result};
use crate::store::keys::Scope;
use crate::store::list::{self, Asked, Cursor, Sort, SortBy};
use crate::store::{conversations, events, filter, orders};

/// Rows read at a time.
const BATCH: u64 = 500;

/// `export/conversations.ndjson`: those that the filter asks for, oldest first.
pub async fn conversations(caller: Caller, query: Query) -> std::result::Result<HttpResponse, Problem> {
    caller.needs(Scope::Read)?;
    let now = caller.app.clock.now();
    let zone = caller.account.settings.time_zone;
    let filter = Filter::parse(&query.0, local_day(now, zone))?;
    let condition = filter::condition(caller.account.id, &filter, zone, now);
    let asked = Asked { condition, now };
    Ok(ndjson(batches(move |after: Option<Cursor>| {
        let (caller, asked) = (caller.clone(), asked.clone());
        async move {
            let db = caller.app.store.reader();
            let sort = Sort { by: SortBy::Started, descending: false };
            let page = list::page(db, asked, sort, after.as_ref(), BATCH).await?;
            let ids: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
            let sales = orders::sales_of(db, caller.account.id, &ids).await?;
            let lines = page.rows.iter().map(|row| {
                out::conversation(row, sales.get(&row.id).map_or(&[][..], Vec::as_slice), now).to_string()
            });
            Ok((lines.collect(), page.next))
        }
    })))
}

/// `export/orders.ndjson`: all orders, credited or not, by time.
pub async fn orders(caller: Caller) -> std::result::Result<HttpResponse, Problem> {
    caller.needs(Scope::Read)?;
    Ok(ndjson(batches(move |after: Option<(i64, String)>| {
        let caller = caller.clone();
        async move {
            let db = caller.app.store.reader();
            let rows = orders::after(db, caller.account.id, after.as_ref(), BATCH).await?;
            let ids: Vec<i64> = rows.iter().filter_map(|order| order.conversation_id).collect();
            let credited = conversations::by_ids(db, caller.account.id, &ids).await?;
            let source = |id| credited.get(&id).map(|row| row.source_id.as_str());
            let lines =
                rows.iter().map(|row| out::order(row, row.conversation_id.and_then(source)).to_string());
            let next = rows.last().map(|row| (row.time, row.order_id.clone()));
            Ok((lines.collect(), next))
        }
    })))
}

/// `export/events.ndjson`: all events as they came, by time; imported elsewhere they give the same numbers.
pub async fn events(caller: Caller) -> std::result::Result<HttpResponse, Problem> {
    caller.needs(Scope::Read)?;
    Ok(ndjson(batches(move |after: Option<(i64, String)>| {
        let caller = caller.clone();
        async move {
            let db = caller.app.store.reader();
            let rows = events::bodies_after(db, caller.account.id, after.as_ref(), BATCH).await?;
            let next = rows.last().map(|(time, id, _)| (*time, id.clone()));
            Ok((rows.into_iter().map(|(_, _, body)| body).collect(), next))
        }
    })))
}

/// Reads batch after batch until one is empty or says that none follows.
fn batches<P, F, R>(read: F) -> impl Stream<Item = std::result::Result<Bytes, Error>>
where
    F: Fn(Option<P>) -> R,
    R: Future<Output = Result<(Vec<String>, Option<P>)>>,
{
    stream::unfold((read, Some(None)), |(read, place)| async move {
        let (lines, next) = match read(place?).await {
            Ok(batch) => batch,
            Err(error) => return Some((Err(error), (read, None))),
        };
        if lines.is_empty() {
            return None;
        }
        let mut text = lines.join("\n");
        text.push('\n');
        Some((Ok(Bytes::from(text)), (read, next.map(Some))))
    })
}

fn ndjson(body: impl Stream<Item = std::result::Result<Bytes, Error>> + 'static) -> HttpResponse {
    HttpResponse::Ok().content_type("application/x-ndjson").streaming(body)
}
