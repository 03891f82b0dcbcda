//! `GET /api/v1/export/…`: everything, streamed row by row.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{self, Bytes, ServiceConfig};
use futures_util::{StreamExt, stream};

use super::{Problem, Query};
use crate::access::Caller;
use crate::domain::filter::Filter;
use crate::domain::period::local_day;
use crate::error::Error;
use crate::export::{Export, Format, What};
use crate::store::keys::Scope;

/// Adds an address for everything in every format.
pub fn routes(config: &mut ServiceConfig) {
    for what in What::ALL.iter().copied() {
        for format in Format::ALL.iter().copied() {
            let path = format!("/export/{}.{}", what.as_str(), format.as_str());
            let give = move |caller, query| give(caller, query, what, format);
            config.route(&path, web::get().to(give));
        }
    }
}

async fn give(caller: Caller, query: Query, what: What, format: Format) -> Result<HttpResponse, Problem> {
    Ok(answer(ask(&caller, &query, what)?, format, "").await?)
}

/// What a query asks for.
///
/// # Errors
/// When the caller may not read, or the filter cannot be understood.
pub fn ask(caller: &Caller, query: &Query, what: What) -> Result<Export, Error> {
    caller.needs(Scope::Read)?;
    let now = caller.app.clock.now();
    let filter = Filter::parse(&query.0, local_day(now, caller.account.settings.time_zone))?;
    let (store, account) = (caller.app.store.clone(), caller.account.clone());
    Ok(Export { store, account, what, filter, now })
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
