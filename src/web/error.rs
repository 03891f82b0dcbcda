//! Errors as pages: what happened, and the way out.

use std::fmt;

use actix_web::http::header::{REFERER, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::guard::way_back;
use super::layout::{Layout, language};
use crate::api::Problem;
use crate::error::Error;
use crate::i18n::{Texts, fill};
use crate::log;
use crate::store::trouble::Trouble;

/// An error with the language of the page it happened on.
#[derive(Debug)]
pub struct PageError {
    error: Error,
    html: String,
    /// Where the reader wanted to go, as a query string holds it.
    wanted: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Layout,
    code: u16,
    title: &'static str,
    message: String,
}

impl PageError {
    /// An error on the page of a request.
    pub fn new(request: &HttpRequest, error: Error) -> Self {
        let page = Layout::plain(request, language(request, &[]));
        let (title, message) = told(page.t, &error);
        let code = error.status();
        let html = ErrorPage { page, code, title, message }.render().unwrap_or_default();
        Self { error, html, wanted: form_urlencoded::byte_serialize(wanted(request).as_bytes()).collect() }
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self { html: String::new(), error, wanted: String::new() }
    }
}

/// The page that somebody is on or goes to. What a form is sent to is no page: then it is the one with the form.
fn wanted(request: &HttpRequest) -> &str {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return request.uri().path_and_query().map_or("/", |path| path.as_str());
    }
    let page = request.headers().get(REFERER).and_then(|page| page.to_str().ok());
    let path = page.and_then(|page| {
        let (_, place) = page.split_once("://")?;
        place.find('/').map(|at| &place[at..])
    });
    way_back(path)
}

/// The title and the sentence below it. What is at fault in an address is told as the API tells it.
fn told(t: &'static Texts, error: &Error) -> (&'static str, String) {
    match error {
        Error::NotFound(_) => (t.error_not_found, t.error_not_found_why.to_owned()),
        Error::Forbidden(_) => (t.error_forbidden, t.error_forbidden_why.to_owned()),
        Error::Elsewhere => (t.error_cross_site, String::new()),
        Error::TooMany(seconds) => {
            (t.error_too_many, fill(t.error_too_many_why, &[("seconds", &seconds.to_string())]))
        }
        Error::Store(error) if !passes(Trouble::of(error)) => {
            (t.error_busy, Trouble::of(error).sentence().to_owned())
        }
        Error::Busy | Error::Store(_) | Error::CannotOpen(_) => (t.error_busy, t.error_retry.to_owned()),
        Error::Internal(message) => (t.error_failed, message.clone()),
        other => (t.error_bad_request, other.to_string()),
    }
}

/// Whether waiting a moment is the way out: else people must be told what to do, as the API tells it.
fn passes(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::Locked | Trouble::Waiting | Trouble::Other)
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        // Who is not signed in is shown the way in rather than an error.
        if matches!(self.error, Error::Unauthorized) {
            let way_in = format!("/sign-in?back={}", self.wanted);
            return HttpResponse::SeeOther().insert_header(("Location", way_in)).finish();
        }
        let status = self.status_code();
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = self.error.retry_after() {
            response.insert_header((RETRY_AFTER, seconds));
        }
        let mut response = match self.html.is_empty() {
            true => response.content_type("text/plain; charset=utf-8").body(self.error.title()),
            false => response.content_type("text/html; charset=utf-8").body(self.html.clone()),
        };
        if status.is_server_error() {
            response.extensions_mut().insert(log::Cause(self.error.cause()));
        }
        response
    }
}

/// For addresses that lead nowhere.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    if request.path().starts_with("/api/") {
        return Problem::Error(Error::NotFound("address")).error_response();
    }
    PageError::new(&request, Error::NotFound("page")).error_response()
}
