//! Senders that keep sending, and what was promised to them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::rt::task::JoinHandle;
use reqwest::Client;
use serde_json::{Value, json};

use super::message;

/// A request that was sent: how many events it held, and whether they were acknowledged.
struct Sent {
    events: usize,
    acknowledged: bool,
}

/// What all senders share: the next request's number, and what became of each.
#[derive(Default)]
pub struct Load {
    next: AtomicUsize,
    stopped: AtomicBool,
    passing: AtomicUsize,
    sent: Mutex<BTreeMap<usize, Sent>>,
}

impl Load {
    /// Starts senders to a server. They end when it is gone, or when told to.
    pub fn begin(self: &Arc<Self>, senders: usize, url: &str, key: &str) -> Vec<JoinHandle<()>> {
        let one = |_| actix_web::rt::spawn(send(url.to_owned(), key.to_owned(), self.clone()));
        (0..senders).map(one).collect()
    }

    /// Tells all senders to end after the request that is under way.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// How often a sender was told to come again.
    pub fn passing(&self) -> usize {
        self.passing.load(Ordering::SeqCst)
    }

    /// How many events were acknowledged.
    pub fn acknowledged(&self) -> usize {
        let sent = self.sent.lock().expect("the list");
        sent.values().filter(|sent| sent.acknowledged).map(|sent| sent.events).sum()
    }

    /// Every request is kept entirely or not at all, the acknowledged ones entirely, and nothing twice. Says how many
    /// events are kept.
    pub async fn assert_kept(&self, url: &str, key: &str) -> usize {
        let kept = &kept(url, key).await;
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
        kept.len()
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

/// Sends requests one after the other until the server is gone, and keeps which were acknowledged.
async fn send(url: String, key: String, load: Arc<Load>) {
    let client = Client::new();
    while !load.stopped.load(Ordering::SeqCst) {
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
            Ok(response) => {
                assert_eq!(response.status(), 503, "trouble is passing trouble");
                assert_eq!(response.headers()["retry-after"], "2");
                load.passing.fetch_add(1, Ordering::SeqCst);
            }
            Err(_) => return,
        }
    }
}

/// The events that are kept: the request's number and the event's within it.
async fn kept(url: &str, key: &str) -> Vec<(usize, usize)> {
    let url = format!("{url}/api/v1/export/events.ndjson");
    let ask = || Client::new().get(&url).bearer_auth(key).send();
    let mut response = ask().await.expect("an answer");
    while response.status() == 503 {
        response = ask().await.expect("an answer");
    }
    let numbers = |line: &str| {
        let event: Value = serde_json::from_str(line).expect(line);
        let (request, number) = event["id"].as_str().and_then(|id| id.split_once('-')).expect(line);
        (request.parse().expect(line), number.parse().expect(line))
    };
    response.text().await.expect("text").lines().map(numbers).collect()
}
