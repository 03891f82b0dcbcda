//! What machines do to a database: full disks, locks, lost rights, damaged files. The real binary each time.

mod damaged;
mod disk;
mod full;
mod locked;
mod not_ours;
mod read_only;
mod refusing;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::support::binary::{Served, stderr, stdout};
use crate::support::message;

/// A sender and reader of a server.
struct Caller {
    url: String,
    key: String,
    client: Client,
}

/// What a server answered.
struct Answer {
    status: u16,
    retry_after: Option<String>,
    text: String,
}

impl Answer {
    /// That it is the promised way to say that nothing was taken, and for this reason.
    fn assert_refused(&self, told: &str) {
        assert_eq!(self.status, 503, "{}", self.text);
        let problem: Value = serde_json::from_str(&self.text).expect(&self.text);
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(told)), "{problem}");
        assert!(self.retry_after.is_some(), "{problem}");
    }
}

impl Caller {
    fn new(served: &Served, key: &str) -> Self {
        Self { url: served.url.clone(), key: key.to_owned(), client: Client::new() }
    }

    async fn answer(&self, request: RequestBuilder) -> Answer {
        let response = request.bearer_auth(&self.key).send().await.expect("the server answers");
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let (status, retry_after) = (response.status().as_u16(), retry_after.map(str::to_owned));
        // A stream that breaks off is the end of the text.
        Answer { status, retry_after, text: response.text().await.unwrap_or_default() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.answer(self.client.get(format!("{}{path}", self.url))).await
    }

    async fn post(&self, events: &[Value]) -> Answer {
        let body = json!({"events": events}).to_string();
        self.answer(self.client.post(format!("{}/api/v1/events", self.url)).body(body)).await
    }

    /// Asks whether the server is ready until the answer is this: what was found a moment ago is trusted for that long.
    async fn until_ready_is(&self, status: u16) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get("/healthz/ready").await;
            if answer.status == status {
                return answer;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{}", answer.text);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The ids of all events that are kept, in order of the alphabet.
    async fn kept(&self) -> Vec<String> {
        let answer = self.get("/api/v1/export/events.ndjson").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let mut ids: Vec<String> = answer.text.lines().map(id_of).collect();
        ids.sort_unstable();
        ids
    }

    /// That pages, API and exports are read as ever.
    async fn assert_readable(&self) {
        for path in ["/", "/conversations", "/api/v1/overview", "/api/v1/conversations", "/healthz/live"] {
            let answer = self.get(path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        }
    }
}

fn id_of(line: &str) -> String {
    let event: Value = serde_json::from_str(line).expect(line);
    event["id"].as_str().expect("an id").to_owned()
}

/// Long messages of a few conversations, numbered from a number on.
fn messages(from: usize, count: usize) -> Vec<Value> {
    let text = "¿Dónde está mi pedido? ".repeat(40);
    let one = |n: usize| {
        message(&format!("m-{n:06}"), &format!("c-{}", n % 7), "2026-11-19T10:00:00Z", "customer", &text)
    };
    (from..from + count).map(one).collect()
}

/// The ids of events.
fn ids(events: &[Value]) -> impl Iterator<Item = String> {
    events.iter().map(|event| event["id"].as_str().expect("an id").to_owned())
}

/// The commands that the tests of faults give.
const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];
const KEY: [&str; 8] = ["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"];

/// Makes a key with a command that is ready to run.
fn key(command: &mut Command) -> String {
    let output = command.args(KEY).output().expect("it runs");
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

/// Runs a command that must not do its work, and gives what it complained. One that does and goes on is ended.
fn refused(command: &mut Command) -> String {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let begun = Instant::now();
    while child.try_wait().expect("it is ours").is_none() {
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is ours");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().expect("it ended");
    assert_eq!(output.status.code(), Some(2), "{} {}", stdout(&output), stderr(&output));
    stderr(&output)
}
