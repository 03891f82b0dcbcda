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
pub use export::{answer as export_answer, ask as export_for, named as export_named, note as export_note};
pub use overview_show::ask as overview_for;
pub use problem::Problem;
pub use query::Query;

/// The largest body, in bytes, as it is sent and again when it is unpacked.
pub const MAX_BODY_BYTES: usize = 5 * 1024 * 1024;

crate::access::routes! {
    get "/healthz" Open health::ready;
    get "/healthz/ready" Open health::ready;
    get "/healthz/live" Open health::live;
    post "/api/v1/events" Send events_create::create;
    options "/api/v1/events" Open events_create::may_send;
    get "/api/v1/overview" Read overview_show::show;
    get "/api/v1/conversations" Read conversations_list::list;
    get "/api/v1/conversations/{id}" Read conversation_show::show;
    get "/api/v1/export/{file}" Export export::give;
}
