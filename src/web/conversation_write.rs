//! What people do to a thread: each is an event like any source's, so that exports carry it and it can be undone.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::guard::shown;
use super::view::list_of;
use super::{Page, PageError};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::event::{instant, parse};
use crate::error::Error;
use crate::store::audit::Action;
use crate::store::thread::{self, Thread};

/// What the handoff form sends; empty fields are as good as absent.
#[derive(Deserialize)]
pub struct HandoffForm {
    method: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
}

/// What the tag form sends.
#[derive(Deserialize)]
pub struct TagForm {
    #[serde(default)]
    tag: String,
    /// The button that clears was pressed.
    #[serde(default)]
    clear: String,
}

/// `POST /conversations/{id}/handoff`
pub async fn handoff_tag(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    form: web::Form<HandoffForm>,
) -> Page {
    let thread = load(&request, &caller, &id).await?;
    let form = form.into_inner();
    let mut fields = json!({
        "type": "handoff.tagged",
        "by": caller.name,
        "method": form.method,
        "team": form.team,
    });
    for (name, text) in [("reason", form.reason), ("note", form.note)] {
        if !text.trim().is_empty() {
            fields[name] = text.into();
        }
    }
    let method = json!({"method": fields["method"]});
    write(&request, &caller, &thread, fields).await?;
    noted(&request, &caller, &thread, Action::HandoffTagged, &method).await?;
    Ok(back(&request, &thread, &[("done", "handoff_tagged")]))
}

/// `POST /conversations/{id}/handoff/withdraw`
pub async fn handoff_withdraw(request: HttpRequest, caller: Caller, id: web::Path<String>) -> Page {
    let thread = load(&request, &caller, &id).await?;
    write(&request, &caller, &thread, json!({"type": "handoff.withdrawn", "by": caller.name})).await?;
    noted(&request, &caller, &thread, Action::HandoffWithdrawn, &Value::Null).await?;
    Ok(back(&request, &thread, &[("done", "handoff_withdrawn")]))
}

/// `POST /conversations/{id}/tag`
pub async fn tag_set(
    request: HttpRequest,
    caller: Caller,
    id: web::Path<String>,
    form: web::Form<TagForm>,
) -> Page {
    let thread = load(&request, &caller, &id).await?;
    let TagForm { tag, clear } = form.into_inner();
    let tag = if clear.is_empty() { tag.trim().to_owned() } else { String::new() };
    let done = if tag.is_empty() { "tag_cleared" } else { "tag_saved" };
    let fields = json!({
        "type": "conversation.tagged",
        "by": "human",
        "tag": tag,
        "metadata": {"person": caller.name},
    });
    let tags = json!({"tag": [thread.row.tag, fields["tag"]]});
    write(&request, &caller, &thread, fields).await?;
    noted(&request, &caller, &thread, Action::Tagged, &tags).await?;
    Ok(back(&request, &thread, &[("done", done), ("before", &thread.row.tag)]))
}

/// Writes it into the audit log, too: the events say what, this says from where.
async fn noted(
    request: &HttpRequest,
    caller: &Caller,
    thread: &Thread,
    action: Action,
    details: &Value,
) -> Result<(), PageError> {
    shown(request, caller.did(action, &thread.row.public_id.to_string(), details).await)
}

async fn load(request: &HttpRequest, caller: &Caller, id: &str) -> Result<Thread, PageError> {
    let found = thread::load(caller.app.store.reader(), &caller.account, &caller.seen(), id).await;
    shown(request, shown(request, found)?.ok_or(Error::NotFound("conversation")))
}

/// Sends the event through the same door as any source's.
async fn write(
    request: &HttpRequest,
    caller: &Caller,
    thread: &Thread,
    mut fields: Value,
) -> Result<(), PageError> {
    let now = caller.app.clock.now();
    // People's decisions follow each other: the sequence keeps their order where the clock does not move.
    let sequence = thread.events.len();
    // Whoever reads a thread decides after its last event, also where a source's clock is ahead of ours.
    let last =
        thread.events.iter().filter(|event| event.conversation.is_some()).map(|event| event.time).max();
    fields["id"] = format!("hilo-{}", Uuid::new_v4()).into();
    fields["time"] = instant(last.map_or(now, |last| last.max(now))).into();
    fields["sequence"] = sequence.into();
    fields["conversation"] = thread.row.source_id.as_str().into();
    let event = parse(fields, now).map_err(|refusal| {
        PageError::new(request, Error::BadRequest { field: refusal.field, message: refusal.message })
    })?;
    shown(request, caller.app.ingest.submit(caller.account.id, vec![event]).await)?;
    caller.app.store.show_own_writes();
    Ok(())
}

fn back(request: &HttpRequest, thread: &Thread, done: &[(&str, &str)]) -> HttpResponse {
    let query = Query::parse(request.query_string());
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(done);
    if let Some(list) = list_of(&query) {
        pairs.append_pair("list", &list);
    }
    let location = format!("/conversations/{}?{}", thread.row.public_id, pairs.finish());
    HttpResponse::SeeOther().insert_header(("Location", location)).finish()
}
