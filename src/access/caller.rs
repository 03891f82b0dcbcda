//! Somebody who was let in.

use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, USER_AGENT};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde_json::Value;

use super::{App, Place};
use crate::api::Problem;
use crate::domain::access::{Right, Scope};
use crate::error::{Error, Result};
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Action, Actor};
use crate::store::seen::Seen;
use crate::store::sessions::{self, From};
use crate::store::{keys, to_millis, users};

/// The cookie that keeps somebody signed in.
const COOKIE: &str = "hilo_session";

/// Somebody who may do something, and what they see.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The shared state, at hand.
    pub app: App,
    /// The account they see.
    pub account: Account,
    /// What they are called; events they write from the pages carry it.
    pub name: String,
    /// Who they are.
    pub who: Who,
    /// From where they ask.
    pub place: Place,
}

/// Who somebody is.
#[derive(Clone, Debug)]
pub enum Who {
    /// A visitor of the demonstration.
    Demo,
    /// A program with a key.
    Key(keys::Opened),
    /// A person who signed in.
    User(Box<users::Model>, Box<sessions::Model>),
}

impl Caller {
    /// Whether they may.
    pub fn may(&self, right: Right) -> bool {
        match &self.who {
            // Everything but what would outlast it.
            Who::Demo => !matches!(right, Right::SignedIn | Right::Send),
            Who::Key(key) => key.may(right),
            Who::User(user, _) => user.role().may(right),
        }
    }

    /// Refuses those who may not.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn needs(&self, right: Right) -> Result<()> {
        if self.may(right) { Ok(()) } else { Err(Error::Forbidden(right.as_str())) }
    }

    /// What they see of the account, now.
    pub fn seen(&self) -> Seen {
        let all = Seen::all(&self.account, self.app.clock.now());
        match &self.who {
            Who::User(user, _) if user.role().is_limited() => Seen { groups: Some(user.groups()), ..all },
            _ => all,
        }
    }

    /// Who this is, as what belongs to somebody keeps it; never empty.
    pub fn person(&self) -> String {
        match &self.who {
            Who::Demo => "demo".to_owned(),
            Who::Key(key) => format!("key:{}", key.name),
            Who::User(user, _) => user.person(),
        }
    }

    /// Whether they may send clicks and nothing else.
    pub fn clicks_only(&self) -> bool {
        matches!(&self.who, Who::Key(key) if !key.has(Scope::Ingest))
    }

    /// The person that signed in.
    pub fn user(&self) -> Option<&users::Model> {
        if let Who::User(user, _) = &self.who { Some(user) } else { None }
    }

    /// Whether this is the demonstration.
    pub fn is_demo(&self) -> bool {
        matches!(self.who, Who::Demo)
    }

    /// The same for the audit log.
    pub fn actor(&self) -> Actor {
        Actor { id: self.person(), name: self.name.clone(), address: self.place.address.clone() }
    }

    /// Writes down what they did.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn did(&self, action: Action, thing: &str, details: &Value) -> Result<()> {
        let (db, now) = (self.app.store.writer(), self.app.clock.now());
        Ok(audit::record(db, self.account.id, &self.actor(), action, thing, details, now).await?)
    }

    /// The same where the answer does not hang on it: a disk that is full is no reason to keep people from their data.
    /// What could not be written down is told in the server's log.
    pub async fn noted(&self, action: Action, thing: &str, details: &Value) {
        if let Err(error) = self.did(action, thing, details).await {
            let (action, cause) = (action.as_str(), error.cause());
            tracing::warn!(action, cause, "not written into the audit log");
        }
    }

    /// Whoever sends a request, and a new token for their browser where it is time for one.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] without a key or session that opens something.
    pub(super) async fn find(app: &App, request: &HttpRequest) -> Result<(Self, Option<String>)> {
        let place = Place::of(request, &app.reached);
        let caller = |account: Account, name: String, who: Who| Self {
            app: app.clone(),
            account,
            name,
            who,
            place: place.clone(),
        };
        if let Some(id) = app.demo {
            let account = accounts::get(app.store.reader(), id).await?.ok_or(Error::Unauthorized)?;
            return Ok((caller(account, "demo".to_owned(), Who::Demo), None));
        }
        let now = to_millis(app.clock.now());
        if let Some(key) = bearer(request) {
            let found = keys::open(app.store.reader(), &key, now).await?;
            let (opened, account) = found.ok_or(Error::Unauthorized)?;
            if opened.is_due {
                note_use(app, &opened, now);
            }
            return Ok((caller(account, opened.name.clone(), Who::Key(opened)), None));
        }
        let (session, user, account) = signed_in(app, request).await?.ok_or(Error::Unauthorized)?;
        let fresh = refresh(app, &session, now).await;
        Ok((caller(account, user.called().to_owned(), Who::User(Box::new(user), Box::new(session))), fresh))
    }
}

