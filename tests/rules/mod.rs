//! The rules, case by case: each test is a sentence of the contract.

mod attribution;
mod attribution_channels;
mod builder;
mod cards;
mod edges;
mod events_limits;
mod events_random;
mod events_refused;
mod events_written;
mod explain;
mod filter;
mod handoffs;
mod identity;
mod ledger;
mod metrics;
mod orders;
mod period;
mod segments;
mod shapes;
mod status;

mod tags;
