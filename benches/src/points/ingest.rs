//! Events over HTTP, durable before they are answered: one a request, and a thousand.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Bench, remove};
use crate::Result;
use crate::events::{Set, generate};
use crate::floor::{Maker, Prepared, server};
use crate::hilo::{NOW, url_of};
use crate::http::Client;
use crate::report::{Row, digits};
use crate::stats::Times;

/// How events are sent.
struct Way {
    what: &'static str,
    connections: usize,
    events: usize,
    /// Whatever is sent is of other conversations than what the database holds.
    seed: u64,
    least: f64,
    longest: Option<f64>,
}

const WAYS: [Way; 2] = [
    Way {
        what: "ingest, 1 event × 64 connections",
        connections: 64,
        events: 1,
        seed: 2,
        least: 0.6,
        longest: Some(50.0),
    },
    Way {
        what: "ingest, 1,000 events × 4 connections",
        connections: 4,
        events: 1_000,
        seed: 3,
        least: 0.5,
        longest: None,
    },
];

/// Sends bodies over connections, each as soon as the one before was answered. Gives how long each took, and all.
pub fn send(
    address: SocketAddr,
    headers: &str,
    bodies: &[Vec<u8>],
    connections: usize,
) -> Result<(Times, Duration)> {
    let next = AtomicUsize::new(0);
    let clients: Vec<Client> =
        (0..connections).map(|_| Client::connect(address, headers)).collect::<Result<_>>()?;
    let begun = Instant::now();
    let sending = |mut client: Client| -> Result<Times> {
        let mut times = Times::default();
        while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
            times.push(client.post("/api/v1/events", "application/x-ndjson", body, 200)?.took);
        }
        Ok(times)
    };
    let sent = std::thread::scope(|scope| {
        let threads: Vec<_> = clients.into_iter().map(|client| scope.spawn(|| sending(client))).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a panic".into())));
        ended.collect::<Result<Vec<Times>>>()
    });
    let took = begun.elapsed();
    let mut times = Times::default();
    sent?.into_iter().for_each(|one| times.join(one));
    Ok((times, took))
}

/// The lines of a set as bodies of so many events.
pub fn bodies(set: &Set, events: usize) -> Result<Vec<Vec<u8>>> {
    let body = |lines: Vec<String>| lines.into_iter().fold(String::new(), |all, line| all + &line + "\n");
    Ok(set.groups(events)?.map(|lines| body(lines).into_bytes()).collect())
}

/// Measures both ways, each on a copy of the large database, beside its floor on another.
pub fn run(bench: &mut Bench) -> Result<()> {
    let large = bench.sets[0].conversations;
    for way in WAYS {
        let conversations = match way.events {
            1 => (large / 4).clamp(200, 4_000),
            _ => (large / 2).clamp(1_000, 20_000),
        };
        let set = generate(&bench.hilo, way.seed, conversations, large)?;
        let bodies = bodies(&set, way.events)?;
        eprintln!("{}: {} events into {large} conversations", way.what, set.lines);

        let made = bench.copy(&bench.database(0), "ingest.db")?;
        let server = bench.hilo.serve(&url_of(&made), NOW, &[])?;
        let (times, took) = send(server.address, &bench.access.key, &bodies, way.connections)?;
        server.stop()?;

        let file = bench.copy(&bench.database(0), "floor.db")?;
        let mut maker = Maker::open(&made, &bench.fresh)?;
        let prepared: Vec<Prepared> =
            set.groups(1)?.flatten().map(|line| maker.prepare(&line)).collect::<Result<_>>()?;
        let groups = set.lines / (way.connections * way.events).clamp(1, 4_000) as u64;
        let writer = maker.writer(&file, groups)?;
        let floor = server::writing(prepared, writer)?;
        let (least, floor_took) = send(floor.address, "", &bodies, way.connections)?;
        floor.stop();
        remove(&file);
        remove(&made);

        let rate = |took: Duration| set.lines as f64 / took.as_secs_f64();
        let ratio = rate(took) / rate(floor_took);
        let told = |rate: f64, times: &Times| {
            let [p50, p95, p99] = [times.p50(), times.p95(), times.p99()].map(digits);
            format!("{} events/s, p50 {p50} · p95 {p95} · p99 {p99} ms", digits(rate))
        };
        let mut row = Row::new(way.what, told(rate(took), &times))
            .floor(told(rate(floor_took), &least))
            .ratio(ratio)
            .goal(&format!("≥ {} × floor", way.least), ratio >= way.least);
        if let Some(longest) = way.longest {
            row = row.goal(&format!("p99 ≤ {longest} ms"), times.p99() <= longest);
        }
        bench.report.add(row);
    }
    Ok(())
}
