//! What is old enough goes, once, and every number stays.

use hilo::domain::mask::Masks;
use hilo::ingest::erase::Counts;
use hilo::ingest::retain;
use hilo::store::accounts::{self, Account, Privacy};
use hilo::store::audit::Actor;
use serde_json::json;

use super::shop::{OF_ANA, events, numbers, open};
use crate::support::{App, message};

async fn decide(app: &App, text_days: i64, conversation_days: i64) -> Account {
    let account = accounts::get(app.store.reader(), app.account).await.expect("read").expect("there");
    let privacy = account.privacy.with(Masks::default(), text_days, conversation_days);
    accounts::set_privacy(app.store.writer(), app.account, &privacy).await.expect("set");
    Account { privacy, ..account }
}

async fn dry_run(app: &App, account: &Account) -> Counts {
    retain::due(&app.store, account, &account.privacy, app.clock.now()).await.expect("counted")
}

async fn apply(app: &App) -> Counts {
    retain::apply_to(&app.store, app.account, &Actor::system(), app.clock.now()).await.expect("applied")
}

/// What a dry run says too.
fn said(counts: Counts) -> Counts {
    Counts { events: 0, ..counts }
}

#[actix_web::test]
async fn old_texts_go_as_the_dry_run_says_and_a_second_time_there_is_nothing_to_do() {
    let app = open().await;
    app.take(&[message("n-1", "new", "2026-11-19T10:00:00Z", "customer", "fresh words")]).await;
    let account = decide(&app, 30, 0).await;
    let before = numbers(&app).await;
    let due = dry_run(&app, &account).await;
    assert_eq!(due, Counts { texts: 6, ..Counts::default() });
    let done = apply(&app).await;
    assert_eq!((said(done), done.events), (due, 7), "six texts and a reason");
    assert_eq!(before, numbers(&app).await);
    let kept = format!("{:?}", app.ndjson("/api/v1/export/events.ndjson").await);
    assert!(
        !kept.contains("zapatillas") && !kept.contains("lumbago") && kept.contains("fresh words"),
        "{kept}"
    );
    assert!(kept.contains("Ana Quintero"), "who it was is known for longer");
    assert_eq!(app.json("/api/v1/conversations?q=green").await["conversations"], json!([]));
    let account = accounts::get(app.store.reader(), app.account).await.expect("read").expect("there");
    assert_eq!(dry_run(&app, &account).await, Counts::default());
    assert_eq!(apply(&app).await, Counts::default());
    // What comes in late is as old.
    app.take(&[message("late", "new", "2026-09-01T10:00:00Z", "customer", "late words")]).await;
    assert!(!format!("{:?}", app.ndjson("/api/v1/export/events.ndjson").await).contains("late words"));
}

#[actix_web::test]
async fn customers_of_whom_everything_is_old_become_nobody() {
    let app = open().await;
    let mut back = message("b-9", "of-ben-again", "2026-11-19T10:00:00Z", "customer", "Me again");
    back["profile"] = json!({"email": "ben@example.com"});
    app.take(&[back]).await;
    let account = decide(&app, 0, 31).await;
    let before = numbers(&app).await;
    let due = dry_run(&app, &account).await;
    assert_eq!(due, Counts { texts: 6, conversations: 3, customers: 1, orders: 1, events: 0 });
    assert_eq!(said(apply(&app).await), due);
    assert_eq!(before, numbers(&app).await);
    let kept = format!("{:?}", app.ndjson("/api/v1/export/events.ndjson").await);
    assert!(OF_ANA.iter().all(|word| !kept.contains(word)), "{kept}");
    assert!(
        !kept.contains("of-ben\"") && !kept.contains("green"),
        "Ben's old conversation has lost its words: {kept}"
    );
    assert!(
        kept.contains("ben@example.com") && kept.contains("order-ben"),
        "Ben himself is here yet: {kept}"
    );
    assert_eq!(dry_run(&app, &account).await, Counts::default());
    assert_eq!(apply(&app).await, Counts::default());
}

#[actix_web::test]
async fn what_is_kept_for_ever_is_not_touched() {
    let app = open().await;
    let account = decide(&app, 0, 0).await;
    assert_eq!((dry_run(&app, &account).await, apply(&app).await), (Counts::default(), Counts::default()));
    decide(&app, 36_500, 36_500).await;
    assert_eq!(apply(&app).await, Counts::default());
    assert_eq!(app.ndjson("/api/v1/export/events.ndjson").await.len(), events().len());
    assert!(
        !Privacy { conversation_days: 30, ..Privacy::default() }.is_possible(),
        "orders are credited for as long"
    );
}
