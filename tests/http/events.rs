//! `POST /api/v1/events`: what is taken, in every form it may come in.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{App, body, message};

fn hello(id: &str) -> Value {
    message(id, "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")
}

#[actix_web::test]
async fn one_event_is_taken_and_its_repeat_is_answered_as_a_duplicate() {
    let app = App::start().await;
    let first = body(app.send(&hello("m-1")).await).await;
    assert_eq!(
        first,
        json!({"accepted": 1, "duplicate": 0, "rejected": 0,
        "results": [{"id": "m-1", "outcome": "accepted"}]})
    );
    let again = body(app.send(&hello("m-1")).await).await;
    assert_eq!(again["duplicate"], 1);
    assert_eq!(again["results"][0]["outcome"], "duplicate");
    app.stop().await;
}

#[actix_web::test]
async fn of_one_id_twice_in_a_batch_the_first_counts() {
    let app = App::start().await;
    let other = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "another text");
    let answer = body(app.send(&json!({"events": [hello("m-1"), other]})).await).await;
    assert_eq!((&answer["accepted"], &answer["duplicate"]), (&json!(1), &json!(1)));
    let thread = app.json("/api/v1/conversations/c-1").await;
    assert_eq!(thread["first_question"], "Hola");
    app.stop().await;
}

#[actix_web::test]
async fn a_bad_event_is_refused_with_its_field_and_the_others_are_taken() {
    let app = App::start().await;
    let bad = json!({"id": "m-2", "type": "message.sent", "time": "yesterday", "conversation": "c-1",
        "role": "customer", "text": "?"});
    let response = app.send(&json!({"events": [hello("m-1"), bad, hello("m-3")]})).await;
    assert_eq!(response.status(), StatusCode::OK);
    let answer = body(response).await;
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(2), &json!(1)));
    let refused = &answer["results"][1];
    assert_eq!(refused["id"], "m-2");
    assert_eq!(
        (&refused["error"]["code"], &refused["error"]["field"]),
        (&json!("invalid_field"), &json!("time"))
    );
    app.stop().await;
}

#[actix_web::test]
async fn a_large_batch_lists_only_what_was_not_accepted() {
    let app = App::start().await;
    let mut events: Vec<Value> = (0..150).map(|i| hello(&format!("m-{i}"))).collect();
    events[70]["role"] = "robot".into();
    let answer = body(app.send(&json!({"events": events})).await).await;
    assert_eq!(answer["accepted"], 149);
    assert_eq!(answer["results"].as_array().expect("results").len(), 1);
    assert_eq!(answer["results"][0]["error"]["field"], "role");
    app.stop().await;
}

#[actix_web::test]
async fn ndjson_is_read_line_by_line_and_a_refused_line_is_told_by_its_number() {
    let app = App::start().await;
    let text = format!("{}\n\nnot json\n{}\n", hello("m-1"), hello("m-2"));
    let request = app.post("/api/v1/events").header("Content-Type", "application/x-ndjson");
    let answer = body(request.body(text).send().await.expect("an answer")).await;
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(2), &json!(1)));
    let refused = &answer["results"][1];
    assert_eq!((&refused["line"], &refused["error"]["code"]), (&json!(3), &json!("not_json")));
    app.stop().await;
}

