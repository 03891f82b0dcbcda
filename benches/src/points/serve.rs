//! Starting on a large database, and the memory of a server that was asked for much.

use std::time::{Duration, Instant};

use super::{Bench, asked};
use crate::Result;
use crate::hilo::{NOW, url_of};
use crate::http::Client;
use crate::report::{Row, digits};
use crate::stats::median;

/// Starts are measured so often.
const STARTS: usize = 5;

/// Pages that are asked for before memory is looked at.
const PAGES: usize = 1_000;

/// Nobody waits longer for a thousand pages: what they took until then is told.
const LONG: Duration = Duration::from_secs(120);

/// Measures both.
pub fn run(bench: &mut Bench) -> Result<()> {
    let url = url_of(&bench.database(0));
    let path = "/?from=2026-10-02&to=2026-10-31";
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let server = bench.hilo.serve(&url, NOW, &[])?;
        Client::connect(server.address, &bench.access.cookie)?.get(path)?;
        starts.push(server.begun.elapsed().as_secs_f64() * 1_000.0);
        server.stop()?;
    }
    let took = median(starts);
    bench.report.add(
        Row::new("serve, from its start to the first overview", format!("{} ms", digits(took)))
            .goal("≤ 150 ms", took <= 150.0),
    );
    let server = bench.hilo.serve(&url, NOW, &[])?;
    let paths = asked::mixed(bench, &server)?;
    let mut client = Client::connect(server.address, &bench.access.cookie)?;
    let (mut asked, begun) = (0, Instant::now());
    for path in paths.iter().filter(|path| !path.starts_with("/api")).cycle().take(PAGES) {
        if begun.elapsed() > LONG {
            break;
        }
        client.get(path)?;
        asked += 1;
    }
    let memory = server.memory("VmRSS")?;
    let most = server.memory("VmHWM")?;
    server.stop()?;
    bench.report.add(
        Row::new(
            format!("serve, memory after {asked} mixed pages"),
            format!("{} MB (at most {})", digits(memory), digits(most)),
        )
        .goal("≤ 100 MB", memory <= 100.0 && asked == PAGES),
    );
    Ok(())
}
