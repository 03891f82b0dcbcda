//! `GET /conversations/{id}`: the thread.

use actix_web::{HttpRequest, web};
use askama::Template;

use super::guard::shown;
use super::layout::{Layout, locale};
use super::said::{self, How, Part};
use super::thread_items::{Item, Time, items};
use super::thread_rail::{Mark, rail};
use super::thread_why::{OrderRow, RuleRow, orders, rules};
use super::view::list_of;
use super::{Page, render, words};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::access::Right;
use crate::domain::event::Method;
use crate::domain::search;
use crate::error::Error;
use crate::i18n::{Locale, Texts};
use crate::store::conversations::{Column, Model as Conversation};
use crate::store::filter::first_contacts;
use crate::store::list::distinct;
use crate::store::orders::sales_of;
use crate::store::thread::{self, Thread};

/// The handoff as the page shows it.
struct HandoffCard {
    /// A person tagged it, so it can be taken back.
    by: Option<String>,
    when: Time,
    method: &'static str,
    team: String,
    ticket: String,
    reason: String,
    note: String,
}

/// A notice of what was just done, with the way back.
struct Done {
    text: &'static str,
    /// Where the undo is sent to.
    undo: Option<String>,
    /// The tag before, when that is what the undo sets.
    tag_before: Option<String>,
}

#[derive(Template)]
#[template(path = "thread.html")]
struct ThreadPage {
    page: Layout,
    url: String,
    /// Behind the addresses that forms are sent to: the list to come back to, as a query string with its question mark.
    list: String,
    back: String,
    title: String,
    source_id: String,
    status: &'static str,
    status_class: &'static str,
    reason: &'static str,
    test: bool,
    profile: String,
    email: String,
    phone: String,
    channel: String,
    agent: String,
    tag: String,
    started: Time,
    updated: Time,
    messages: String,
    /// How often, where it was.
    reopened: Option<String>,
    /// It was resolved at first contact.
    at_once: bool,
    items: Vec<Item>,
    /// The timeline beside it.
    rail: Vec<Mark>,
    /// Messages are shown as they were written.
    raw: bool,
    /// The same page the other way.
    other_way: String,
    /// How much of what was searched for stands in it.
    hits: Option<String>,
    hit_count: usize,
    rules: Vec<RuleRow>,
    sold: Vec<String>,
    orders: Vec<OrderRow>,
    handoff: Option<HandoffCard>,
    may_write: bool,
    tags: Vec<String>,
    done: Option<Done>,
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller, id: web::Path<String>, query: Query) -> Page {
    let locale = locale(&request, &caller);
    let db = caller.app.store.pages();
    let page = shown(&request, Layout::live(&request, &caller, "conversations").await)?;
    let thread = shown(&request, thread::load(db, &caller.account, &caller.seen(), &id).await)?;
    let thread = shown(&request, thread.ok_or(Error::NotFound("conversation")))?;
    let sold = shown(&request, sales_of(db, caller.account.id, &[thread.row.id]).await)?;
    let sold = sold.get(&thread.row.id).map_or(&[][..], Vec::as_slice);
    let at_once = first_contacts(db, caller.account.id, &[thread.row.id], caller.app.clock.now()).await;
    let at_once = !shown(&request, at_once)?.is_empty();
    let tags = shown(&request, distinct(db, &caller.seen(), Column::Tag).await)?;
    let sold = sold.iter().map(|money| locale.money(*money)).collect();
    let page = ThreadPage {
        back: back(&query, &thread.row),
        at_once,
        ..thread_page(page, &caller, &locale, &thread, sold, tags, &query)
    };
    render(&page)
}

/// The list the reader came from, with its filters and its place, at the row of this thread; else the list as it opens.
fn back(query: &Query, row: &Conversation) -> String {
    match list_of(query) {
        Some(list) => format!("/conversations?{list}#c-{}", row.public_id),
        None => "/conversations".to_owned(),
    }
}

