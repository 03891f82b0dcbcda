//! The pages in a real browser, as the people they are for use them.

mod chromium;
mod journey;
mod search;
mod select;
mod table;
