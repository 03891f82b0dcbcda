//! `GET /conversations`: the table.

use actix_web::HttpRequest;
use askama::Template;

use super::export::ExportMenu;
use super::filter_bar::{FilterBar, sentence};
use super::guard::{reader, shown};
use super::layout::{Layout, locale};
use super::words::{self, plural};
use super::{Page, render};
use crate::api::{Query, conversations_for};
use crate::domain::filter::Filter;
use crate::i18n::{Locale, utc};
use crate::store::conversations::Model as Conversation;
use crate::store::list::{Sort, SortBy};
use crate::store::{filter, from_millis, overview};

/// The longest beginning of a first question that a row carries, in characters: two lines on any screen.
const SHOWN_CHARS: usize = 300;

struct Row {
    url: String,
    question: String,
    profile: String,
    status: &'static str,
    status_class: &'static str,
    reason: &'static str,
    tag: String,
    messages: String,
    updated: String,
    updated_iso: String,
    updated_utc: String,
}

struct Heading {
    label: &'static str,
    url: String,
    /// `ascending`, `descending`, or nothing where the table is sorted by another column.
    sorted: &'static str,
    /// Numbers stand at the end of their cell.
    end: bool,
}

#[derive(Template)]
#[template(path = "conversations.html")]
struct List {
    page: Layout,
    bar: FilterBar,
    sentence: Vec<String>,
    count: String,
    sales: Vec<String>,
    menu: ExportMenu,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    previous: Option<String>,
    next: Option<String>,
}

/// The handler.
pub async fn list(request: HttpRequest, query: Query) -> Page {
    let caller = reader(&request).await?;
    let locale = locale(&request, &caller);
    let now = caller.app.clock.now();
    let listed = shown(&request, conversations_for(&caller, &query).await)?;
    let mut bar = shown(&request, FilterBar::new(&caller, locale.t, &listed.filter, true).await)?;
    if listed.sort != Sort::default() {
        bar.hidden.push(("sort", listed.sort.to_string()));
    }
    let condition =
        filter::condition(caller.app.store.pages(), caller.account.id, &listed.filter, locale.zone, now);
    let sales =
        shown(&request, overview::sales(caller.app.store.pages(), caller.account.id, condition).await)?;
    let menu = ExportMenu::new(&caller, &locale, &listed.filter, listed.total, &listed.page.rows).await;
    let menu = shown(&request, menu)?;
    let orders = |n| plural(&locale, n, locale.t.orders_one, locale.t.orders_many);
    let sort = listed.sort.to_string();
    let page_at = |cursor: &crate::store::list::Cursor| {
        let cursor = cursor.to_string();
        format!("/conversations?{}", listed.filter.query_with(&[("sort", &sort), ("cursor", &cursor)]))
    };
    render(&List {
        sentence: sentence(&locale, &listed.filter),
        count: plural(&locale, listed.total, locale.t.conversations_one, locale.t.conversations_many),
        sales: sales.iter().map(|s| format!("{} ({})", locale.money(s.amount), orders(s.orders))).collect(),
        menu,
        headings: headings(&locale, &listed.filter, listed.sort),
        rows: listed.page.rows.iter().map(|row| self::row(&locale, row, now)).collect(),
        previous: listed.page.previous.as_ref().map(page_at),
        next: listed.page.next.as_ref().map(page_at),
        bar,
        page: Layout::new(&request, &caller, "conversations"),
    })
}

fn row(locale: &Locale, row: &Conversation, now: chrono::DateTime<chrono::Utc>) -> Row {
    let t = locale.t;
    let (status, reason) = row.facts().status(now);
    let updated = from_millis(row.updated_at);
    let question: String = row.first_question.chars().take(SHOWN_CHARS).collect();
    let or = |text: &str, none: &str| if text.trim().is_empty() { none.to_owned() } else { text.to_owned() };
    Row {
        url: format!("/conversations/{}", row.public_id),
        question: or(&question, t.no_text),
        profile: or(&row.profile, t.anonymous),
        status: words::status(t, status),
        status_class: words::status_class(status),
        reason: reason.map_or("", |reason| words::reason(t, reason)),
        tag: row.tag.clone(),
        messages: locale.number(u64::try_from(row.messages).unwrap_or(0)),
        updated: locale.day_time(updated, now),
        updated_iso: crate::domain::event::instant(updated),
        updated_utc: utc(updated),
    }
}

/// The columns; a click sorts by one, the next click the other way round. Numbers and times begin with the greatest.
fn headings(locale: &Locale, filter: &Filter, sort: Sort) -> Vec<Heading> {
    let t = locale.t;
    [
        (SortBy::Question, t.question, false),
        (SortBy::Profile, t.profile, false),
        (SortBy::Status, t.status, false),
        (SortBy::Tag, t.tag, false),
        (SortBy::Messages, t.messages, true),
        (SortBy::Updated, t.updated, true),
    ]
    .into_iter()
    .map(|(by, label, greatest_first)| {
        let current = sort.by == by;
        let descending = if current { !sort.descending } else { greatest_first };
        let sorted = match (current, sort.descending) {
            (false, _) => "",
            (true, true) => "descending",
            (true, false) => "ascending",
        };
        let next = Sort { by, descending }.to_string();
        let url = format!("/conversations?{}", filter.query_with(&[("sort", &next)]));
        Heading { label, url, sorted, end: by == SortBy::Messages }
    })
    .collect()
}
