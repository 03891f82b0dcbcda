//! `/settings/changes/{id}`: what a change of settings would do to the last days, and how far it is.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::Value;
use uuid::Uuid;

use super::{Tab, tabs};
use crate::access::Caller;
use crate::domain::money::{Currency, Money};
use crate::domain::settings::Settings;
use crate::error::Error;
use crate::i18n::{Locale, fill};
use crate::ingest::changes::{self as working, Changes};
use crate::store::changes::{self, Model as Change, State};
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::{Page, PageError, render};

/// After how many seconds the page of what is being done looks again.
const LOOK_AGAIN: &str = "2";

#[derive(Template)]
#[template(path = "settings_change.html")]
struct ChangePage {
    page: Layout,
    tabs: Vec<Tab>,
    url: String,
    title: &'static str,
    state: State,
    total: i64,
    done: i64,
    period: String,
    rows: Vec<Row>,
    rules: Vec<Rule>,
    /// What is changed, in words.
    differences: Vec<String>,
    nothing: bool,
}

/// A number before and after.
struct Row {
    label: String,
    before: String,
    after: String,
    differs: bool,
}

/// A tagging rule, and in how many conversations it holds.
pub struct Rule {
    /// The tag it gives.
    pub tag: String,
    /// In so many it holds.
    pub holds: String,
    /// In so many of them nobody else gave a tag.
    pub decides: String,
}

/// `GET /settings/changes/{id}`
pub async fn show(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let change = load(&request, &caller, *id).await?;
    let locale = locale(&request, &caller);
    let t = &locale.t.people;
    let state = State::from_word(&change.state).unwrap_or(State::Failed);
    let result: Value = serde_json::from_str(&change.result).unwrap_or_default();
    let rows = rows(&locale, &result);
    let (before, after) = (working::read(&change.before), working::read(&change.after));
    let (before, after) = (shown(&request, before)?, shown(&request, after)?);
    let title = match state {
        State::Previewing => t.change_previewing,
        State::Ready => t.change_ready,
        State::Saving => t.change_saving,
        State::Saved => t.change_saved,
        State::Failed => t.change_failed,
    };
    let period = working::DAYS.period(caller.seen().today());
    let mut answer = render(&ChangePage {
        tabs: tabs(&caller, t, "/settings/numbers"),
        url: format!("/settings/changes/{}", change.id),
        title,
        total: change.total.max(1),
        done: change.done,
        period: locale.period(period),
        nothing: rows.iter().all(|row| !row.differs),
        rows,
        rules: rules(&locale, &result["rules"]),
        differences: differences(&locale, &before, &after),
        state,
        page: Layout::new(&request, &caller, "settings"),
    })?;
    if matches!(state, State::Previewing | State::Saving) {
        let again = (HeaderName::from_static("refresh"), HeaderValue::from_static(LOOK_AGAIN));
        answer.headers_mut().insert(again.0, again.1);
    }
    Ok(answer)
}

async fn load(request: &HttpRequest, caller: &Caller, id: Uuid) -> Result<Change, PageError> {
    let found = changes::find(caller.app.store.reader(), caller.account.id, id).await;
    shown(request, shown(request, found)?.ok_or(Error::NotFound("change")))
}

fn rows(locale: &Locale, result: &Value) -> Vec<Row> {
    let t = locale.t;
    let (before, after) = (&result["before"], &result["after"]);
    if before.is_null() {
        return Vec::new();
    }
    let number = |value: &Value| value.as_u64().map_or_else(String::new, |n| locale.number(n));
    let mut rows: Vec<Row> = [
        (t.total_volume, "/conversations"),
        (t.resolved, "/resolved"),
        (t.unresolved, "/unresolved"),
        (t.reason_unanswered, "/unresolved_by/unanswered"),
        (t.open, "/open"),
    ]
    .into_iter()
    .map(|(label, at)| {
        let (was, will) = (before.pointer(at), after.pointer(at));
        let show = |value: Option<&Value>| value.map_or_else(String::new, number);
        Row { label: label.to_owned(), before: show(was), after: show(will), differs: was != will }
    })
    .collect();
    let sold = |of: &Value, currency: &str| {
        let all = of["sales"].as_array().into_iter().flatten();
        let mut amounts = all.filter(|sales| sales["currency"] == currency);
        amounts.next().and_then(|sales| sales["amount"].as_str()).unwrap_or("0").to_owned()
    };
    let all = [before, after].into_iter().flat_map(|of| of["sales"].as_array().into_iter().flatten());
    let mut currencies: Vec<&str> = all.filter_map(|sales| sales["currency"].as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    for currency in currencies {
        let (before, after) = (sold(before, currency), sold(after, currency));
        let shown = |amount: &str| {
            let money = Currency::parse(currency).and_then(|currency| Money::parse(amount, currency));
            money.map_or_else(|_| amount.to_owned(), |money| locale.money(money))
        };
        let label = format!("{} {currency}", t.sales);
        rows.push(Row { label, differs: before != after, before: shown(&before), after: shown(&after) });
    }
    rows
}

/// Tagging rules with what they match, for people.
pub fn rules(locale: &Locale, matches: &Value) -> Vec<Rule> {
    let number = |value: &Value| locale.number(value.as_u64().unwrap_or(0));
    let rules = matches.as_array().into_iter().flatten();
    let rule = |rule: &Value| Rule {
        tag: rule["tag"].as_str().unwrap_or_default().to_owned(),
        holds: number(&rule["holds"]),
        decides: number(&rule["decides"]),
    };
    rules.map(rule).collect()
}

fn differences(locale: &Locale, before: &Settings, after: &Settings) -> Vec<String> {
    let t = &locale.t.people;
    let from_to = |label: &str, from: &str, to: &str| {
        fill(t.change_from_to, &[("what", label), ("from", from), ("to", to)])
    };
    let mut out = Vec::new();
    if before.time_zone != after.time_zone {
        out.push(from_to(t.time_zone, before.time_zone.name(), after.time_zone.name()));
    }
    if before.currency != after.currency {
        out.push(from_to(t.currency, before.currency.code(), after.currency.code()));
    }
    if before.auto_close != after.auto_close {
        let hours = |settings: &Settings| settings.auto_close.num_hours().to_string();
        out.push(from_to(t.auto_close, &hours(before), &hours(after)));
    }
    if before.attribution != after.attribution {
        out.push(t.attribution.to_owned());
    }
    if before.tag_rules != after.tag_rules {
        out.push(t.tag_rules.to_owned());
    }
    out
}

/// `POST /settings/changes/{id}/save`
pub async fn save(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let change = load(&request, &caller, *id).await?;
    let app = &caller.app;
    let place = (change.account_id, change.id);
    let passed = changes::pass(app.store.writer(), place, State::Ready, State::Saving, None).await;
    if shown(&request, passed)? {
        Changes { store: app.store.clone(), clock: app.clock }.begin(change.account_id, change.id);
    }
    let page = format!("/settings/changes/{}", change.id);
    Ok(HttpResponse::SeeOther().insert_header(("Location", page)).finish())
}
