//! `GET /bulk/{id}`: what is to be done to many conversations, how far it is, and what became of it; and the bar below the
//! table from which it is chosen.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, web};
use askama::Template;
use sea_orm::DbErr;
use uuid::Uuid;

use super::bulk::load;
use super::conversations_list::Notice;
use super::guard::shown;
use super::layout::{Layout, locale};
use super::{Page, render};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::access::Right;
use crate::domain::bulk::Action;
use crate::error::Result;
use crate::export::{Format, What};
use crate::i18n::{Locale, Plural, fill};
use crate::ingest::bulk::action_of;
use crate::store::bulk::{self, Job, State};
use crate::store::conversations::Column;
use crate::store::list::{COUNTED, Counted, distinct};

/// After how many seconds the page of a job that is being done looks again.
const LOOK_AGAIN: &str = "2";

/// For how many seconds the list offers to undo what was done: it concerns many.
const OFFERED: u32 = 60;

#[derive(Template)]
#[template(path = "bulk.html")]
struct BulkPage {
    page: Layout,
    url: String,
    title: String,
    asked: bool,
    running: bool,
    total: i64,
    over: i64,
    progress: String,
    skipped: Option<String>,
    may_write: bool,
    may_undo: bool,
    back: String,
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller, id: web::Path<Uuid>) -> Page {
    let locale = locale(&request, &caller);
    let t = locale.t;
    let job = load(&request, &caller, *id).await?;
    let told = shown(&request, Told::of(&locale, &job))?;
    let (asked, running) = (job.state == State::Asked.as_str(), job.state == State::Running.as_str());
    let title = if asked {
        told.question
    } else if running {
        t.bulk_running.to_owned()
    } else {
        told.done
    };
    let over = job.done + job.skipped;
    let values = [("done", count(&locale, over)), ("total", count(&locale, job.total))];
    let mut answer = render(&BulkPage {
        url: format!("/bulk/{}", job.id),
        title,
        asked,
        running,
        total: job.total,
        over,
        progress: fill(t.bulk_progress, &values.each_ref().map(|(name, value)| (*name, value.as_str()))),
        skipped: told.skipped,
        may_write: caller.may(Right::Review),
        may_undo: !asked && !running && may_undo(&caller, &job),
        back: format!("/conversations?{}", job.list),
        page: Layout::new(&request, &caller, "conversations"),
    })?;
    if running {
        let again = (HeaderName::from_static("refresh"), HeaderValue::from_static(LOOK_AGAIN));
        answer.headers_mut().insert(again.0, again.1);
    }
    Ok(answer)
}

fn may_undo(caller: &Caller, job: &Job) -> bool {
    job.undo_of.is_empty() && job.done > 0 && caller.may(Right::Review)
}

fn count(locale: &Locale, n: i64) -> String {
    locale.number(u64::try_from(n).unwrap_or(0))
}

/// What a job does, in words.
struct Told {
    /// Before.
    question: String,
    /// After.
    done: String,
    /// What was left as it was.
    skipped: Option<String>,
}

impl Told {
    fn of(locale: &Locale, job: &Job) -> Result<Self> {
        let t = locale.t;
        let action = action_of(job)?;
        let (asks, did, skipped) = match &action {
            Action::Tag { tag } if tag.is_empty() => (t.bulk_asks_untag, t.bulk_did_untag, t.bulk_skipped),
            Action::Tag { .. } => (t.bulk_asks_tag, t.bulk_did_tag, t.bulk_skipped),
            Action::Handoff { .. } => (t.bulk_asks_handoff, t.bulk_did_handoff, t.bulk_skipped_handoff),
        };
        let (did, skipped) = match job.undo_of.is_empty() {
            true => (did, skipped),
            false => (t.bulk_undone, t.bulk_skipped_undo),
        };
        let tag = if let Action::Tag { tag } = &action { tag.as_str() } else { "" };
        let say =
            |forms: Plural, n: i64| locale.plural_with(forms, u64::try_from(n).unwrap_or(0), &[("tag", tag)]);
        let left = (job.skipped > 0).then(|| fill(skipped, &[("n", &count(locale, job.skipped))]));
        Ok(Self { question: say(asks, job.total), done: say(did, job.done), skipped: left })
    }
}

/// What was just done to many conversations of the list, or why nothing was.
///
/// # Errors
/// When the database does not answer.
pub async fn notice(caller: &Caller, locale: &Locale, query: &Query) -> Result<Option<Notice>> {
    let wrong = |text: &str| Some(Notice { text: text.to_owned(), error: true, seconds: 0, undo: None });
    match query.get("done") {
        Some("bulk_nothing") => return Ok(wrong(locale.t.bulk_nothing)),
        Some("bulk_no_tag") => return Ok(wrong(locale.t.bulk_no_tag)),
        Some("bulk_done") => {}
        _ => return Ok(None),
    }
    let Some(id) = query.get("undo").and_then(|id| Uuid::try_parse(id).ok()) else { return Ok(None) };
    let found = bulk::find(caller.app.store.reader(), caller.account.id, id).await?;
    let Some(job) = found.filter(|job| job.state == State::Done.as_str()) else { return Ok(None) };
    let told = Told::of(locale, &job)?;
    let text = [Some(told.done), told.skipped].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let undo = may_undo(caller, &job).then(|| format!("/bulk/{id}/undo"));
    Ok(Some(Notice { text, error: false, seconds: OFFERED, undo }))
}

/// The bar below the table.
pub struct BulkBar {
    /// How many conversations match; empty where that is not known at once.
    pub total: String,
    /// That all of them are meant, where they are more than the page shows.
    pub all: Option<String>,
    /// That all of them are selected.
    pub all_selected: String,
    /// The reader may change something.
    pub may_write: bool,
    /// The tags there are.
    pub tags: Vec<String>,
    /// The files that the reader may take away: each with its button's text.
    pub exports: Vec<(String, String)>,
}

impl BulkBar {
    /// The bar of a list of so many conversations, of which a page shows some.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn new(
        caller: &Caller,
        locale: &Locale,
        total: Counted,
        shown: usize,
    ) -> std::result::Result<Self, DbErr> {
        let t = locale.t;
        let may_write = caller.may(Right::Review);
        let tags = match may_write {
            true => distinct(caller.app.store.pages(), &caller.seen(), Column::Tag).await?,
            false => Vec::new(),
        };
        let files = [(What::Conversations, t.nav_conversations), (What::Messages, t.messages)];
        let formats = [(Format::Csv, "CSV"), (Format::Ndjson, "NDJSON")];
        let exports = files.iter().filter(|_| caller.may(Right::Export)).flat_map(|(what, label)| {
            formats.iter().map(move |(format, name)| {
                (format!("{}.{}", what.as_str(), format.as_str()), format!("{label} {name}"))
            })
        });
        let more = total.more || u64::try_from(shown).is_ok_and(|shown| total.n > shown);
        // As the list says it before all is counted, so that the bar stays when that is known.
        let known = !total.more && total.n <= COUNTED;
        let n = match known {
            true => locale.number(total.n),
            false => String::new(),
        };
        Ok(Self {
            total: if known { total.n.to_string() } else { String::new() },
            all: more.then(|| match known {
                true => fill(t.bulk_all, &[("n", &n)]),
                false => t.bulk_all_many.to_owned(),
            }),
            all_selected: match known {
                true => locale.plural(t.bulk_selected, total.n),
                false => t.bulk_all_selected.to_owned(),
            },
            may_write,
            tags,
            exports: exports.collect(),
        })
    }
}
