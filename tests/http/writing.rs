//! One writer for all: what one sender did wrong, or too much of, is not the others' trouble.

use std::collections::HashSet;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use hilo::ingest::Pace;
use hilo::store::search::Document;
use hilo::store::{conversations, search};
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{App, body, database, message};

fn said(id: &str, conversation: &str) -> Value {
    message(id, conversation, "2026-11-01T10:00:00Z", "customer", "hola")
}

/// From here on the database refuses the event `poison`, as it would one that a rule makes an impossible row of.
async fn poisoned(app: &App) {
    let trigger = match database::postgres() {
        None => {
            "CREATE TRIGGER poison BEFORE INSERT ON event WHEN NEW.event_id = 'poison' \
             BEGIN SELECT RAISE(ABORT, 'no such row'); END"
        }
        Some(_) => "ALTER TABLE event ADD CONSTRAINT no_poison CHECK (event_id <> 'poison')",
    };
    app.store.writer().execute_unprepared(trigger).await.expect("a trigger");
}

async fn kept(app: &App) -> Vec<String> {
    let events = app.ndjson("/api/v1/export/events.ndjson").await;
    events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn an_event_that_cannot_be_applied_is_refused_alone() {
    let app = App::start().await;
    poisoned(&app).await;
    // Held back, so that all requests are one group.
    let lock = crate::support::database::hold(&app.store).await;
    let batch = |n: usize| {
        let mut events: Vec<Value> = (0..5).map(|i| said(&format!("{n}-{i}"), &format!("c-{i}"))).collect();
        if n == 1 {
            events[2] = said("poison", "c-2");
        }
        json!({"events": events})
    };
    let bodies: Vec<Value> = (0..3).map(batch).collect();
    let (answers, ()) =
        futures_util::future::join(join_all(bodies.iter().map(|body| app.send(body))), async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            lock.rollback().await.expect("released");
        })
        .await;
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.status(), StatusCode::OK);
        let answer = body(answer).await;
        let refused = usize::from(n == 1);
        assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(5 - refused), &json!(refused)));
        if n == 1 {
            assert_eq!(answer["results"][2]["id"], "poison");
            assert_eq!(answer["results"][2]["error"]["code"], "not_applied");
        }
    }
    let kept = kept(&app).await;
    assert_eq!(kept.len(), 14, "{kept:?}");
    assert!(!kept.contains(&"poison".to_owned()));
    let list = app.json("/api/v1/conversations").await;
    let messages: i64 = list["conversations"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["messages"].as_i64())
        .sum();
    assert_eq!(messages, 14, "what was taken is in the rows");

    let alone = app.send(&said("poison", "c-9")).await;
    assert_eq!(alone.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body(alone).await["code"], "not_applied");
    app.take(&[said("after", "c-9")]).await;
    app.stop().await;
}

#[actix_web::test]
async fn a_full_queue_sends_away_whole_requests_and_takes_those_that_waited() {
    let app = App::start_paced(Pace { queue: 10, ..Pace::default() }).await;
    let lock = crate::support::database::hold(&app.store).await;
    let bodies: Vec<Value> = (0..5)
        .map(|n| json!({"events": (0..4).map(|i| said(&format!("{n}-{i}"), "c-1")).collect::<Vec<_>>()}))
        .collect();
    let send = async |n: usize| {
        let answer = app.send(&bodies[n]).await;
        (n, answer.status(), answer.headers().get("Retry-After").cloned())
    };
    let mut sending: FuturesUnordered<_> = (0..5).map(send).collect();
    let mut answers = Vec::new();
    // Two requests of four events wait in a queue of ten: three are sent away while nothing can be written.
    while answers.len() < 3 {
        answers.extend(sending.next().await);
    }
    lock.rollback().await.expect("released");
    answers.extend(sending.collect::<Vec<_>>().await);
    let taken: Vec<usize> =
        answers.iter().filter(|(_, status, _)| *status == 200).map(|(n, ..)| *n).collect();
    assert_eq!(taken.len(), 2, "{answers:?}");
    for (n, status, again) in answers.iter().filter(|(n, ..)| !taken.contains(n)) {
        assert_eq!(*status, StatusCode::SERVICE_UNAVAILABLE, "request {n}");
        assert_eq!(again.as_ref().and_then(|value| value.to_str().ok()), Some("2"));
    }
    let kept = kept(&app).await;
    assert_eq!(kept.len(), 8);
    assert!(kept.iter().all(|id| taken.iter().any(|n| id.starts_with(&format!("{n}-")))), "{kept:?}");
    let again = answers.iter().find(|(_, status, _)| *status != 200).expect("one was refused").0;
    assert_eq!(app.send(&bodies[again]).await.status(), StatusCode::OK, "sent again, it is taken");
    app.stop().await;
}

#[actix_web::test]
async fn a_request_larger_than_the_queue_is_taken_when_nothing_else_waits() {
    let app = App::start_paced(Pace { queue: 1, group: 1, ..Pace::default() }).await;
    let events: Vec<Value> = (0..20).map(|n| said(&format!("m-{n}"), "c-1")).collect();
    app.take(&events).await;
    assert_eq!(kept(&app).await.len(), 20);
    app.stop().await;
}

#[actix_web::test]
async fn a_row_id_that_another_process_took_is_not_given_again() {
    let app = App::start().await;
    let now = crate::support::at(crate::support::NOW);
    let next = conversations::fresh_id(now);
    // Other tests of this process draw from the same row of ids meanwhile, so many are taken.
    let taken: Vec<i64> = (next..next + 500).collect();
    let document = |id: &i64| Document { id: *id, texts: hilo::domain::search::Document::default() };
    let documents: Vec<Document> = taken.iter().map(document).collect();
    search::put(app.store.writer(), app.account, &documents).await.expect("written");
    let sources: Vec<String> = (0..50).map(|n| format!("c-{n}")).collect();
    let ids = conversations::ids(app.store.reader(), app.account, &sources, now).await.expect("ids");
    let distinct: HashSet<i64> = ids.values().copied().collect();
    assert_eq!(distinct.len(), 50);
    assert!(taken.iter().all(|id| !distinct.contains(id)), "{distinct:?}");
    app.stop().await;
}
