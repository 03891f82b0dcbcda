//! `POST /conversations/bulk` and what follows: something is done to the rows that were ticked, or to all that match.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use sea_orm::Condition;
use serde_json::json;
use uuid::Uuid;

use super::guard::shown;
use super::view::without_notices;
use super::{Page, PageError};
use crate::access::Caller;
use crate::api::{Query, export_named};
use crate::domain::bulk::Action;
use crate::domain::event::Method;
use crate::domain::filter::Filter;
use crate::error::Error;
use crate::ingest::bulk::Tools;
use crate::store::audit::Action as Did;
use crate::store::bulk::{self, Job, State};
use crate::store::{filter, to_millis};

/// At most so many conversations are waited for; for more there is a page that says how far it is.
const AT_ONCE: u64 = 200;

/// For how long they are waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// `POST /conversations/bulk`
pub async fn act(request: HttpRequest, caller: Caller, body: web::Bytes) -> Page {
    let form = Query::parse(&String::from_utf8_lossy(&body));
    let word = form.get("action").unwrap_or_default();
    let chosen = Chosen::read(&form);
    if chosen.is_empty() {
        return Ok(back(&chosen.list, "bulk_nothing", None));
    }
    if word == "tag" && form.get("tag").is_none() {
        return Ok(back(&chosen.list, "bulk_no_tag", None));
    }
    let action = shown(&request, action(word, &form))?;
    let condition = chosen.condition(&request, &caller)?;
    let db = &caller.app.store;
    let job = new_job(&caller, Uuid::new_v4(), &action, chosen.list.clone());
    let id = job.id;
    let kept = async {
        let tx = db.begin().await?;
        bulk::forget(&tx, caller.account.id, job.created_at).await?;
        let total = bulk::create(&tx, job.clone(), condition).await?;
        // More than a page of them, or others than the list had said: that is asked first.
        let sure =
            total <= AT_ONCE && !chosen.uncounted && chosen.counted.is_none_or(|counted| counted == total);
        if total == 0 {
            tx.rollback().await?;
            return Ok::<_, Error>((total, sure));
        }
        if sure {
            bulk::begin(&tx, caller.account.id, id).await?;
        }
        tx.commit().await?;
        Ok((total, sure))
    };
    match shown(&request, kept.await)? {
        (0, _) => Ok(back(&chosen.list, "bulk_nothing", None)),
        (_, false) => Ok(to_job(id)),
        (total, true) => Ok(do_it(&caller, &job, Did::BulkDone, total).await),
    }
}

/// `POST /bulk/{id}/start`: the answer is yes.
pub async fn start(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let job = load(&request, &caller, *id).await?;
    let began = bulk::begin(caller.app.store.writer(), caller.account.id, job.id).await;
    if shown(&request, began)? {
        return Ok(do_it(&caller, &job, Did::BulkDone, of(job.total)).await);
    }
    Ok(to_job(job.id))
}

/// `POST /bulk/{id}/cancel`: the answer is no.
pub async fn cancel(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let job = load(&request, &caller, *id).await?;
    let forgotten = async {
        let tx = caller.app.store.begin().await?;
        bulk::cancel(&tx, caller.account.id, job.id).await?;
        tx.commit().await
    };
    shown(&request, forgotten.await)?;
    Ok(back(&job.list, "", None))
}

/// `POST /bulk/{id}/undo`
pub async fn undo(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let job = load(&request, &caller, *id).await?;
    if job.state != State::Done.as_str() || !job.undo_of.is_empty() {
        return Ok(to_job(job.id));
    }
    // One undo a job, however often the button is pressed.
    let id = Uuid::new_v5(&job.id, b"undo");
    let undone = Job {
        id,
        person: caller.name.clone(),
        undo_of: job.id.to_string(),
        state: State::Running.as_str().to_owned(),
        created_at: to_millis(caller.app.clock.now()),
        ..empty(job.clone())
    };
    let kept = async {
        let tx = caller.app.store.begin().await?;
        let total = bulk::create_undo(&tx, undone.clone(), job.id).await?;
        tx.commit().await?;
        Ok::<_, Error>(total)
    };
    match shown(&request, kept.await)? {
        Some(total) => Ok(do_it(&caller, &undone, Did::BulkUndone, total).await),
        None => Ok(to_job(id)),
    }
}

/// What was ticked, or that all is meant that matches.
struct Chosen {
    list: String,
    ticked: Vec<Uuid>,
    all: bool,
    /// How many the list had said they are, of all that match.
    counted: Option<u64>,
    /// The list did not know.
    uncounted: bool,
}

impl Chosen {
    fn read(form: &Query) -> Self {
        let all = form.get("all").is_some();
        let ticked = form.0.iter().filter(|(name, _)| name == "pick");
        let list = without_notices(&Query::parse(form.exact("list").unwrap_or_default())).text();
        let counted = form.get("total").filter(|_| all).and_then(|counted| counted.parse().ok());
        let uncounted = all && form.0.iter().any(|(name, n)| name == "total" && n.is_empty());
        let ticked = ticked.filter_map(|(_, id)| Uuid::try_parse(id).ok()).collect();
        Self { list, ticked, all, counted, uncounted }
    }