fn thread_page(
    page: Layout,
    caller: &Caller,
    locale: &Locale,
    thread: &Thread,
    sold: Vec<String>,
    tags: Vec<String>,
    query: &Query,
) -> ThreadPage {
    let t = locale.t;
    let now = caller.app.clock.now();
    let auto_close = caller.account.settings.auto_close;
    let row = &thread.row;
    let (status, reason) = row.facts().status(now);
    let said =
        |said: &Option<(_, String)>| said.as_ref().map_or_else(String::new, |(_, value)| value.clone());
    let or = |text: &str, none: &str| if text.trim().is_empty() { none.to_owned() } else { text.to_owned() };
    let url = format!("/conversations/{}", row.public_id);
    let list = list_of(query).map_or_else(String::new, |list| {
        format!("?{}", form_urlencoded::Serializer::new(String::new()).append_pair("list", &list).finish())
    });
    let searched = list_of(query).and_then(|list| Query::parse(&list).get("q").map(search::Query::read));
    let mut items = items(locale, thread, auto_close, now);
    let raw = query.get("raw").is_some();
    let hit_count = said::show(&mut items, How { raw, searched: searched.as_ref() }, locale);
    let hits = hit_count as u64;
    ThreadPage {
        back: String::new(),
        at_once: false,
        reopened: (row.reopened > 0).then(|| locale.number(u64::try_from(row.reopened).unwrap_or(0))),
        hit_count,
        hits: (hits > 0).then(|| locale.plural(t.hits, hits)),
        title: or(&row.first_question, t.no_text),
        source_id: row.source_id.clone(),
        status: words::status(t, status),
        status_class: words::status_class(status),
        reason: reason.map_or("", |reason| words::reason(t, reason)),
        test: row.test,
        profile: or(&row.profile, t.anonymous),
        email: said(&thread.customer.email),
        phone: said(&thread.customer.phone),
        channel: words::channel(t, &row.channel),
        agent: row.agent.clone(),
        tag: row.tag.clone(),
        started: Time::day(locale, thread.summary.started_at, now),
        updated: Time::day(locale, thread.summary.updated_at, now),
        messages: locale.number(u64::from(thread.summary.messages)),
        rail: rail(&items, locale),
        raw,
        other_way: other_way(&url, &list, raw),
        items,
        rules: rules(locale, thread, auto_close.num_hours(), now),
        sold,
        orders: orders(locale, thread, now),
        handoff: handoff(locale, thread, now),
        may_write: caller.may(Right::Review),
        tags,
        done: query.get("done").and_then(|done| self::done(t, done, &url, &list, query)),
        url,
        list,
        page,
    }
}

/// The address of the thread with messages as they were written, or, from there, with their formatting.
fn other_way(url: &str, list: &str, raw: bool) -> String {
    match (raw, list.is_empty()) {
        (true, _) => format!("{url}{list}"),
        (false, true) => format!("{url}?raw=1"),
        (false, false) => format!("{url}{list}&raw=1"),
    }
}

fn handoff(locale: &Locale, thread: &Thread, now: chrono::DateTime<chrono::Utc>) -> Option<HandoffCard> {
    let took_place = thread.summary.handoff()?;
    let handoff = &took_place.handoff;
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let event = thread.events.iter().find(|event| event.id == took_place.stamp.id);
    let note = event.and_then(|event| event.metadata.get("note")).and_then(|note| note.as_str());
    Some(HandoffCard {
        by: took_place.tagged.then(|| handoff.by.clone().unwrap_or_else(|| locale.t.somebody.to_owned())),
        when: Time::day(locale, took_place.stamp.time, now),
        method: match handoff.method {
            Method::Ticket => locale.t.method_ticket,
            Method::Message => locale.t.method_message,
        },
        team: word(&handoff.team),
        ticket: word(&handoff.ticket),
        reason: word(&handoff.reason),
        note: note.unwrap_or_default().to_owned(),
    })
}

/// Every change says what was done and offers the way back.
fn done(t: &Texts, done: &str, url: &str, list: &str, query: &Query) -> Option<Done> {
    let tag_before = query.get("before").unwrap_or_default().to_owned();
    let (text, undo, tag_before) = match done {
        "handoff_tagged" => (t.done_handoff_tagged, Some(format!("{url}/handoff/withdraw{list}")), None),
        "handoff_withdrawn" => (t.done_handoff_withdrawn, None, None),
        "tag_saved" => (t.done_tag_saved, Some(format!("{url}/tag{list}")), Some(tag_before)),
        "tag_cleared" => (t.done_tag_cleared, Some(format!("{url}/tag{list}")), Some(tag_before)),
        _ => return None,
    };
    Some(Done { text, undo, tag_before })
}
