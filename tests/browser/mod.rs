//! The pages in a real browser, as the people they are for use them.

mod chart;
mod chromium;
mod erase;
mod face;
mod journey;
mod keyboard;
mod live;
mod people;
mod search;
mod select;
mod table;
mod thread;
mod thread_ways;
