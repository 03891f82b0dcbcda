//! Keys that stand in pages: clicks alone, from pages that were named, and not too many.

use hilo::store::keys::{self, New, Scope};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::App;

const SHOP: &str = "https://shop.example.com";

async fn key(app: &App, per_minute: u32) -> String {
    let new = New {
        name: "page".to_owned(),
        scopes: vec![Scope::Click],
        origins: vec![SHOP.to_owned()],
        per_minute,
    };
    keys::create(app.store.writer(), app.account, new, 0).await.expect("a key")
}

async fn send(app: &App, key: &str, origin: Option<&str>, event: &Value) -> Response {
    let mut request = Client::new().post(format!("{}/api/v1/events", app.url)).bearer_auth(key);
    request = request.header("Content-Type", "application/json");
    if let Some(origin) = origin {
        request = request.header("Origin", origin);
    }
    request.body(event.to_string()).send().await.expect("an answer")
}

fn click(id: &str) -> Value {
    json!({"id": id, "type": "product.clicked", "time": "2026-11-19T10:00:00Z", "conversation": "c-1", "product": "p"})
}

#[actix_web::test]
async fn a_click_is_taken_from_the_pages_that_the_key_names() {
    let app = App::start().await;
    let key = key(&app, 0).await;
    let taken = send(&app, &key, Some(SHOP), &click("1")).await;
    assert_eq!(taken.status(), StatusCode::OK);
    assert_eq!(taken.headers()["access-control-allow-origin"], SHOP);
    for origin in
        [None, Some("https://shop.example.com.evil.example"), Some("http://shop.example.com"), Some("null")]
    {
        let refused = send(&app, &key, origin, &click("2")).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{origin:?}");
        assert!(refused.headers().get("access-control-allow-origin").is_none());
    }
    let asked = Client::new().request(Method::OPTIONS, format!("{}/api/v1/events", app.url));
    let asked = asked.header("Origin", SHOP).send().await.expect("an answer");
    assert_eq!(asked.status(), StatusCode::NO_CONTENT);
    assert_eq!(asked.headers()["access-control-allow-headers"], "authorization, content-type");
}

#[actix_web::test]
async fn nothing_but_clicks_is_taken_and_nothing_that_changes_more() {
    let app = App::start().await;
    let key = key(&app, 0).await;
    for (field, value) in [
        ("type", json!("product.added")),
        ("test", json!(true)),
        ("agent", json!("Sol")),
        ("app", json!("shop")),
        ("group", json!("Norte")),
        ("origin", json!("x")),
        ("profile", json!({"email": "ana@example.com"})),
        ("profile", json!({"anonymous_id": "b", "id": "7"})),
    ] {
        let mut event = click("1");
        event[field] = value;
        let refused = send(&app, &key, Some(SHOP), &event).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        // The page may read why.
        assert_eq!(refused.headers()["access-control-allow-origin"], SHOP);
        let told: Value = serde_json::from_str(&refused.text().await.expect("text")).expect("JSON");
        assert!(told["field"].as_str().expect("a field").starts_with(field), "{told}");
    }
    let mut event = click("1");
    event["profile"] = json!({"anonymous_id": "browser-1"});
    assert_eq!(send(&app, &key, Some(SHOP), &event).await.status(), StatusCode::OK);
    let read = Client::new().get(format!("{}/api/v1/conversations", app.url)).bearer_auth(&key);
    assert_eq!(read.header("Origin", SHOP).send().await.expect("an answer").status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn beyond_its_limit_a_key_is_told_when_to_come_again() {
    let app = App::start().await;
    let key = key(&app, 5).await;
    for n in 0..5 {
        assert_eq!(send(&app, &key, Some(SHOP), &click(&n.to_string())).await.status(), StatusCode::OK);
    }
    let refused = send(&app, &key, Some(SHOP), &click("x")).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let again: u64 = refused.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=12).contains(&again), "{again}");
    // Another key is not held back.
    assert_eq!(app.get("/api/v1/conversations").send().await.expect("an answer").status(), StatusCode::OK);
}

#[actix_web::test]
async fn when_a_key_was_used_last_is_kept() {
    let app = App::start().await;
    let of =
        |all: Vec<keys::Model>| all.into_iter().find(|key| key.name == "test").expect("there").last_used_at;
    let used = || async { of(keys::all(app.store.reader(), app.account).await.expect("read")) };
    assert_eq!(used().await, None);
    app.get("/api/v1/conversations").send().await.expect("an answer");
    for _ in 0..100 {
        if used().await.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(used().await, Some(hilo::store::to_millis(app.clock.now())));
}
