//! The floor: the least work that could give the same result. Rows that Hilo made of some events are written again by
//! prepared statements, into the same tables with the same indexes, by the same engine with the same settings.

/// Which tables there are, and how their rows hang on events.
mod schema;

/// Rows again.
mod replay;

/// Writing them.
mod writer;

/// Search documents, made of the events.
mod documents;

/// The same behind HTTP, and answers of nothing but bytes.
pub mod server;

pub use replay::{Maker, Prepared};
pub use writer::Writer;
