//! All tests in one binary, so that it is linked once. The rooms mirror what they test.

mod access;
mod browser;
mod bulk;
mod cli;
mod clock;
mod data;
mod exports;
mod faults;
mod fuzz;
mod http;
mod live;
mod pages;
mod privacy;
mod project;
mod property;
mod rules;
mod search;
mod server;
mod settings;
mod support;
