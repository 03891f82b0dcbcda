//! Inviting people, giving them roles, shutting them out, and making links to choose another password.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::users_list::{Notice, Sent, own_role, page};
use crate::access::{Caller, people};
use crate::domain::access::Role;
use crate::error::{Error, Result};
use crate::store::to_millis;
use crate::store::users::{self, Model as User};
use crate::web::guard::shown;
use crate::web::layout::locale;
use crate::web::welcome::is_address;
use crate::web::words::one_line;
use crate::web::{Page, PageError};

/// The longest name, in characters.
const NAME_CHARS: usize = 120;

/// What the forms send.
#[derive(Deserialize)]
pub struct Form {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    groups: String,
}

impl Form {
    fn name(&self) -> String {
        one_line(&self.name).chars().take(NAME_CHARS).collect()
    }

    /// Groups are written with commas between them.
    fn groups(&self) -> Vec<String> {
        let groups = self.groups.split(',').map(str::trim).filter(|group| !group.is_empty());
        groups.map(str::to_owned).collect()
    }

    /// The role, where whoever asks may give it.
    fn role(&self, caller: &Caller) -> Result<Role> {
        let role = Role::from_word(&self.role).ok_or_else(|| Error::BadRequest {
            field: "role".to_owned(),
            message: format!("`{}` is no role", self.role),
        })?;
        if own_role(caller).may_manage(role) { Ok(role) } else { Err(Error::Forbidden("people")) }
    }
}

/// `POST /settings/users`
pub async fn invite(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    let role = shown(&request, sent.role(&caller))?;
    let t = &locale(&request, &caller).t.people;
    let again = |form: Form, wrong: &str| {
        let sent = Sent { email: form.email, name: form.name, role: form.role, groups: form.groups };
        (Notice { wrong: Some(wrong.to_owned()), ..Notice::default() }, sent)
    };
    if !is_address(&users::address(&sent.email)) {
        let (notice, sent) = again(sent.into_inner(), t.email_wrong);
        return page(&request, &caller, notice, sent).await;
    }
    let now = caller.app.clock.now();
    let user = User::new(caller.account.id, &sent.email, &sent.name(), role, &sent.groups(), to_millis(now));
    let invited = people::add(&caller.app.store, user, &caller.actor(), now).await;
    match shown(&request, invited)? {
        None => {
            let (notice, sent) = again(sent.into_inner(), t.user_there);
            page(&request, &caller, notice, sent).await
        }
        Some(token) => {
            let link = Some(format!("{}/welcome/{token}", caller.place.server));
            let notice = Notice { done: Some(t.user_invited), link, wrong: None };
            page(&request, &caller, notice, Sent::default()).await
        }
    }
}

/// `POST /settings/users/{id}`
pub async fn change(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<Uuid>,
    sent: web::Form<Form>,
) -> Page {
    let user = load(&request, &caller, *id).await?;
    let role = shown(&request, sent.role(&caller))?;
    let (name, groups, now) = (sent.name(), sent.groups(), caller.app.clock.now());
    let to = (name.as_str(), role, groups.as_slice());
    let changed = people::change(&caller.app.store, &user, to, &caller.actor(), now).await;
    done(&request, changed, "changed")
}

/// `POST /settings/users/{id}/disable`: at once, wherever they are signed in.
pub async fn disable(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let (user, now) = (load(&request, &caller, *id).await?, caller.app.clock.now());
    let shut = people::shut_out(&caller.app.store, &user, true, &caller.actor(), now).await;
    done(&request, shut, "disabled")
}

/// `POST /settings/users/{id}/enable`
pub async fn enable(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let (user, now) = (load(&request, &caller, *id).await?, caller.app.clock.now());
    let let_in = people::shut_out(&caller.app.store, &user, false, &caller.actor(), now).await;
    done(&request, let_in, "enabled")
}

/// `POST /settings/users/{id}/link`: a link to choose a first or another password, shown once.
pub async fn link(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let (user, now) = (load(&request, &caller, *id).await?, caller.app.clock.now());
    let t = &locale(&request, &caller).t.people;
    let token = shown(&request, people::link(&caller.app.store, &user, &caller.actor(), now).await)?;
    let link = Some(format!("{}/welcome/{token}", caller.place.server));
    page(&request, &caller, Notice { done: Some(t.link_made), link, wrong: None }, Sent::default()).await
}

/// Somebody whom the caller may look after: neither above them, nor themselves.
async fn load(request: &HttpRequest, caller: &Caller, id: Uuid) -> std::result::Result<User, PageError> {
    let found = users::get(caller.app.store.reader(), caller.account.id, id).await;
    let user = shown(request, shown(request, found)?.ok_or(Error::NotFound("user")))?;
    let me = caller.user().is_some_and(|own| own.id == user.id);
    if me || !own_role(caller).may_manage(user.role()) {
        return shown(request, Err(Error::Forbidden("people")));
    }
    Ok(user)
}

/// Back to the list, unless the account would be left without an owner.
fn done(request: &HttpRequest, changed: Result<bool>, what: &str) -> Page {
    if !shown(request, changed)? {
        let message = "the account needs an owner: make somebody else one first".to_owned();
        return shown(request, Err(Error::BadRequest { field: "role".to_owned(), message }));
    }
    let list = format!("/settings/users?done={what}");
    Ok(HttpResponse::SeeOther().insert_header(("Location", list)).finish())
}
