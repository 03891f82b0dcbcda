//! Another program holds the database.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use futures_util::future::join_all;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use super::{Caller, SERVE, ids, key, messages, refused};
use crate::support::binary::{Served, hilo, stderr};

/// Another program that holds a folder's database until it is told to let go.
async fn other(folder: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", folder.join("hilo.db").display()));
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    let other = Database::connect(options).await.expect("another program opens it");
    other.execute_unprepared("BEGIN EXCLUSIVE").await.expect("it holds it");
    other
}

async fn let_go(other: DatabaseConnection) {
    other.execute_unprepared("ROLLBACK").await.expect("it lets go");
    other.close().await.expect("it ends");
}

#[actix_web::test]
async fn while_another_program_holds_the_database_senders_are_told_so_and_reading_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = key(&mut hilo(folder.path()));
    let served = Served::start(hilo(folder.path()).args(SERVE));
    let caller = Caller::new(&served, &key);
    let first = messages(0, 5);
    assert_eq!(caller.post(&first).await.status, 200);
    let other = other(folder.path()).await;
    // Many at once: each is told after one wait, not one after the other after a wait of its own.
    let many: Vec<_> = (0..12).map(|n| messages(100 + n, 1)).collect();
    let all = join_all(many.iter().map(|events| caller.post(events)));
    let answers = tokio::time::timeout(Duration::from_secs(25), all).await.expect("nobody waits long");
    for answer in answers {
        answer.assert_refused("Another program holds the database");
    }
    caller.assert_readable().await;
    caller.until_ready_is(503).await.assert_refused("Another program holds the database");
    let_go(other).await;
    let second = messages(200, 5);
    let answer = caller.post(&second).await;
    assert_eq!(answer.status, 200, "the same server goes on: {}", answer.text);
    let expected: Vec<String> = ids(&first).chain(ids(&second)).collect();
    assert_eq!(caller.kept().await, expected, "what was refused was not kept");
}

#[actix_web::test]
async fn a_server_starts_and_is_read_while_another_program_holds_its_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = key(&mut hilo(folder.path()));
    let other = other(folder.path()).await;
    let served = Served::start(hilo(folder.path()).args(SERVE));
    let caller = Caller::new(&served, &key);
    caller.assert_readable().await;
    let_go(other).await;
    assert_eq!(caller.post(&messages(0, 1)).await.status, 200);
}

#[actix_web::test]
async fn a_fresh_database_that_another_program_holds_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let holding = other(folder.path()).await;
    let complaint = refused(hilo(folder.path()).args(SERVE));
    assert!(complaint.contains("hilo.db: Another program holds the database"), "{complaint}");
    let mut waiting = hilo(folder.path());
    let waiting =
        waiting.args(super::KEY).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    tokio::time::sleep(Duration::from_millis(300)).await;
    let_go(holding).await;
    let output = waiting.wait_with_output().expect("it ends");
    assert!(output.status.success(), "it waited: {}", stderr(&output));
}
