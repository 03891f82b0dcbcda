//! What was acknowledged is there after a crash; what is under way at the end is finished.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::Value;

use crate::support::binary::{Served, hilo, run, stdout};
use crate::support::{Shuffle, message};

/// How often the server is killed, unless `HILO_CRASHES` says otherwise.
const CRASHES: usize = 5;

/// Senders at once.
const SENDERS: usize = 4;

fn serve(folder: &Path) -> Served {
    Served::start(hilo(folder).args(["serve", "--listen", "127.0.0.1:0"]))
}

/// Sends events one after the other until the server is gone, and keeps the ids that were acknowledged.
async fn send(url: String, key: String, next: Arc<AtomicUsize>, acknowledged: Arc<Mutex<Vec<String>>>) {
    let client = Client::new();
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let (id, conversation) = (format!("m-{n}"), format!("c-{}", n % 50));
        let event = message(&id, &conversation, "2026-11-19T10:00:00Z", "customer", "Hola").to_string();
        let request = client.post(format!("{url}/api/v1/events")).bearer_auth(&key).body(event);
        match request.send().await {
            Ok(response) if response.status().is_success() => {
                acknowledged.lock().expect("the list").push(id);
            }
            Ok(response) => assert_eq!(response.status(), 503, "trouble is passing trouble"),
            Err(_) => return,
        }
    }
}

async fn kept(served: &Served, key: &str) -> Vec<String> {
    let url = format!("{}/api/v1/export/events.ndjson", served.url);
    let text =
        Client::new().get(url).bearer_auth(key).send().await.expect("an answer").text().await.expect("text");
    let id = |line: &str| {
        serde_json::from_str::<Value>(line).expect(line)["id"].as_str().expect("an id").to_owned()
    };
    text.lines().map(id).collect()
}

#[actix_web::test]
async fn no_acknowledged_event_is_lost_when_the_server_is_killed_again_and_again() {
    #[expect(clippy::disallowed_methods, reason = "longer runs are asked for from outside")]
    let crashes = std::env::var("HILO_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(CRASHES);
    let folder = tempfile::tempdir().expect("a folder");
    let key = stdout(&run(
        folder.path(),
        &["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"],
    ));
    let (next, acknowledged) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let mut random = Shuffle::new(7);
    for _ in 0..crashes {
        let mut served = serve(folder.path());
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                actix_web::rt::spawn(send(
                    served.url.clone(),
                    key.clone(),
                    next.clone(),
                    acknowledged.clone(),
                ))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50 + random.below(400) as u64)).await;
        served.signal("KILL");
        served.wait();
        for sender in senders {
            sender.await.expect("the sender saw nothing but passing trouble");
        }
    }
    let served = serve(folder.path());
    let kept = kept(&served, &key).await;
    let distinct: std::collections::HashSet<&String> = kept.iter().collect();
    assert_eq!(distinct.len(), kept.len(), "nothing is there twice");
    let acknowledged = acknowledged.lock().expect("the list").clone();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !distinct.contains(id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert!(acknowledged.len() > crashes * 10, "there was load: {}", acknowledged.len());
    eprintln!("{crashes} crashes, {} events acknowledged, {} kept", acknowledged.len(), kept.len());
    drop(served);
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0), "and the numbers are whole");
}

#[actix_web::test]
async fn a_server_that_is_told_to_end_finishes_what_it_took_and_ends_soon() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = stdout(&run(
        folder.path(),
        &["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"],
    ));
    let (next, acknowledged) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let mut served = serve(folder.path());
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            actix_web::rt::spawn(send(served.url.clone(), key.clone(), next.clone(), acknowledged.clone()))
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let told = Instant::now();
    served.signal("TERM");
    for sender in senders {
        sender.await.expect("the sender saw nothing but passing trouble");
    }
    assert_eq!(served.wait(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(10), "it ended after {:?}", told.elapsed());
    let served = serve(folder.path());
    let kept = kept(&served, &key).await;
    let acknowledged = acknowledged.lock().expect("the list");
    assert!(acknowledged.iter().all(|id| kept.contains(id)) && !acknowledged.is_empty());
}
