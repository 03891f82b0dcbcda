//! `hilo import`: events from files or standard input, by the same way in as over HTTP.

mod lines;
mod rejects;

use std::fs::File;
use std::io::{BufReader, Read, stdin};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use tokio::sync::mpsc;

use self::lines::{Line, Lines, plain};
use self::rejects::Rejects;
use super::{SOME_REFUSED, catch_up, failed, open_account};
use crate::clock::Clock;
use crate::config::Common;
use crate::domain::event::{Event, Refusal, parse_line};
use crate::error::Result;
use crate::ingest::sweep::sweep;
use crate::ingest::{Ingest, Outcome, Pace};
use crate::store::derived::Growth;

/// Events in one transaction. Larger groups fold a conversation less often when lines are in no order.
const BATCH: usize = 4_000;

/// The command.
#[derive(Args, Debug)]
#[command(
    after_help = "Exit code: 0 all lines taken, 1 some refused (see --rejects), 2 nothing could be done.\n\
    Importing the same file again changes nothing: its events are answered as duplicates."
)]
pub struct Import {
    /// NDJSON files, plain or gzip, one event a line; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write each refused line here as JSON, with file, line number, field and reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

#[derive(Default)]
struct Summary {
    lines: u64,
    accepted: u64,
    duplicate: u64,
    rejected: u64,
}

/// A line that was read: the event, or why it is none.
struct Parsed {
    number: u64,
    bytes: Vec<u8>,
    event: std::result::Result<Event, Refusal>,
}

impl Import {
    /// Imports the files in order and tells what became of their lines.
    pub async fn run(self, common: &Common) -> Result<u8> {
        let (store, account) = open_account(common).await?;
        let clock = common.clock();
        catch_up(&store, clock).await?;
        let ingest = Ingest::start(store.clone(), clock, Pace::default());
        let mut rejects = Rejects::open(self.rejects.as_deref())?;
        let (mut summary, mut growth) = (Summary::default(), Growth::default());
        let begun = Instant::now();
        for file in &self.files {
            let (reader, bar) = open(file)?;
            rejects.begin(&file.display().to_string(), &bar);
            let mut batches = parsed(reader, clock);
            while let Some(batch) = batches.recv().await {
                let batch = batch.map_err(|error| failed(&file.display().to_string(), error))?;
                let lines = batch.len();
                summary.take(&ingest, account.id, batch, &mut rejects).await?;
                growth.by(store.writer(), lines).await?;
                bar.set_message(HumanCount(summary.accepted + summary.duplicate).to_string());
            }
            bar.finish_and_clear();
        }
        rejects.finish()?;
        // No server may be there to do so, and whoever reads next would have to look at all of it.
        sweep(&store, clock.now()).await?;
        summary.tell(begun.elapsed(), self.rejects.is_some());
        Ok(if summary.rejected == 0 { 0 } else { SOME_REFUSED })
    }
}

impl Summary {
    async fn take(
        &mut self,
        ingest: &Ingest,
        account_id: i64,
        batch: Vec<Parsed>,
        rejects: &mut Rejects,
    ) -> Result<()> {
        let (mut lines, mut events) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
        for Parsed { number, bytes, event } in batch {
            self.lines += 1;
            match event {
                Ok(event) => {
                    lines.push((number, bytes));
                    events.push(event);
                }
                Err(refusal) => {
                    self.rejected += 1;
                    rejects.add(number, &refusal, &bytes)?;
                }
            }
        }
        let outcomes = ingest.submit(account_id, events).await.inspect_err(|_| {
            rejects.say(&format!(
                "{} events were taken before this; run the same command again, and they are skipped",
                HumanCount(self.accepted)
            ));
        })?;
        for ((number, bytes), outcome) in lines.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Accepted => self.accepted += 1,
                Outcome::Duplicate => self.duplicate += 1,
                Outcome::Rejected(refusal) => {
                    self.rejected += 1;
                    rejects.add(number, &refusal, &bytes)?;
                }
            }
        }
        Ok(())
    }

    fn tell(&self, took: Duration, kept_rejects: bool) {
        let Self { lines, accepted, duplicate, rejected } = *self;
        // Fewer than 2^52 lines: exact enough for a rate.
        let rate = (lines as f64 / took.as_secs_f64().max(0.001)) as u64;
        println!(
            "{} lines in {}: {} accepted, {} duplicate, {} refused ({} lines/s)",
            HumanCount(lines),
            HumanDuration(took),
            HumanCount(accepted),
            HumanCount(duplicate),
            HumanCount(rejected),
            HumanCount(rate)
        );
        if rejected > 0 && !kept_rejects {
            eprintln!("--rejects FILE keeps the refused lines, to be mended and imported again");
        }
    }
}

/// Reads lines a batch at a time beside everything else: while one is written the next is parsed.
fn parsed(reader: Box<dyn Read + Send>, clock: Clock) -> mpsc::Receiver<std::io::Result<Vec<Parsed>>> {
    let (send, batches) = mpsc::channel(1);
    std::thread::spawn(move || {
        let read = || -> std::io::Result<()> {
            let mut lines = Lines::new(plain(reader)?);
            loop {
                let batch: Vec<Parsed> = (&mut lines)
                    .take(BATCH)
                    .map(|line| line.map(|line| parse(line, clock)))
                    .collect::<std::io::Result<_>>()?;
                // Whoever takes them may have stopped.
                if batch.is_empty() || send.blocking_send(Ok(batch)).is_err() {
                    return Ok(());
                }
            }
        };
        if let Err(error) = read() {
            let _ = send.blocking_send(Err(error));
        }
    });
    batches
}

fn parse(Line { number, content }: Line, clock: Clock) -> Parsed {
    match content {
        Ok(bytes) => Parsed { number, event: parse_line(&bytes, clock.now()), bytes },
        Err((refusal, bytes)) => Parsed { number, event: Err(refusal), bytes },
    }
}

/// Opens a file, with a bar that follows how much of it was read.
fn open(file: &PathBuf) -> Result<(Box<dyn Read + Send>, ProgressBar)> {
    let style = |template: &str| {
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    };
    if file.as_os_str() == "-" {
        let bar = ProgressBar::new_spinner().with_style(style("{spinner} {msg} events · {elapsed}"));
        return Ok((Box::new(stdin()), bar));
    }
    let name = file.display().to_string();
    let opened = File::open(file).map_err(|error| failed(&name, error))?;
    let size = opened.metadata().map_err(|error| failed(&name, error))?.len();
    let bar = ProgressBar::new(size)
        .with_style(style("{bar:40} {bytes}/{total_bytes} · {msg} events · {bytes_per_sec} · {eta} left"));
    Ok((Box::new(bar.wrap_read(BufReader::new(opened))), bar))
}
