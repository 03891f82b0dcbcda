//! `/settings/account`: what the account is called, and the language of its pages; and what its events name.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use super::{Tab, tabs};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::filter::{Field, Filter};
use crate::error::Error;
use crate::i18n::Language;
use crate::store::accounts;
use crate::store::audit::{self, Action};
use crate::store::conversations::Column;
use crate::store::list::distinct;
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::words::one_line;
use crate::web::{Page, list_of, render};

/// The longest name, in characters.
const NAME_CHARS: usize = 80;

#[derive(Template)]
#[template(path = "settings_account.html")]
struct AccountPage {
    page: Layout,
    tabs: Vec<Tab>,
    name: String,
    language: String,
    /// Code and own name of each.
    languages: Vec<(&'static str, &'static str)>,
    named: Vec<Named>,
    done: bool,
    wrong: Option<&'static str>,
}

/// What events name, of a kind.
struct Named {
    label: &'static str,
    /// Each with the list of its conversations.
    values: Vec<(String, String)>,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Form {
    name: String,
    #[serde(default)]
    language: String,
}

/// `GET /settings/account`
pub async fn show(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let (name, language) = (caller.account.name.clone(), caller.account.language.clone());
    page(&request, &caller, name, language, query.get("done").is_some(), None).await
}

async fn page(
    request: &HttpRequest,
    caller: &Caller,
    name: String,
    language: String,
    done: bool,
    wrong: Option<&'static str>,
) -> Page {
    let locale = locale(request, caller);
    let t = locale.t;
    let mut named = Vec::new();
    for (field, column, label) in [
        (Field::Group, Column::GroupName, t.group),
        (Field::App, Column::App, t.app),
        (Field::Origin, Column::Origin, t.origin),
    ] {
        let values = shown(request, distinct(caller.app.store.pages(), &caller.seen(), column).await)?;
        let values = values.into_iter().map(|value| {
            let list = list_of(&Filter::of(field, &value));
            (value, list)
        });
        named.push(Named { label, values: values.collect() });
    }
    let languages = Language::all().map(|one| (one.as_str(), one.texts().language_name));
    render(&AccountPage {
        tabs: tabs(caller, &t.people, "/settings/account"),
        name,
        language,
        languages: languages.collect(),
        named,
        done,
        wrong,
        page: Layout::new(request, caller, "settings"),
    })
}

/// `POST /settings/account`
pub async fn save(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    let t = &locale(&request, &caller).t.people;
    let Form { name, language } = sent.into_inner();
    let name = one_line(&name);
    let language = Language::from_word(&language).map_or("", Language::as_str).to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return page(&request, &caller, name, language, false, Some(t.account_name_wrong)).await;
    }
    let (account, now) = (&caller.account, caller.app.clock.now());
    let details = json!({"name": [account.name, name], "language": [account.language, language]});
    let kept = async {
        let tx = caller.app.store.begin().await?;
        if !accounts::describe(&tx, account.id, &name, &language).await? {
            return Ok::<_, Error>(false);
        }
        audit::record(&tx, account.id, &caller.actor(), Action::SettingsChanged, "", &details, now).await?;
        tx.commit().await?;
        Ok(true)
    };
    if !shown(&request, kept.await)? {
        return page(&request, &caller, name, language, false, Some(t.account_name_taken)).await;
    }
    caller.app.store.show_own_writes();
    Ok(HttpResponse::SeeOther().insert_header(("Location", "/settings/account?done=1")).finish())
}
