//! What was acknowledged is there after a crash, entirely; what is under way at the end is finished.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

use crate::support::binary::{Served, hilo, run, stderr, stdout};
use crate::support::{Shuffle, message};

/// How often the server is killed, unless `HILO_CRASHES` says otherwise.
const CRASHES: usize = 60;

/// Senders at once.
const SENDERS: usize = 4;

/// A request that was sent: how many events it held, and whether they were acknowledged.
struct Sent {
    events: usize,
    acknowledged: bool,
}

/// What all senders share: the next request's number, and what became of each.
#[derive(Default)]
struct Load {
    next: AtomicUsize,
    sent: Mutex<BTreeMap<usize, Sent>>,
}

impl Load {
    /// How many events were acknowledged.
    fn acknowledged(&self) -> usize {
        let sent = self.sent.lock().expect("the list");
        sent.values().filter(|sent| sent.acknowledged).map(|sent| sent.events).sum()
    }

    /// Every request is there entirely or not at all, the acknowledged ones entirely, and nothing twice.
    fn assert_kept(&self, kept: &[(usize, usize)]) {
        let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (request, event) in kept {
            found.entry(*request).or_default().push(*event);
        }
        let sent = self.sent.lock().expect("the list");
        for (request, sent) in &*sent {
            let mut events = found.remove(request).unwrap_or_default();
            events.sort_unstable();
            if sent.acknowledged || !events.is_empty() {
                let all: Vec<usize> = (0..sent.events).collect();
                assert_eq!(events, all, "request {request}, acknowledged: {}", sent.acknowledged);
            }
        }
        assert!(found.is_empty(), "nobody sent these: {found:?}");
    }
}

/// One event, or several of two or three conversations: messages, clicks, and orders of the same customers.
fn request(n: usize) -> Vec<Value> {
    if n.is_multiple_of(3) {
        return vec![message(
            &format!("{n}-0"),
            &format!("c-{}", n % 50),
            "2026-11-19T10:00:00Z",
            "customer",
            "Hola",
        )];
    }
    let profile = json!({"email": format!("c{}@example.com", n % 20)});
    let event = |i: usize| {
        let (id, conversation) = (format!("{n}-{i}"), format!("c-{}", (n + i % (2 + n % 2)) % 50));
        let mut event = match i {
            0 => json!({"type": "product.clicked", "product": "p", "conversation": conversation}),
            1 => {
                json!({"type": "order.placed", "order": format!("o-{n}"), "total": "9.90", "currency": "USD"})
            }
            _ => message(&id, &conversation, "", ["customer", "ai"][i % 2], "Hola"),
        };
        event["id"] = id.into();
        event["time"] = format!("2026-11-19T10:{:02}:00Z", i + n % 50).into();
        event["profile"] = profile.clone();
        event
    };
    (0..3 + n % 6).map(event).collect()
}

fn serve(folder: &Path) -> Served {
    Served::start(hilo(folder).args(["serve", "--listen", "127.0.0.1:0"]))
}

/// Sends requests one after the other until the server is gone, and keeps which were acknowledged.
async fn send(url: String, key: String, load: Arc<Load>) {
    let client = Client::new();
    loop {
        let n = load.next.fetch_add(1, Ordering::Relaxed);
        let events = request(n);
        load.sent.lock().expect("the list").insert(n, Sent { events: events.len(), acknowledged: false });
        let body = if let [event] = events.as_slice() { event.clone() } else { json!({"events": events}) };
        let request = client.post(format!("{url}/api/v1/events")).bearer_auth(&key).body(body.to_string());
        match request.send().await {
            Ok(response) if response.status().is_success() => {
                // The status alone is the promise; the kill may cut off what follows it.
                if let Ok(text) = response.text().await {
                    let answer: Value = serde_json::from_str(&text).expect(&text);
                    assert_eq!(answer["accepted"], events.len(), "{answer}");
                }
                let mut sent = load.sent.lock().expect("the list");
                sent.get_mut(&n).expect("it was sent").acknowledged = true;
            }
            Ok(response) => assert_eq!(response.status(), 503, "trouble is passing trouble"),
            Err(_) => return,
        }
    }
}

/// Starts all senders.
fn senders(served: &Served, key: &str, load: &Arc<Load>) -> Vec<actix_web::rt::task::JoinHandle<()>> {
    let one = |_| actix_web::rt::spawn(send(served.url.clone(), key.to_owned(), load.clone()));
    (0..SENDERS).map(one).collect()
}

/// The events that are kept: the request's number and the event's within it.
async fn kept(served: &Served, key: &str) -> Vec<(usize, usize)> {
    let url = format!("{}/api/v1/export/events.ndjson", served.url);
    let response = Client::new().get(url).bearer_auth(key).send().await.expect("an answer");
    let numbers = |line: &str| {
        let event: Value = serde_json::from_str(line).expect(line);
        let (request, number) = event["id"].as_str().and_then(|id| id.split_once('-')).expect(line);
        (request.parse().expect(line), number.parse().expect(line))
    };
    response.text().await.expect("text").lines().map(numbers).collect()
}

fn key(folder: &Path) -> String {
    stdout(&run(folder, &["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"]))
}

#[actix_web::test]
async fn no_acknowledged_event_is_lost_when_the_server_is_killed_again_and_again() {
    #[expect(clippy::disallowed_methods, reason = "longer runs are asked for from outside")]
    let crashes = std::env::var("HILO_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(CRASHES);
    let folder = tempfile::tempdir().expect("a folder");
    let (key, load, mut random) = (key(folder.path()), Arc::new(Load::default()), Shuffle::new(7));
    for _ in 0..crashes {
        let mut served = serve(folder.path());
        let senders = senders(&served, &key, &load);
        tokio::time::sleep(Duration::from_millis(30 + random.below(400) as u64)).await;
        served.signal("KILL");
        served.wait();
        for sender in senders {
            sender.await.expect("the sender saw nothing but passing trouble");
        }
    }
    let served = serve(folder.path());
    let kept = kept(&served, &key).await;
    load.assert_kept(&kept);
    let acknowledged = load.acknowledged();
    assert!(acknowledged > crashes * 10, "there was load: {acknowledged}");
    eprintln!("{crashes} crashes, {acknowledged} events acknowledged, {} kept", kept.len());
    drop(served);
    let checked = run(folder.path(), &["check"]);
    assert_eq!(
        checked.status.code(),
        Some(0),
        "the numbers are whole: {} {}",
        stdout(&checked),
        stderr(&checked)
    );
}

#[actix_web::test]
async fn a_server_that_is_told_to_end_finishes_what_it_took_and_ends_soon() {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, load) = (key(folder.path()), Arc::new(Load::default()));
    let mut served = serve(folder.path());
    let senders = senders(&served, &key, &load);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let told = Instant::now();
    served.signal("TERM");
    for sender in senders {
        sender.await.expect("the sender saw nothing but passing trouble");
    }
    assert_eq!(served.wait(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(10), "it ended after {:?}", told.elapsed());
    let served = serve(folder.path());
    assert!(load.acknowledged() > 0, "there was load");
    load.assert_kept(&kept(&served, &key).await);
}
