//! `/start`: the first event, from a key to the thread it begins.

use actix_web::HttpRequest;
use askama::Template;

use super::guard::shown;
use super::layout::Layout;
use super::snippets::{Snippet, snippets};
use super::{Page, render};
use crate::access::{Caller, programs};
use crate::domain::access::{Right, Scope};
use crate::domain::filter::Filter;
use crate::error::Result;
use crate::store::filter::asked;
use crate::store::keys::New;
use crate::store::list::{self, Sort};

/// What is shown of the way to the first thread.
pub struct Start {
    /// The key that was just made: this once.
    pub key: Option<String>,
    /// They may make one.
    pub may_make: bool,
    /// How to send the first event.
    pub snippets: Vec<Snippet>,
    /// The thread that began, once it has.
    pub thread: Option<String>,
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Layout,
    start: Start,
    may_invite: bool,
}

impl Start {
    /// How far somebody is who looks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(caller: &Caller, key: Option<String>) -> Result<Self> {
        let (db, seen) = (caller.app.store.pages(), caller.seen());
        let any = asked(db, &seen, &Filter::default());
        let first = list::page(db, any, Sort::default(), None, 1).await?;
        Ok(Self {
            snippets: snippets(&caller.place.server, key.as_deref()),
            key,
            may_make: caller.may(Right::Configure) && !caller.is_demo(),
            thread: first.rows.first().map(|row| format!("/conversations/{}", row.public_id)),
        })
    }
}

/// `GET /start`
pub async fn show(request: HttpRequest, caller: Caller) -> Page {
    page(&request, &caller, None).await
}

/// `POST /start/key`: a key for the first program, shown this once.
pub async fn key(request: HttpRequest, caller: Caller) -> Page {
    let (app, by) = (&caller.app, caller.actor());
    let mut key = None;
    // Who comes back without the key that was made makes another.
    for n in 1..100 {
        let name = if n == 1 { "first".to_owned() } else { format!("first-{n}") };
        let new = New { name, scopes: vec![Scope::Ingest], origins: Vec::new(), per_minute: 0 };
        let made = programs::make(&app.store, caller.account.id, new, &by, app.clock.now()).await;
        key = shown(&request, made)?;
        if key.is_some() {
            break;
        }
    }
    page(&request, &caller, key).await
}

async fn page(request: &HttpRequest, caller: &Caller, key: Option<String>) -> Page {
    let page = shown(request, Layout::live(request, caller, "overview").await)?;
    let start = shown(request, Start::of(caller, key).await)?;
    render(&StartPage { start, may_invite: caller.may(Right::People), page })
}
