//! `GET /export/…`: what the API exports, for people; and the menu that leads there.

use actix_web::{HttpRequest, web};

use super::Page;
use super::guard::shown;
use crate::access::Caller;
use crate::api::{Query, export_answer, export_for, export_named, export_note};
use crate::domain::filter::Filter;
use crate::error::Error;
use crate::export::{Export, Format, Size, What, csv};
use crate::i18n::{Locale, Texts};
use crate::store::conversations::Model as Conversation;

fn path(what: What, format: Format) -> String {
    format!("/export/{}.{}", what.as_str(), format.as_str())
}

/// Of the days themselves: what is downloaded tomorrow is what was seen today.
fn url(filter: &Filter, what: What, format: Format) -> String {
    format!("{}?{}", path(what, format), filter.pinned().query())
}

/// The same rows as the API gives. Who follows a link to a CSV opens it in a spreadsheet, and Excel reads UTF-8 only
/// where a mark says so; programs, which ask the API, would take the mark for a part of the first column's name.
pub async fn give(request: HttpRequest, caller: Caller, file: web::Path<String>, query: Query) -> Page {
    let (what, format) = shown(&request, export_named(&file))?;
    let export = shown(&request, export_for(&caller, &query, what))?;
    export_note(&caller, &export, format).await;
    let mark = if format == Format::Csv { csv::MARK } else { "" };
    shown(&request, export_answer(export, format, mark).await)
}

/// The menu of a list.
pub struct ExportMenu {
    /// There is something to export.
    pub any: bool,
    /// What of orders and events is exported.
    pub help: &'static str,
    /// A line each.
    pub kinds: Vec<Kind>,
}

/// What can be exported.
pub struct Kind {
    /// Its name.
    pub label: &'static str,
    /// How many rows; empty where nobody counted.
    pub rows: String,
    /// Where to; none where there is no row.
    pub links: Vec<Link>,
}

/// A file.
pub struct Link {
    /// `CSV`
    pub format: &'static str,
    /// Its address.
    pub url: String,
    /// About how large it is; empty where nobody counted.
    pub size: String,
}

impl ExportMenu {
    /// Of the conversations of a filter: so many are listed, and some are at hand.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn new(
        caller: &Caller,
        locale: &Locale,
        filter: &Filter,
        listed: u64,
        some: &[Conversation],
    ) -> Result<Self, Error> {
        let t = locale.t;
        let mut kinds = Vec::new();
        for (what, label) in offered(t) {
            let (store, account) = (caller.app.store.clone(), caller.account.clone());
            let export = Export { store, account, seen: caller.seen(), what, filter: filter.clone() };
            let rows = match what {
                What::Conversations => listed,
                _ => export.rows().await?,
            };
            kinds.push(kind(locale, filter, what, label, export.size(rows, some).await?));
        }
        Ok(Self { any: kinds.iter().any(|kind| !kind.links.is_empty()), help: help(t, filter), kinds })
    }

    /// The same before anything is counted.
    pub fn without_numbers(locale: &Locale, filter: &Filter, any: bool) -> Self {
        let t = locale.t;
        let kind = |(what, label)| {
            let link =
                |format, name| Link { format: name, url: url(filter, what, format), size: String::new() };
            let links = vec![link(Format::Csv, "CSV"), link(Format::Ndjson, "NDJSON")];
            Kind { label, rows: String::new(), links }
        };
        Self { any, help: help(t, filter), kinds: offered(t).into_iter().map(kind).collect() }
    }
}

/// What can be exported, and what it is called.
fn offered(t: &Texts) -> [(What, &'static str); 4] {
    [
        (What::Conversations, t.nav_conversations),
        (What::Messages, t.messages),
        (What::Orders, t.export_orders),
        (What::Events, t.export_events),
    ]
}

fn help(t: &Texts, filter: &Filter) -> &'static str {
    if *filter == Filter::default() { t.export_all_help } else { t.export_filter_help }
}

fn kind(locale: &Locale, filter: &Filter, what: What, label: &'static str, size: Size) -> Kind {
    let link = |format, name, bytes| Link {
        format: name,
        url: url(filter, what, format),
        size: locale.bytes(bytes),
    };
    let links = [link(Format::Csv, "CSV", size.csv), link(Format::Ndjson, "NDJSON", size.ndjson)];
    let links = links.into_iter().filter(|_| size.rows > 0).collect();
    Kind { label, rows: locale.number(size.rows), links }
}
