//! Copies that were interrupted, and such that are made again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use super::{NEW, OLD, copied, done, import, on};
use crate::support::binary::{hilo, stderr, stdout};
use crate::support::{Server, message};

/// Starts a copy and gives it once the first events have arrived.
fn started(folder: &Path, to: &str) -> Child {
    let mut command = hilo(folder);
    command.args(["copy", "--from", OLD, "--to", to]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its lines"));
    let mut line = String::new();
    lines.read_line(&mut line).expect("a line");
    assert!(line.starts_with("copying events: "), "{line}");
    // The rest is read away: a full pipe would stop it.
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    child
}

/// How many events the last line of a copy says were copied, and how many there already.
fn numbers(told: &str) -> (usize, usize) {
    let before = |word: &str| {
        let number = told.split(word).next().and_then(|before| before.split_whitespace().last());
        number.expect(told).replace(',', "").parse().expect(told)
    };
    (before(" events copied"), before(" already there"))
}

fn exports(folder: &Path, url: &str) -> Vec<String> {
    ["events", "conversations", "orders"].map(|what| done(folder, url, &["export", what])).to_vec()
}

/// Kills a copy when some of it has arrived; then it is made again, and again.
fn kill_and_resume(folder: &Path, to: &str, events: usize) {
    let mut killed = started(folder, to);
    killed.kill().expect("it is ours");
    assert_eq!(killed.wait().expect("it ends").code(), None, "a signal ended it");
    let (copied_now, there) = numbers(&copied(folder, OLD, to));
    assert!(copied_now > 0 && there > 0, "some had arrived and some had not: {copied_now}, {there}");
    assert_eq!(copied_now + there, events);
    assert_eq!(numbers(&copied(folder, OLD, to)), (0, events), "run again it adds nothing");
    assert!(exports(folder, to) == exports(folder, OLD), "the exports are the same");
}

#[test]
fn a_copy_that_was_killed_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, server) = (folder.path(), Server::start());
    let events = import(folder, OLD, "default", 7, 900);
    kill_and_resume(folder, NEW, events);
    kill_and_resume(folder, &server.url("hilo"), events);
}

#[test]
fn what_comes_while_a_copy_is_made_is_told_and_brought_over_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let events = import(folder, OLD, "default", 8, 300);
    let copying = started(folder, NEW);
    let late = message("late", "c-late", "2026-11-19T10:00:00Z", "customer", "¿Y ahora?").to_string();
    std::fs::write(folder.join("late.ndjson"), late).expect("written");
    done(folder, OLD, &["import", "late.ndjson"]);
    let output = copying.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("old.db has 1 more by now"), "{}", stdout(&output));
    assert_eq!(numbers(&copied(folder, OLD, NEW)), (1, events));
    assert!(exports(folder, NEW) == exports(folder, OLD), "the exports are the same");
    // The other way round nothing is brought: the new database is in use by now.
    std::fs::write(
        folder.join("new.ndjson"),
        message("new", "c-new", "2026-11-19T10:00:00Z", "customer", "Hola").to_string(),
    )
    .expect("written");
    done(folder, NEW, &["import", "new.ndjson"]);
    let output = super::copy(folder, OLD, NEW);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("new.db has 1 more than"), "{}", stdout(&output));
}

#[test]
fn what_is_wrong_in_the_old_database_is_told_of_the_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 9, 20);
    let wrong = "UPDATE event SET time = time + 1 WHERE event_id = (SELECT min(event_id) FROM event)";
    actix_web::rt::System::new().block_on(super::tamper(folder, OLD, wrong));
    let output = super::copy(folder, OLD, NEW);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("(time, conversation, order)"), "{}", stdout(&output));
    assert_eq!(on(folder, NEW, &["check", "--repair"]).status.code(), Some(0));
}
