//! `/settings/numbers`: what numbers hang on. Whoever changes something sees first what it does.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::change::{Rule, rules};
use super::numbers_form::{Form, Wrong};
use super::{Tab, tabs};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::attribution::TouchKind;
use crate::domain::settings::Settings;
use crate::domain::tag::first_that_holds;
use crate::i18n::{Locale, PeopleTexts, fill};
use crate::ingest::changes::{self, Changes};
use crate::store::conversations::Column;
use crate::store::list::distinct;
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::{Page, render, words};

#[derive(Template)]
#[template(path = "settings_numbers.html")]
struct Numbers {
    page: Layout,
    tabs: Vec<Tab>,
    zones: Vec<&'static str>,
    form: Form,
    channels: Vec<Channel>,
    wrong: Option<String>,
    same: bool,
    /// Which rule holds for what was tried.
    tried: Option<String>,
    /// What the rules match, once they were tried.
    rules: Vec<Rule>,
}

/// What came of what was asked.
#[derive(Default)]
struct Answer {
    wrong: Option<Wrong>,
    same: bool,
    tried: Option<String>,
    rules: Vec<Rule>,
}

/// A channel's attribution.
struct Channel {
    word: String,
    label: String,
    kinds: Vec<Kind>,
    window: String,
}

/// A kind of touchpoint.
struct Kind {
    word: &'static str,
    label: &'static str,
    counts: bool,
}

/// `GET /settings/numbers`
pub async fn show(request: HttpRequest, caller: Caller) -> Page {
    let channels = channels(&request, &caller).await?;
    let form = Form::of(&caller.account.settings, &channels);
    page(&request, &caller, form, Answer::default())
}

/// The channels there are, with the usual ones.
async fn channels(request: &HttpRequest, caller: &Caller) -> Result<Vec<String>, crate::web::PageError> {
    let known = distinct(caller.app.store.pages(), &caller.seen(), Column::Channel).await;
    let mut channels = shown(request, known)?;
    channels.extend(["web_chat", "sms", "whatsapp", "email"].map(str::to_owned));
    channels.extend(caller.account.settings.attribution.keys().cloned());
    channels.sort_unstable();
    channels.dedup();
    Ok(channels)
}

fn page(request: &HttpRequest, caller: &Caller, form: Form, answer: Answer) -> Page {
    let Answer { wrong, same, tried, rules } = answer;
    let locale = locale(request, caller);
    let t = &locale.t.people;
    let kind = |kinds: &[String], kind: TouchKind| Kind {
        word: kind.as_str(),
        label: kind_label(t, kind),
        counts: kinds.iter().any(|word| word == kind.as_str()),
    };
    let channel = |(word, kinds, window): &(String, Vec<String>, String)| Channel {
        label: words::channel(locale.t, word),
        kinds: TouchKind::ALL.iter().map(|one| kind(kinds, *one)).collect(),
        window: window.clone(),
        word: word.clone(),
    };
    render(&Numbers {
        tabs: tabs(caller, t, "/settings/numbers"),
        zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
        channels: form.channels.iter().map(channel).collect(),
        wrong: wrong.map(|wrong| told(&locale, &wrong)),
        same,
        tried,
        rules,
        form,
        page: Layout::new(request, caller, "settings"),
    })
}

fn kind_label(t: &PeopleTexts, kind: TouchKind) -> &'static str {
    match kind {
        TouchKind::ProductClick => t.touch_product_click,
        TouchKind::MessageReceived => t.touch_message_received,
        TouchKind::LinkClick => t.touch_link_click,
    }
}

fn told(locale: &Locale, wrong: &Wrong) -> String {
    let t = &locale.t.people;
    match wrong {
        Wrong::Zone => t.zone_wrong.to_owned(),
        Wrong::Currency => t.currency_wrong.to_owned(),
        Wrong::Hours => t.hours_wrong.to_owned(),
        Wrong::Window(channel) => fill(t.window_wrong, &[("channel", &words::channel(locale.t, channel))]),
        Wrong::Rule(line) => fill(t.rule_wrong, &[("line", &line.to_string())]),
        Wrong::Rules => t.rules_many.to_owned(),
    }
}

/// `POST /settings/numbers`: tries a tagging rule, or finds out what a change would do.
pub async fn ask(request: HttpRequest, caller: Caller, body: web::Bytes) -> Page {
    let sent = Query::parse(&String::from_utf8_lossy(&body));
    let form = Form::sent(&sent, &channels(&request, &caller).await?);
    let app = &caller.app;
    let after = match form.read() {
        Ok(after) => after,
        Err(wrong) => {
            return page(&request, &caller, form, Answer { wrong: Some(wrong), ..Answer::default() });
        }
    };
    if sent.get("action") == Some("try") {
        let locale = locale(&request, &caller);
        let matches = Changes { store: app.store.clone(), clock: app.clock };
        let matches = shown(&request, matches.matches(caller.account.id, &after.tag_rules).await)?;
        let tried = tried(&locale.t.people, &after, &form.sample);
        let answer = Answer { tried: Some(tried), rules: rules(&locale, &matches), ..Answer::default() };
        return page(&request, &caller, form, answer);
    }
    if after == caller.account.settings {
        return page(&request, &caller, form, Answer { same: true, ..Answer::default() });
    }
    let asked = changes::ask(&app.store, &caller.account, &after, &caller.actor(), app.clock.now()).await;
    let id = shown(&request, asked)?;
    Changes { store: app.store.clone(), clock: app.clock }.begin(caller.account.id, id);
    let change = format!("/settings/changes/{id}");
    Ok(HttpResponse::SeeOther().insert_header(("Location", change)).finish())
}

fn tried(t: &PeopleTexts, settings: &Settings, sample: &str) -> String {
    let rule = first_that_holds(sample, &settings.tag_rules);
    match rule.and_then(|place| settings.tag_rules.get(place)) {
        Some(rule) => fill(t.rule_holds, &[("tag", &rule.tag)]),
        None => t.rule_none.to_owned(),
    }
}
