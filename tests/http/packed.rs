//! Packed bodies: every packing that senders use, and never more unpacked than the limit.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::binary::{Served, hilo, run, stdout};
use crate::support::{App, body, message};

const LIMIT: usize = 5 * 1024 * 1024;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text).expect("packed");
    packed.finish().expect("packed")
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text).expect("packed");
    packed.finish().expect("packed")
}

fn raw_deflate(text: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text).expect("packed");
    packed.finish().expect("packed")
}

fn hello(id: &str) -> String {
    message(id, "c-1", "2026-11-19T10:00:00Z", "customer", "Hola").to_string()
}

async fn send(app: &App, packing: &str, packed: Vec<u8>) -> Response {
    let mut request = app.post("/api/v1/events");
    if !packing.is_empty() {
        request = request.header("Content-Encoding", packing);
    }
    request.body(packed).send().await.expect("an answer")
}

async fn kept(app: &App) -> usize {
    app.ndjson("/api/v1/export/events.ndjson").await.len()
}

#[actix_web::test]
async fn every_packing_that_senders_use_is_unpacked_whatever_its_label() {
    let app = App::start().await;
    let lines = |ids: [&str; 2]| ids.map(|id| hello(id) + "\n");
    let [one, two] = lines(["g-1", "g-2"]);
    let members = [gzip(one.as_bytes()), gzip(two.as_bytes())].concat();
    for (packing, packed, accepted) in [
        ("GZIP", gzip(hello("m-1").as_bytes()), 1),
        ("x-gzip", gzip(hello("m-2").as_bytes()), 1),
        ("", gzip(hello("m-3").as_bytes()), 1),
        ("identity", hello("m-4").into_bytes(), 1),
        ("deflate", raw_deflate(hello("m-5").as_bytes()), 1),
        ("deflate", zlib(hello("m-6").as_bytes()), 1),
        // Unpacked by something on the way that left the label.
        ("gzip", hello("m-7").into_bytes(), 1),
        ("gzip", members, 2),
    ] {
        let response = send(&app, packing, packed).await;
        assert_eq!(response.status(), StatusCode::OK, "{packing}");
        assert_eq!(body(response).await["accepted"], accepted, "{packing}");
    }
    let unknown = send(&app, "br", hello("m-8").into_bytes()).await;
    assert_eq!(unknown.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let problem = body(unknown).await;
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains("gzip or deflate")), "{problem}");
    assert_eq!(kept(&app).await, 9);
    app.stop().await;
}

#[actix_web::test]
async fn the_limit_counts_what_was_unpacked_to_the_byte() {
    let app = App::start().await;
    for (packing, pack) in
        [("gzip", gzip as fn(&[u8]) -> Vec<u8>), ("deflate", zlib), ("deflate", raw_deflate)]
    {
        let mut text = hello("m-1").into_bytes();
        text.resize(LIMIT, b' ');
        let response = send(&app, packing, pack(&text)).await;
        assert_eq!(response.status(), StatusCode::OK, "{packing} at the limit");
        text.push(b' ');
        let packed = pack(&text);
        assert!(packed.len() < 20_000, "small on the way: {}", packed.len());
        let response = send(&app, packing, packed).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{packing} one over");
        let problem = body(response).await;
        assert!(problem["detail"].as_str().is_some_and(|why| why.contains("5242880 bytes")), "{problem}");
    }
    assert_eq!(kept(&app).await, 1);
    app.stop().await;
}

#[actix_web::test]
async fn of_a_packed_body_that_was_cut_nothing_is_taken() {
    let app = App::start().await;
    // Lines that look different, so that what is unpacked before the cut would be whole lines.
    let lines: String = (0..200).map(|i| hello(&format!("m-{i}-{}", i * 7_919)) + "\n").collect();
    for (packing, packed) in [
        ("gzip", gzip(lines.as_bytes())),
        ("deflate", zlib(lines.as_bytes())),
        ("deflate", raw_deflate(lines.as_bytes())),
    ] {
        for left in [packed.len() / 2, packed.len() - 1, 3] {
            let response = send(&app, packing, packed[..left].to_vec()).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{packing} {left} of {}", packed.len());
            let problem = body(response).await;
            assert!(
                problem["detail"].as_str().is_some_and(|why| why.contains("cannot be read")),
                "{problem}"
            );
        }
    }
    assert_eq!(kept(&app).await, 0);
    app.stop().await;
}

/// The most memory that a process ever had, in KiB.
#[cfg(target_os = "linux")]
fn most_memory(process: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process' status");
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the line");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

#[cfg(target_os = "linux")]
#[actix_web::test]
async fn memory_stays_flat_however_much_a_body_would_unpack_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = stdout(&run(folder.path(), &["key", "create", "--name", "k", "--scope", "ingest"]));
    let served = Served::start(hilo(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    let send = |packing: &'static str, packed: Vec<u8>| {
        let request = reqwest::Client::new().post(format!("{}/api/v1/events", served.url)).bearer_auth(&key);
        request.header("Content-Encoding", packing).body(packed).send()
    };
    let small = json!({"events": []}).to_string().into_bytes();
    assert_eq!(send("gzip", gzip(&small)).await.expect("an answer").status(), StatusCode::OK);
    let before = most_memory(served.id());
    // 512 MiB of blanks in half a megabyte.
    let bomb = gzip(&vec![b' '; 4 * 1024 * 1024]).repeat(128);
    for _ in 0..4 {
        let response = send("gzip", bomb.clone()).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
    let one = zlib(&vec![b' '; 64 * 1024 * 1024]);
    assert_eq!(send("deflate", one).await.expect("an answer").status(), StatusCode::PAYLOAD_TOO_LARGE);
    let grown = most_memory(served.id()) - before;
    assert!(grown < 48 * 1024, "it grew by {grown} KiB");
}

#[actix_web::test]
async fn an_array_and_an_empty_batch_are_taken_packed_too() {
    let app = App::start().await;
    for (value, accepted) in [(json!([]), 0), (json!({"events": []}), 0), (json!([hello_value("m-1")]), 1)] {
        let response = send(&app, "gzip", gzip(value.to_string().as_bytes())).await;
        assert_eq!(response.status(), StatusCode::OK, "{value}");
        assert_eq!(body(response).await["accepted"], accepted, "{value}");
    }
    app.stop().await;
}

fn hello_value(id: &str) -> Value {
    message(id, "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")
}
