//! A database file parts of which were overwritten.

use std::path::Path;

use hilo::store::Store;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::json;

use super::{Caller, SERVE, key, messages, refused};
use crate::support::Shuffle;
use crate::support::binary::{Served, hilo, run, stderr, stdout};

/// The size of a page of SQLite's files, unless told otherwise.
const PAGE: usize = 4096;

/// A database with some of everything, and a key to it.
fn filled(folder: &Path) -> String {
    let key = key(&mut hilo(folder));
    let mut lines: Vec<String> = messages(0, 600).iter().map(ToString::to_string).collect();
    for n in 0..50 {
        let time = "2026-11-19T11:00:00Z";
        let profile = json!({"email": format!("c{n}@example.com")});
        let click = json!({"id": format!("k-{n}"), "type": "product.clicked", "time": time,
            "conversation": format!("c-{n}"), "product": "p", "profile": profile});
        let order = json!({"id": format!("o-{n}"), "type": "order.placed", "time": "2026-11-19T12:00:00Z",
            "order": format!("o-{n}"), "total": "10.00", "currency": "USD", "profile": profile});
        lines.extend([click.to_string(), order.to_string()]);
    }
    std::fs::write(folder.join("events.ndjson"), lines.join("\n")).expect("written");
    let imported = run(folder, &["import", "events.ndjson"]);
    assert!(imported.status.success(), "{}", stderr(&imported));
    key
}

/// The first page of a table, counted from 1.
async fn root_page(folder: &Path, table: &str) -> usize {
    page_of(folder, "SELECT rootpage FROM sqlite_master WHERE name = $1", vec![table.into()]).await
}

/// The last page that a table or an index begins at.
async fn last_root_page(folder: &Path) -> usize {
    page_of(folder, "SELECT max(rootpage) FROM sqlite_master", vec![]).await
}

async fn page_of(folder: &Path, sql: &str, values: Vec<sea_orm::Value>) -> usize {
    let db =
        Database::connect(format!("sqlite://{}", folder.join("hilo.db").display())).await.expect("opened");
    // All is in the file itself after this, and nothing beside it.
    db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("written back");
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await;
    let page: i64 = row.expect("read").expect("a row").try_get_by_index(0).expect("a page");
    db.close().await.expect("closed");
    usize::try_from(page).expect("a page")
}

/// Overwrites a page, counted from 1.
fn overwrite(folder: &Path, page: usize, byte: impl FnMut() -> u8) {
    let file = folder.join("hilo.db");
    let mut bytes = std::fs::read(&file).expect("read");
    bytes[(page - 1) * PAGE..page * PAGE].fill_with(byte);
    std::fs::write(&file, bytes).expect("written");
}

/// Asks a server over that file for everything and sends to it: what meets the damage is told as damage, the rest is
/// answered, and the server stays. Gives how often the damage was met.
async fn met(folder: &Path, key: &str) -> usize {
    let served = Served::start(hilo(folder).args(SERVE));
    let caller = Caller::new(&served, key);
    let mut answers = Vec::new();
    for path in [
        "/",
        "/conversations",
        "/conversations?q=pedido",
        "/conversations/c-1",
        "/api/v1/overview",
        "/api/v1/conversations",
        "/api/v1/conversations?q=pedido",
        "/api/v1/conversations/c-1",
        "/api/v1/export/events.ndjson",
        "/api/v1/export/conversations.ndjson",
        "/api/v1/export/orders.ndjson",
    ] {
        answers.push((path, caller.get(path).await));
    }
    for n in 0..3 {
        answers.push(("POST", caller.post(&messages(599 + n, 2)).await));
    }
    let mut met = 0;
    for (path, answer) in answers {
        match answer.status {
            503 => {
                assert!(answer.text.contains("damaged"), "{path}: {}", answer.text);
                met += 1;
            }
            // What a lost key or row leads to: nobody is let in, nothing is found.
            status => assert!([200, 401, 404].contains(&status), "{path}: {status} {}", answer.text),
        }
    }
    assert_eq!(caller.get("/healthz/live").await.status, 200, "the server stays");
    met
}

#[actix_web::test]
async fn what_meets_a_damaged_table_is_told_so_and_the_server_stays() {
    for table in ["event", "conversation", "conversation_search_data", "orders", "identity"] {
        let folder = tempfile::tempdir().expect("a folder");
        let key = filled(folder.path());
        let page = root_page(folder.path(), table).await;
        overwrite(folder.path(), page, || 0xA5);
        assert!(met(folder.path(), &key).await > 0, "{table}: somebody met the damage");
        let url = format!("sqlite://{}", folder.path().join("hilo.db").display());
        let problems = Store::open(&url).await.expect("opened").verify_file().await.expect("it answers");
        assert!(!problems.is_empty(), "{table}: reading the whole file finds it");
        if ["event", "conversation", "orders"].contains(&table) {
            let complaint = refused(hilo(folder.path()).arg("check"));
            assert!(complaint.contains("The database file is damaged"), "{table}: {complaint}");
            assert!(complaint.contains("hilo.db") && complaint.contains("put a copy back"), "{complaint}");
        }
    }
}

#[actix_web::test]
async fn pages_overwritten_at_random_never_end_the_server() {
    let whole = tempfile::tempdir().expect("a folder");
    let key = filled(whole.path());
    // Not the pages of an empty database: without its schema it is none any more, and the server does not start.
    let first = last_root_page(whole.path()).await + 8;
    let pages = std::fs::read(whole.path().join("hilo.db")).expect("read").len() / PAGE;
    let mut random = Shuffle::new(11);
    let mut met_at_all = 0;
    for _ in 0..6 {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::copy(whole.path().join("hilo.db"), folder.path().join("hilo.db")).expect("copied");
        for _ in 0..pages / 8 {
            let page = first + random.below(pages - first);
            overwrite(folder.path(), page, || u8::try_from(random.below(256)).unwrap_or(0));
        }
        met_at_all += met(folder.path(), &key).await;
    }
    assert!(met_at_all > 0, "the damage was met");
}

#[actix_web::test]
async fn a_file_that_is_cut_short_while_it_is_served_fails_answers_and_not_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = filled(folder.path());
    let served = Served::start(hilo(folder.path()).args(SERVE));
    let caller = Caller::new(&served, &key);
    assert_eq!(caller.kept().await.len(), 700);
    let file = std::fs::OpenOptions::new().write(true).open(folder.path().join("hilo.db")).expect("opened");
    file.set_len(40 * PAGE as u64).expect("cut");
    let mut met = 0;
    for n in 0..7 {
        let answer = caller.get(&format!("/api/v1/conversations/c-{n}")).await;
        assert!([200, 401, 404, 503].contains(&answer.status), "{} {}", answer.status, answer.text);
        met += usize::from(answer.status == 503);
    }
    assert!(met > 0, "the cut was met");
    assert_eq!(caller.get("/healthz/live").await.status, 200, "the server stays");
}

#[actix_web::test]
async fn a_whole_file_is_found_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    filled(folder.path());
    let url = format!("sqlite://{}", folder.path().join("hilo.db").display());
    assert!(Store::open(&url).await.expect("opened").verify_file().await.expect("it answers").is_empty());
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
}
