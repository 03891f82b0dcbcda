//! `hilo export`: what the API's exports give, on standard output.

use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};

use super::{failed, open_account, usage};
use crate::config::Common;
use crate::domain::filter::Filter;
use crate::error::Result;
use crate::export::{self, Export as Rows};
use crate::store::seen::Seen;

/// What can be written out.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// All events as they came; imported elsewhere they give the same numbers
    Events,
    /// One row a conversation that counts
    Conversations,
    /// One row a message of these conversations
    Messages,
    /// All orders: credited to whom, or why to nobody
    Orders,
}

/// How it can be written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A JSON object a line
    Ndjson,
    /// RFC 4180, with a header; no cell begins like a formula
    Csv,
}

/// The command.
///
/// Filters are those of the pages and of the API. With any of them, events, messages and orders are those of the
/// conversations that match; orders are those credited to them.
///
///   hilo export conversations --format csv --from 2026-11-01 --to 2026-11-30 --filter status=unresolved
///   hilo export messages --q "refund" --filter channel=whatsapp --filter channel=sms
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Export {
    /// What to write
    #[arg(value_enum)]
    what: What,

    /// How to write it
    #[arg(long, value_enum, default_value = "ndjson")]
    format: Format,

    /// Conversations that began on this day or later, in the account's time zone
    #[arg(long, value_name = "DAY")]
    from: Option<String>,

    /// Conversations that began on this day or before
    #[arg(long, value_name = "DAY")]
    to: Option<String>,

    /// Conversations in which all these words are, as in the search box
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,

    /// Any other filter of the pages, as in status=unresolved, reason=handoff, channel=whatsapp, tag=(none), agent=…,
    /// app=…, group=…, origin=…, sales=any, range=last_7_days, test=true; may be repeated
    #[arg(long = "filter", value_name = "NAME=VALUE")]
    filters: Vec<String>,
}

impl Export {
    /// Writes all rows. Whoever reads may stop when they have seen enough: that is no failure.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        let seen = Seen::all(&account, common.clock().now());
        let pairs = self.pairs()?;
        let today = seen.today();
        for pair in &pairs {
            // What narrows nothing was mistyped: the export would hold more than was asked for.
            let alone = Filter::parse(std::slice::from_ref(pair), today)?;
            if alone == Filter::default() {
                return Err(usage(format!("`{}={}` is no filter", pair.0, pair.1)));
            }
        }
        let filter = Filter::parse(&pairs, today)?;
        let rows = Rows { store, account, seen, what: self.what.into(), filter };
        let mut reader = rows.reader(self.format.into());
        let mut out = BufWriter::new(io::stdout().lock());
        loop {
            let text = reader.next().await?;
            let written = match &text {
                Some(text) => out.write_all(text.as_bytes()),
                None => out.flush(),
            };
            match written {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                Err(error) => return Err(failed("standard output", error)),
                Ok(()) if text.is_none() => return Ok(()),
                Ok(()) => {}
            }
        }
    }

    /// The same as a query string has it.
    fn pairs(&self) -> Result<Vec<(String, String)>> {
        let named = [("from", &self.from), ("to", &self.to), ("q", &self.q)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let mut pairs: Vec<_> = named.collect();
        for filter in &self.filters {
            let wrong = || usage(format!("--filter takes NAME=VALUE, as in status=open, not `{filter}`"));
            let (name, value) = filter.split_once('=').ok_or_else(wrong)?;
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Ok(pairs)
    }
}

impl From<What> for export::What {
    fn from(what: What) -> Self {
        match what {
            What::Events => Self::Events,
            What::Conversations => Self::Conversations,
            What::Messages => Self::Messages,
            What::Orders => Self::Orders,
        }
    }
}

impl From<Format> for export::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Ndjson => Self::Ndjson,
            Format::Csv => Self::Csv,
        }
    }
}
