//! The pages: one file an action, each with the struct its template shows. The template of the same name stands in
//! `templates/` and decides nothing.

mod assets;
mod bulk;
mod bulk_show;
mod chart;
mod chart_axis;
mod chart_groups;
mod columns;
mod columns_form;
mod conversation_show;
mod conversation_write;
mod conversations_list;
mod error;
mod export;
mod filter_bar;
mod found;
mod guard;
mod keys_show;
mod language_set;
mod layout;
mod list_rows;
mod overview_show;
mod pickers;
mod sentence;
mod session;
mod thread_items;
mod thread_why;
mod tiles;
mod transcript;
mod view;
mod views_menu;
mod views_write;
mod words;

pub use error::PageError;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use askama::Template;

use crate::domain::filter::Filter;
use crate::error::Error;

/// What a page's handler answers.
pub type Page = Result<HttpResponse, PageError>;

/// Adds the routes of the pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", web::get().to(overview_show::show))
        .route("/conversations", web::get().to(conversations_list::list))
        .route("/conversations/bulk", web::post().to(bulk::act))
        .route("/bulk/{id}", web::get().to(bulk_show::show))
        .route("/bulk/{id}/start", web::post().to(bulk::start))
        .route("/bulk/{id}/cancel", web::post().to(bulk::cancel))
        .route("/bulk/{id}/undo", web::post().to(bulk::undo))
        .route("/conversations/{id}", web::get().to(conversation_show::show))
        .route("/conversations/{id}/handoff", web::post().to(conversation_write::handoff_tag))
        .route("/conversations/{id}/handoff/withdraw", web::post().to(conversation_write::handoff_withdraw))
        .route("/conversations/{id}/tag", web::post().to(conversation_write::tag_set))
        .route("/conversations/{id}/transcript", web::get().to(transcript::show))
        .configure(export::routes)
        .route("/views/columns", web::get().to(columns_form::choose))
        .route("/views", web::post().to(views_write::create))
        .route("/views/default", web::post().to(views_write::set_default))
        .route("/views/{id}/replace", web::post().to(views_write::replace))
        .route("/views/{id}/rename", web::post().to(views_write::rename))
        .route("/views/{id}/remove", web::post().to(views_write::remove))
        .route("/views/{id}/restore", web::post().to(views_write::restore))
        .route("/keys", web::get().to(keys_show::show))
        .route("/sign-in", web::get().to(session::show))
        .route("/sign-in", web::post().to(session::sign_in))
        .route("/sign-out", web::post().to(session::sign_out))
        .route("/language/{code}", web::get().to(language_set::set))
        .route("/static/{hash}/{name}", web::get().to(assets::serve))
        .default_service(web::to(error::not_found));
}

/// The address of the list of a filter's conversations.
fn list_of(filter: &Filter) -> String {
    format!("/conversations?{}", filter.query())
}

/// Renders a page.
fn render(page: &impl Template) -> Page {
    let html =
        page.render().map_err(|error| Error::Internal(format!("the page cannot be shown: {error}")))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        // Conversations are personal data: no copy stays behind in shared caches or after signing out.
        .insert_header(("Cache-Control", "private, no-store"))
        .body(html))
}
