//! The pages: one file an action, each with the struct its template shows. The template of the same name stands in
//! `templates/` and decides nothing.

mod assets;
mod breakdown;
mod bulk;
mod bulk_show;
mod chart;
mod chart_groups;
mod chart_spans;
mod choices;
mod columns;
mod columns_form;
mod compare;
mod conversation_show;
mod conversation_write;
mod conversations_list;
mod error;
mod export;
mod filter_bar;
mod found;
mod guard;
mod keys_show;
mod layout;
mod list_rows;
mod live;
mod me;
mod overview_show;
mod pickers;
mod said;
mod sentence;
mod session;
mod settings;
mod snippets;
mod sparkline;
mod start;
mod styleguide_show;
mod thread_events;
mod thread_items;
mod thread_parts;
mod thread_rail;
mod thread_why;
mod tiles;
mod transcript;
mod view;
mod views_menu;
mod views_write;
mod welcome;
mod words;

pub use error::PageError;
pub use welcome::is_address;

use actix_web::http::header::ETag;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

use crate::api::Query;
use crate::domain::filter::Filter;
use crate::error::Error;
use crate::kept::Made;

/// What an address says for a page with all its numbers, however long that takes.
const EXACTLY: (&str, &str) = ("numbers", "all");

/// Whether all numbers are asked for.
fn exactly(query: &Query) -> bool {
    query.get(EXACTLY.0) == Some(EXACTLY.1)
}

/// The address of the same page with all its numbers.
fn later(path: &str, query: &Query) -> String {
    let mut all = query.clone();
    all.0.push((EXACTLY.0.to_owned(), EXACTLY.1.to_owned()));
    format!("{path}?{}", all.text())
}

/// What a page's handler answers.
pub type Page = Result<HttpResponse, PageError>;

crate::access::routes! {
    get "/" Read overview_show::show;
    get "/conversations" Read conversations_list::list;
    post "/conversations/bulk" Review bulk::act;
    post "/conversations/bulk/export" Export bulk::export;
    get "/bulk/{id}" Read bulk_show::show;
    post "/bulk/{id}/start" Review bulk::start;
    post "/bulk/{id}/cancel" Review bulk::cancel;
    post "/bulk/{id}/undo" Review bulk::undo;
    get "/conversations/{id}" Read conversation_show::show;
    post "/conversations/{id}/handoff" Review conversation_write::handoff_tag;
    post "/conversations/{id}/handoff/withdraw" Review conversation_write::handoff_withdraw;
    post "/conversations/{id}/tag" Review conversation_write::tag_set;
    get "/conversations/{id}/transcript" Read transcript::show;
    get "/export/{file}" Export export::give;
    get "/views/columns" Read columns_form::choose;
    post "/views" Read views_write::create;
    post "/views/default" Read views_write::set_default;
    post "/views/{id}/replace" Read views_write::replace;
    post "/views/{id}/rename" Read views_write::rename;
    post "/views/{id}/remove" Read views_write::remove;
    post "/views/{id}/restore" Read views_write::restore;
    get "/styleguide" Read styleguide_show::show;
    get "/start" Read start::show;
    get "/start/key" Read start::show;
    post "/start/key" Configure start::key;
    get "/keys" Read keys_show::show;
    get "/sign-in" Open session::show;
    post "/sign-in" Open session::sign_in;
    post "/sign-out" Open session::sign_out;
    get "/welcome/{token}" Open welcome::show;
    post "/welcome/{token}" Open welcome::choose;
    get "/me" SignedIn me::show;
    post "/me/password" SignedIn me::change_password;
    post "/me/sign-out" SignedIn me::sign_out_everywhere;
    get "/settings/account" Configure settings::account::show;
    post "/settings/account" Configure settings::account::save;
    get "/settings/numbers" Configure settings::numbers::show;
    post "/settings/numbers" Configure settings::numbers::ask;
    get "/settings/changes/{id}" Configure settings::change::show;
    post "/settings/changes/{id}/save" Configure settings::change::save;
    get "/settings/users" People settings::users_list::list;
    post "/settings/users" People settings::users_write::invite;
    post "/settings/users/{id}" People settings::users_write::change;
    post "/settings/users/{id}/disable" People settings::users_write::disable;
    post "/settings/users/{id}/enable" People settings::users_write::enable;
    post "/settings/users/{id}/link" People settings::users_write::link;
    get "/settings/keys" Configure settings::keys::list;
    post "/settings/keys" Configure settings::keys::create;
    post "/settings/keys/revoke" Configure settings::keys::revoke;
    get "/settings/privacy" Configure settings::privacy::show;
    post "/settings/privacy" Configure settings::privacy::decide;
    post "/settings/privacy/customer" Configure settings::customer::find;
    post "/settings/privacy/export" Configure settings::customer::export;
    post "/settings/privacy/erase" Configure settings::customer::erase;
    get "/settings/audit" Configure settings::audit::list;
    get "/settings/audit.ndjson" Configure settings::audit::export;
    get "/language/{code}" Open choices::set_language;
    get "/theme/{word}" Open choices::set_theme;
    get "/live" Read live::listen;
    get "/static/{hash}/{name}" Open assets::serve;
}

/// What is answered where no address is.
pub fn nowhere(config: &mut ServiceConfig) {
    config.default_service(web::to(error::not_found));
}

/// The address of the list of a filter's conversations.
fn list_of(filter: &Filter) -> String {
    format!("/conversations?{}", filter.query())
}

/// Renders a page.
fn render(page: &impl Template) -> Page {
    Ok(answer().body(html(page)?))
}

fn html(page: &impl Template) -> Result<String, PageError> {
    Ok(page.render().map_err(|error| Error::Internal(format!("the page cannot be shown: {error}")))?)
}

/// Gives a page that is kept.
fn again(made: Made) -> HttpResponse {
    answer().insert_header(ETag(made.tag)).body(made.html)
}

fn answer() -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/html; charset=utf-8");
    // Conversations are personal data: no copy stays behind in shared caches or after signing out.
    answer.insert_header(("Cache-Control", "private, no-store"));
    answer
}
