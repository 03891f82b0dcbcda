//! What the tests share: a real server on a free port, and its verbs; the binary; disorder.

mod app;
pub mod binary;
pub mod database;
pub mod load;
pub mod people;
pub mod server;
mod shuffle;
mod wire;

use std::str::FromStr;

pub use app::{App, Hand, NOW, at, body, message, percent};
pub use server::Server;
pub use shuffle::Shuffle;
pub use wire::Wire;

/// What a run of the tests is told from outside, where it is told anything that can be read.
#[expect(clippy::disallowed_methods, reason = "a setting of the tests, not of the program")]
pub fn setting<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}
