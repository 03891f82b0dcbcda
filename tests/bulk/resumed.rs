//! What a stopped process left unfinished.

use std::sync::atomic::{AtomicI64, Ordering};

use hilo::clock::Clock;
use hilo::domain::bulk::{Action, Conversation, Doing};
use hilo::ingest::bulk::Tools;
use hilo::store::bulk::{self, Job, State};
use hilo::store::conversations;
use hilo::store::seen::Seen;
use serde_json::Value;
use uuid::Uuid;

use super::{EXPORT, count, led_to, over};
use crate::exports::text as exported;
use crate::pages::{filled, text};
use crate::support::binary::{Served, hilo};
use crate::support::{App, at};

/// The clock of [`filled`].
const NOW: &str = "2026-11-20T15:30:00Z";

/// A job over all conversations that is under way, and how many they are.
async fn begun(app: &App, holder: &str, held_until: i64) -> (Job, u64) {
    let job = Job {
        account_id: app.account,
        id: Uuid::new_v4(),
        person: "ana".to_owned(),
        action: r#"{"type":"tag","tag":"returns"}"#.to_owned(),
        list: String::new(),
        undo_of: String::new(),
        state: State::Running.as_str().to_owned(),
        total: 0,
        done: 0,
        skipped: 0,
        created_at: at(NOW).timestamp_millis(),
        holder: holder.to_owned(),
        held_until,
    };
    let all = conversations::after(app.store.reader(), app.account, None, 10_000).await.expect("rows");
    let ids: Vec<Uuid> = all.iter().filter(|row| row.asked && !row.test).map(|row| row.public_id).collect();
    let tx = app.store.begin().await.expect("a transaction");
    let all = Seen { account_id: app.account, zone: chrono_tz::UTC, now: at(NOW), groups: None };
    let condition = bulk::picked(&all, &ids);
    let total = bulk::create(&tx, job.clone(), condition).await.expect("kept");
    tx.commit().await.expect("kept");
    (job, total)
}

/// Does a part of it as a process does that is killed before it could write down all it did.
async fn do_some(app: &App, job: &Job, written: u64, told: usize) {
    let db = app.store.writer();
    let action: Action = serde_json::from_str(&job.action).expect("an action");
    let doing = Doing { job: job.id, action: &action, person: &job.person };
    let mut items = bulk::waiting(db, app.account, job.id, i64::MIN, written).await.expect("items");
    let ids: Vec<i64> = items.iter().map(|item| item.conversation_id).collect();
    let rows = conversations::by_ids(db, app.account, &ids).await.expect("rows");
    let mut events = Vec::new();
    for item in &mut items {
        let row = &rows[&item.conversation_id];
        let summary = conversations::summary(row).expect("a summary");
        let latest = summary.evidence.latest.as_ref();
        let one = Conversation { source: &row.source_id, public_id: row.public_id, latest };
        let (event, before) = doing.event(&one, &summary, at(NOW)).expect("an event");
        item.before = before;
        events.push(event);
    }
    bulk::remember(db, items).await.expect("kept");
    app.ingest.submit(app.account, events).await.expect("taken");
    bulk::finish(db, app.account, job.id, &ids[..told], &[]).await.expect("kept");
}

async fn written(app: &App, job: &Job) -> Vec<Value> {
    let prefix = format!("hilo-bulk-{}-", job.id);
    let mut events = app.ndjson("/api/v1/export/events.ndjson").await;
    events.retain(|event| event["id"].as_str().expect("an id").starts_with(&prefix));
    events
}

#[actix_web::test]
async fn a_server_that_starts_finishes_what_another_left_and_writes_nothing_twice() {
    let app = filled(700).await;
    let folder = tempfile::tempdir().expect("a folder");
    let before = exported(&app, EXPORT).await;
    let (job, total) = begun(&app, "a process that is gone", i64::MAX - 1).await;
    assert!(total > 600, "{total}");
    do_some(&app, &job, total / 2, usize::try_from(total / 4).expect("few")).await;
    assert_eq!(written(&app, &job).await.len() as u64, total / 2);
    let mut command = hilo(folder.path());
    command.env("HILO_DATABASE_URL", &app.database).env("HILO_NOW", NOW);
    let served = Served::start(command.args(["serve", "--listen", "127.0.0.1:0", "--sweep-seconds", "0"]));
    let done = over(&app, &format!("/bulk/{}", job.id)).await;
    drop(served);
    let conversations_of = |n: u64| format!("{n} conversations tagged “returns”.");
    assert_eq!(text(&done, "h1"), conversations_of(total));
    assert_eq!(written(&app, &job).await.len() as u64, total, "each once");
    assert_eq!(count(&app, "tag=returns").await, total);
    // What was there before was not lost in the crash.
    let undo = led_to(&app, &format!("/bulk/{}/undo", job.id), &[]).await;
    over(&app, &undo).await;
    assert!(exported(&app, EXPORT).await == before, "all is as it was");
    app.stop().await;
}

#[actix_web::test]
async fn a_job_that_somebody_is_at_is_left_to_them_until_they_are_silent_for_long() {
    let app = filled(60).await;
    let now = at(NOW).timestamp_millis();
    let hand: &AtomicI64 = Box::leak(Box::new(AtomicI64::new(now)));
    let (job, total) = begun(&app, "another process", now + 60_000).await;
    let tools = Tools { store: app.store.clone(), ingest: app.ingest.clone(), clock: Clock::Moved(hand) };
    assert_eq!(tools.take_up().await.expect("it looks"), 0);
    assert!(written(&app, &job).await.is_empty());
    hand.store(now + 60_001, Ordering::SeqCst);
    assert_eq!(tools.take_up().await.expect("it looks"), 1);
    assert_eq!(written(&app, &job).await.len() as u64, total);
    assert_eq!(tools.take_up().await.expect("it looks"), 0, "it is over");
    app.stop().await;
}

#[actix_web::test]
async fn two_at_one_job_write_each_event_once_and_keep_what_was_there_before() {
    let app = filled(300).await;
    let before = exported(&app, EXPORT).await;
    let (job, total) = begun(&app, "", 0).await;
    // Where the clock stands nobody waits for another.
    let tools = Tools { store: app.store.clone(), ingest: app.ingest.clone(), clock: Clock::Fixed(at(NOW)) };
    let both = [tools.clone().begin(app.account, job.id), tools.begin(app.account, job.id)];
    let finished = futures_util::future::join_all(both).await;
    assert!(finished.into_iter().any(|one| one.expect("no panic")), "one of them ends it");
    assert_eq!(written(&app, &job).await.len() as u64, total);
    let kept = bulk::find(app.store.reader(), app.account, job.id).await.expect("read").expect("there");
    assert_eq!((kept.done, kept.skipped), (i64::try_from(total).expect("few"), 0), "counted once");
    let undo = led_to(&app, &format!("/bulk/{}/undo", job.id), &[]).await;
    over(&app, &undo).await;
    assert!(exported(&app, EXPORT).await == before, "all is as it was");
    app.stop().await;
}
