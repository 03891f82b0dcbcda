//! `/settings/keys`: what programs use to send events and to read.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Tab, tabs};
use crate::access::{Caller, programs};
use crate::api::Query;
use crate::domain::access::Scope;
use crate::error::Error;
use crate::i18n::{Locale, PeopleTexts};
use crate::store::from_millis;
use crate::store::keys::{self, BadKey, CLICKS_A_MINUTE, Model as Key, New};
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::thread_items::Time;
use crate::web::{Page, render};

#[derive(Template)]
#[template(path = "settings_keys.html")]
struct Keys {
    page: Layout,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    scopes: Vec<Choice>,
    done: Option<&'static str>,
    wrong: Option<String>,
    /// A key that is shown this once.
    key: Option<String>,
    /// What was sent and could not be taken.
    name: String,
    origins: String,
}

/// A key.
struct Row {
    name: String,
    scopes: Vec<&'static str>,
    origins: String,
    limit: String,
    created: Time,
    used: Option<Time>,
    revoked: Option<Time>,
}

/// What a key may open.
struct Choice {
    word: &'static str,
    label: &'static str,
    help: &'static str,
}

/// `GET /settings/keys`
pub async fn list(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let t = &locale(&request, &caller).t.people;
    let done = (query.get("done") == Some("revoked")).then_some(t.key_revoked);
    page(&request, &caller, Shown { done, ..Shown::default() }).await
}

#[derive(Default)]
struct Shown {
    done: Option<&'static str>,
    wrong: Option<String>,
    key: Option<String>,
    name: String,
    origins: String,
}

async fn page(request: &HttpRequest, caller: &Caller, with: Shown) -> Page {
    let locale = locale(request, caller);
    let t = &locale.t.people;
    let known = shown(request, keys::all(caller.app.store.reader(), caller.account.id).await)?;
    let Shown { done, wrong, key, name, origins } = with;
    let choice = |scope: Scope| Choice { word: scope.as_str(), label: label(t, scope), help: help(t, scope) };
    render(&Keys {
        tabs: tabs(caller, t, "/settings/keys"),
        rows: known.into_iter().map(|key| row(caller, &locale, key)).collect(),
        scopes: Scope::ALL.iter().copied().map(choice).collect(),
        done,
        wrong,
        key,
        name,
        origins,
        page: Layout::new(request, caller, "settings"),
    })
}

fn row(caller: &Caller, locale: &Locale, key: Key) -> Row {
    let now = caller.app.clock.now();
    let time = |at: i64| Time::day(locale, from_millis(at), now);
    let scopes = key.scopes.split(' ').filter_map(Scope::from_word);
    Row {
        scopes: scopes.map(|scope| label(&locale.t.people, scope)).collect(),
        limit: match u64::try_from(key.per_minute) {
            Ok(most) if most > 0 => locale.number(most),
            _ => String::new(),
        },
        created: time(key.created_at),
        used: key.last_used_at.map(time),
        revoked: key.revoked_at.map(time),
        name: key.name,
        origins: key.origins,
    }
}

fn label(t: &PeopleTexts, scope: Scope) -> &'static str {
    match scope {
        Scope::Ingest => t.scope_ingest,
        Scope::Read => t.scope_read,
        Scope::Admin => t.scope_admin,
        Scope::Click => t.scope_click,
    }
}

fn help(t: &PeopleTexts, scope: Scope) -> &'static str {
    match scope {
        Scope::Ingest => t.scope_ingest_help,
        Scope::Read => t.scope_read_help,
        Scope::Admin => t.scope_admin_help,
        Scope::Click => t.scope_click_help,
    }
}

/// `POST /settings/keys`: the form may name several scopes, which serde's forms cannot read.
pub async fn create(request: HttpRequest, caller: Caller, body: web::Bytes) -> Page {
    let form = Query::parse(&String::from_utf8_lossy(&body));
    let t = &locale(&request, &caller).t.people;
    let all = |name: &'static str| form.0.iter().filter(move |(other, _)| other == name);
    let scopes: Vec<Scope> = all("scope").filter_map(|(_, word)| Scope::from_word(word)).collect();
    let name = form.get("name").unwrap_or_default().to_owned();
    let origins = form.get("origins").unwrap_or_default().to_owned();
    let per_minute = match form.get("per_minute") {
        None if scopes.contains(&Scope::Click) => Ok(CLICKS_A_MINUTE),
        None => Ok(0),
        Some(text) => text.parse::<u32>(),
    };
    let asked = per_minute.map_err(|_| t.key_limit_wrong).and_then(|per_minute| {
        let new = New { name: name.clone(), scopes, origins: words(&origins), per_minute };
        new.refusal().map_or(Ok(new), |bad| Err(told(t, bad)))
    });
    let again = |wrong: &str| Shown {
        wrong: Some(wrong.to_owned()),
        name: name.clone(),
        origins: origins.clone(),
        ..Shown::default()
    };
    let new = match asked {
        Ok(new) => new,
        Err(wrong) => return page(&request, &caller, again(wrong)).await,
    };
    let (app, by) = (&caller.app, caller.actor());
    let made = programs::make(&app.store, caller.account.id, new, &by, app.clock.now()).await;
    match shown(&request, made)? {
        None => page(&request, &caller, again(t.key_there)).await,
        key => page(&request, &caller, Shown { done: Some(t.key_created), key, ..Shown::default() }).await,
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words.map(|word| word.trim_end_matches('/').to_lowercase()).collect()
}

/// Why such a key is not made, for people.
fn told(t: &PeopleTexts, bad: BadKey) -> &'static str {
    match bad {
        BadKey::NoName => t.key_name_missing,
        BadKey::NoScope => t.key_scope_missing,
        BadKey::ClickAlone => t.key_click_alone,
        BadKey::NoOrigin => t.key_origins_missing,
        BadKey::BadOrigin => t.key_origins_wrong,
    }
}

/// What the button sends.
#[derive(Deserialize)]
pub struct Form {
    name: String,
}

/// `POST /settings/keys/revoke`
pub async fn revoke(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    let (app, by) = (&caller.app, caller.actor());
    let revoked = programs::revoke(&app.store, caller.account.id, &sent.name, &by, app.clock.now()).await;
    if !shown(&request, revoked)? {
        return shown(&request, Err(Error::NotFound("key")));
    }
    Ok(HttpResponse::SeeOther().insert_header(("Location", "/settings/keys?done=revoked")).finish())
}
