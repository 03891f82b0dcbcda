//! Trouble that passes is told as such: `503` with the time to come again, on the API and on the pages. What a client
//! does wrong below HTTP is its own fault, never ours.

use hilo::store::Store;
use reqwest::{Response, StatusCode};

use crate::support::{App, Wire, body, database, message};

fn assert_passing(response: &Response, content_type: &str) {
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", response.url());
    assert_eq!(response.headers()["retry-after"], "2", "{}", response.url());
    assert_eq!(response.headers()["content-type"], content_type, "{}", response.url());
}

#[actix_web::test]
async fn an_event_that_the_locked_database_did_not_take_is_taken_once_it_is_free() {
    let app = App::start().await;
    let event = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola");
    // Another process writes for longer than a statement waits.
    let other = Store::open(&app.database).await.expect("the same database");
    let lock = database::hold(&other).await;
    let refused = app.send(&event).await;
    assert_passing(&refused, "application/problem+json");
    let problem = body(refused).await;
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.starts_with("Another program holds the database."), "{detail}");
    assert_eq!(app.json("/api/v1/conversations").await["total"], 0, "reading goes on meanwhile");
    lock.rollback().await.expect("given back");
    let taken = app.send(&event).await;
    assert_eq!(taken.status(), StatusCode::OK);
    assert_eq!(body(taken).await["accepted"], 1, "nothing of it was kept before");
    app.stop().await;
}

#[actix_web::test]
async fn a_database_that_does_not_answer_is_passing_trouble_on_every_address() {
    let app = App::start().await;
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
    app.store.reader().clone().close().await.expect("closed");
    app.store.writer().clone().close().await.expect("closed");
    for path in [
        "/api/v1/overview",
        "/api/v1/conversations",
        "/api/v1/conversations/c-1",
        "/api/v1/export/conversations.ndjson",
        "/api/v1/export/orders.ndjson",
        "/api/v1/export/events.ndjson",
        "/healthz",
        "/healthz/ready",
    ] {
        assert_passing(&app.get(path).send().await.expect("an answer"), "application/problem+json");
    }
    let sent = app.send(&message("m-2", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")).await;
    assert_passing(&sent, "application/problem+json");
    for path in ["/", "/conversations", "/conversations/c-1"] {
        let response = app.get(path).send().await.expect("an answer");
        assert_passing(&response, "text/html; charset=utf-8");
        let html = response.text().await.expect("text");
        assert!(html.contains("The database is not available just now"), "{html}");
    }
    for path in ["/conversations/c-1/tag", "/conversations/c-1/handoff", "/sign-in"] {
        let form = "email=x&password=x&tag=x&reason=x&method=ticket";
        let request = app.post(path).header("Content-Type", "application/x-www-form-urlencoded").body(form);
        assert_passing(&request.send().await.expect("an answer"), "text/html; charset=utf-8");
    }
    let live = app.anonymous("/healthz/live").send().await.expect("an answer");
    assert_eq!(live.status(), StatusCode::OK, "a restart would not help");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_no_request_is_the_clients_fault_and_the_server_goes_on() {
    let app = App::start().await;
    let url = app.url.clone();
    let statuses = tokio::task::spawn_blocking(move || {
        let long = format!("GET / HTTP/1.1\r\nHost: hilo\r\nX-Long: {}\r\n\r\n", "x".repeat(200_000));
        let many = format!("GET / HTTP/1.1\r\nHost: hilo\r\n{}\r\n", "X-Many: 1\r\n".repeat(500));
        [
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            &long,
            &many,
        ]
        .map(|request| {
            let mut wire = Wire::open(&url);
            wire.send(request.as_bytes());
            wire.answer().status()
        })
    })
    .await
    .expect("it worked");
    assert_eq!(statuses, [400, 400, 400, 431, 431]);
    assert_eq!(app.json("/api/v1/conversations").await["total"], 0);
    app.stop().await;
}

#[actix_web::test]
async fn of_a_sender_that_breaks_off_nothing_is_taken_and_the_server_goes_on() {
    let app = App::start().await;
    let text = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola").to_string() + "\n";
    let head = format!(
        "POST /api/v1/events HTTP/1.1\r\nHost: hilo\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        app.key,
        text.len() * 2
    );
    let url = app.url.clone();
    tokio::task::spawn_blocking(move || {
        let mut wire = Wire::open(&url);
        // A whole line arrives, and then no more.
        wire.send(format!("{head}{text}").as_bytes());
    })
    .await
    .expect("it worked");
    app.take(&[message("m-2", "c-2", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
    assert_eq!(app.json("/api/v1/conversations").await["total"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn a_way_back_that_is_no_address_leads_home_rather_than_to_an_error() {
    let app = App::start().await;
    for back in ["%2F%0A", "%2Fa%0D%0ASet-Cookie:%20a=b", "%2F%00", "%2F%7F"] {
        let response = app.get(&format!("/language/en?back={back}")).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{back}");
        assert_eq!(response.headers()["location"], "/", "{back}");
    }
    app.stop().await;
}
