//! `GET /settings/users`: who may sign in, and as what.

use actix_web::HttpRequest;
use askama::Template;

use super::{Tab, role, tabs};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::access::Role;
use crate::i18n::Locale;
use crate::store::conversations::Column;
use crate::store::from_millis;
use crate::store::list::distinct;
use crate::store::users::{self, Model as User};
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::thread_items::Time;
use crate::web::{Page, render};

#[derive(Template)]
#[template(path = "settings_users.html")]
struct Users {
    page: Layout,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    roles: Vec<Choice>,
    groups: Vec<String>,
    notice: Notice,
    /// What was sent and could not be taken, to be mended.
    sent: Sent,
}

/// Somebody.
struct Row {
    id: String,
    email: String,
    name: String,
    role: &'static str,
    role_word: &'static str,
    groups: String,
    /// When they signed in last.
    seen: Option<Time>,
    invited: bool,
    disabled: bool,
    /// They are the one who looks.
    me: bool,
    /// Whoever looks may change them.
    may_change: bool,
}

/// A role to choose.
pub struct Choice {
    /// Its word.
    pub word: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it may.
    pub help: &'static str,
}

/// What was just done.
#[derive(Default)]
pub struct Notice {
    /// Said in a green bar.
    pub done: Option<&'static str>,
    /// Said in a red one.
    pub wrong: Option<String>,
    /// A link that is shown this once.
    pub link: Option<String>,
}

/// What a form held.
#[derive(Default)]
pub struct Sent {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// Groups as they were written.
    pub groups: String,
}

/// The handler.
pub async fn list(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let t = &locale(&request, &caller).t.people;
    let done = match query.get("done") {
        Some("changed") => Some(t.user_changed),
        Some("disabled") => Some(t.user_disabled),
        Some("enabled") => Some(t.user_enabled),
        _ => None,
    };
    page(&request, &caller, Notice { done, ..Notice::default() }, Sent::default()).await
}

/// The page, with what was just done.
pub async fn page(request: &HttpRequest, caller: &Caller, notice: Notice, sent: Sent) -> Page {
    let locale = locale(request, caller);
    let db = caller.app.store.reader();
    let known = shown(request, users::all(db, caller.account.id).await)?;
    let groups = shown(request, distinct(db, &caller.seen(), Column::GroupName).await)?;
    let t = &locale.t.people;
    let own = own_role(caller);
    let choices = Role::ALL.iter().copied().filter(|other| own.may_manage(*other));
    let choice = |other: Role| {
        let (label, help) = role(t, other);
        Choice { word: other.as_str(), label, help }
    };
    render(&Users {
        tabs: tabs(caller, t, "/settings/users"),
        rows: known.into_iter().map(|user| row(caller, &locale, user)).collect(),
        roles: choices.map(choice).collect(),
        groups,
        notice,
        sent,
        page: Layout::new(request, caller, "settings"),
    })
}

/// As what somebody looks after people: keys that may and the demonstration do so as managers.
pub fn own_role(caller: &Caller) -> Role {
    caller.user().map_or(Role::Manager, User::role)
}

fn row(caller: &Caller, locale: &Locale, user: User) -> Row {
    let now = caller.app.clock.now();
    let me = caller.user().is_some_and(|own| own.id == user.id);
    Row {
        role: role(&locale.t.people, user.role()).0,
        role_word: user.role().as_str(),
        groups: user.groups().join(", "),
        seen: user.signed_in_at.map(|at| Time::day(locale, from_millis(at), now)),
        invited: user.password.is_empty(),
        disabled: !user.is_enabled(),
        me,
        may_change: !me && own_role(caller).may_manage(user.role()),
        id: user.id.to_string(),
        email: user.email,
        name: user.name,
    }
}