    fn is_empty(&self) -> bool {
        !self.all && self.ticked.is_empty()
    }

    fn filter(&self, request: &HttpRequest, caller: &Caller) -> Result<Filter, PageError> {
        shown(request, Filter::parse(&Query::parse(&self.list).0, caller.seen().today()))
    }

    fn condition(&self, request: &HttpRequest, caller: &Caller) -> Result<Condition, PageError> {
        let seen = caller.seen();
        if !self.all {
            return Ok(bulk::picked(&seen, &self.ticked));
        }
        Ok(filter::condition(caller.app.store.writer(), &seen, &self.filter(request, caller)?))
    }
}

/// What a button is to do.
fn action(word: &str, form: &Query) -> Result<Action, Error> {
    let bad = |field: &str, message: String| Error::BadRequest { field: field.to_owned(), message };
    let said = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let action = match word {
        "tag" => Action::Tag { tag: said("tag") },
        "untag" => Action::Tag { tag: String::new() },
        "handoff" => {
            let method = said("method");
            let method = Method::from_word(&method)
                .ok_or_else(|| bad("method", format!("`{method}` is neither ticket nor message")))?;
            Action::Handoff { method, team: said("team"), reason: said("reason") }
        }
        other => return Err(bad("action", format!("`{other}` is none of tag, untag, handoff"))),
    };
    match action.refusal() {
        Some(refusal) => Err(bad(&refusal.field, refusal.message)),
        None => Ok(action),
    }
}

/// `POST /conversations/bulk/export`: to the export of the very conversations.
pub async fn export(request: HttpRequest, caller: Caller, body: web::Bytes) -> Page {
    let form = Query::parse(&String::from_utf8_lossy(&body));
    let (what, format) = shown(&request, export_named(form.get("file").unwrap_or_default()))?;
    let chosen = Chosen::read(&form);
    if chosen.is_empty() {
        return Ok(back(&chosen.list, "bulk_nothing", None));
    }
    let query = if chosen.all {
        chosen.filter(&request, &caller)?.pinned().query()
    } else {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(chosen.ticked.iter().map(|id| ("only", id.to_string())));
        query.finish()
    };
    let file = format!("{}.{}", what.as_str(), format.as_str());
    Ok(see(&format!("/export/{file}?{query}")))
}

fn new_job(caller: &Caller, id: Uuid, action: &Action, list: String) -> Job {
    Job {
        account_id: caller.account.id,
        id,
        person: caller.name.clone(),
        action: serde_json::to_string(action).unwrap_or_default(),
        list,
        undo_of: String::new(),
        state: State::Asked.as_str().to_owned(),
        total: 0,
        done: 0,
        skipped: 0,
        created_at: to_millis(caller.app.clock.now()),
        holder: String::new(),
        held_until: 0,
    }
}

/// The same with nothing done yet.
fn empty(job: Job) -> Job {
    Job { total: 0, done: 0, skipped: 0, holder: String::new(), held_until: 0, ..job }
}

fn of(total: i64) -> u64 {
    u64::try_from(total).unwrap_or(0)
}

/// A job of this account.
///
/// # Errors
/// When there is none.
pub async fn load(request: &HttpRequest, caller: &Caller, id: Uuid) -> Result<Job, PageError> {
    let found = shown(request, bulk::find(caller.app.store.reader(), caller.account.id, id).await)?;
    // Who sees some conversations alone has nothing to do with what others do to all.
    let theirs = found.filter(|job| caller.seen().groups.is_none() || job.person == caller.name);
    shown(request, theirs.ok_or(Error::NotFound("job")))
}

/// Begins a job. What is over soon is told on the list.
async fn do_it(caller: &Caller, job: &Job, did: Did, total: u64) -> HttpResponse {
    let (app, id, list) = (&caller.app, job.id, job.list.as_str());
    let action: serde_json::Value = serde_json::from_str(&job.action).unwrap_or_default();
    caller.noted(did, &id.to_string(), &json!({"action": action, "conversations": total})).await;
    let tools = Tools { store: app.store.clone(), ingest: app.ingest.clone(), clock: app.clock };
    let working = tools.begin(caller.account.id, id);
    if total <= AT_ONCE && matches!(tokio::time::timeout(PATIENCE, working).await, Ok(Ok(true))) {
        app.store.show_own_writes();
        return back(list, "bulk_done", Some(id));
    }
    to_job(id)
}

fn to_job(id: Uuid) -> HttpResponse {
    see(&format!("/bulk/{id}"))
}

/// Back to the list, with what was done to it.
fn back(list: &str, done: &str, job: Option<Uuid>) -> HttpResponse {
    let mut query = without_notices(&Query::parse(list));
    if !done.is_empty() {
        query.0.push(("done".to_owned(), done.to_owned()));
    }
    query.0.extend(job.map(|id| ("undo".to_owned(), id.to_string())));
    see(&format!("/conversations?{}", query.text()))
}

fn see(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("Location", location)).finish()
}
