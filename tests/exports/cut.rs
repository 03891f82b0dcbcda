//! Clients that stop reading, and such that go away.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use actix_web::web;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{App, message};

/// More than there are connections to the database, and threads.
const CLIENTS: usize = 10;

/// Messages of each conversation.
const MESSAGES: usize = 400;

const CONVERSATIONS: usize = 10;

/// Asks for an export and reads the head alone: what follows does not fit into what the system keeps on the way.
fn stalled(url: &str, key: &str, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: hilo\r\nAuthorization: Bearer {key}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut begin = [0; 1_024];
    stream.read_exact(&mut begin).expect("the head");
    assert!(begin.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&begin));
    stream
}

/// The server's ends of connections by `/proc/net/tcp`, but for those that listen and that both sides have closed: how
/// many bytes wait to be sent in each.
fn waiting(url: &str) -> Vec<u64> {
    let port: u16 = url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let table = std::fs::read_to_string("/proc/net/tcp").expect("the table");
    let fields = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let ours = fields.filter(|fields| fields.len() > 4 && fields[1].ends_with(&format!(":{port:04X}")));
    let held = ours.filter(|fields| !["0A", "06"].contains(&fields[3]));
    held.map(|fields| u64::from_str_radix(&fields[4][..8], 16).expect("a number")).collect()
}

/// Waits until it is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn a_cut_export_leaves_nothing_behind_and_a_stalled_one_holds_nobody_up() {
    let app = App::start().await;
    // Many batches, and more of each export than the system keeps on the way.
    let text = "ñandú ".repeat(250);
    for c in 0..CONVERSATIONS {
        let say = |i: usize| {
            let time = format!("2026-11-19T10:{:02}:{:02}Z", i / 60, i % 60);
            let role = ["customer", "ai"][i % 2];
            message(&format!("m-{c}-{i}"), &format!("c-{c}"), &time, role, &text)
        };
        app.take(&(0..MESSAGES).map(say).collect::<Vec<Value>>()).await;
    }
    for path in ["/api/v1/export/messages.csv", "/export/events.ndjson?q=nandu"] {
        let (url, key) = (app.url.clone(), app.key.clone());
        // Off this thread, on which the writer and the client of the test run.
        let open = web::block(move || (0..CLIENTS).map(|_| stalled(&url, &key, path)).collect::<Vec<_>>());
        let open = open.await.expect("they ask");
        let stalled = || waiting(&app.url).iter().filter(|bytes| **bytes > 0).count();
        until("all stall", || stalled() == CLIENTS).await;
        // On connections of their own: what was kept from before may have been closed meanwhile.
        let fresh = || reqwest::Client::new();
        let list = fresh().get(format!("{}/api/v1/conversations", app.url)).bearer_auth(&app.key).send();
        let listed = list.await.expect("an answer").status();
        assert_eq!(listed, StatusCode::OK, "{path}: others are answered while {CLIENTS} stall");
        let said =
            message(&format!("w-{path}"), "c-w", "2026-11-19T11:00:00Z", "customer", "Hola").to_string();
        let send = fresh().post(format!("{}/api/v1/events", app.url)).bearer_auth(&app.key).body(said).send();
        assert_eq!(send.await.expect("an answer").status(), StatusCode::OK, "{path}: and events are taken");
        drop(open);
    }
    // The client of this test keeps one for its next request.
    until("connections are left", || waiting(&app.url).len() <= 1).await;
    let whole = super::table(&app, "/api/v1/export/messages.csv").await;
    assert_eq!(whole.len(), CONVERSATIONS * MESSAGES + 2);
    app.stop().await;
}
