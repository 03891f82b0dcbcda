//! What is not copied, and why: told plainly, with nothing changed.

use std::path::Path;

use hilo::store::{Pools, Store, name_of};
use migrations::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, Statement};
use sea_orm_migration::MigratorTrait;

use super::{NEW, OLD, complaint, copied, create_shop, done, import, tamper};
use crate::support::Server;

/// The databases that are in a folder.
fn files(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = names.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.contains(".db"));
    names.sort_unstable();
    names
}

#[test]
fn a_mistyped_source_is_told_and_nothing_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let told = complaint(folder, "sqlite://odl.db?mode=rwc", NEW);
    assert!(told.contains("odl.db: There is no database of Hilo") && told.contains("no such file"), "{told}");
    assert!(files(folder).is_empty(), "{:?}", files(folder));
    std::fs::write(folder.join("empty.db"), "").expect("written");
    let told = complaint(folder, "sqlite://empty.db", NEW);
    assert!(told.contains("empty.db: There is no database of Hilo"), "{told}");
    std::fs::write(folder.join("text.db"), "Dear diary, ".repeat(500)).expect("written");
    let told = complaint(folder, "sqlite://text.db", NEW);
    assert!(told.contains("text.db: This is not a SQLite database"), "{told}");
    assert_eq!(files(folder), ["empty.db", "text.db"]);
    assert_eq!(std::fs::read(folder.join("empty.db")).expect("read"), b"");
}

#[actix_web::test]
async fn an_empty_database_of_a_server_is_no_source_and_a_missing_one_neither() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, server) = (folder.path(), Server::start());
    let url = server.url("empty");
    let told = complaint(folder, &url, NEW);
    assert!(told.contains("/empty: There is no database of Hilo"), "{told}");
    let tables = Database::connect(&url).await.expect("connected");
    let made = tables.execute_unprepared("SELECT 1 FROM pg_class WHERE relname = 'account'").await;
    assert_eq!(made.expect("asked").rows_affected(), 0, "nothing was made in it");
    let told = complaint(folder, &url.replace("/empty", "/missing"), NEW);
    assert!(told.contains("\"missing\" does not exist"), "{told}");
    assert!(files(folder).is_empty());
}

#[test]
fn the_same_database_twice_is_refused_however_it_is_spelled() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, server) = (folder.path(), Server::start());
    import(folder, OLD, "default", 1, 3);
    let url = server.url("hilo");
    copied(folder, OLD, &url);
    let absolute = format!("sqlite://{}", folder.join("old.db").display());
    let other_name = url.replace("127.0.0.1", "localhost").replace("postgres://", "postgresql://");
    for (from, to) in
        [(OLD, OLD), (OLD, "sqlite:./old.db"), (OLD, &absolute), (&url, &url), (&url, &other_name)]
    {
        let told = complaint(folder, from, to);
        assert!(told.contains("are the same database"), "{from} {to}: {told}");
    }
}

#[test]
fn no_password_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 1, 3);
    for url in [
        "postgres://hilo:s3cret@127.0.0.1:1/hilo",
        "postgres://hilo:s3cret@[bad/hilo",
        "postgres:/hilo:s3cret@127.0.0.1/hilo",
        "postgres://127.0.0.1:1/hilo?password=s3cret",
        "postgres://127.0.0.1:1/hilo?user=me@home&password=s3@s3cret",
        "postgres://hilo:?s3cret@127.0.0.1:1/hilo",
        "mysql://hilo:s3cret@127.0.0.1/hilo",
        "postgres://hilo:s3cret/hilo",
    ] {
        for (from, to) in [(url, NEW), (OLD, url)] {
            let told = complaint(folder, from, to);
            assert!(!told.contains("s3cret") && !told.contains("s3@"), "{url}: {told}");
        }
        assert!(!name_of(url).contains("s3"), "{}", name_of(url));
    }
    assert_eq!(
        name_of("postgres://hilo:s3cret@db.example.com:5433/hilo?sslmode=require"),
        "postgres://db.example.com:5433/hilo"
    );
    assert_eq!(files(folder), ["old.db"]);
}

#[actix_web::test]
async fn nothing_is_left_beside_a_source_whose_connections_all_end_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 1, 3);
    let url = format!("sqlite://{}", folder.join("old.db").display());
    // Two that close at the same instant are rare: once in some fifty rounds.
    for _ in 0..400 {
        let store = Store::open_to_read(&url, Pools::default()).await.expect("opened");
        let reading = tokio::join!(store.snapshot(), store.snapshot(), store.snapshot(), store.snapshot());
        drop(reading);
        store.close().await.expect("closed");
        assert_eq!(files(folder), ["old.db"]);
    }
}

