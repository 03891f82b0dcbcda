//! The rules: facts in, decisions out. No I/O, no clock, no environment in here.
//!
//! Whoever wants to know what a number means starts here; every other room only asks.

pub mod access;
pub mod attribution;
pub mod bulk;
pub mod conversation;
pub mod erase;
pub mod event;
pub mod exchange;
pub mod filter;
pub mod identity;
pub mod mask;
pub mod metrics;
pub mod money;
pub mod order;
pub mod period;
pub mod search;
pub mod segment;
pub mod settings;
pub mod status;
pub mod tag;
pub mod totals;
pub mod wording;
