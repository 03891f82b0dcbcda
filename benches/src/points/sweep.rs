//! Ten thousand conversations fall due at once: how long others wait while that is noticed.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Bench, due, look, remove};
use crate::Result;
use crate::hilo::{NOW, url_of};
use crate::http::Client;
use crate::report::{Row, digits};
use crate::stats::Times;

const DUE: usize = 10_000;

/// Seconds between two looks: enough to send what falls due in between, and to measure without.
const EVERY: &str = "20";

/// For how long others are measured without a sweep.
const BEFORE: Duration = Duration::from_secs(5);

/// Nobody waits longer for a sweep.
const LONG: Duration = Duration::from_secs(90);

/// When each request was answered, and how long it took.
type Asked = Vec<(Instant, Duration)>;

/// Asks again and again until told to stop.
fn again(over: &AtomicBool, mut one: impl FnMut(usize) -> Result<Duration>) -> Result<Asked> {
    let mut asked = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let took = one(asked.len())?;
        asked.push((Instant::now(), took));
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(asked)
}

fn message(id: &str, time: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"type\":\"message.sent\",\"role\":\"customer\",\"conversation\":\"{id}\",\
         \"time\":\"{time}\",\"text\":\"Where is my order, and when will it arrive?\"}}\n"
    )
}

/// Sends conversations that have been silent for three days.
fn send_due(address: SocketAddr, key: &str) -> Result<()> {
    let mut client = Client::connect(address, key)?;
    for from in (0..DUE).step_by(1_000) {
        let at = |n: usize| format!("2026-10-28T00:00:{:02}.{:03}Z", n / 1_000, n % 1_000);
        let lines: String = (from..from + 1_000).map(|n| message(&format!("due-{n}"), &at(n))).collect();
        client.post("/api/v1/events", "application/x-ndjson", lines.as_bytes(), 200)?;
    }
    Ok(())
}

/// Has closes be noticed once more. What they add up to is wrong from then on, in a database that is thrown away.
fn forget_closes(file: &Path) -> Result<()> {
    let db = Connection::open(file)?;
    db.busy_timeout(Duration::from_secs(5))?;
    let before = "2026-10-30T00:00:00Z".parse::<DateTime<Utc>>()?.timestamp_millis() - 1;
    db.execute("UPDATE account SET closed_until = ?1 WHERE id = 1", [before])?;
    Ok(())
}

/// Measures it.
pub fn run(bench: &mut Bench) -> Result<()> {
    let now = NOW.parse::<DateTime<Utc>>()?.timestamp_millis();
    let file = bench.copy(&bench.database(0), "sweep.db")?;
    let server = bench.hilo.serve(&url_of(&file), NOW, &["--sweep-seconds", EVERY])?;
    let (address, access) = (server.address, bench.access.clone());
    let mut client = Client::connect(address, &access.key)?;
    let found = client.get("/api/v1/conversations?limit=1")?.json()?;
    let thread = format!("/conversations/{}", found["conversations"][0]["id"].as_str().ok_or("no id")?);
    let over = AtomicBool::new(false);
    let db = look(&file)?;
    let (mut swept, mut quiet) = (None, None);
    let (reads, writes) = std::thread::scope(|scope| -> Result<(Asked, Asked)> {
        let reading = scope.spawn(|| {
            let mut client = Client::connect(address, &access.cookie)?;
            again(&over, |_| Ok(client.get(&thread)?.took))
        });
        let writing = scope.spawn(|| {
            let mut client = Client::connect(address, &access.key)?;
            again(&over, |n| {
                let line = message(&format!("fresh-{n}"), "2026-10-31T23:00:00Z");
                Ok(client.post("/api/v1/events", "application/json", line.as_bytes(), 200)?.took)
            })
        });
        let watched = (|| {
            let begun = Instant::now();
            std::thread::sleep(BEFORE);
            quiet = Some((begun, Instant::now()));
            send_due(address, &access.key)?;
            forget_closes(&file)?;
            let all = due(&db, now)?;
            let mut last_full = Instant::now();
            loop {
                let left = due(&db, now)?;
                match left {
                    0 => break,
                    left if left == all => last_full = Instant::now(),
                    _ => {}
                }
                if begun.elapsed() > LONG {
                    return Err("the sweep does not come".into());
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            swept = Some((last_full, Instant::now()));
            Ok(())
        })();
        over.store(true, Ordering::Relaxed);
        let ended = |thread: std::thread::ScopedJoinHandle<Result<Asked>>| {
            thread.join().unwrap_or_else(|_| Err("a panic".into()))
        };
        let (reads, writes) = (ended(reading), ended(writing));
        watched.and_then(|()| Ok((reads?, writes?)))
    })?;
    server.stop()?;
    drop(db);
    remove(&file);
    let (Some(quiet), Some(swept)) = (quiet, swept) else { return Err("nothing was swept".into()) };
    let took = digits(swept.1.duration_since(swept.0).as_secs_f64() * 1_000.0);
    for (who, asked) in [("readers", reads), ("writers", writes)] {
        // What was under way in it at all counts.
        let within = |(from, to): (Instant, Instant)| {
            let mut times = Times::default();
            let under_way = |(end, took): &&(Instant, Duration)| *end >= from && *end - *took <= to;
            asked.iter().filter(under_way).for_each(|(_, took)| times.push(*took));
            times
        };
        let (before, during) = (within(quiet), within(swept));
        let told = |times: &Times| {
            let [p50, p99, most] = [times.p50(), times.p99(), times.max()].map(digits);
            format!("p50 {p50} · p99 {p99} · max {most} ms")
        };
        let later = [during.p99() - before.p99(), during.max() - before.max()];
        let met = later.iter().all(|later| *later <= 20.0);
        let [p99, most] = later.map(digits);
        bench.report.add(
            Row::new(format!("sweep of {DUE} ({took} ms), {who}"), told(&during))
                .floor(format!("{} before", told(&before)))
                .goal(&format!("≤ 20 ms later (p99 {p99}, max {most})"), met),
        );
    }
    Ok(())
}
