//! `/welcome/{token}`: what a one-time link opens. The first owner sets the installation up, who was invited chooses a
//! password, and who forgot theirs another.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::guard::shown;
use super::layout::{Layout, language};
use super::session::{actor, begin};
use super::{Page, render};
use crate::access::{self, App, Passwords, Place, SHORTEST, WeakPassword, cookie};
use crate::domain::access::Role;
use crate::error::{Error, Result};
use crate::i18n::{Texts, fill};
use crate::store::audit::{self, Action};
use crate::store::tickets::{self, Kind, Model as Ticket};
use crate::store::to_millis;
use crate::store::users::{self, Model as User};
use crate::web::words::one_line;

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    page: Layout,
    title: &'static str,
    help: &'static str,
    /// Who they are is not known yet.
    setup: bool,
    /// They may say what they are called.
    named: bool,
    email: String,
    name: String,
    shortest: String,
    wrong: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Form {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    password: String,
}

/// What a link leads to.
struct Opened {
    ticket: Ticket,
    kind: Kind,
    /// Whose it is; of nobody yet where an installation is set up.
    user: Option<User>,
}

/// `GET /welcome/{token}`
pub async fn show(request: HttpRequest, token: web::Path<String>) -> Page {
    let app = shown(&request, access::app(&request))?;
    shown(&request, app.limits.address(&Place::of(&request, &app.reached).address))?;
    let opened = shown(&request, open(&app, &token).await)?;
    let (email, name) =
        opened.user.as_ref().map_or_else(Default::default, |user| (user.email.clone(), user.name.clone()));
    form(&request, opened.kind, email, name, None)
}

fn form(request: &HttpRequest, kind: Kind, email: String, name: String, wrong: Option<String>) -> Page {
    let page = Layout::plain(request, language(request, &[]));
    let t = &page.t.people;
    let (title, help) = match kind {
        Kind::Setup => (t.setup, t.setup_help),
        Kind::Invite => (t.welcome, t.welcome_help),
        Kind::Reset => (t.reset, t.reset_help),
    };
    let shortest = fill(t.password_help, &[("n", &SHORTEST.to_string())]);
    let (setup, named) = (kind == Kind::Setup, kind != Kind::Reset);
    render(&Welcome { title, help, setup, named, email, name, shortest, wrong, page })
}

async fn open(app: &App, token: &str) -> Result<Opened> {
    let (db, now) = (app.store.reader(), to_millis(app.clock.now()));
    let gone = || Error::NotFound("link");
    let ticket = tickets::find(db, token, now).await?.ok_or_else(gone)?;
    let kind = Kind::from_word(&ticket.kind).ok_or_else(gone)?;
    let user = match kind {
        Kind::Setup if users::none(db).await? => None,
        Kind::Setup => return Err(gone()),
        Kind::Invite | Kind::Reset => {
            let user = users::get(db, ticket.account_id, ticket.user_id).await?;
            Some(user.filter(User::is_enabled).ok_or_else(gone)?)
        }
    };
    Ok(Opened { ticket, kind, user })
}

/// `POST /welcome/{token}`
pub async fn choose(request: HttpRequest, token: web::Path<String>, sent: web::Form<Form>) -> Page {
    let app = shown(&request, access::app(&request))?;
    let place = Place::of(&request, &app.reached);
    shown(&request, app.limits.address(&place.address))?;
    let opened = shown(&request, open(&app, &token).await)?;
    let Form { email, name, password } = sent.into_inner();
    let email = opened.user.as_ref().map_or_else(|| users::address(&email), |user| user.email.clone());
    let name = one_line(&name);
    let t = Layout::plain(&request, language(&request, &[])).t;
    let wrong = match Passwords::judge(&password, &[&email, &name]) {
        _ if !is_address(&email) => Some(t.people.email_wrong.to_owned()),
        Err(weak) => Some(told(t, weak)),
        Ok(()) => None,
    };
    if wrong.is_some() {
        return form(&request, opened.kind, email, name, wrong);
    }
    let hash = shown(&request, app.passwords.hash(password).await)?;
    let user = shown(&request, keep(&app, &place, opened, email, name, &hash).await)?;
    let token = shown(&request, begin(&app, &request, &place, &user).await)?;
    Ok(HttpResponse::SeeOther().cookie(cookie(token, place.secure)).insert_header(("Location", "/")).finish())
}

/// Uses the link up and keeps the password, both or neither.
async fn keep(
    app: &App,
    place: &Place,
    opened: Opened,
    email: String,
    name: String,
    hash: &str,
) -> Result<User> {
    let now = app.clock.now();
    let Opened { ticket, kind, user } = opened;
    let tx = app.store.begin().await?;
    let mut user = match user {
        Some(user) => user,
        None => {
            // Of two who set it up at once the second finds the first.
            crate::store::accounts::lock(&tx, ticket.account_id).await?;
            if !users::none(&tx).await? {
                return Err(Error::NotFound("link"));
            }
            tickets::forget(&tx, ticket.account_id, Uuid::nil()).await?;
            let owner = User::new(ticket.account_id, &email, &name, Role::Owner, &[], to_millis(now));
            users::add(&tx, owner.clone()).await?;
            let thing = owner.id.to_string();
            let role = serde_json::json!({"role": owner.role});
            let by = actor(&owner, place);
            audit::record(&tx, owner.account_id, &by, Action::UserAdded, &thing, &role, now).await?;
            owner
        }
    };
    if kind != Kind::Setup && !tickets::redeem(&tx, &ticket).await? {
        return Err(Error::NotFound("link"));
    }
    if kind == Kind::Invite && !name.is_empty() {
        users::describe(&tx, user.account_id, user.id, &name, user.role(), &user.groups()).await?;
        user.name = name;
    }
    users::set_password(&tx, user.account_id, user.id, hash).await?;
    let (by, thing) = (actor(&user, place), user.id.to_string());
    audit::record(&tx, user.account_id, &by, Action::PasswordChanged, &thing, &Value::Null, now).await?;
    tx.commit().await?;
    Ok(user)
}

/// What is wrong with a password, for people.
pub fn told(t: &Texts, weak: WeakPassword) -> String {
    match weak {
        WeakPassword::Short => fill(t.people.password_short, &[("n", &SHORTEST.to_string())]),
        WeakPassword::Long => t.people.password_long.to_owned(),
        WeakPassword::Common => t.people.password_common.to_owned(),
    }
}

/// Whether it can be the address of somebody: no more than that can be known without writing to it.
pub fn is_address(email: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control();
    email.len() <= 254
        && !email.contains(odd)
        && email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}
