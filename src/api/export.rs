//! `GET /api/v1/export/…`: everything, streamed row by row.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{self, Bytes};
use futures_util::{StreamExt, stream};
use serde_json::json;

use super::{Problem, Query};
use crate::access::Caller;
use crate::domain::filter::Filter;
use crate::error::Error;
use crate::export::{Export, Format, What};
use crate::store::audit::Action;

/// The handler.
pub async fn give(caller: Caller, file: web::Path<String>, query: Query) -> Result<HttpResponse, Problem> {
    let (what, format) = named(&file)?;
    let export = ask(&caller, &query, what)?;
    note(&caller, &export, format).await;
    Ok(answer(export, format, "").await?)
}

/// Reads `conversations.csv`.
///
/// # Errors
/// When there is no such file.
pub fn named(file: &str) -> Result<(What, Format), Error> {
    let named = file
        .split_once('.')
        .and_then(|(what, format)| Some((What::from_word(what)?, Format::from_word(format)?)));
    named.ok_or(Error::NotFound("export"))
}

/// Writes down that somebody takes this away.
pub async fn note(caller: &Caller, export: &Export, format: Format) {
    let file = format!("{}.{}", export.what.as_str(), format.as_str());
    // What was searched for may be a customer's name.
    let filter = export.filter.without_words();
    let searched = filter != export.filter;
    let details = json!({"filter": filter.query(), "searched": searched});
    caller.noted(Action::Exported, &file, &details).await;
}

/// What a query asks for.
///
/// # Errors
/// When the filter cannot be understood.
pub fn ask(caller: &Caller, query: &Query, what: What) -> Result<Export, Error> {
    let seen = caller.seen();
    let filter = Filter::parse(&query.0, seen.today())?;
    let (store, account) = (caller.app.store.clone(), caller.account.clone());
    Ok(Export { store, account, seen, what, filter })
}

/// Answers once the first batch is read: what fails there is told as any other problem. What fails later ends the
/// connection, so that nobody takes a part for the whole. `begin` stands before everything else.
///
/// # Errors
/// When the first batch cannot be read.
pub async fn answer(export: Export, format: Format, begin: &str) -> Result<HttpResponse, Error> {
    let mut reader = export.reader(format);
    let first = format!("{begin}{}", reader.next().await?.unwrap_or_default());
    let rest = stream::unfold(reader, |mut reader| async move {
        let text = reader.next().await.transpose()?;
        Some((text.map(Bytes::from), reader))
    });
    // A chunk without bytes would be the end of the body.
    let first = stream::iter((!first.is_empty()).then(|| Ok::<_, Error>(Bytes::from(first))));
    let file = format!("attachment; filename=\"{}\"", export.file_name(format));
    let content_type = match format {
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::Ndjson => "application/x-ndjson",
    };
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((CONTENT_DISPOSITION, file))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .streaming(first.chain(rest)))
}
