//! The HTTP API, over real connections.

mod events;
mod reading;
mod refusals;
mod writing;
