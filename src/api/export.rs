//! `GET /api/v1/export/…`: everything, streamed line by line.

use std::future::Future;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, stream};

use super::{Problem, Query};
use crate::access::Caller;
use crate::domain::filter::Filter;
use crate::domain::period::local_day;
use crate::error::{Error, Result};
use crate::export;
use crate::store::filter;
use crate::store::keys::Scope;
use crate::store::list::Asked;

/// `export/conversations.ndjson`: those that the filter asks for, oldest first.
pub async fn conversations(caller: Caller, query: Query) -> std::result::Result<HttpResponse, Problem> {
    caller.needs(Scope::Read)?;
    let now = caller.app.clock.now();
    let zone = caller.account.settings.time_zone;
    let filter = Filter::parse(&query.0, local_day(now, zone))?;
    let asked = Asked {
        condition: filter::condition(caller.app.store.pages(), caller.account.id, &filter, zone, now),
        now,
    };
    ndjson(batches(move |after| {
        let (caller, asked) = (caller.clone(), asked.clone());
        async move { export::conversations(&caller.app.store, &caller.account, asked, after).await }
    }))
    .await
}

/// `export/orders.ndjson`: all orders, credited or not, by time.
pub async fn orders(caller: Caller) -> std::result::Result<HttpResponse, Problem> {
    caller.needs(Scope::Read)?;
    ndjson(batches(move |after| {
        let caller = caller.clone();
        async move { export::orders(&caller.app.store, &caller.account, after).await }
    }))
    .await
}

/// `export/events.ndjson`: all events as they came, by time.
pub async fn events(caller: Caller) -> std::result::Result<HttpResponse, Problem> {
    caller.needs(Scope::Read)?;
    ndjson(batches(move |after| {
        let caller = caller.clone();
        async move { export::events(&caller.app.store, &caller.account, after).await }
    }))
    .await
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

/// Answers once the first batch is read: what fails there is told as any other problem. What fails later ends the
/// connection, so that nobody takes a part for the whole.
async fn ndjson(
    body: impl Stream<Item = std::result::Result<Bytes, Error>> + 'static,
) -> std::result::Result<HttpResponse, Problem> {
    let mut body = Box::pin(body.fuse());
    let first = body.next().await.transpose()?;
    let body = stream::iter(first.map(Ok)).chain(body);
    Ok(HttpResponse::Ok().content_type("application/x-ndjson").streaming(body))
}
