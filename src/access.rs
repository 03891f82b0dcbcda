//! Who is asking, and what they may do: the one place that decides it.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ingest::Ingest;
use crate::store::Store;
use crate::store::accounts::{self, Account};
use crate::store::keys::{self, Scope};

/// The cookie that carries a signed-in person's key.
pub const COOKIE: &str = "hilo_key";

/// What all handlers share.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The way in.
    pub ingest: Ingest,
    /// The clock.
    pub clock: Clock,
    /// A demonstration: everybody who reaches it is signed in to this account.
    pub demo: Option<i64>,
}

/// Somebody whose key was accepted, or a visitor of the demonstration.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The shared state, at hand.
    pub app: App,
    /// The account they see.
    pub account: Account,
    /// The name of their key; events they write from the pages carry it.
    pub name: String,
    opened: Option<keys::Opened>,
}

impl Caller {
    /// Whether they may.
    pub fn may(&self, scope: Scope) -> bool {
        self.opened.as_ref().is_none_or(|opened| opened.has(scope))
    }

    /// Refuses those who may not.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn needs(&self, scope: Scope) -> Result<()> {
        if self.may(scope) { Ok(()) } else { Err(Error::Forbidden(scope.as_str())) }
    }

    /// Who this is, as what belongs to somebody keeps it; never empty.
    pub fn person(&self) -> String {
        if self.is_demo() { "demo".to_owned() } else { format!("key:{}", self.name) }
    }

    /// Whether this is the demonstration.
    pub fn is_demo(&self) -> bool {
        self.opened.is_none()
    }

    async fn find(app: App, key: Option<String>) -> Result<Self> {
        if let Some(id) = app.demo {
            let account = account(&app, id).await?;
            return Ok(Self { app, account, name: "demo".to_owned(), opened: None });
        }
        let key = key.ok_or(Error::Unauthorized)?;
        let opened = keys::open(app.store.reader(), &key).await?.ok_or(Error::Unauthorized)?;
        let account = account(&app, opened.account_id).await?;
        Ok(Self { app, account, name: opened.name.clone(), opened: Some(opened) })
    }
}

async fn account(app: &App, id: i64) -> Result<Account> {
    accounts::get(app.store.reader(), id).await?.ok_or(Error::Unauthorized)
}

/// A cookie that keeps somebody signed in until the browser is closed.
pub fn cookie(key: String, secure: bool) -> Cookie<'static> {
    Cookie::build(COOKIE, key).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).finish()
}

fn key_of(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| {
        let (scheme, key) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
    });
    bearer.or_else(|| request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()))
}

/// The caller of a handler of the API: who is not known gets a problem. Pages ask with [`caller`] themselves.
///
/// # Errors
/// [`Error::Unauthorized`] without a key that opens something.
pub async fn caller(request: &HttpRequest) -> Result<Caller> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(|| Error::Internal("no state".to_owned()))?;
    Caller::find(app.get_ref().clone(), key_of(request)).await
}

impl FromRequest for Caller {
    type Error = crate::api::Problem;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(caller(&request).await?) })
    }
}
