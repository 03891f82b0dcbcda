//! Bodies nobody would send, many of them, to the server itself: each is answered as the contract says.

mod case;
mod judge;
mod mutate;
mod oddities;
mod sources;
mod tree;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, header};

use self::case::Case;
use self::judge::{Answer, Tally};
use crate::support::binary::{Served, hilo, run, stderr, stdout};
use crate::support::setting;

/// How many bodies are sent; `HILO_MUTATED_BODIES` asks for more.
const BODIES: u64 = 5_000;

/// Connections at once.
const CONNECTIONS: u64 = 8;

/// How much memory may grow beside, in KiB: caches that are still filling.
const CACHES_KB: u64 = 30 * 1024;

/// The way to the server.
struct Desk {
    client: Client,
    url: String,
    key: String,
}

impl Desk {
    async fn send(&self, case: &Case) -> Result<Answer, reqwest::Error> {
        let mut request = self.client.post(format!("{}/api/v1/events", self.url)).bearer_auth(&self.key);
        if let Some(label) = case.label {
            request = request.header(header::CONTENT_TYPE, label);
        }
        if let Some(encoding) = case.encoding {
            request = request.header(header::CONTENT_ENCODING, encoding);
        }
        let response = request.body(case.sent.clone()).send().await?;
        let status = response.status().as_u16();
        let content_type = response.headers().get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|text| text.to_str().ok()).unwrap_or_default().to_owned();
        Ok(Answer { status, content_type, body: response.bytes().await?.to_vec() })
    }

    /// What an address answers, which must be 200.
    async fn read(&self, path: &str) -> String {
        let request = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.key);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.expect("text")
    }

    /// Sends cases until there are no more.
    async fn work(&self, next: Arc<AtomicU64>, (from, until): (u64, u64), ids: usize) -> Tally {
        let mut tally = Tally::default();
        loop {
            let number = from + next.fetch_add(1, Ordering::Relaxed);
            if number >= until {
                return tally;
            }
            let case = Case::new(number, ids);
            let send = async || self.send(&case).await.unwrap_or_else(|error| panic!("{error:?}\n{case}"));
            let mut answer = send().await;
            // A connection that was opened ahead and left idle is closed with a 408, which may meet what is being sent on
            // it: no answer to the body, and the word of HTTP to send it again. Twice in a row it would be an answer.
            if answer.status == 408 {
                answer = send().await;
            }
            if let Err(wrong) = tally.judge(&case, &answer) {
                panic!("{wrong}\n{}: {}\n{case}", answer.status, String::from_utf8_lossy(&answer.body));
            }
        }
    }
}

/// What a process holds for itself, in KiB; the mapped database is not its own.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let own = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("it is told");
    own.trim().trim_end_matches(" kB").parse().expect("a number")
}

fn start(folder: &Path) -> Served {
    let log = std::fs::File::create(folder.join("log")).expect("a file");
    let mut command = hilo(folder);
    // Blocks of a mebibyte and more go back to the system at once: what is measured is what the server holds, rather
    // than what the allocator of each thread keeps from its largest body.
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("MALLOC_MMAP_THRESHOLD_", "1048576").stderr(log);
    Served::start(&mut command)
}

#[actix_web::test]
async fn every_mutated_body_is_answered_as_the_contract_says_and_leaves_the_numbers_whole() {
    let bodies = setting("HILO_MUTATED_BODIES").unwrap_or(BODIES);
    let from = setting("HILO_MUTATED_FROM").unwrap_or(0);
    let ids = usize::try_from(bodies / 6 + 50).expect("a number");
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"];
    let key = stdout(&run(folder.path(), &arguments));
    let served = start(folder.path());
    // A body that hangs is as bad as one that fails.
    let client = Client::builder().timeout(Duration::from_secs(60)).build().expect("a client");
    let desk = Arc::new(Desk { client, url: served.url.clone(), key });

    let began = Instant::now();
    let (mut tally, mut held) = (Tally::default(), Vec::new());
    for (first, last) in [(from, from + bodies / 10), (from + bodies / 10, from + bodies)] {
        let next = Arc::new(AtomicU64::new(0));
        let workers = (0..CONNECTIONS).map(|_| {
            let (desk, next) = (desk.clone(), next.clone());
            actix_web::rt::spawn(async move { desk.work(next, (first, last), ids).await })
        });
        for worker in futures_util::future::join_all(workers).await {
            let told = worker.expect("every answer is as the contract says");
            tally.accepted += told.accepted;
            for (what, times) in told.seen {
                *tally.seen.entry(what).or_default() += times;
            }
        }
        held.push(memory(served.id()));
    }
    eprintln!("{bodies} bodies in {:?}, memory {held:?} KiB, {:?}", began.elapsed(), tally.seen);
    assert!(held[1] <= held[0] * 3 / 2 + CACHES_KB, "memory grew from {} to {} KiB", held[0], held[1]);
    if bodies >= BODIES {
        all_was_met(&tally);
    }

    let kept = desk.read("/api/v1/export/events.ndjson").await.lines().count();
    assert_eq!(kept as u64, tally.accepted, "what was accepted is kept, and nothing else");
    for path in ["/api/v1/export/orders.ndjson", "/api/v1/overview?range=last_90_days", "/", "/conversations"]
    {
        desk.read(path).await;
    }
    let mut conversations = desk.read("/api/v1/export/conversations.ndjson?test=true").await;
    conversations.push_str(&desk.read("/api/v1/export/conversations.ndjson").await);
    for line in conversations.lines().step_by(conversations.lines().count() / 200 + 1) {
        let row: serde_json::Value = serde_json::from_str(line).expect(line);
        desk.read(&format!("/conversations/{}", row["id"].as_str().expect("an id"))).await;
    }
    drop(served);
    let log = std::fs::read_to_string(folder.path().join("log")).expect("a log");
    assert!(!log.contains("panicked"), "{log}");
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}\n{}", stdout(&checked), stderr(&checked));
    eprintln!("all in {:?}, {}", began.elapsed(), stderr(&checked));
}

/// The mutants reach every answer there is: else they would be too tame or too wild.
fn all_was_met(tally: &Tally) {
    for what in [
        "200",
        "400",
        "413",
        "415",
        "422",
        "accepted",
        "duplicate",
        "rejected",
        "missing_field",
        "invalid_field",
        "too_long",
        "unknown_type",
        "time_in_future",
        "not_json",
        "not_utf8",
    ] {
        assert!(tally.seen.contains_key(what), "no body met `{what}`: {:?}", tally.seen);
    }
}
