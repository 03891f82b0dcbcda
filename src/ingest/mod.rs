//! The way in: one writer takes what is waiting, applies it in one transaction, and only then answers.

mod apply;
pub mod bulk;
pub mod changes;
mod converse;
mod credit;
mod eager;
pub mod erase;
mod group;
mod identify;
mod index;
mod keep;
mod rebuild;
mod refold;
pub mod resettle;
pub mod retain;
pub mod sweep;
mod touch;
mod writer;

pub use rebuild::{Links, Stage, rebuild};
pub use refold::{is_behind, refold, sum_up};
pub use writer::{Ingest, Pace, RETRY_AFTER};

use crate::domain::event::Refusal;

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Kept, and it is in the numbers.
    Accepted,
    /// Known already: the first of that id counts.
    Duplicate,
    /// Not kept, and why.
    Rejected(Refusal),
}