/// The session that a browser is in.
///
/// # Errors
/// When the database does not answer.
pub async fn session(app: &App, request: &HttpRequest) -> Result<Option<sessions::Model>> {
    let Some(token) = request.cookie(COOKIE) else { return Ok(None) };
    Ok(sessions::find(app.store.reader(), token.value(), to_millis(app.clock.now())).await?)
}

async fn signed_in(
    app: &App,
    request: &HttpRequest,
) -> Result<Option<(sessions::Model, users::Model, Account)>> {
    let Some(token) = request.cookie(COOKIE) else { return Ok(None) };
    Ok(sessions::open(app.store.reader(), token.value(), to_millis(app.clock.now())).await?)
}

/// Whether whoever sent a request that is still being answered would be let in again. Asking does not count as using a
/// session: a page that is left open does not keep somebody signed in.
///
/// # Errors
/// When the database does not answer.
pub async fn is_still_in(request: &HttpRequest) -> Result<bool> {
    let app = app(request)?;
    if app.demo.is_some() {
        return Ok(true);
    }
    if let Some(key) = bearer(request) {
        return Ok(keys::open(app.store.reader(), &key, to_millis(app.clock.now())).await?.is_some());
    }
    Ok(signed_in(&app, request).await?.is_some())
}

/// Keeps when a key was used last, beside the answer: who only reads need not wait for a write, nor fail with it.
fn note_use(app: &App, opened: &keys::Opened, now: i64) {
    let (store, account_id, name) = (app.store.clone(), opened.account_id, opened.name.clone());
    actix_web::rt::spawn(async move { keys::used(store.writer(), account_id, &name, now).await });
}

/// Keeps when a session was used last, the same way; once a day it gets a new token, which is waited for.
async fn refresh(app: &App, session: &sessions::Model, now: i64) -> Option<String> {
    if sessions::is_stale(session, now) {
        return sessions::touch(app.store.writer(), session, now).await.ok().flatten();
    }
    if sessions::is_due(session, now) {
        let (store, session) = (app.store.clone(), session.clone());
        actix_web::rt::spawn(async move { sessions::touch(store.writer(), &session, now).await });
    }
    None
}

/// A cookie that keeps somebody signed in for as long as their session may last.
pub fn cookie(token: String, secure: bool) -> Cookie<'static> {
    Cookie::build(COOKIE, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(time::Duration::milliseconds(sessions::LONGEST))
        .finish()
}

/// With what and from where somebody signs in.
pub fn sign_in_from(request: &HttpRequest, place: &Place) -> From {
    let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    From { address: place.address.clone(), agent: agent.unwrap_or_default().to_owned() }
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

/// The caller that was let in to a route.
///
/// # Errors
/// [`Error::Unauthorized`] on a route that is open to everybody.
pub fn caller(request: &HttpRequest) -> Result<Caller> {
    request.extensions().get::<Caller>().cloned().ok_or(Error::Unauthorized)
}

/// From where a request comes.
///
/// # Errors
/// As [`app`].
pub fn place(request: &HttpRequest) -> Result<Place> {
    Ok(Place::of(request, &app(request)?.reached))
}

/// The shared state.
///
/// # Errors
/// [`Error::Internal`] when there is none.
pub fn app(request: &HttpRequest) -> Result<App> {
    let app = request.app_data::<web::Data<App>>();
    app.map(|app| app.get_ref().clone()).ok_or_else(|| Error::Internal("no state".to_owned()))
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<std::result::Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(request).map_err(Problem::from))
    }
}
