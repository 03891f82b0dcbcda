//! Ana asks to be forgotten.

use hilo::domain::identity::Profile;
use hilo::ingest::erase::{self, Receipt};
use hilo::store::audit::{self, Actor, Wanted};
use serde_json::{Value, json};

use super::shop::{OF_ANA, events, numbers, open};
use crate::support::{App, body, message, percent};

async fn forget(app: &App, profile: Profile) -> Option<Receipt> {
    let key = profile.keys().into_iter().next().expect("an identifier");
    erase::customer(&app.store, app.account, &key, &Actor::command(), app.clock.now()).await.expect("erased")
}

fn email(email: &str) -> Profile {
    Profile { email: Some(email.to_owned()), ..Profile::default() }
}

fn holds(kept: &[u8], word: &str) -> bool {
    kept.windows(word.len()).any(|window| window == word.as_bytes())
}

#[actix_web::test]
async fn nothing_of_an_erased_customer_is_left_and_every_number_is() {
    let app = open().await;
    let before = numbers(&app).await;
    assert_eq!(before["totals"]["sales"][0]["amount"], "90.00", "Ana's order counts: {before}");
    // Events are kept packed: what is in them is told by exports.
    let told = format!("{:?}", app.ndjson("/api/v1/export/events.ndjson").await);
    for word in OF_ANA {
        assert!(
            word == "600 111 222" || word == "ana@example.com" || told.contains(word),
            "{word} was there"
        );
    }
    let receipt = forget(&app, email(" ANA@example.com")).await.expect("Ana was there");
    assert_eq!((receipt.counts.conversations, receipt.counts.orders, receipt.counts.events), (2, 1, 9));
    assert!(receipt.purged && receipt.shared.is_empty());
    assert_eq!(before, numbers(&app).await);
    app.store.compact().await.expect("compacted");
    let kept = app.everything_kept();
    for word in OF_ANA.iter().chain(&["+34600111222", "web-of-ana"]) {
        assert!(!holds(&kept, word), "{word} is in the database yet");
    }
    for what in ["conversations", "messages", "orders", "events"] {
        let text = format!("{:?}", app.ndjson(&format!("/api/v1/export/{what}.ndjson")).await);
        assert!(OF_ANA.iter().all(|word| !text.contains(word)), "{text}");
    }
    for word in ["zapatillas", "lumbago", "ana@example.com", "600111222", "browser-ana", "order-ana-1"] {
        let found = app.json(&format!("/api/v1/conversations?q={}", percent(word))).await;
        assert_eq!(found["conversations"], json!([]), "{word} finds nothing");
    }
    let found = app.json("/api/v1/conversations?q=green").await;
    assert_eq!(found["conversations"][0]["profile"], "Ben", "others are found as before");
    for row in app.ndjson("/api/v1/export/conversations.ndjson").await {
        let page = app.page(&format!("/conversations/{}", row["id"].as_str().expect("an id"))).await;
        assert!(OF_ANA.iter().all(|word| !page.contains(word)), "{page}");
    }
    let gone = app.get("/conversations/web-of-ana").send().await.expect("an answer");
    assert_eq!(gone.status(), 404);
}

#[actix_web::test]
async fn an_event_that_is_sent_again_brings_nothing_back() {
    let app = open().await;
    forget(&app, email("ana@example.com")).await.expect("Ana was there");
    let left = app.ndjson("/api/v1/export/events.ndjson").await;
    let answer = body(app.send(&json!({"events": events()})).await).await;
    assert_eq!((&answer["accepted"], &answer["duplicate"]), (&json!(0), &json!(events().len())), "{answer}");
    assert_eq!(left, app.ndjson("/api/v1/export/events.ndjson").await);
    assert!(forget(&app, email("ana@example.com")).await.is_none(), "nobody is known by it any more");
    let other = App::start().await;
    other.take(&left).await;
    let rows =
        |events: Vec<Value>| events.iter().map(Value::to_string).collect::<std::collections::BTreeSet<_>>();
    let of = |app: App| async move { rows(app.ndjson("/api/v1/export/conversations.ndjson").await) };
    assert_eq!(of(app).await, of(other).await, "what is exported counts the same elsewhere");
}

#[actix_web::test]
async fn any_identifier_finds_the_whole_customer_and_no_other() {
    for profile in [
        Profile { id: Some("cust-ana-77".to_owned()), ..Profile::default() },
        Profile { phone: Some("+34-600-111-222".to_owned()), ..Profile::default() },
        Profile { anonymous_id: Some("browser-ana".to_owned()), ..Profile::default() },
    ] {
        let app = open().await;
        let ben = |rows: Vec<Value>| {
            rows.into_iter().filter(|row| row.to_string().contains("of-ben")).collect::<Vec<_>>()
        };
        let before = ben(app.ndjson("/api/v1/export/events.ndjson").await);
        let receipt = forget(&app, profile).await.expect("Ana was there");
        assert_eq!((receipt.counts.conversations, receipt.counts.events), (2, 9));
        assert_eq!(before, ben(app.ndjson("/api/v1/export/events.ndjson").await));
    }
}

#[actix_web::test]
async fn an_address_that_two_people_share_is_taken_from_the_one_who_is_erased_alone() {
    let app = App::start().await;
    let said = |id: &str, conversation: &str, time: &str, customer: &str| {
        let mut event = message(id, conversation, time, "customer", &format!("I am {customer}"));
        event["profile"] = json!({"id": customer, "email": "family@example.com"});
        event
    };
    // Names that no hexadecimal id can hold by chance.
    app.take(&[
        said("e-1", "c-1", "2026-10-01T10:00:00Z", "mum"),
        said("e-2", "c-2", "2026-10-01T11:00:00Z", "papa"),
    ])
    .await;
    let before = app.ndjson("/api/v1/export/events.ndjson").await;
    let receipt =
        forget(&app, Profile { id: Some("papa".to_owned()), ..Profile::default() }).await.expect("there");
    assert_eq!(receipt.shared, ["id:mum"], "she is told of, and left alone");
    let after = app.ndjson("/api/v1/export/events.ndjson").await;
    assert_eq!(before[0], after[0]);
    assert!(
        !after[1].to_string().contains("family@example.com") && !after[1].to_string().contains("papa"),
        "{after:?}"
    );
}

#[actix_web::test]
async fn the_audit_log_knows_that_somebody_was_erased_and_not_who() {
    let app = open().await;
    let receipt = forget(&app, email("ana@example.com")).await.expect("Ana was there");
    let entries =
        audit::page(app.store.reader(), app.account, &Wanted::default(), None, 10).await.expect("read");
    let [entry] = entries.as_slice() else { panic!("one entry, not {entries:?}") };
    assert_eq!((entry.action.as_str(), &entry.thing), ("customer.erased", &receipt.id.to_string()));
    let details: Value = serde_json::from_str(&entry.details).expect("JSON");
    assert_eq!(details, json!({"events": 9, "conversations": 2, "orders": 1}));
}