#[actix_web::test]
async fn a_database_that_holds_something_else_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 1, 20);
    done(folder, OLD, &["key", "create", "--name", "page", "--scope", "read"]);
    copied(folder, OLD, "sqlite://whole.db");
    let change =
        "UPDATE event SET received_at = received_at + 1 WHERE event_id = (SELECT max(event_id) FROM event)";
    let body = "UPDATE event SET body = body || ' ' WHERE event_id = (SELECT min(event_id) FROM event)";
    let other = "INSERT INTO account (id, name, time_zone, currency, language, auto_close_hours, attribution, tag_rules) \
                 SELECT 7, 'other', time_zone, currency, language, auto_close_hours, \
                 attribution, tag_rules FROM account; UPDATE event SET account_id = 7";
    for (sql, told) in [
        (change, "holds another event `"),
        (body, "holds another event `"),
        ("UPDATE account SET time_zone = 'Asia/Tokyo'", "has other settings in old.db"),
        (
            "UPDATE account SET name = 'other'",
            "another account by the name or under the number of `default` (1)",
        ),
        (other, "holds events of the account `other`"),
        ("UPDATE account SET id = 7", "another account by the name or under the number of `default` (1)"),
        ("UPDATE api_key SET hash = 'f00'", "has another key by the name `page`"),
    ] {
        std::fs::copy(folder.join("whole.db"), folder.join("new.db")).expect("copied");
        tamper(folder, NEW, sql).await;
        let before = std::fs::read(folder.join("new.db")).expect("read");
        let complaint = complaint(folder, OLD, NEW);
        assert!(complaint.contains(told) && complaint.contains("new.db"), "{sql}: {complaint}");
        assert!(complaint.contains("copy into an empty database"), "{sql}: {complaint}");
        assert!(std::fs::read(folder.join("new.db")).expect("read") == before, "{sql}");
    }
}

#[test]
fn an_account_without_events_takes_the_settings_and_keys_that_were_revoked_stay_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 1, 20);
    create_shop(folder, OLD);
    for name in ["one", "two"] {
        done(folder, OLD, &["key", "create", "--name", name, "--scope", "read"]);
    }
    done(folder, OLD, &["account", "set", "--time-zone", "Asia/Tokyo"]);
    // Opened before, as by a server that was tried out: it has an account of that name.
    done(folder, NEW, &["account", "list"]);
    copied(folder, OLD, NEW);
    assert_eq!(done(folder, NEW, &["account", "list"]), done(folder, OLD, &["account", "list"]));
    done(folder, OLD, &["key", "revoke", "--name", "one"]);
    done(folder, NEW, &["key", "revoke", "--name", "two"]);
    copied(folder, OLD, NEW);
    let keys = done(folder, NEW, &["key", "list"]);
    assert_eq!(keys.matches("\trevoked ").count(), 2, "{keys}");
}

/// Makes `older.db`, a database as it was after so many changes of the schema, with what `tables` of `whole.db` hold.
async fn make_older(folder: &Path, changes: u32, tables: &[&str]) {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", folder.join("older.db").display()));
    options.max_connections(1);
    let older = Database::connect(options).await.expect("opened");
    Migrator::up(&older, Some(changes)).await.expect("the schema as it was");
    let whole = folder.join("whole.db");
    older.execute_unprepared(&format!("ATTACH '{}' AS whole", whole.display())).await.expect("attached");
    for table in tables {
        let columns = format!("SELECT group_concat(name) AS names FROM pragma_table_info('{table}', 'main')");
        let columns = older.query_one_raw(Statement::from_string(older.get_database_backend(), columns));
        let columns = columns.await.expect("asked").expect("a row");
        let columns: String = columns.try_get("", "names").expect("names");
        let fill = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM whole.{table}");
        older.execute_unprepared(&fill).await.expect("filled");
    }
    older.close().await.expect("closed");
}

#[actix_web::test]
async fn a_source_of_an_older_version_is_read_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 1, 20);
    copied(folder, OLD, "sqlite://whole.db");
    // Accounts and events are all that is read, and have been there since the first version.
    make_older(folder, 2, &["account", "event"]).await;
    let before = std::fs::read(folder.join("older.db")).expect("read");
    copied(folder, "sqlite://older.db", NEW);
    assert!(std::fs::read(folder.join("older.db")).expect("read") == before, "it was only read");
    for what in ["events", "conversations", "orders"] {
        assert!(done(folder, NEW, &["export", what]) == done(folder, OLD, &["export", what]), "{what}");
    }
}

#[actix_web::test]
async fn people_of_a_version_in_which_nobody_had_a_language_are_copied() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    import(folder, OLD, "default", 1, 3);
    done(folder, OLD, &["user", "add", "--email", "ana@example.com", "--role", "analyst"]);
    copied(folder, OLD, "sqlite://whole.db");
    make_older(folder, 14, &["account", "event", "users"]).await;
    copied(folder, "sqlite://older.db", NEW);
    let people = done(folder, NEW, &["user", "list"]);
    assert!(people.contains("ana@example.com") && people.contains("analyst"), "{people}");
}
