//! Hilo: the record of what an AI customer agent really did.
//!
//! The rooms, and what each is for. Arrows go one way: `web, api, cli → ingest → store → domain`.

/// Who is asking, and what they may do.
pub mod access;
/// The HTTP API.
pub mod api;
/// The command line.
pub mod cli;
/// The clock.
pub mod clock;
/// Every setting.
pub mod config;
/// Made-up conversations to look at.
pub mod demo;
/// The rules: what every number means. Pure.
pub mod domain;
/// What can go wrong.
pub mod error;
/// Everything, written out line by line.
pub mod export;
/// Made-up events to measure with.
pub mod generate;
/// The texts of the pages.
pub mod i18n;
/// The way in: events to rows, one writer.
pub mod ingest;
/// How rows look in JSON.
pub mod json;
/// Pages that were made before.
pub mod kept;
/// Who waits to hear that something changed.
pub mod live;
/// What the server tells of itself.
pub mod log;
/// The HTTP server.
pub mod server;
/// The only room that knows SQL.
pub mod store;
/// The pages.
pub mod web;
