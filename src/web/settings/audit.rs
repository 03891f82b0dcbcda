//! `/settings/audit`: who did what, when, from where.

use std::collections::HashMap;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use futures_util::stream;
use serde_json::{Value, json};

use super::{Tab, tabs};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::event::instant;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::store::audit::{self, Action, Model as Entry, Wanted};
use crate::store::{from_millis, to_millis, users};
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::thread_items::Time;
use crate::web::{Page, render};

/// Entries on a page.
const PAGE: u64 = 100;

/// Entries read at a time for a file.
const BATCH: u64 = 500;

#[derive(Template)]
#[template(path = "settings_audit.html")]
struct Audit {
    page: Layout,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    total: String,
    actors: Vec<Choice>,
    actions: Vec<Choice>,
    thing: String,
    from: String,
    to: String,
    /// The next page.
    older: Option<String>,
    /// The same entries as a file.
    file: String,
    filtered: bool,
}

/// An entry.
struct Row {
    at: Time,
    who: String,
    actor: String,
    action: String,
    /// What it was done to: people by their names.
    thing: String,
    /// The other entries about the same.
    same: String,
    details: Vec<(String, String)>,
    address: String,
}

/// A value of a filter.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// `GET /settings/audit`
pub async fn list(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let locale = locale(&request, &caller);
    let wanted = shown(&request, wanted(&caller, &query))?;
    let before = query.get("before").and_then(|id| id.parse().ok());
    let (db, account) = (caller.app.store.pages(), caller.account.id);
    let entries = shown(&request, audit::page(db, account, &wanted, before, PAGE).await)?;
    let total = shown(&request, audit::count(db, account, &wanted).await)?;
    let actors = shown(&request, audit::actors(db, account).await)?;
    let people = shown(&request, users::all(db, account).await)?;
    let people = people.iter().map(|user| (user.id.to_string(), user.called().to_owned())).collect();
    let asked = asked(&query);
    let last = entries.last().filter(|_| entries.len() as u64 == PAGE).map(|entry| entry.id.to_string());
    let t = &locale.t.people;
    render(&Audit {
        tabs: tabs(&caller, t, "/settings/audit"),
        total: locale.plural(t.audit_count, total),
        actors: actors.into_iter().map(|(id, name)| choice(id, name, wanted.actor.as_deref())).collect(),
        actions: Action::ALL
            .iter()
            .map(|action| {
                let word = action.as_str().to_owned();
                choice(word.clone(), word, wanted.action.map(Action::as_str))
            })
            .collect(),
        thing: wanted.thing.clone().unwrap_or_default(),
        from: query.get("from").unwrap_or_default().to_owned(),
        to: query.get("to").unwrap_or_default().to_owned(),
        older: last.map(|last| format!("/settings/audit?{}", with(&asked, "before", &last))),
        file: format!("/settings/audit.ndjson?{}", with(&asked, "", "")),
        filtered: !asked.is_empty(),
        rows: entries.into_iter().map(|entry| row(&caller, &locale, &people, entry)).collect(),
        page: Layout::new(&request, &caller, "settings"),
    })
}

/// The parameters that say which entries.
fn asked(query: &Query) -> Vec<(String, String)> {
    let own = ["actor", "action", "thing", "from", "to"];
    query
        .0
        .iter()
        .filter(|(name, value)| own.contains(&name.as_str()) && !value.is_empty())
        .cloned()
        .collect()
}

fn with(asked: &[(String, String)], name: &str, value: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(asked);
    if !name.is_empty() {
        out.append_pair(name, value);
    }
    out.finish()
}

fn wanted(caller: &Caller, query: &Query) -> Result<Wanted> {
    let day = |name: &str| -> Result<Option<NaiveDate>> {
        let Some(text) = query.get(name) else { return Ok(None) };
        let bad = || Error::BadRequest {
            field: name.to_owned(),
            message: format!("`{text}` is no day, as in 2026-11-01"),
        };
        text.parse().map(Some).map_err(|_| bad())
    };
    let zone = caller.account.settings.time_zone;
    let bounds = |day: NaiveDate| Period::new(day, day).map(|day| day.bounds(zone));
    let action = match query.get("action") {
        None => None,
        Some(word) => Some(Action::from_word(word).ok_or_else(|| Error::BadRequest {
            field: "action".to_owned(),
            message: format!("`{word}` is nothing that is written down"),
        })?),
    };
    Ok(Wanted {
        actor: query.get("actor").map(str::to_owned),
        action,
        thing: query.get("thing").map(str::to_owned),
        from: day("from")?.and_then(bounds).map(|(start, _)| to_millis(start)),
        until: day("to")?.and_then(bounds).map(|(_, end)| to_millis(end)),
    })
}

fn choice(value: String, label: String, chosen: Option<&str>) -> Choice {
    Choice { chosen: chosen == Some(value.as_str()), value, label }
}

fn row(caller: &Caller, locale: &Locale, people: &HashMap<String, String>, entry: Entry) -> Row {
    let details: Value = serde_json::from_str(&entry.details).unwrap_or_default();
    let details = details.as_object().into_iter().flatten();
    // Settings tell what they were and what they became; other lists are of things that go together.
    let between = if entry.action == Action::SettingsChanged.as_str() { " → " } else { ", " };
    let details = details.map(|(name, value)| (name.clone(), words(value, between)));
    Row {
        at: Time::day(locale, from_millis(entry.at), caller.app.clock.now()),
        same: format!("/settings/audit?{}", with(&[], "thing", &entry.thing)),
        thing: people.get(&entry.thing).unwrap_or(&entry.thing).clone(),
        details: details.filter(|(_, value)| !value.is_empty()).collect(),
        who: entry.name,
        actor: entry.actor,
        action: entry.action,
        address: entry.address,
    }
}

/// A detail as people read it.
fn words(value: &Value, between: &str) -> String {
    match value {
        Value::String(word) => word.clone(),
        Value::Array(list) => list.iter().map(|value| words(value, ", ")).collect::<Vec<_>>().join(between),
        other => other.to_string(),
    }
}

/// `GET /settings/audit.ndjson`: the same entries as a file, the latest first.
pub async fn export(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let wanted = shown(&request, wanted(&caller, &query))?;
    let (store, account) = (caller.app.store.clone(), caller.account.id);
    let rows = stream::try_unfold((store, None, false), move |(store, before, over)| {
        let wanted = wanted.clone();
        async move {
            if over {
                return Ok::<_, Error>(None);
            }
            let entries = audit::page(store.pages(), account, &wanted, before, BATCH).await?;
            let Some(last) = entries.last() else { return Ok(None) };
            let (before, over) = (Some(last.id), (entries.len() as u64) < BATCH);
            let lines: String = entries.iter().map(|entry| format!("{}\n", line(entry))).collect();
            Ok(Some((Bytes::from(lines), (store, before, over))))
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header(("Content-Disposition", "attachment; filename=\"hilo-audit.ndjson\""))
        .insert_header(("Cache-Control", "private, no-store"))
        .streaming(Box::pin(rows)))
}

fn line(entry: &Entry) -> Value {
    let details: Value = serde_json::from_str(&entry.details).unwrap_or_default();
    json!({
        "time": instant(from_millis(entry.at)), "actor": entry.actor, "name": entry.name,
        "action": entry.action, "thing": entry.thing, "details": details, "address": entry.address,
    })
}
