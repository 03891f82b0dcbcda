//! `GET /keys`: which keys do what. With JavaScript the same stands in a dialog on every page.

use actix_web::HttpRequest;
use askama::Template;

use super::layout::Layout;
use super::{Page, render};
use crate::access::Caller;

#[derive(Template)]
#[template(path = "keys.html")]
struct Keys {
    page: Layout,
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller) -> Page {
    render(&Keys { page: Layout::new(&request, &caller, "") })
}
