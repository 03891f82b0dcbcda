//! Keeping views: save, replace, rename, remove, bring back, and which one opens by itself.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::guard::shown;
use super::view::{ALL, View, without_notices};
use super::{Page, PageError};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::access::Right;
use crate::domain::period::local_day;
use crate::error::Error;
use crate::store::to_millis;
use crate::store::views::{self, Model, SHARED};
use crate::web::words::one_line;

/// The longest name, in characters.
const NAME_CHARS: usize = 80;

/// How many views an owner may have: more would not be found again in a menu.
const MOST: usize = 200;

/// What the forms send.
#[derive(Deserialize)]
pub struct Form {
    /// The list it is sent from.
    #[serde(default)]
    list: String,
    #[serde(default)]
    name: String,
    /// Everybody is to see it.
    #[serde(default)]
    shared: String,
    /// The view that is to open by itself.
    #[serde(default)]
    view: String,
}

/// `POST /views`
pub async fn create(request: HttpRequest, caller: Caller, form: web::Form<Form>) -> Page {
    let owner = if form.shared.is_empty() { caller.person() } else { SHARED.to_owned() };
    may_change(&request, &caller, &owner)?;
    let db = caller.app.store.reader();
    let seen = shown(&request, views::all(db, caller.account.id, &caller.person()).await)?;
    if seen.iter().filter(|row| row.owner == owner).count() >= MOST {
        return Ok(back(&form.list, None, "view_too_many"));
    }
    let row = Model {
        account_id: caller.account.id,
        id: Uuid::new_v4(),
        owner,
        name: form.name.clone(),
        query: present(&request, &caller, &form.list)?,
        removed: String::new(),
        changed_at: 0,
    };
    put(&request, &caller, &form.list, row, "view_saved").await
}

/// `POST /views/{id}/replace`: it keeps what the table shows now.
pub async fn replace(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<Uuid>,
    form: web::Form<Form>,
) -> Page {
    let mut row = load(&request, &caller, *id, false).await?;
    row.query = present(&request, &caller, &form.list)?;
    put(&request, &caller, &form.list, row, "view_saved").await
}

/// `POST /views/{id}/rename`
pub async fn rename(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<Uuid>,
    form: web::Form<Form>,
) -> Page {
    let mut row = load(&request, &caller, *id, false).await?;
    row.name.clone_from(&form.name);
    put(&request, &caller, &form.list, row, "view_saved").await
}

/// `POST /views/{id}/remove`
pub async fn remove(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<Uuid>,
    form: web::Form<Form>,
) -> Page {
    let mut row = load(&request, &caller, *id, false).await?;
    row.removed = row.id.to_string();
    let now = to_millis(caller.app.clock.now());
    shown(&request, views::forget(caller.app.store.writer(), caller.account.id, now).await)?;
    put(&request, &caller, &form.list, row, "view_removed").await
}

/// `POST /views/{id}/restore`
pub async fn restore(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<Uuid>,
    form: web::Form<Form>,
) -> Page {
    let mut row = load(&request, &caller, *id, true).await?;
    row.removed = String::new();
    put(&request, &caller, &form.list, row, "view_saved").await
}

/// `POST /views/default`
pub async fn set_default(request: HttpRequest, caller: Caller, form: web::Form<Form>) -> Page {
    let id = Uuid::try_parse(&form.view).ok();
    if let Some(id) = id {
        seen(&request, &caller, id, false).await?;
    }
    let (db, account) = (caller.app.store.writer(), caller.account.id);
    shown(&request, views::set_default(db, account, &caller.person(), id).await)?;
    caller.app.store.show_own_writes();
    Ok(back(&form.list, id, if id.is_some() { "view_default" } else { "view_no_default" }))
}

/// Who keeps views needs to read only; what everybody sees is changed by those alone who may change something.
fn may_change(request: &HttpRequest, caller: &Caller, owner: &str) -> Result<(), PageError> {
    if owner == SHARED { shown(request, caller.needs(Right::Review)) } else { Ok(()) }
}

async fn seen(request: &HttpRequest, caller: &Caller, id: Uuid, removed: bool) -> Result<Model, PageError> {
    let found = views::find(caller.app.store.reader(), caller.account.id, &caller.person(), id).await;
    let row = shown(request, found)?.filter(|row| removed || row.removed.is_empty());
    shown(request, row.ok_or(Error::NotFound("view")))
}

async fn load(request: &HttpRequest, caller: &Caller, id: Uuid, removed: bool) -> Result<Model, PageError> {
    let row = seen(request, caller, id, removed).await?;
    may_change(request, caller, &row.owner)?;
    Ok(row)
}

/// The view that a list shows, as it is kept: read and written anew, so that nothing else gets in.
fn present(request: &HttpRequest, caller: &Caller, list: &str) -> Result<String, PageError> {
    let today = local_day(caller.app.clock.now(), caller.account.settings.time_zone);
    Ok(shown(request, View::parse(&Query::parse(list), today))?.query())
}

async fn put(request: &HttpRequest, caller: &Caller, list: &str, mut row: Model, done: &str) -> Page {
    row.name = one_line(&row.name);
    if row.name.is_empty() || row.name.chars().count() > NAME_CHARS || row.name.contains(char::is_control) {
        return Ok(back(list, None, "view_name"));
    }
    row.changed_at = to_millis(caller.app.clock.now());
    let id = row.id;
    if !shown(request, views::put(caller.app.store.writer(), row).await)? {
        return Ok(back(list, None, "view_taken"));
    }
    caller.app.store.show_own_writes();
    Ok(back(list, Some(id), done))
}

/// Back to the list, with what was done to which view.
fn back(list: &str, id: Option<Uuid>, done: &str) -> HttpResponse {
    let mut query = without_notices(&Query::parse(list));
    let mut set = |name: &str, value: String| {
        query.0.retain(|(other, _)| other != name);
        query.0.push((name.to_owned(), value));
    };
    match id {
        Some(id) if done == "view_removed" => {
            set("view", ALL.to_owned());
            set("undo", id.to_string());
        }
        Some(id) => set("view", id.to_string()),
        None => {}
    }
    set("done", done.to_owned());
    HttpResponse::SeeOther().insert_header(("Location", format!("/conversations?{}", query.text()))).finish()
}
