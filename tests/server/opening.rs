//! Opening a database on a server: what is refused, and how; and the settings that bound what is asked of it.

use std::time::Duration;

use hilo::store::{Pools, Store};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{hilo, run};
use crate::support::binary::stderr;
use crate::support::server::Server;

#[test]
fn an_address_that_leads_nowhere_is_told_without_its_password() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let (address, _) =
        server.address("").split_once("hilo@").map(|(_, host)| (host.to_owned(), ())).expect("an address");
    for (url, told) in [
        (format!("postgres://hilo:secret@{address}nothing"), "The database cannot be opened."),
        (format!("postgres://nobody:secret@{address}postgres"), "The database cannot be opened."),
        ("postgres://hilo:secret@127.0.0.1:1/hilo".to_owned(), "The database server cannot be reached."),
        ("mysql://hilo:secret@127.0.0.1/hilo".to_owned(), "This is no address of a database"),
        ("hilo:secret".to_owned(), "This is no address of a database"),
    ] {
        let output = hilo(folder.path(), &url).args(["account", "list"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{url}");
        let said = stderr(&output);
        assert!(said.contains(told), "{url}: {said}");
        assert!(!said.contains("secret"), "{url}: {said}");
    }
}

#[test]
fn six_processes_that_open_a_fresh_database_at_once_all_succeed() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let database = server.url("hilo");
    let start = || hilo(folder.path(), &database).args(["account", "list"]).spawn().expect("it starts");
    let children: Vec<_> = (0..6).map(|_| start()).collect();
    for child in children {
        assert!(child.wait_with_output().expect("it ends").status.success());
    }
    assert_eq!(run(folder.path(), &database, &["account", "list"]).matches("default").count(), 1);
}

#[test]
fn tables_of_others_in_the_same_database_are_no_hindrance_and_a_newer_schema_is() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let database = server.url("hilo");
    server.sql("hilo", "CREATE TABLE of_others (id int)");
    run(folder.path(), &database, &["account", "list"]);
    server.sql("hilo", "INSERT INTO seaql_migrations VALUES ('m29991231_000001_later', 0)");
    let output = hilo(folder.path(), &database).args(["account", "list"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("written by a newer Hilo"), "{}", stderr(&output));
}

#[actix_web::test]
async fn statements_that_read_end_in_time_and_connections_are_as_many_as_asked_for() {
    let server = Server::start();
    let pools = Pools { readers: 2, statement_timeout: Duration::from_millis(200) };
    let store = Store::open_with(&server.url("hilo"), None, pools).await.expect("opened");
    let slow = store.reader().execute_unprepared("SELECT pg_sleep(60)").await;
    assert!(slow.is_err(), "it was ended");
    let asked = (0..10).map(|_| store.reader().execute_unprepared("SELECT pg_sleep(0.05)"));
    for answer in futures_util::future::join_all(asked).await {
        answer.expect("an answer");
    }
    let reading = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hilo' \
         AND query LIKE '%pg_sleep(0.05)%'";
    assert_eq!(server.sql("postgres", reading).trim(), "2");
    store.close().await.expect("closed");
}

#[actix_web::test]
async fn writers_see_what_was_written_while_they_waited_whatever_the_server_does_by_default() {
    let server = Server::start();
    let database = server.url("hilo");
    server.sql("hilo", "ALTER DATABASE hilo SET default_transaction_isolation = 'serializable'");
    let store = Store::open(&database).await.expect("opened");
    let tx = store.begin().await.expect("a transaction");
    let ask = Statement::from_string(DbBackend::Postgres, "SHOW transaction_isolation");
    let answer = tx.query_one_raw(ask).await.expect("an answer").expect("a row");
    assert_eq!(answer.try_get_by_index::<String>(0).expect("text"), "read committed");
    tx.rollback().await.expect("ended");
    store.close().await.expect("closed");
}
