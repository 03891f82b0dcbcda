//! `GET /conversations/{id}/transcript`: what was said, on paper.

use actix_web::{HttpRequest, web};
use askama::Template;

use super::guard::shown;
use super::layout::{Layout, locale};
use super::thread_items::{Item, Time, items};
use super::{Page, render, words};
use crate::access::Caller;
use crate::error::Error;
use crate::i18n::fill;
use crate::store::thread;

#[derive(Template)]
#[template(path = "transcript.html")]
struct Transcript {
    page: Layout,
    back: String,
    profile: String,
    channel: String,
    source_id: String,
    started: Time,
    status: &'static str,
    reason: &'static str,
    messages: String,
    zone: String,
    items: Vec<Item>,
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller, id: web::Path<String>) -> Page {
    let locale = locale(&request, &caller);
    let t = locale.t;
    let now = caller.app.clock.now();
    let thread =
        shown(&request, thread::load(caller.app.store.pages(), &caller.account, &caller.seen(), &id).await)?;
    let thread = shown(&request, thread.ok_or(Error::NotFound("conversation")))?;
    let row = &thread.row;
    let (status, reason) = row.facts().status(now);
    let mut items = items(&locale, &thread, caller.account.settings.auto_close, now);
    // What was said, and on which day: the rest is for those who work here.
    items.retain(|item| match item {
        Item::Day(_) | Item::Message(_) => true,
        Item::Part(part) => !part.first,
        Item::Silence(_) | Item::Event(_) => false,
    });
    let last_said = items.iter().rposition(|item| matches!(item, Item::Message(_)));
    items.truncate(last_said.map_or(0, |last| last + 1));
    render(&Transcript {
        back: format!("/conversations/{}", row.public_id),
        profile: if row.profile.trim().is_empty() { t.anonymous.to_owned() } else { row.profile.clone() },
        channel: words::channel(t, &row.channel),
        source_id: row.source_id.clone(),
        started: Time::day(&locale, thread.summary.started_at, now),
        status: words::status(t, status),
        reason: reason.map_or("", |reason| words::reason(t, reason)),
        messages: locale.number(u64::from(thread.summary.messages)),
        zone: fill(t.transcript_zone, &[("zone", locale.zone.name())]),
        items,
        page: Layout::new(&request, &caller, "conversations"),
    })
}
