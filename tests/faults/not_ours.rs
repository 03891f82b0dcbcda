//! Files that are no database, another program's, or a newer version's.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database};

use super::{SERVE, key, refused};
use crate::support::binary::{hilo, run};

/// All commands that open the database.
const COMMANDS: [&[&str]; 7] = [
    &SERVE,
    &["check"],
    &["import", "events.ndjson"],
    &["export", "events"],
    &["key", "list"],
    &["key", "create", "--name", "x", "--scope", "read"],
    &["account", "list"],
];

/// Every command refuses, says why with the file's name, and leaves all as it was.
fn all_refuse(folder: &Path, told: &str) {
    std::fs::write(folder.join("events.ndjson"), "").expect("written");
    let file = folder.join("hilo.db");
    let before = std::fs::read(&file).expect("it is there");
    for command in COMMANDS {
        let complaint = refused(hilo(folder).args(command));
        assert!(complaint.contains("hilo.db: ") && complaint.contains(told), "{command:?}: {complaint}");
        assert!(std::fs::read(&file).expect("it is there") == before, "{command:?} leaves it as it was");
    }
}

async fn execute(folder: &Path, sql: &str) {
    let url = format!("sqlite://{}?mode=rwc", folder.join("hilo.db").display());
    let db = Database::connect(url).await.expect("opened");
    db.execute_unprepared(sql).await.expect(sql);
    db.close().await.expect("closed");
}

#[test]
fn a_text_is_no_database_and_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("hilo.db"), "Dear diary, ".repeat(500)).expect("written");
    all_refuse(folder.path(), "This is not a SQLite database");
}

#[actix_web::test]
async fn a_database_of_another_program_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    execute(folder.path(), "CREATE TABLE invoices (id INTEGER)").await;
    all_refuse(folder.path(), "belongs to another program");
}

#[actix_web::test]
async fn a_database_of_a_newer_version_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    key(&mut hilo(folder.path()));
    execute(folder.path(), "INSERT INTO seaql_migrations VALUES ('m20990101_000001_future', 1)").await;
    all_refuse(folder.path(), "written by a newer Hilo");
}

#[test]
fn an_empty_file_is_a_fresh_database() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("hilo.db"), "").expect("written");
    assert!(run(folder.path(), &["account", "list"]).status.success());
}
