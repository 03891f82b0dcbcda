//! Real senders: old protocols, odd ways of framing, labels that mean nothing.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::StatusCode;

use crate::support::{App, Wire, body, message};

fn hello(id: &str) -> String {
    message(id, "c-1", "2026-11-19T10:00:00Z", "customer", "Hola").to_string()
}

/// The head of a request that sends events.
fn head(app: &App, version: &str, more: &str) -> String {
    format!(
        "POST /api/v1/events HTTP/{version}\r\nHost: hilo\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\n{more}\r\n",
        app.key
    )
}

/// Does something on a connection, beside the thread on which the test's server writes.
async fn wired<T: Send + 'static>(app: &App, work: impl FnOnce(Wire) -> T + Send + 'static) -> T {
    let url = app.url.clone();
    tokio::task::spawn_blocking(move || work(Wire::open(&url))).await.expect("it worked")
}

fn chunks(body: &[u8], size: usize) -> Vec<Vec<u8>> {
    let framed = |chunk: &[u8]| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
    body.chunks(size).map(framed).chain([b"0\r\n\r\n".to_vec()]).collect()
}

#[actix_web::test]
async fn a_sender_that_speaks_http_1_0_is_answered_200_with_and_without_keep_alive() {
    let app = App::start().await;
    let text = hello("m-1");
    let alone = head(&app, "1.0", &format!("Content-Length: {}\r\n", text.len()));
    let alone = format!("{alone}{text}");
    wired(&app, move |mut wire| {
        wire.send(alone.as_bytes());
        let answer = wire.answer();
        assert_eq!(answer.status(), 200, "{}", answer.head);
        assert!(answer.body.contains(r#""accepted":1"#), "{}", answer.body);
        assert!(wire.is_closed(), "it was not asked to stay");
    })
    .await;
    let kept: Vec<String> = ["m-2", "m-3"]
        .map(|id| {
            let more = format!("Connection: keep-alive\r\nContent-Length: {}\r\n", hello(id).len());
            format!("{}{}", head(&app, "1.0", &more), hello(id))
        })
        .into();
    wired(&app, move |mut wire| {
        for request in kept {
            wire.send(request.as_bytes());
            let answer = wire.answer();
            assert_eq!(answer.status(), 200, "{}", answer.head);
            assert!(answer.body.contains(r#""accepted":1"#), "{}", answer.body);
        }
    })
    .await;
    app.stop().await;
}

#[actix_web::test]
async fn chunked_bodies_are_read_in_chunks_of_any_size_and_packed() {
    let app = App::start().await;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(hello("m-3").as_bytes()).expect("packed");
    let packed = gzip.finish().expect("packed");
    for (more, text, size) in [
        ("", hello("m-1").into_bytes(), 1),
        ("", hello("m-2").into_bytes(), 1_000),
        ("Content-Encoding: gzip\r\n", packed, 7),
    ] {
        let head = head(&app, "1.1", &format!("Transfer-Encoding: chunked\r\n{more}"));
        wired(&app, move |mut wire| {
            wire.send(head.as_bytes());
            for chunk in chunks(&text, size) {
                wire.send(&chunk);
            }
            let answer = wire.answer();
            assert_eq!(answer.status(), 200, "{}", answer.head);
            assert!(answer.body.contains(r#""accepted":1"#), "{}", answer.body);
        })
        .await;
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_chunked_body_beyond_the_limit_is_too_large() {
    let app = App::start().await;
    let head = head(&app, "1.1", "Transfer-Encoding: chunked\r\n");
    wired(&app, move |mut wire| {
        wire.send(head.as_bytes());
        let blanks = vec![b' '; 5 * 1024 * 1024 + 1];
        // All but the end: the server has seen enough, and may have closed its ear when that would come.
        wire.send(format!("{:x}\r\n", blanks.len()).as_bytes());
        wire.send(&blanks);
        assert_eq!(wire.answer().status(), 413);
    })
    .await;
    app.stop().await;
}

#[actix_web::test]
async fn a_sender_that_asks_first_is_told_to_go_on() {
    let app = App::start().await;
    let text = hello("m-1");
    let head = head(&app, "1.1", &format!("Expect: 100-continue\r\nContent-Length: {}\r\n", text.len()));
    wired(&app, move |mut wire| {
        wire.send(head.as_bytes());
        assert_eq!(wire.answer().status(), 100);
        wire.send(text.as_bytes());
        let answer = wire.answer();
        assert_eq!(answer.status(), 200, "{}", answer.head);
    })
    .await;
    app.stop().await;
}

#[actix_web::test]
async fn a_body_without_a_label_or_with_any_in_any_case_is_read() {
    let app = App::start().await;
    let mark = "\u{feff}";
    for (label, text) in [
        (None, hello("m-1")),
        (Some(""), hello("m-2")),
        (Some("application/json; charset=utf-8"), hello("m-3")),
        (Some("APPLICATION/JSON"), hello("m-4")),
        (Some("Text/Plain"), hello("m-5")),
        (Some("application/octet-stream"), hello("m-6")),
        (Some("application/json"), format!("{mark}{}", hello("m-7"))),
        (Some("application/x-ndjson"), format!("{mark}{}\r\n", hello("m-8"))),
        (Some("application/jsonl"), hello("m-9")),
    ] {
        let mut request = app.post("/api/v1/events").body(text);
        if let Some(label) = label {
            request = request.header("Content-Type", label);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{label:?}");
        assert_eq!(body(response).await["accepted"], 1, "{label:?}");
    }
    // One line by its label is a line, not a single event: it is refused within a 200.
    for label in ["Application/X-NDJSON", "application/x-ndjson; charset=utf-8"] {
        let request = app.post("/api/v1/events").header("Content-Type", label).body("{}");
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{label}");
        assert_eq!(body(response).await["results"][0]["line"], 1, "{label}");
    }
    app.stop().await;
}
