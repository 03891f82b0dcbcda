//! What the server tells of itself: lines on standard error, one a request.
//!
//! Conversations are personal data, and logs travel further than databases do. A line therefore holds no body, no query,
//! no key, no address and no name: only what [`request`] picks, and causes that [`cause`] has cleaned.

pub mod cause;
pub mod request;

use std::cell::RefCell;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

use crate::config::{LogFormat, Logs};

/// What happened to the events of a request: numbers for its line. Handlers leave it in their answer's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// New events.
    pub accepted: usize,
    /// Known ones.
    pub duplicate: usize,
    /// Refused ones.
    pub rejected: usize,
}

/// Why an answer is a 5xx, free of anything a customer wrote. Whoever makes such an answer leaves it in its extensions.
#[derive(Clone, Debug)]
pub struct Cause(pub String);

thread_local! {
    /// Where this thread panicked last.
    static PANICKED_AT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Begins to tell, for the rest of the process. A second call changes nothing.
pub fn start(logs: &Logs) {
    // Only our own lines and the server's trouble: what other libraries would tell may quote a request or a row.
    let level = LevelFilter::from(logs.log_level);
    let targets =
        Targets::new().with_target("hilo", level).with_target("actix_server", level.min(LevelFilter::WARN));
    // Should standard error be closed, a server goes on in silence rather than ending.
    let lines = fmt::layer().with_writer(std::io::stderr).log_internal_errors(false).with_ansi(false);
    let lines = match logs.log_format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_target(false).boxed(),
    };
    if registry().with(targets).with(lines).try_init().is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            // Where, never what: a panic's message may quote the text that it stumbled over.
            let at = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
            PANICKED_AT.with_borrow_mut(|last| last.clone_from(&at));
            tracing::error!(at, "panicked");
        }));
    }
}

/// Where this thread panicked last; empty where it never did, or where nobody listens.
pub fn panicked_at() -> String {
    PANICKED_AT.with_borrow(Clone::clone)
}