#[actix_web::test]
async fn a_gzip_body_is_unpacked() {
    let app = App::start().await;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(hello("m-1").to_string().as_bytes()).expect("packed");
    let request = app
        .post("/api/v1/events")
        .header("Content-Type", "application/json")
        .header("Content-Encoding", "gzip")
        .body(gzip.finish().expect("packed"));
    let answer = body(request.send().await.expect("an answer")).await;
    assert_eq!(answer["accepted"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn many_senders_at_once_lose_and_double_nothing() {
    let app = App::start().await;
    let sent = (0..40).map(|i| {
        let text =
            json!({"events": (0..10).map(|j| hello(&format!("m-{}", i / 2 * 10 + j))).collect::<Vec<_>>()});
        let request = app.post("/api/v1/events").header("Content-Type", "application/json");
        request.body(text.to_string()).send()
    });
    let mut accepted = 0;
    for response in futures_util::future::join_all(sent).await {
        let answer = body(response.expect("an answer")).await;
        accepted += answer["accepted"].as_i64().expect("a number");
    }
    assert_eq!(accepted, 200, "each id is accepted once");
    let thread = app.json("/api/v1/conversations/c-1").await;
    assert_eq!(thread["messages"].as_array().map(Vec::len), Some(200));
    app.stop().await;
}

#[actix_web::test]
async fn exported_events_give_the_same_numbers_in_an_empty_database() {
    let app = App::start().await;
    let mut clicked = json!({"id": "k-1", "type": "product.clicked", "time": "2026-11-19T10:01:00+01:00",
        "conversation": "c-1", "product": "p-1", "colour": "blue", "metadata": {"n": 12_345_678_901_234_567_890_u64}});
    clicked["profile"] = json!({"anonymous_id": "a-1", "email": "Ana@Example.com "});
    app.take(&[
        hello("m-1"),
        clicked,
        json!({"id": "o-1", "type": "order.placed", "time": "2026-11-19T11:00:00Z", "order": "1001",
            "total": "12.30", "currency": "USD", "profile": {"email": "ana@example.com"}}),
    ])
    .await;
    let events = app.ndjson("/api/v1/export/events.ndjson").await;
    let other = App::start().await;
    other.take(&events).await;
    for export in ["conversations", "orders", "events"] {
        let path = format!("/api/v1/export/{export}.ndjson");
        assert_eq!(app.ndjson(&path).await, other.ndjson(&path).await, "{export}");
    }
    let orders = other.ndjson("/api/v1/export/orders.ndjson").await;
    assert_eq!((&orders[0]["conversation"], &orders[0]["touchpoint"]), (&json!("c-1"), &json!("k-1")));
    let metadata = &events[0]["metadata"];
    assert_eq!(metadata.to_string(), r#"{"colour":"blue","n":12345678901234567890}"#);
    app.stop().await;
    other.stop().await;
}

#[actix_web::test]
async fn the_body_is_looked_at_rather_than_its_label() {
    let app = App::start().await;
    let lines = format!("{}\n{}\n", hello("m-1"), hello("m-2"));
    let pretty =
        serde_json::to_string_pretty(&json!({"events": [hello("m-3"), hello("m-4")]})).expect("JSON");
    for (label, text, accepted) in [
        ("application/json", lines, 2),
        ("text/plain; charset=utf-8", pretty, 2),
        ("application/x-www-form-urlencoded", hello("m-5").to_string(), 1),
        ("application/cloudevents+json", hello("m-6").to_string(), 1),
        ("application/x-ndjson", hello("m-7").to_string(), 1),
    ] {
        let request = app.post("/api/v1/events").header("Content-Type", label).body(text);
        let answer = body(request.send().await.expect("an answer")).await;
        assert_eq!(answer["accepted"], accepted, "{label}: {answer}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_deflated_body_is_unpacked() {
    let app = App::start().await;
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(hello("m-1").to_string().as_bytes()).expect("packed");
    let request = app.post("/api/v1/events").header("Content-Encoding", "deflate");
    let answer = body(request.body(deflate.finish().expect("packed")).send().await.expect("an answer")).await;
    assert_eq!(answer["accepted"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn health_tells_living_and_ready_apart() {
    let app = App::start().await;
    for path in ["/healthz", "/healthz/ready", "/healthz/live"] {
        assert_eq!(app.anonymous(path).send().await.expect("an answer").status(), StatusCode::OK, "{path}");
    }
    // Somebody else holds the write lock for longer than a statement waits.
    let lock = crate::support::database::hold(&app.store).await;
    let live = app.anonymous("/healthz/live").send().await.expect("an answer");
    assert_eq!(live.status(), StatusCode::OK);
    let ready = app.anonymous("/healthz/ready").send().await.expect("an answer");
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.headers()["retry-after"], "2");
    lock.rollback().await.expect("given back");
    let ready = app.anonymous("/healthz/ready").send().await.expect("an answer");
    assert_eq!(ready.status(), StatusCode::OK);
    app.stop().await;
}
