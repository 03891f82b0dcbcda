//! `GET /live`: that something of the account changed, never what. Pages that are open fetch what they may see.

use std::collections::VecDeque;

use actix_web::http::header::HeaderName;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::unfold;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::Page;
use super::guard::shown;
use crate::access::{Caller, is_still_in};
use crate::api::Query;
use crate::live::Listener;

/// After so many milliseconds a browser whose connection broke off connects again.
const RETRY: u32 = 3_000;

/// The header in which a browser that connects again says what it heard last.
const LAST: HeaderName = HeaderName::from_static("last-event-id");

/// An answer that goes on.
struct Telling {
    request: HttpRequest,
    listener: Listener,
    /// What is to be sent before anything else.
    first: VecDeque<String>,
    sign: Interval,
    check: Interval,
}

/// The handler. Whoever comes back, or shows what was so at another revision (`since`), learns at once whether they missed
/// something.
pub async fn listen(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let live = caller.app.live.clone();
    let mut listener = shown(&request, live.listen(caller.account.id).await)?;
    let now = listener.revision();
    let last = request.headers().get(LAST).and_then(|last| last.to_str().ok());
    let known = last.or_else(|| query.get("since")).map(str::to_owned);
    let mut first = VecDeque::from([format!("retry: {RETRY}\nid: {now}\n\n")]);
    if known.is_some_and(|known| known != now.to_string()) {
        first.push_back(changed(now));
    }
    let every = |period| {
        let mut ticks = interval_at(Instant::now() + period, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks
    };
    let beat = live.beat();
    let telling = Telling {
        request: request.clone(),
        listener,
        first,
        sign: every(beat.sign),
        check: every(beat.check),
    };
    let told = unfold(telling, |mut telling| async {
        let text = telling.next().await?;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(text)), telling))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("Cache-Control", "no-store, no-transform"))
        // Packed, or gathered by a proxy, a few bytes now and then would wait for more.
        .insert_header(("Content-Encoding", "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(Box::pin(told)))
}

impl Telling {
    /// What is to be sent next; nothing: it is over.
    async fn next(&mut self) -> Option<String> {
        if let Some(first) = self.first.pop_front() {
            return Some(first);
        }
        loop {
            tokio::select! {
                revision = self.listener.next() => return revision.map(changed),
                _ = self.sign.tick() => return Some(":\n\n".to_owned()),
                // Where that cannot be told just now it is asked again: all that is told is that something changed.
                _ = self.check.tick() => if !is_still_in(&self.request).await.unwrap_or(true) { return None },
            }
        }
    }
}

fn changed(revision: i64) -> String {
    format!("event: changed\nid: {revision}\ndata: {revision}\n\n")
}
