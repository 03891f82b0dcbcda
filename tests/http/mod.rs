//! The HTTP API, over real connections.

mod events;
mod packed;
mod reading;
mod refusals;
mod tolerance;
mod transient;
mod values;
mod writing;
