//! Questions and reasons are what customers and sources wrote: on the overview and in every filter they go with the texts.

use hilo::domain::identity::Profile;
use hilo::ingest::erase;
use hilo::store::accounts::{self, Privacy};
use hilo::store::audit::Actor;
use serde_json::json;

use crate::support::{App, message, percent};

const QUESTION: &str = "Does the lumbago belt fit Ana?";
const REASON: &str = "Asks for Doctor Pérez";

/// Two conversations of Ana that begin alike, both handed off for the same reason.
async fn ana() -> App {
    let app = App::start().await;
    let mut events = Vec::new();
    for (n, text) in [QUESTION, "does the LUMBAGO belt fit ana"].iter().enumerate() {
        let mut said =
            message(&format!("m-{n}"), &format!("c-{n}"), "2026-11-01T10:00:00Z", "customer", text);
        said["profile"] = json!({"email": "ana@example.com"});
        events.push(said);
        events.push(json!({
            "id": format!("h-{n}"), "type": "handoff.accepted", "time": "2026-11-01T10:05:00Z",
            "conversation": format!("c-{n}"), "reason": REASON,
        }));
    }
    app.take(&events).await;
    app
}

async fn found(app: &App, parameter: &str, text: &str) -> u64 {
    let list = app.json(&format!("/api/v1/conversations?{parameter}={}", percent(text))).await;
    list["total"].as_u64().expect("a number")
}

async fn nothing_is_left(app: &App) {
    let page = app.page("/?from=2026-11-01&to=2026-11-02").await;
    for word in ["umbago", "LUMBAGO", "Pérez", "perez"] {
        assert!(!page.contains(word), "{word} is told yet");
    }
    assert_eq!(found(app, "question", QUESTION).await, 0);
    assert_eq!(found(app, "handoff_reason", REASON).await, 0);
    assert_eq!(found(app, "question", "(none)").await, 2, "the conversations stay");
    assert_eq!(found(app, "handoff_reason", "(none)").await, 2);
    app.store.compact().await.expect("compacted");
    let kept = String::from_utf8_lossy(&app.everything_kept()).to_lowercase();
    assert!(!kept.contains("lumbago") && !kept.contains("perez"), "a key is in the database yet");
}

#[actix_web::test]
async fn questions_and_reasons_of_an_erased_customer_are_nowhere_any_more() {
    let app = ana().await;
    assert_eq!(found(&app, "question", QUESTION).await, 2);
    assert_eq!(found(&app, "handoff_reason", "asks for doctor perez").await, 2);
    let page = app.page("/?from=2026-11-01&to=2026-11-02").await;
    assert!(page.contains("lumbago") || page.contains("LUMBAGO"), "it was told");
    assert!(page.contains("Pérez"));
    let key = Profile { email: Some("ana@example.com".to_owned()), ..Profile::default() }.keys().remove(0);
    let erased = erase::customer(&app.store, app.account, &key, &Actor::command(), app.clock.now()).await;
    erased.expect("erased").expect("Ana was there");
    nothing_is_left(&app).await;
    app.stop().await;
}

#[actix_web::test]
async fn questions_and_reasons_go_when_texts_become_too_old() {
    let app = ana().await;
    let privacy = Privacy { text_days: 5, ..Privacy::default() };
    accounts::set_privacy(app.store.writer(), app.account, &privacy).await.expect("decided");
    hilo::ingest::retain::apply_to(&app.store, app.account, &Actor::command(), app.clock.now())
        .await
        .expect("applied");
    nothing_is_left(&app).await;
    app.stop().await;
}
