//! The HTTP API: JSON twins of the pages, and the way in for events.

mod body;
mod conversation_show;
mod conversations_list;
mod events_create;
mod export;
mod health;
mod overview_show;
mod problem;
mod query;

pub use conversations_list::{ask as conversations_for, sort_of};
pub use export::{answer as export_answer, ask as export_for};
pub use overview_show::ask as overview_for;
pub use problem::Problem;
pub use query::Query;

use actix_web::web::{self, ServiceConfig};

/// The largest body, in bytes, as it is sent and again when it is unpacked.
pub const MAX_BODY_BYTES: usize = 5 * 1024 * 1024;

/// Adds the routes of the API.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::ready))
        .route("/healthz/ready", web::get().to(health::ready))
        .route("/healthz/live", web::get().to(health::live))
        .service(
            web::scope("/api/v1")
                .route("/events", web::post().to(events_create::create))
                .route("/overview", web::get().to(overview_show::show))
                .route("/conversations", web::get().to(conversations_list::list))
                .route("/conversations/{id}", web::get().to(conversation_show::show))
                .configure(export::routes)
                .default_service(web::to(problem::no_such_route)),
        );
}
