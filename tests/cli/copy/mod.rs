//! `hilo copy`: everything arrives as it was, from either engine in either.

mod engines;
mod refused;
mod resumed;

use std::path::Path;
use std::process::Output;

use hilo::store::Store;
use sea_orm::ConnectionTrait;

use crate::support::binary::{Served, hilo, run, stderr, stdout};
use crate::support::{NOW, at};

/// Where tests copy from and to, in their folder.
const OLD: &str = "sqlite://old.db";
const NEW: &str = "sqlite://new.db";

/// Runs a command on a database.
fn on(folder: &Path, url: &str, arguments: &[&str]) -> Output {
    run(folder, &[&["--database-url", url], arguments].concat())
}

/// The same for one that must go well; gives what it printed.
fn done(folder: &Path, url: &str, arguments: &[&str]) -> String {
    let output = on(folder, url, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {} {}", stdout(&output), stderr(&output));
    stdout(&output)
}

fn copy(folder: &Path, from: &str, to: &str) -> Output {
    run(folder, &["copy", "--from", from, "--to", to])
}

/// A copy that must go well; gives its last line.
fn copied(folder: &Path, from: &str, to: &str) -> String {
    let output = copy(folder, from, to);
    assert_eq!(output.status.code(), Some(0), "{} {}", stdout(&output), stderr(&output));
    stdout(&output).lines().last().expect("a line").to_owned()
}

/// A copy that must not be made; gives the complaint.
fn complaint(folder: &Path, from: &str, to: &str) -> String {
    let output = copy(folder, from, to);
    assert_eq!(output.status.code(), Some(2), "{} {}", stdout(&output), stderr(&output));
    stderr(&output)
}

/// Imports made-up conversations into an account, and says how many events those are.
fn import(folder: &Path, url: &str, account: &str, seed: u64, conversations: usize) -> usize {
    let events = hilo::demo::events(at(NOW), seed, conversations);
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    std::fs::write(folder.join("events.ndjson"), lines.join("\n")).expect("written");
    done(folder, url, &["--account", account, "import", "events.ndjson"]);
    lines.len()
}

/// Another account, with settings of its own.
fn create_shop(folder: &Path, url: &str) {
    let settings = ["--time-zone", "Asia/Kolkata", "--currency", "INR", "--auto-close-hours", "24"];
    done(folder, url, &[&["--account", "shop", "account", "create"], &settings[..]].concat());
    let user = ["user", "add", "--email", "ana@example.com", "--role", "agent", "--group", "Norte"];
    done(folder, url, &[&["--account", "shop"], &user[..]].concat());
}

/// What the accounts are, who may see them, and all that is exported of them: byte for byte what was put in.
fn everything(folder: &Path, url: &str) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![("accounts".to_owned(), done(folder, url, &["account", "list"]).into_bytes())];
    for account in ["default", "shop"] {
        let of = ["--account", account];
        for kept in ["key", "user"] {
            let list = done(folder, url, &[&of[..], &[kept, "list"]].concat());
            all.push((format!("{kept}s of {account}"), list.into_bytes()));
        }
        for what in ["events", "conversations", "orders"] {
            let output = on(folder, url, &[&of[..], &["export", what]].concat());
            assert!(output.status.success() && !output.stdout.is_empty(), "{what}: {}", stderr(&output));
            all.push((format!("{what} of {account}"), output.stdout));
        }
        done(folder, url, &[&of[..], &["check"]].concat());
    }
    all
}

/// Compares, and names what differs without printing all of it.
fn assert_same(found: &[(String, Vec<u8>)], wanted: &[(String, Vec<u8>)]) {
    for ((name, found), (_, wanted)) in found.iter().zip(wanted) {
        assert!(found == wanted, "{name} differ: {} and {} bytes", found.len(), wanted.len());
    }
    assert_eq!(found.len(), wanted.len());
}

/// Changes rows behind the back of the commands.
async fn tamper(folder: &Path, url: &str, sql: &str) {
    let url = url.replace("sqlite://", &format!("sqlite://{}/", folder.display()));
    let store = Store::open(&url).await.expect("opened");
    let done = store.writer().execute_unprepared(sql).await.expect(sql);
    assert!(done.rows_affected() > 0, "{sql}");
    store.close().await.expect("closed");
}

/// Whether a key opens the API of a database.
async fn opens(folder: &Path, url: &str, key: &str) -> bool {
    let served =
        Served::start(hilo(folder).args(["--database-url", url, "serve", "--listen", "127.0.0.1:0"]));
    let ask = reqwest::Client::new().get(format!("{}/api/v1/overview", served.url)).bearer_auth(key);
    ask.send().await.expect("an answer").status().is_success()
}
