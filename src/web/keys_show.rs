//! `GET /keys`: which keys do what. With JavaScript the same stands in a dialog on every page.

use actix_web::HttpRequest;
use askama::Template;

use super::guard::reader;
use super::layout::Layout;
use super::{Page, render};

#[derive(Template)]
#[template(path = "keys.html")]
struct Keys {
    page: Layout,
}

/// The handler.
pub async fn show(request: HttpRequest) -> Page {
    let caller = reader(&request).await?;
    render(&Keys { page: Layout::new(&request, &caller, "") })
}
