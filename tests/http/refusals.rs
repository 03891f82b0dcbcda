//! Who and what is turned away, and how it is told.

use hilo::store::keys::{self, Scope};
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{App, body, message};

#[actix_web::test]
async fn nothing_is_readable_without_a_key() {
    let app = App::start().await;
    for path in [
        "/api/v1/overview",
        "/api/v1/conversations",
        "/api/v1/conversations/c-1",
        "/api/v1/export/conversations.ndjson",
        "/api/v1/export/orders.ndjson",
        "/api/v1/export/events.ndjson",
    ] {
        let response = app.anonymous(path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        let wrong = app.anonymous(path).bearer_auth("hilo_1_wrong").send().await.expect("an answer");
        assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    for (path, back) in [
        ("/", "%2F"),
        ("/conversations?q=x", "%2Fconversations%3Fq%3Dx"),
        ("/conversations/c-1", "%2Fconversations%2Fc-1"),
    ] {
        let response = app.anonymous(path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(response.headers()["location"], format!("/sign-in?back={back}"), "{path}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_key_opens_only_what_its_scopes_say_and_nothing_once_revoked() {
    let app = App::start().await;
    let ingest = app.another_key("sender", &[Scope::Ingest]).await;
    let read = app.another_key("reader", &[Scope::Read]).await;
    let get = |key: &str| app.anonymous("/api/v1/overview").bearer_auth(key).send();
    assert_eq!(get(&ingest).await.expect("an answer").status(), StatusCode::FORBIDDEN);
    assert_eq!(get(&read).await.expect("an answer").status(), StatusCode::OK);
    let post = reqwest::Client::new().post(format!("{}/api/v1/events", app.url)).bearer_auth(&read);
    assert_eq!(post.body("{}").send().await.expect("an answer").status(), StatusCode::FORBIDDEN);
    assert!(keys::revoke(app.store.writer(), app.account, "reader", 1).await.expect("revoked"));
    assert_eq!(get(&read).await.expect("an answer").status(), StatusCode::UNAUTHORIZED);
    app.stop().await;
}

#[actix_web::test]
async fn every_refusal_has_the_status_of_the_contract_and_says_the_way_out() {
    let app = App::start().await;
    let good = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola").to_string();
    let many = json!({"events": vec![json!({}); 1_001]}).to_string();
    let large = " ".repeat(5 * 1024 * 1024 + 1);
    for (content_type, text, status, told) in [
        ("application/json", "{".to_owned(), 400, "cannot be read as JSON"),
        ("application/json", "[1, 2".to_owned(), 400, "cannot be read as JSON"),
        ("application/json", "42".to_owned(), 400, "must be an event"),
        ("application/json", r#"{"events": 1}"#.to_owned(), 400, "array"),
        ("application/json", many, 413, "at most 1000 events"),
        ("application/json", r#"{"id": "m-1"}"#.to_owned(), 422, "`type` is required"),
        ("application/json", large, 413, "at most 5242880 bytes"),
        ("image/png", good, 415, "image/png"),
    ] {
        let request = app.post("/api/v1/events").header("Content-Type", content_type);
        let response = request.body(text).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{told}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{told}");
        let problem = body(response).await;
        assert_eq!(problem["status"], status, "{told}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(told)), "{problem}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_body_that_unpacks_to_more_than_the_limit_is_too_large() {
    use std::io::Write;
    let app = App::start().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 6 * 1024 * 1024]).expect("packed");
    let packed = gzip.finish().expect("packed");
    assert!(packed.len() < 100_000, "small on the way");
    let request = app.post("/api/v1/events").header("Content-Type", "application/json");
    let response = request.header("Content-Encoding", "gzip").body(packed).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    app.stop().await;
}

#[actix_web::test]
async fn a_parameter_that_means_nothing_is_told_by_its_name() {
    let app = App::start().await;
    for (path, field) in [
        ("/api/v1/overview?from=2026-13-01", "from"),
        ("/api/v1/overview?from=2026-11-07&to=2026-11-01", "to"),
        ("/api/v1/overview?group_by=moon", "group_by"),
        ("/api/v1/overview?from=1900-01-01&to=2026-01-01", "from"),
        ("/api/v1/conversations?status=gone", "status"),
        ("/api/v1/conversations?reason=why", "reason"),
        ("/api/v1/conversations?sort=price", "sort"),
        ("/api/v1/conversations?limit=0", "limit"),
        ("/api/v1/conversations?cursor=abc", "cursor"),
        ("/api/v1/export/conversations.ndjson?range=always", "range"),
    ] {
        let response = app.get(path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(body(response).await["field"], field, "{path}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn addresses_that_lead_nowhere_say_so() {
    let app = App::start().await;
    for (path, content_type) in [
        ("/api/v1/conversations/nobody", "application/problem+json"),
        ("/api/v1/nothing", "application/problem+json"),
        ("/conversations/nobody", "text/html; charset=utf-8"),
        ("/nothing", "text/html; charset=utf-8"),
    ] {
        let response = app.get(path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(response.headers()["content-type"], content_type, "{path}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn json_within_texts_within_json_is_not_unpacked() {
    // A reader that unpacks it nests deeper at each step, whatever its limit, until the stack is full.
    let app = App::start().await;
    let (mut text, mut larger) = (String::new(), "1".to_owned());
    while larger.len() < 4 * 1024 * 1024 {
        text = larger;
        let inner = json!({"$serde_json::private::RawValue": text});
        larger = format!("{}{inner}{}", "[".repeat(120), "]".repeat(120));
    }
    let event = format!(r#"{{"id": "m-1", "metadata": {text}}}"#);
    for (body, status) in [(text, 200), (event.clone(), 422), (format!("{event}\n{event}"), 200)] {
        let response = app.post("/api/v1/events").body(body).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status);
    }
    assert_eq!(app.json("/api/v1/conversations").await["total"], 0);
    app.stop().await;
}
