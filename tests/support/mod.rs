//! What the tests share: a real server on a free port, and its verbs; the binary; disorder.

mod app;
pub mod binary;
pub mod database;
pub mod load;
pub mod people;
pub mod server;
mod shuffle;
mod wire;

pub use app::{App, Hand, NOW, at, body, message, percent};
pub use server::Server;
pub use shuffle::Shuffle;
pub use wire::Wire;
