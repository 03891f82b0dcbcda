//! The log: one line a request with the answer's id, and nothing of anybody.

use std::path::Path;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::support::binary::{Served, hilo, run, stdout};
use crate::support::message;

/// What must not be in a log, wherever a request holds it.
const SECRETS: [&str; 8] = [
    "zanahoria",
    "Eulalia",
    "eulalia@example.com",
    "34600111222",
    "203.0.113.9",
    "PrivateBrowser",
    "secreto",
    "pepino",
];

fn serve(folder: &Path, more: &[&str]) -> (Served, String) {
    let key =
        stdout(&run(folder, &["key", "create", "--name", "Eulalia", "--scope", "ingest", "--scope", "read"]));
    let mut command = hilo(folder);
    command.env_remove("HILO_LOG_LEVEL").stderr(Stdio::piped());
    (Served::start(command.args(["serve", "--listen", "127.0.0.1:0"]).args(more)), key)
}

fn id_of(response: &Response) -> String {
    response.headers()["x-request-id"].to_str().expect("text").to_owned()
}

fn personal(id: &str) -> Value {
    let mut event =
        message(id, "34600111222", "2026-11-19T10:00:00Z", "customer", "Una zanahoria, soy Eulalia");
    event["profile"] = json!({"email": "eulalia@example.com", "phone": "+34600111222", "name": "Eulalia"});
    event
}

