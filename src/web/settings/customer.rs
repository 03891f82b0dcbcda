//! One customer, found by any identifier: what is there, all of it as a file, and none of it any more. Identifiers come in
//! the bodies of forms alone: addresses are logged and remembered.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::privacy::{Shown, page};
use crate::access::Caller;
use crate::domain::event::instant;
use crate::domain::filter::Filter;
use crate::domain::identity::{Key, Profile};
use crate::error::Error;
use crate::export::customer::lines;
use crate::i18n::{Locale, fill};
use crate::ingest::erase::found::Found;
use crate::ingest::erase::{self, Receipt};
use crate::store::audit::Action;
use crate::store::filter;
use crate::store::list::{self, Sort};
use crate::web::guard::shown;
use crate::web::layout::locale;
use crate::web::{Page, PageError};

/// So many conversations at most are looked at for what was said in others.
const MOST_ELSEWHERE: u64 = 500;

/// What is shown of a customer.
#[derive(Default)]
pub struct Customer {
    /// `email`, `id`, `phone` or `anonymous_id`.
    pub kind: String,
    /// What was looked for.
    pub value: String,
    /// How much is kept; none: nobody was looked for, or found.
    pub found: Option<String>,
    /// Others who name the same identifier.
    pub shared: Vec<String>,
    /// Conversations of others in which the same was said: the address of each, and the source's id.
    pub elsewhere: Vec<(String, String)>,
    /// What proves the erasure: number, when, and how much.
    pub receipt: Option<(String, String, String)>,
    /// Old pages are in the log of the database yet.
    pub reading: bool,
}

/// What the forms send.
#[derive(Deserialize)]
pub struct Form {
    kind: String,
    value: String,
    #[serde(default)]
    confirm: String,
}

impl Form {
    /// The identifier; none: it is not one.
    fn key(&self) -> Option<Key> {
        let value = Some(self.value.trim().to_owned()).filter(|value| !value.is_empty());
        let mut profile = Profile::default();
        match self.kind.as_str() {
            "email" => profile.email = value,
            "phone" => profile.phone = value,
            "anonymous_id" => profile.anonymous_id = value,
            _ => profile.id = value,
        }
        profile.keys().into_iter().next()
    }

    async fn found(&self, request: &HttpRequest, caller: &Caller) -> Result<Option<Found>, PageError> {
        let Some(key) = self.key() else { return Ok(None) };
        let found = Found::of(caller.app.store.reader(), caller.account.id, &key).await;
        Ok(Some(shown(request, found)?).filter(|found| !found.is_empty()))
    }

    fn customer(&self) -> Customer {
        Customer { kind: self.kind.clone(), value: self.value.trim().to_owned(), ..Customer::default() }
    }
}

/// `POST /settings/privacy/customer`
pub async fn find(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    with_found(&request, &caller, &sent, None).await
}

async fn with_found(
    request: &HttpRequest,
    caller: &Caller,
    sent: &Form,
    wrong: Option<&'static str>,
) -> Page {
    let locale = locale(request, caller);
    let t = &locale.t.privacy;
    let Some(found) = sent.found(request, caller).await? else {
        let nobody = Shown { wrong: Some(t.customer_nobody), customer: sent.customer(), ..Shown::default() };
        return page(request, caller, nobody);
    };
    let own = found.conversation_ids();
    let events = found.events.values().filter(|(row, event)| found.is_theirs(row, event, &own)).count();
    let counts = (events as u64, found.conversations.len() as u64, found.orders.len() as u64);
    let customer = Customer {
        found: Some(told(&locale, t.customer_found, counts)),
        shared: found.shared(),
        elsewhere: elsewhere(request, caller, &sent.value, &own).await?,
        ..sent.customer()
    };
    page(request, caller, Shown { wrong, customer, ..Shown::default() })
}

/// Other conversations in which an identifier was said: somebody may have written it who is known otherwise there.
async fn elsewhere(
    request: &HttpRequest,
    caller: &Caller,
    value: &str,
    own: &HashSet<i64>,
) -> Result<Vec<(String, String)>, PageError> {
    let db = caller.app.store.reader();
    let said = Filter { q: Some(format!("\"{}\"", value.replace('"', " "))), ..Filter::default() };
    let asked = filter::asked(db, &caller.seen(), &said);
    let found = shown(request, list::page(db, asked, Sort::default(), None, MOST_ELSEWHERE).await)?;
    let others = found.rows.into_iter().filter(|row| !own.contains(&row.id));
    Ok(others.map(|row| (format!("/conversations/{}", row.public_id), row.source_id)).collect())
}

/// `POST /settings/privacy/export`
pub async fn export(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    let Some(found) = sent.found(&request, &caller).await? else {
        return with_found(&request, &caller, &sent, None).await;
    };
    let (app, id) = (&caller.app, Uuid::new_v4().to_string());
    let lines = lines(app.store.reader(), &caller.account, &found, app.clock.now()).await;
    let lines = shown(&request, lines)?;
    shown(&request, caller.did(Action::CustomerExported, &id, &json!({"lines": lines.len()})).await)?;
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    Ok(HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"hilo-customer-{id}.ndjson\"")))
        .insert_header(("Cache-Control", "private, no-store"))
        .body(text))
}

/// `POST /settings/privacy/erase`: who erases types the identifier again.
pub async fn erase(request: HttpRequest, caller: Caller, sent: web::Form<Form>) -> Page {
    let locale = locale(&request, &caller);
    let t = &locale.t.privacy;
    let Some(key) = sent.key() else { return with_found(&request, &caller, &sent, None).await };
    if sent.confirm.trim() != sent.value.trim() {
        return with_found(&request, &caller, &sent, Some(t.customer_confirm_wrong)).await;
    }
    let (app, now) = (&caller.app, caller.app.clock.now());
    let erased = erase::customer(&app.store, caller.account.id, &key, &caller.actor(), now).await;
    let Some(receipt) = shown::<_, Error>(&request, erased)? else {
        return with_found(&request, &caller, &sent, None).await;
    };
    app.store.show_own_writes();
    page(&request, &caller, Shown { customer: erased_customer(&locale, receipt), ..Shown::default() })
}

/// How much there is of a customer: events, conversations and orders.
fn told(locale: &Locale, text: &str, (events, conversations, orders): (u64, u64, u64)) -> String {
    let t = locale.t;
    let events = locale.plural(t.events, events);
    let conversations = locale.plural(t.conversations, conversations);
    let orders = locale.plural(t.orders, orders);
    fill(text, &[("events", &events), ("conversations", &conversations), ("orders", &orders)])
}

/// The receipt, for people.
fn erased_customer(locale: &Locale, receipt: Receipt) -> Customer {
    let counts = (receipt.counts.events, receipt.counts.conversations, receipt.counts.orders);
    let told = told(locale, locale.t.privacy.receipt_counts, counts);
    Customer {
        receipt: Some((receipt.id.to_string(), instant(receipt.at), told)),
        shared: receipt.shared,
        reading: !receipt.purged,
        ..Customer::default()
    }
}
