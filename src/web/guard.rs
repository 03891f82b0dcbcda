//! Forms are taken from our own pages alone.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};

use super::error::PageError;
use crate::access::{self, Caller};
use crate::error::Error;
use crate::store::keys::Scope;

/// Whether a form was sent from a page of this very server. Browsers say where a form comes from in `Origin`,
/// and in `Sec-Fetch-Site`; what says neither is no browser and has no cookie to be misused.
pub fn same_site(request: &HttpRequest) -> Result<(), PageError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header(HOST.as_str()).unwrap_or_default();
    let same_origin = header(ORIGIN.as_str())
        .is_none_or(|origin| origin.split_once("://").is_some_and(|(_, sent_from)| sent_from == host));
    let same_fetch = header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    if same_origin && same_fetch { Ok(()) } else { Err(PageError::cross_site(request)) }
}

/// Somebody who may read the pages.
pub async fn reader(request: &HttpRequest) -> Result<Caller, PageError> {
    let caller = access::caller(request).await.map_err(|error| PageError::new(request, error))?;
    caller.needs(Scope::Read).map_err(|error| PageError::new(request, error))?;
    Ok(caller)
}

/// Somebody who may change something, asking from our own pages.
pub async fn writer(request: &HttpRequest) -> Result<Caller, PageError> {
    same_site(request)?;
    let caller = reader(request).await?;
    caller.needs(Scope::Ingest).map_err(|error| PageError::new(request, error))?;
    Ok(caller)
}

/// Puts the language of the reader's page on an error.
pub fn shown<T, E: Into<Error>>(request: &HttpRequest, result: Result<T, E>) -> Result<T, PageError> {
    result.map_err(|error| PageError::new(request, error.into()))
}

/// Where to go after a detour: a path of this very server. `//elsewhere` and `/\elsewhere` would lead away, and what has
/// a line break in it is no address.
pub fn way_back(path: Option<&str>) -> &str {
    let odd = |letter: char| letter == '\\' || letter.is_control();
    let own = |path: &&str| path.starts_with('/') && !path.starts_with("//") && !path.contains(odd);
    path.filter(own).unwrap_or("/")
}
