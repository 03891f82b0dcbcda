//! The pages in a real browser, as the people they are for use them.

mod chromium;
mod erase;
mod journey;
mod people;
mod search;
mod select;
mod table;
