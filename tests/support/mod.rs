//! What the tests share: a real server on a free port, and its verbs; the binary; disorder.

mod app;
pub mod binary;
mod shuffle;
mod wire;

pub use app::{App, Hand, NOW, at, body, message};
pub use shuffle::Shuffle;
pub use wire::Wire;
