//! The sweep itself: what it notices, what makes that undone, and whom it leaves alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Duration;
use hilo::ingest::sweep::sweep;
use hilo::store::Store;
use serde_json::{Value, json};

use super::{last, noticed, silent};
use crate::support::binary::{Served, hilo, run};
use crate::support::{App, body, message};

#[actix_web::test]
async fn a_second_sweep_at_the_same_instant_notices_nothing() {
    let (app, _) = silent().await;
    let now = last() + Duration::hours(48);
    assert_eq!(sweep(&app.store, now).await.expect("it looks"), 4);
    assert_eq!(sweep(&app.store, now).await.expect("it looks"), 0);
    assert_eq!(noticed(&app).await, 4);
    app.stop().await;
}

#[actix_web::test]
async fn a_message_that_comes_late_opens_again_what_was_noticed_and_the_next_close_is_noticed_too() {
    let (app, hand) = silent().await;
    let status = async || app.json("/api/v1/conversations/answered").await["status"].clone();
    let close = last() + Duration::hours(48);
    hand.set(close + Duration::hours(1));
    assert_eq!(sweep(&app.store, close + Duration::hours(1)).await.expect("it looks"), 4);
    assert_eq!(status().await, "resolved");

    // Sent an hour before the close, received an hour after it: there was no silence of 48 hours.
    app.take(&[message("late", "answered", "2026-11-12T09:00:00Z", "ai", "¿Sigues ahí?")]).await;
    assert_eq!((status().await, noticed(&app).await), (json!("open"), 3));
    let moved = last() + Duration::hours(47 + 48);
    for (now, marks, says) in [(moved - Duration::milliseconds(1), 0, "open"), (moved, 1, "resolved")] {
        hand.set(now);
        assert_eq!(status().await, says, "{now}");
        assert_eq!(sweep(&app.store, now).await.expect("it looks"), marks, "{now}");
        assert_eq!(status().await, says, "{now}, noticed");
    }

    // A new question after that close re-opens it, and its own silence is noticed in turn.
    let asked = moved + Duration::hours(1);
    hand.set(asked);
    app.take(&[message("again", "answered", &asked.to_rfc3339(), "customer", "Sí")]).await;
    assert_eq!((status().await, noticed(&app).await), (json!("open"), 3));
    let over = asked + Duration::hours(48);
    hand.set(over);
    assert_eq!(status().await, "unresolved", "the customer wrote last");
    assert_eq!(sweep(&app.store, over).await.expect("it looks"), 1);
    assert_eq!(app.json("/api/v1/conversations/answered").await["reopened"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn every_account_is_swept() {
    let (app, _) = silent().await;
    let euro = hilo::domain::money::Currency::parse("EUR").expect("EUR");
    let writer = app.store.writer();
    hilo::store::accounts::create(writer, "other", chrono_tz::UTC, euro).await.expect("an account");
    let other = hilo::store::accounts::find(app.store.reader(), "other").await.expect("read").expect("there");
    let event = message("m", "c", "2026-11-10T10:00:00Z", "customer", "?");
    let event = hilo::domain::event::parse(event, last()).expect("an event");
    app.ingest.submit(other.id, vec![event]).await.expect("taken");
    assert_eq!(sweep(&app.store, last() + Duration::hours(48)).await.expect("it looks"), 5);
    app.stop().await;
}

#[actix_web::test]
async fn thousands_of_closes_are_noticed_while_others_write_and_read() {
    let (app, hand) = App::start_moving("2026-11-10T10:00:00Z").await;
    let asked =
        |n: usize| message(&format!("m-{n}"), &format!("c-{n}"), "2026-11-10T10:00:00Z", "ai", "Hola");
    for thousand in 0..3 {
        let events: Vec<Value> = (0..1_000).map(|n| asked(thousand * 1_000 + n)).collect();
        app.take(&events).await;
    }
    let now = last() + Duration::hours(49);
    hand.set(now);
    let over = Arc::new(AtomicBool::new(false));
    let sweeping = async {
        let noticed = sweep(&app.store, now).await.expect("it looks");
        over.store(true, Ordering::SeqCst);
        noticed
    };
    // Each takes up a conversation whose close is being noticed, or has been: it is open again whichever came first.
    let writing = async {
        let mut written = 0;
        while written == 0 || !over.load(Ordering::SeqCst) {
            let (id, source) = (format!("w-{written}"), format!("c-{}", written * 97 % 3_000));
            let answer =
                body(app.send(&message(&id, &source, &now.to_rfc3339(), "customer", "¿?")).await).await;
            assert_eq!(answer["accepted"], 1, "{answer}");
            written += 1;
        }
        written
    };
    let reading = async {
        while !over.load(Ordering::SeqCst) {
            app.page("/?range=last_30_days").await;
        }
    };
    let (found, written, ()) = futures_util::future::join3(sweeping, writing, reading).await;
    let open = written.min(3_000);
    // Taken up before or after it was noticed.
    assert!((3_000 - open as u64..=3_000).contains(&found), "{found} noticed, {written} written");
    assert_eq!(noticed(&app).await, 3_000 - open, "those that were taken up are not closed");
    assert_eq!(sweep(&app.store, now).await.expect("it looks"), 0, "and nothing is left to notice");
    let export = app.ndjson("/api/v1/export/conversations.ndjson?status=open").await;
    assert_eq!(export.len(), open);
    app.stop().await;
}

#[actix_web::test]
async fn a_server_notices_closes_by_itself_and_its_numbers_stay_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines: String = ["a", "b"]
        .map(|id| format!("{}\n", message(id, id, "2026-11-10T10:00:00Z", "customer", "?")))
        .concat();
    std::fs::write(folder.path().join("events.ndjson"), lines).expect("a file");
    // Imported before they close.
    let before = hilo(folder.path())
        .env("HILO_NOW", "2026-11-11T00:00:00Z")
        .args(["import", "events.ndjson"])
        .output();
    assert_eq!(before.expect("it runs").status.code(), Some(0));
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--sweep-seconds", "1"];
    let served = Served::start(hilo(folder.path()).args(arguments));
    let url = crate::support::database::url(folder.path());
    let store = Store::open(&url).await.expect("the database");
    for tries in 0.. {
        let account = hilo::store::accounts::find(store.reader(), "default").await.expect("read");
        if account.expect("an account").closed_until >= (last() + Duration::hours(48)).timestamp_millis() {
            break;
        }
        assert!(tries < 1_000, "it notices sooner or later");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    drop(served);
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "what was noticed is no difference");
}
