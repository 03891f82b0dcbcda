//! Everything, written out row by row: what API and pages stream and the command line prints.
//!
//! Each batch is read by keyset in short statements of its own, so that a slow reader holds no transaction open and
//! memory stays constant.

pub mod csv;
pub mod customer;
mod pieces;
mod reader;

use sea_orm::Condition;

pub use self::reader::Reader;
use crate::domain::event::words;
use crate::domain::filter::Filter;
use crate::error::Error;
use crate::store::accounts::Account;
use crate::store::conversations::Model as Conversation;
use crate::store::list::Asked;
use crate::store::seen::Seen;
use crate::store::{Store, events, filter, list, orders};

words!(
    /// What can be written out.
    What {
        /// A row a conversation.
        Conversations = "conversations",
        /// A row a message.
        Messages = "messages",
        /// A row an order.
        Orders = "orders",
        /// Events as they came.
        Events = "events",
    }
);

words!(
    /// How rows are written.
    Format {
        /// For spreadsheets: RFC 4180.
        Csv = "csv",
        /// For programs: a JSON object a line.
        Ndjson = "ndjson",
    }
);

/// What of one account is asked for.
#[derive(Clone, Debug)]
pub struct Export {
    /// Where it is read.
    pub store: Store,
    /// Whose it is.
    pub account: Account,
    /// What of it is seen, and as of when.
    pub seen: Seen,
    /// The rows.
    pub what: What,
    /// Of which conversations.
    pub filter: Filter,
}

/// How much an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Rows, exactly.
    pub rows: u64,
    /// Bytes as CSV, about.
    pub csv: u64,
    /// Bytes as NDJSON, about.
    pub ndjson: u64,
}

impl Export {
    /// Begins to read.
    pub fn reader(&self, format: Format) -> Reader {
        Reader::new(self.clone(), format)
    }

    /// The conversations that are asked for.
    fn asked(&self) -> Asked {
        filter::asked(self.store.pages(), &self.seen, &self.filter)
    }

    /// The same where there is a filter. Without one, orders and events are all that are kept: also those of no
    /// conversation, or of one that does not count.
    fn narrowed(&self) -> Option<Condition> {
        (self.filter != Filter::default() || self.seen.groups.is_some()).then(|| self.asked().condition)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rows(&self) -> Result<u64, Error> {
        let (db, account) = (self.store.pages(), self.account.id);
        Ok(match (self.what, self.narrowed()) {
            (What::Conversations, _) => list::count(db, self.asked().condition).await?,
            (What::Messages, _) => list::messages(db, self.asked().condition).await?,
            (What::Orders, credited_to) => orders::count(db, account, credited_to).await?,
            (What::Events, None) => events::count(db, account).await?,
            (What::Events, Some(condition)) => events::count_of(db, account, condition).await?,
        })
    }

    /// How much so many rows are, judged by some of their conversations.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn size(&self, rows: u64, some: &[Conversation]) -> Result<Size, Error> {
        if rows == 0 {
            return Ok(Size { rows, csv: 0, ndjson: 0 });
        }
        let sample = reader::sample(self, some).await?;
        let about = |format| {
            let bytes: usize = sample.iter().map(|row| row.text(format, &self.account).len()).sum();
            let (bytes, of) = (u64::try_from(bytes).unwrap_or(0), u64::try_from(sample.len()).unwrap_or(1));
            (rows * bytes).div_ceil(of.max(1))
        };
        Ok(Size { rows, csv: about(Format::Csv), ndjson: about(Format::Ndjson) })
    }

    /// A name for the file that says what is in it, and of which days.
    pub fn file_name(&self, format: Format) -> String {
        let days = match self.filter.period {
            Some(period) if period.from == period.to => period.from.to_string(),
            Some(period) => format!("{}-to-{}", period.from, period.to),
            None => format!("until-{}", self.seen.today()),
        };
        let filtered = if self.filter.narrows() { "-filtered" } else { "" };
        format!("hilo-{}-{days}{filtered}.{}", self.what.as_str(), format.as_str())
    }
}