#[actix_web::test]
async fn each_request_is_one_json_line_with_its_answers_id_and_nothing_personal_is_in_any() {
    let folder = tempfile::tempdir().expect("a folder");
    let (served, key) = serve(folder.path(), &["--log-format", "json"]);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let at = |path: &str| format!("{}{path}", served.url);
    let post = |text: String| client.post(at("/api/v1/events")).bearer_auth(&key).body(text);
    let get = |path: &str| {
        let request = client.get(at(path)).bearer_auth(&key);
        request.header("User-Agent", "PrivateBrowser").header("X-Forwarded-For", "203.0.113.9")
    };
    let form = |path: &str| {
        let request = client.post(at(path)).header("Content-Type", "application/x-www-form-urlencoded");
        request.body("email=secreto&password=zanahoria")
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    std::io::Write::write_all(&mut gzip, b"{\"text\": \"zanahoria").expect("packed");
    let bad = json!({"id": "m-3", "type": "secreto", "time": "pepino"});
    let ours = get("/api/v1/conversations?q=zanahoria&agent=Eulalia").header("X-Request-Id", "sender-1.a_B");
    let requests = [
        (post(personal("m-1").to_string()), "/api/v1/events", 200),
        (post(json!({"events": [personal("m-1"), personal("m-2"), bad]}).to_string()), "/api/v1/events", 200),
        (post("Eulalia zanahoria".to_owned()), "/api/v1/events", 400),
        (post(bad.to_string()), "/api/v1/events", 422),
        (post(String::new()).body(gzip.finish().expect("packed")), "/api/v1/events", 400),
        (post(String::new()).header("Content-Type", "secreto/zanahoria"), "/api/v1/events", 415),
        (ours, "/api/v1/conversations", 200),
        (get("/api/v1/conversations?status=secreto"), "/api/v1/conversations", 400),
        (get("/api/v1/conversations/34600111222"), "/api/v1/conversations/{id}", 200),
        (get("/api/v1/conversations/34600111222/"), "/api/v1/conversations/{id}", 200),
        (get("/conversations/34600111222?q=zanahoria"), "/conversations/{id}", 200),
        (get("/conversations/eulalia@example.com"), "/conversations/{id}", 404),
        (get("/eulalia@example.com/34600111222"), "(none)", 404),
        (get("/api/v1/eulalia@example.com"), "(none)", 404),
        (get("/?q=zanahoria").header("X-Request-Id", "eulalia@example.com"), "/", 200),
        (get("/?q=zanahoria").header("X-Request-Id", "1".repeat(65)), "/", 200),
        (get("/api/v1/export/events.ndjson"), "/api/v1/export/{file}", 200),
        (client.get(at("/api/v1/overview")).bearer_auth("hilo_1_secreto"), "/api/v1/overview", 401),
        (client.get(at("/?q=zanahoria")).header("Cookie", "hilo_session=hilo_1_secreto"), "/", 303),
        (form("/sign-in").header("Origin", "http://pepino"), "/sign-in", 403),
        (form("/sign-in?back=%2Fpepino"), "/sign-in", 200),
        (client.get(at("/welcome/hilo_1_secreto")), "/welcome/{token}", 404),
        (
            client.request(reqwest::Method::from_bytes(b"ZANAHORIA").expect("a method"), at("/")),
            "(none)",
            404,
        ),
    ];
    let mut wanted = Vec::new();
    for (request, path, status) in requests {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{path}");
        let id = id_of(&response);
        let bytes = response.bytes().await.expect("the body").len();
        wanted.push((id, path, status, bytes));
    }
    assert_eq!(wanted[6].0, "sender-1.a_B");
    let lines = served.end();
    for secret in SECRETS.into_iter().chain([key.as_str()]) {
        let told = lines.iter().find(|line| line.to_lowercase().contains(&secret.to_lowercase()));
        assert_eq!(told, None, "{secret}");
    }
    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(lines.len(), wanted.len(), "{lines:#?}");
    for ((id, path, status, bytes), line) in wanted.iter().zip(&lines) {
        assert_eq!((&line["id"], &line["status"]), (&json!(id), &json!(status)), "{line}");
        assert_eq!((&line["bytes"], &line["level"]), (&json!(bytes), &json!("INFO")), "{line}");
        assert!(line["ms"].is_number() && line["timestamp"].is_string(), "{line}");
        // A method that nobody answers matches no route, but the address may; either is fine as long as it is a pattern.
        if line["method"] != "OTHER" {
            assert_eq!(line["path"], *path, "{line}");
        }
    }
    let taken = |line: &Value| ["accepted", "duplicate", "rejected"].map(|name| line[name].clone());
    assert_eq!(taken(&lines[0]), [json!(1), json!(0), json!(0)]);
    assert_eq!(taken(&lines[1]), [json!(1), json!(1), json!(1)]);
    assert_eq!(taken(&lines[6]), [Value::Null, Value::Null, Value::Null]);
    assert_eq!((&lines[0]["method"], &lines[22]["method"]), (&json!("POST"), &json!("OTHER")));
}

#[actix_web::test]
async fn what_failed_on_our_side_is_told_with_its_cause_and_the_same_id() {
    let folder = tempfile::tempdir().expect("a folder");
    let (served, key) = serve(folder.path(), &["--log-format", "json", "--log-level", "warn"]);
    let client = Client::new();
    let post = client.post(format!("{}/api/v1/events", served.url)).bearer_auth(&key);
    let send = |id: &str| post.try_clone().expect("a request").body(personal(id).to_string()).send();
    assert_eq!(send("m-1").await.expect("an answer").status(), 200);
    // A damaged row: what is in it must not be told.
    let url = crate::support::database::url(folder.path());
    let store = hilo::store::Store::open(&url).await.expect("opened");
    use sea_orm::ConnectionTrait;
    store.writer().execute_unprepared("UPDATE event SET body = 'zanahoria'").await.expect("damaged");
    let get = client.get(format!("{}/api/v1/conversations/34600111222", served.url)).bearer_auth(&key);
    let refused = get.send().await.expect("an answer");
    assert_eq!(refused.status(), 503);
    let id = id_of(&refused);
    let answer = refused.text().await.expect("text");
    assert!(!answer.contains("zanahoria"), "{answer}");
    let lines = served.end();
    assert_eq!(lines.len(), 1, "the 200 is below the level: {lines:?}");
    let line: Value = serde_json::from_str(&lines[0]).expect("JSON");
    assert_eq!((&line["id"], &line["status"], &line["level"]), (&json!(id), &json!(503), &json!("WARN")));
    let cause = line["cause"].as_str().expect("a cause");
    assert!(cause.contains("a kept event of 9 bytes cannot be read: not_json"), "{cause}");
    assert!(!lines[0].contains("zanahoria"), "{line}");
}

#[actix_web::test]
async fn lines_for_people_hold_the_same_and_may_be_turned_off() {
    for (more, told) in [(&[][..], true), (&["--log-level", "off"], false)] {
        let folder = tempfile::tempdir().expect("a folder");
        let (served, _) = serve(folder.path(), more);
        let live = reqwest::get(format!("{}/healthz/live?q=zanahoria", served.url)).await.expect("an answer");
        let id = id_of(&live);
        drop(live);
        let lines = served.end();
        assert_eq!(lines.len(), usize::from(told), "{lines:?}");
        let line = lines.concat();
        for part in [id.as_str(), "INFO request", "GET", "/healthz/live", "status=200"] {
            assert_eq!(line.contains(part), told, "{part} in {line}");
        }
        assert!(!line.contains("zanahoria"), "{line}");
    }
}
