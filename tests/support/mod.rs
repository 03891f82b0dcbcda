//! What the tests share: a real server on a free port, and its verbs.

mod app;
mod shuffle;

pub use app::{App, at, body, message};
pub use shuffle::Shuffle;
