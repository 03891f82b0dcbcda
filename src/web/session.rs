//! Signing in, and out again.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::Value;

use super::guard::{shown, way_back};
use super::layout::{Layout, language};
use super::{Page, render};
use crate::access::{self, App, Place, cookie, sign_in_from};
use crate::api::Query;
use crate::error::{Error, Result};
use crate::store::accounts;
use crate::store::audit::{self, Action, Actor};
use crate::store::users::{self, Model as User};
use crate::store::{sessions, to_millis};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    page: Layout,
    wrong: bool,
    email: String,
    back: String,
    /// Accounts to choose from, where somebody has the same password in several.
    accounts: Vec<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Form {
    email: String,
    password: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    back: String,
}

/// `GET /sign-in`
pub async fn show(request: HttpRequest, query: Query) -> Page {
    let back = way_back(query.get("back")).to_owned();
    form(&request, false, String::new(), back, Vec::new())
}

fn form(request: &HttpRequest, wrong: bool, email: String, back: String, accounts: Vec<String>) -> Page {
    let page = Layout::plain(request, language(request, &[]));
    render(&SignIn { page, wrong, email, back, accounts })
}

/// `POST /sign-in`
pub async fn sign_in(request: HttpRequest, sent: web::Form<Form>) -> Page {
    let app = shown(&request, access::app(&request))?;
    let place = Place::of(&request, &app.reached);
    let Form { email, password, account, back } = sent.into_inner();
    let (email, back) = (users::address(&email), way_back(Some(&back)).to_owned());
    shown(&request, app.limits.sign_in(&place.address, &email))?;
    let mut good = shown(&request, known(&app, &place, &email, password).await)?;
    if good.len() > 1 {
        let mut names = Vec::new();
        for user in &good {
            names.push(shown(&request, name_of(&app, user.account_id).await)?);
        }
        match names.iter().position(|name| *name == account) {
            Some(chosen) => good = vec![good.swap_remove(chosen)],
            None => return form(&request, false, email, back, names),
        }
    }
    match good.pop() {
        None => form(&request, true, email, back, Vec::new()),
        Some(user) => {
            let token = shown(&request, begin(&app, &request, &place, &user).await)?;
            let cookie = cookie(token, place.secure);
            Ok(HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", back)).finish())
        }
    }
}

/// Those with this address and this password. It takes as long whether or not there is anybody.
async fn known(app: &App, place: &Place, email: &str, password: String) -> Result<Vec<User>> {
    let found = users::by_email(app.store.reader(), email).await?;
    if found.is_empty() {
        app.passwords.is(password, None).await?;
        return Ok(found);
    }
    let looked = found.iter().map(|user| app.passwords.is(password.clone(), Some(user.password.clone())));
    let looked: Result<Vec<bool>> = join_all(looked).await.into_iter().collect();
    let mut good = Vec::new();
    for (user, is) in found.into_iter().zip(looked?) {
        if is {
            good.push(user);
        } else {
            let (actor, now) = (actor(&user, place), app.clock.now());
            let thing = user.id.to_string();
            let (action, none) = (Action::SignInRefused, Value::Null);
            audit::record(app.store.writer(), user.account_id, &actor, action, &thing, &none, now).await?;
        }
    }
    Ok(good)
}

/// Somebody, for the audit log.
pub fn actor(user: &User, place: &Place) -> Actor {
    Actor { id: user.person(), name: user.called().to_owned(), address: place.address.clone() }
}

/// Signs somebody in and gives the token for their browser.
///
/// # Errors
/// When it cannot be written down.
pub async fn begin(app: &App, request: &HttpRequest, place: &Place, user: &User) -> Result<String> {
    let now = app.clock.now();
    let tx = app.store.begin().await?;
    let from = sign_in_from(request, place);
    let token = sessions::begin(&tx, user.account_id, user.id, from, to_millis(now)).await?;
    users::signed_in(&tx, user.account_id, user.id, to_millis(now)).await?;
    let (actor, thing) = (actor(user, place), user.id.to_string());
    audit::record(&tx, user.account_id, &actor, Action::SignedIn, &thing, &Value::Null, now).await?;
    tx.commit().await?;
    Ok(token)
}

async fn name_of(app: &App, account_id: i64) -> Result<String> {
    let account = accounts::get(app.store.reader(), account_id).await?;
    Ok(account.ok_or(Error::NotFound("account"))?.name)
}

/// `POST /sign-out`: also for somebody whose session is over already.
pub async fn sign_out(request: HttpRequest) -> Page {
    let app = shown(&request, access::app(&request))?;
    let ended = end(&app, &request).await;
    shown(&request, ended)?;
    let mut response = HttpResponse::SeeOther().insert_header(("Location", "/sign-in")).finish();
    let mut gone = cookie(String::new(), Place::of(&request, &app.reached).secure);
    gone.make_removal();
    let set = response.add_cookie(&gone);
    shown(&request, set.map_err(|error| Error::Internal(error.to_string())))?;
    Ok(response)
}

async fn end(app: &App, request: &HttpRequest) -> Result<()> {
    let Some(session) = access::session(app, request).await? else { return Ok(()) };
    let db = app.store.writer();
    sessions::end(db, &session).await?;
    let Some(user) = users::get(db, session.account_id, session.user_id).await? else { return Ok(()) };
    let actor = actor(&user, &Place::of(request, &app.reached));
    let thing = user.id.to_string();
    let (none, now) = (Value::Null, app.clock.now());
    Ok(audit::record(db, user.account_id, &actor, Action::SignedOut, &thing, &none, now).await?)
}
