//! `hilo import` of a whole history: how fast, in how much memory, and whether it is as fast at the end.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Bench, remove};
use crate::Result;
use crate::events::Set;
use crate::floor::{Maker, Prepared};
use crate::hilo::{memory, url_of};
use crate::report::{Row, digits};

/// As many lines in one transaction as `hilo import` takes.
const GROUP: usize = 4_000;

/// What an import took.
pub struct Imported {
    /// From its start to its end.
    pub took: Duration,
    /// Lines a second in the first tenth.
    pub first: f64,
    /// And in the last.
    pub last: f64,
    /// The most memory, in MB.
    pub memory: f64,
}

/// Imports a set through a pipe, which tells how far it is: it holds a few hundred lines.
pub fn import(bench: &Bench, set: &Set, url: &str) -> Result<Imported> {
    let begun = Instant::now();
    let mut child = bench
        .hilo
        .command(url, &["import", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let watched = watch(child.id());
    let mut pipe = BufWriter::with_capacity(1 << 14, child.stdin.take().ok_or("no pipe")?);
    let mut lines = BufReader::with_capacity(1 << 20, File::open(&set.file)?);
    let (mut line, mut at) = (Vec::new(), Vec::new());
    for number in 1..=set.lines {
        line.clear();
        lines.read_until(b'\n', &mut line)?;
        pipe.write_all(&line)?;
        // The next group is read once the one before is written.
        if number % GROUP as u64 == 0 {
            at.push(begun.elapsed());
        }
    }
    pipe.flush()?;
    drop(pipe);
    let status = child.wait()?;
    let took = begun.elapsed();
    if !status.success() {
        return Err(format!("hilo import ends with {status}").into());
    }
    let tenth = (at.len() / 10).max(1);
    let rate = |from: usize, to: usize| {
        let took = at.get(to).zip(at.get(from)).map_or(Duration::MAX, |(to, from)| *to - *from);
        ((to - from) * GROUP) as f64 / took.as_secs_f64()
    };
    let end = at.len().saturating_sub(1);
    Ok(Imported {
        took,
        first: rate(0, tenth),
        last: rate(end.saturating_sub(tenth), end),
        memory: watched(),
    })
}

/// Looks at a process until it ends; gives the most memory that it had.
fn watch(id: u32) -> impl FnOnce() -> f64 {
    let over = Arc::new(AtomicBool::new(false));
    let told = over.clone();
    let watching = std::thread::spawn(move || {
        let mut most = 0.0;
        while !told.load(Ordering::Relaxed) {
            most = memory(id, "VmHWM").unwrap_or(most);
            std::thread::sleep(Duration::from_millis(20));
        }
        most
    });
    move || {
        over.store(true, Ordering::Relaxed);
        watching.join().unwrap_or_default()
    }
}

/// The rows of a set again; only writing them counts.
fn floor(bench: &Bench, set: &Set, made: &Path) -> Result<Duration> {
    let file = bench.copy(&bench.fresh, "floor.db")?;
    let mut maker = Maker::open(made, &bench.fresh)?;
    let mut writer = maker.writer(&file, set.lines.div_ceil(GROUP as u64))?;
    let mut took = Duration::ZERO;
    for group in set.groups(GROUP)? {
        let prepared: Vec<Prepared> = group.iter().map(|line| maker.prepare(line)).collect::<Result<_>>()?;
        let prepared: Vec<&Prepared> = prepared.iter().collect();
        let begun = Instant::now();
        writer.write(&prepared)?;
        took += begun.elapsed();
    }
    let begun = Instant::now();
    drop(writer);
    took += begun.elapsed();
    remove(&file);
    Ok(took)
}

/// Makes a database of each set, and measures the larger one.
pub fn run(bench: &mut Bench, measured: bool) -> Result<()> {
    for number in [1, 0] {
        let (set, made) = (bench.sets[number].clone(), bench.database(number));
        eprintln!("importing {} conversations", set.conversations);
        remove(&made);
        std::fs::copy(&bench.fresh, &made)?;
        let imported = import(bench, &set, &url_of(&made))?;
        if number == 1 || !measured {
            continue;
        }
        eprintln!("writing the same rows again");
        let rate = |took: Duration| set.lines as f64 / took.as_secs_f64();
        let rates = |rate: f64| format!("{} lines/s", digits(rate));
        let row =
            Row::new(format!("import of {} conversations", set.conversations), rates(rate(imported.took)));
        let row = match floor(bench, &set, &made) {
            Ok(floor) => {
                let ratio = rate(imported.took) / rate(floor);
                row.floor(rates(rate(floor))).ratio(ratio).goal("≥ 0.5 × floor", ratio >= 0.5)
            }
            // What took so long must not be lost for it.
            Err(error) => {
                bench.report.note(format!("**the floor of import could not be measured**: {error}"));
                row
            }
        };
        bench.report.add(row);
        let most = format!("{} MB", digits(imported.memory));
        bench.report.add(Row::new("import, memory", most).goal("≤ 300 MB", imported.memory <= 300.0));
        let kept = imported.last / imported.first;
        bench.report.add(
            Row::new("import, last tenth against first", rates(imported.last))
                .floor(rates(imported.first))
                .ratio(kept)
                .goal("≥ 0.7", kept >= 0.7),
        );
    }
    Ok(())
}
