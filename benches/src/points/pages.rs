//! Pages of a large database, one after the other on one connection, and of a database of a tenth beside it.

use std::time::{Duration, Instant};

use super::Bench;
use super::asked::{Asked, overviews, ranges, searches, tables, threads};
use crate::Result;
use crate::floor::server;
use crate::hilo::{NOW, url_of};
use crate::http::Client;
use crate::report::{Row, digits, ms};
use crate::stats::Times;

/// Each page is asked for so often at most, until so much time has passed.
const MOST: usize = 200;
const LONG: Duration = Duration::from_millis(1_500);
/// But so often in any case, unless even that takes too long.
const LEAST: usize = 20;
const LONGEST: Duration = Duration::from_secs(8);

/// Asks for pages in turn, and for no overview twice by the same address: it would be given again.
pub fn ask(client: &mut Client, paths: &[String], most: usize) -> Result<Times> {
    for path in paths.iter().cycle().take(paths.len().max(2)) {
        client.get(path)?;
    }
    let (mut times, begun) = (Times::default(), Instant::now());
    for (nth, path) in paths.iter().cycle().enumerate() {
        let long = if times.len() >= LEAST { LONG } else { LONGEST };
        if times.len() >= most || begun.elapsed() > long {
            break;
        }
        let anew = if path.starts_with("/?") { format!("{path}&nth={nth}") } else { path.clone() };
        times.push(client.get(&anew)?.took);
    }
    Ok(times)
}

/// Requests a second of one page, from several connections.
fn warm(server: std::net::SocketAddr, headers: &str, path: &str) -> Result<f64> {
    let (connections, long) = (8, Duration::from_secs(3));
    let asking = || -> Result<usize> {
        let mut client = Client::connect(server, headers)?;
        client.get(path)?;
        let (mut count, begun) = (0, Instant::now());
        while begun.elapsed() < long {
            client.get(path)?;
            count += 1;
        }
        Ok(count)
    };
    let counts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(asking)).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a panic".into())));
        ended.collect::<Result<Vec<usize>>>()
    })?;
    Ok(counts.into_iter().sum::<usize>() as f64 / long.as_secs_f64())
}

/// Measures all pages.
pub fn run(bench: &mut Bench) -> Result<()> {
    let sizes = [0, 1].map(|set| bench.sets[set].conversations);
    let file = bench.copy(&bench.database(0), "pages.db")?;
    let large = bench.hilo.serve(&url_of(&file), NOW, &[])?;
    let small = bench.hilo.serve(&url_of(&bench.database(1)), NOW, &[])?;
    let [mut in_large, mut in_small] = [
        Client::connect(large.address, &bench.access.cookie)?,
        Client::connect(small.address, &bench.access.cookie)?,
    ];
    let mut of_large = Client::connect(large.address, &bench.access.key)?;
    let mut asked = overviews()?;
    asked.extend(tables(&mut of_large)?);
    asked.extend(searches(bench, &mut of_large)?);
    asked.push(threads(bench, &large)?);
    for Asked { what, paths, goal } in asked {
        let client = if paths[0].starts_with("/api") { &mut of_large } else { &mut in_large };
        let times = ask(client, &paths, MOST)?;
        let met = times.p95() <= goal.p95;
        let mut row = Row::new(&what, ms(&times)).goal(&format!("p95 ≤ {} ms", goal.p95), met);
        if let Some(flat) = goal.flat.filter(|_| !paths[0].starts_with("/api")) {
            let beside = ask(&mut in_small, &paths, MOST)?;
            let ratio = times.p50() / beside.p50().max(0.001);
            let goal = format!("≤ {flat} × that of {} conversations", digits(sizes[1] as f64));
            row = row.floor(format!("{} of a tenth", ms(&beside))).ratio(ratio).goal(&goal, ratio <= flat);
        }
        bench.report.add(row);
    }
    let path = format!("/?{}", ranges(30, 1)?.concat());
    let page = in_large.get(&path)?.body;
    let bytes = page.len();
    let rate = warm(large.address, &bench.access.cookie, &path)?;
    let floor = server::saying(page)?;
    let empty = warm(floor.address, "", &path)?;
    floor.stop();
    let told = |rate: f64| format!("{} pages/s", digits(rate));
    let what = format!("overview, 30 days, given again, 8 connections ({} bytes)", digits(bytes as f64));
    let ratio = rate / empty;
    bench.report.add(
        Row::new(what, told(rate)).floor(told(empty)).ratio(ratio).goal("≥ 0.25 × floor", ratio >= 0.25),
    );
    large.stop()?;
    small.stop()
}
