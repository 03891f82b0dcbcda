//! A server that is cut off, restarted or killed under load: passing trouble, nothing lost, nothing twice.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::spawn;
use futures_util::future::{join, join_all};
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use tokio::time::sleep;

use super::{hilo, key, run};
use crate::support::binary::Served;
use crate::support::load::Load;
use crate::support::server::Server;
use crate::support::{App, body, message};

const SENDERS: usize = 4;

#[actix_web::test]
async fn no_acknowledged_event_is_lost_or_doubled_when_the_server_goes_away_again_and_again() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let database = server.url("hilo");
    let (key, load) = (key(folder.path(), &database, "k"), Arc::new(Load::default()));
    let served = Served::start(hilo(folder.path(), &database).args(["serve", "--listen", "127.0.0.1:0"]));
    let senders = load.begin(SENDERS, &served.url, &key);
    for round in 0..6 {
        let before = load.acknowledged();
        while load.acknowledged() < before + 100 {
            sleep(Duration::from_millis(10)).await;
        }
        match round % 3 {
            0 => server.restart(),
            1 => {
                server.kill();
                let seen = load.passing();
                while load.passing() == seen {
                    sleep(Duration::from_millis(10)).await;
                }
                server.restart();
            }
            _ => drop(server.sql(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hilo'",
            )),
        }
    }
    load.stop();
    for sender in senders {
        sender.await.expect("it saw nothing but passing trouble");
    }
    let kept = load.assert_kept(&served.url, &key).await;
    eprintln!("{} acknowledged, {kept} kept, {} answered 503", load.acknowledged(), load.passing());
    run(folder.path(), &database, &["check"]);
}

#[actix_web::test]
async fn while_the_server_is_away_every_address_says_so_and_nobody_waits_long() {
    let server = Server::start();
    let app = App::over(&server.url("hilo")).await;
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
    server.kill();
    let paths = ["/api/v1/overview", "/api/v1/conversations", "/healthz/ready", "/", "/conversations"];
    for response in join_all(paths.map(|path| app.get(path).send())).await {
        let response = response.expect("an answer");
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", response.url());
        assert_eq!(response.headers()["retry-after"], "2", "{}", response.url());
    }
    let event = message("m-2", "c-1", "2026-11-19T10:01:00Z", "customer", "Hola");
    let refused = app.send(&event).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let problem = body(refused).await;
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.starts_with("The database does not answer in time"), "{detail}");
    assert_eq!(app.get("/healthz/live").send().await.expect("an answer").status(), StatusCode::OK);
    server.restart();
    assert_eq!(body(app.send(&event).await).await["accepted"], 1, "it goes on by itself");
    assert_eq!(app.json("/api/v1/conversations").await["total"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn a_write_that_the_server_ended_because_two_waited_for_each_other_is_done_again() {
    let server = Server::start();
    let database = server.url("hilo");
    // Whoever waits looks once whether another waits for it, and is ended then. The event's writer is to be the one, and to
    // look late enough for the other to have come.
    server.sql("postgres", "ALTER DATABASE hilo SET deadlock_timeout = '4s'");
    let app = App::over(&database).await;
    let other = crate::support::database::open(&database).await;
    let lock = other.begin().await.expect("a transaction");
    lock.execute_unprepared("SET LOCAL deadlock_timeout = '1h'").await.expect("set");
    lock.execute_unprepared("LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE").await.expect("locked");
    let sending =
        async { app.send(&message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")).await };
    let crossing = async {
        // The event's writer holds the account and waits for the conversations; now each waits for the other.
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        while server.sql("hilo", waiting) == "0" {
            sleep(Duration::from_millis(10)).await;
        }
        let crossed = lock.execute_unprepared("SELECT * FROM account FOR UPDATE").await;
        let ended = lock.commit().await;
        (crossed.is_ok(), ended.is_ok())
    };
    let (answer, (crossed, ended)) = join(sending, crossing).await;
    assert!(crossed && ended, "the other was not the one to be ended");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(body(answer).await["accepted"], 1);
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = 'hilo'";
    // The server counts when the connection has been idle for a moment.
    let counted = async {
        while server.sql("hilo", deadlocks) == "0" {
            sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), counted).await.expect("they did wait for each other");
    app.stop().await;
}

#[actix_web::test]
async fn an_import_goes_on_beside_somebody_who_tidies_up_its_tables() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let database = server.url("hilo");
    key(folder.path(), &database, "k");
    let other = crate::support::database::open(&database).await;
    let lock = other.begin().await.expect("a transaction");
    // As VACUUM has it: rows are read and written meanwhile, but nobody else looks how many there are.
    lock.execute_unprepared("LOCK TABLE event IN SHARE UPDATE EXCLUSIVE MODE").await.expect("locked");
    let event = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola");
    std::fs::write(folder.path().join("events.ndjson"), event.to_string()).expect("written");
    let told = run(folder.path(), &database, &["import", "events.ndjson", "--statement-timeout", "1"]);
    assert!(told.contains("1 accepted"), "{told}");
    lock.rollback().await.expect("let go");
}

#[actix_web::test]
async fn one_account_that_is_held_keeps_no_other_from_writing() {
    use hilo::store::accounts;
    let server = Server::start();
    let database = server.url("hilo");
    let app = App::over(&database).await;
    let usd = hilo::domain::money::Currency::parse("USD").expect("USD");
    accounts::create(app.store.writer(), "held", chrono_tz::UTC, usd).await.expect("created");
    let held = accounts::find(app.store.reader(), "held").await.expect("read").expect("there");
    let lock = app.store.begin().await.expect("a transaction");
    accounts::lock(&lock, held.id).await.expect("locked");
    // Another process, as this one's events are written one group after the other.
    let other = App::over(&database).await;
    let sent = spawn(async move {
        other.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
        other.stop().await;
    });
    sent.await.expect("taken while the other account is held");
    lock.rollback().await.expect("given back");
    app.stop().await;
}
