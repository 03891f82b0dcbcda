//! `GET /styleguide`: every component once, for whoever changes one. In the demonstration alone.

use actix_web::HttpRequest;
use askama::Template;

use super::guard::shown;
use super::layout::Layout;
use super::{Page, render};
use crate::access::Caller;
use crate::error::Error;

/// Colours that have a name of their own.
const COLOURS: [&str; 15] = [
    "bg",
    "card",
    "soft",
    "line",
    "line-strong",
    "ink",
    "muted",
    "accent",
    "accent-soft",
    "good",
    "bad",
    "resolved",
    "unresolved",
    "open",
    "warn",
];

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide {
    page: Layout,
    colours: &'static [&'static str],
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller) -> Page {
    if !caller.is_demo() {
        return shown(&request, Err(Error::NotFound("page")));
    }
    render(&Styleguide { page: Layout::new(&request, &caller, ""), colours: &COLOURS })
}
