//! `hilo generate`: made-up events by the million, to measure with.

use std::io::{self, BufWriter, Write};

use chrono::{NaiveDate, NaiveTime};
use clap::Args;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::failed;
use crate::error::Result;
use crate::generate::{Feed, Plan};

/// After so many events the bar moves.
const STEP: u64 = 10_000;

/// The command.
///
///   hilo generate --conversations 10000 | hilo import -
///   hilo generate --conversations 1000000 | gzip > events.ndjson.gz
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "The same numbers and days give the same bytes. Of a hundred events three come later than they happened, and\n\
    three come twice. To look at something that reads well, use `hilo demo`."
)]
pub struct Generate {
    /// How many conversations, of ten messages each
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    conversations: u64,
    /// Another number makes up other events, with other ids
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// The day before which everything happens
    #[arg(long, default_value = "2026-11-01", value_name = "DAY")]
    until: NaiveDate,
    /// Over how many days before it
    #[arg(long, default_value_t = 365, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3_650))]
    days: u32,
}

impl Generate {
    /// Writes all events. Whoever reads may stop when they have seen enough: that is no failure.
    pub fn run(self) -> Result<()> {
        let Self { conversations, seed, until, days } = self;
        let plan = Plan { conversations, seed, until: until.and_time(NaiveTime::MIN).and_utc(), days };
        match write(plan) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done.map_err(|error| failed("standard output", error)),
        }
    }
}

fn write(plan: Plan) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let style = ProgressStyle::with_template("{spinner} {msg} events · {elapsed}");
    let bar =
        ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    for (number, event) in (1_u64..).zip(Feed::new(plan)) {
        serde_json::to_writer(&mut out, &event)?;
        out.write_all(b"\n")?;
        if number.is_multiple_of(STEP) {
            bar.set_message(HumanCount(number).to_string());
        }
    }
    bar.finish_and_clear();
    out.flush()
}
