//! `/me`: one's own password, and where one is signed in.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::Value;

use super::guard::shown;
use super::layout::{Layout, locale};
use super::session::begin;
use super::thread_items::Time;
use super::welcome::told;
use super::{Page, render};
use crate::access::{Caller, Passwords, SHORTEST, Who, cookie};
use crate::api::Query;
use crate::error::{Error, Result};
use crate::i18n::fill;
use crate::store::audit::Action;
use crate::store::sessions::Model as Session;
use crate::store::users::Model as User;
use crate::store::{from_millis, sessions, to_millis, users};

#[derive(Template)]
#[template(path = "me.html")]
struct Me {
    page: Layout,
    email: String,
    role: &'static str,
    role_help: &'static str,
    groups: String,
    shortest: String,
    sessions: Vec<Row>,
    done: bool,
    wrong: Option<String>,
}

/// A session, for people.
struct Row {
    agent: String,
    address: String,
    began: Time,
    seen: Time,
    /// The one that asks.
    current: bool,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Form {
    current: String,
    password: String,
}

/// `GET /me`
pub async fn show(request: HttpRequest, caller: Caller, query: Query) -> Page {
    page(&request, &caller, query.get("done").is_some(), None).await
}

async fn page(request: &HttpRequest, caller: &Caller, done: bool, wrong: Option<String>) -> Page {
    let (user, session) = shown(request, of(caller))?;
    let locale = locale(request, caller);
    let t = &locale.t.people;
    let now = caller.app.clock.now();
    let db = caller.app.store.reader();
    let open = shown(request, sessions::all(db, user.account_id, user.id, to_millis(now)).await)?;
    let row = |row: Session| Row {
        began: Time::day(&locale, from_millis(row.created_at), now),
        seen: Time::day(&locale, from_millis(row.seen_at), now),
        current: row.hash == session.hash,
        agent: row.agent,
        address: row.address,
    };
    let (role, role_help) = super::settings::role(t, user.role());
    render(&Me {
        email: user.email.clone(),
        role,
        role_help,
        groups: if user.role().is_limited() { user.groups().join(", ") } else { String::new() },
        shortest: fill(t.password_help, &[("n", &SHORTEST.to_string())]),
        sessions: open.into_iter().map(row).collect(),
        done,
        wrong,
        page: Layout::new(request, caller, "me"),
    })
}

fn of(caller: &Caller) -> Result<(&User, &Session)> {
    if let Who::User(user, session) = &caller.who { Ok((user, session)) } else { Err(Error::Unauthorized) }
}

/// `POST /me/password`: closes every other session, too.
pub async fn change_password(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    let (user, _) = shown(&request, of(&caller))?;
    let app = &caller.app;
    shown(&request, app.limits.sign_in(&caller.place.address, &user.email))?;
    let Form { current, password } = sent.into_inner();
    let t = locale(&request, &caller).t;
    let kept = Some(user.password.clone());
    if !shown(&request, app.passwords.is(current, kept).await)? {
        return page(&request, &caller, false, Some(t.people.password_wrong.to_owned())).await;
    }
    if let Err(weak) = Passwords::judge(&password, &[&user.email, &user.name]) {
        return page(&request, &caller, false, Some(told(t, weak))).await;
    }
    let hash = shown(&request, app.passwords.hash(password).await)?;
    let kept = async {
        let tx = app.store.begin().await?;
        users::set_password(&tx, user.account_id, user.id, &hash).await?;
        tx.commit().await?;
        caller.did(Action::PasswordChanged, &user.id.to_string(), &Value::Null).await?;
        begin(app, &request, &caller.place, user).await
    };
    let token = shown(&request, kept.await)?;
    let cookie = cookie(token, caller.place.secure);
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", "/me?done=1")).finish())
}

/// `POST /me/sign-out`: everywhere, here too.
pub async fn sign_out_everywhere(request: HttpRequest, caller: Caller) -> Page {
    let (user, _) = shown(&request, of(&caller))?;
    let db = caller.app.store.writer();
    shown(&request, sessions::end_all(db, user.account_id, user.id).await)?;
    let everywhere = serde_json::json!({"everywhere": true});
    shown(&request, caller.did(Action::SignedOut, &user.id.to_string(), &everywhere).await)?;
    Ok(HttpResponse::SeeOther().insert_header(("Location", "/sign-in")).finish())
}
