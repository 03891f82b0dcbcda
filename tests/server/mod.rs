//! What only a PostgreSQL server can show: several processes on one database, a server that goes away and comes back,
//! a replica, and that it keeps and gives the same as SQLite does. Each test starts a server of its own.

mod alike;
mod catalogue;
mod coming_back;
mod opening;
mod replica;
mod several;
mod silence;
mod split;

use std::path::Path;
use std::process::Command;

use crate::support::binary::{self, stderr, stdout};

/// The binary over a server's database.
fn hilo(folder: &Path, database: &str) -> Command {
    let mut command = binary::hilo(folder);
    command.env("HILO_DATABASE_URL", database);
    command
}

/// Runs it, and gives what it printed; it must end well.
fn run(folder: &Path, database: &str, arguments: &[&str]) -> String {
    let output = hilo(folder, database).args(arguments).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {} {}", stdout(&output), stderr(&output));
    stdout(&output)
}

/// A key for everything.
fn key(folder: &Path, database: &str, name: &str) -> String {
    run(folder, database, &["key", "create", "--name", name, "--scope", "ingest", "--scope", "read"])
}
