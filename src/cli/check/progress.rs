//! How far a check is: on the terminal only.

use indicatif::{ProgressBar, ProgressStyle};

use crate::ingest::Stage;
use crate::store::derived::Table;

/// A bar for each stage, one after the other.
pub struct Progress {
    bar: ProgressBar,
    events: u64,
}

impl Progress {
    /// Of a check of so many events.
    pub fn of(events: u64) -> Self {
        let style = ProgressStyle::with_template("{msg:24} {bar:40} {pos}/{len} · {per_sec} · {eta} left");
        let bar = ProgressBar::new(events).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message("reading events");
        Self { bar, events }
    }

    /// Events were read.
    pub fn copied(&self, count: usize) {
        self.bar.inc(count as u64);
    }

    /// Something was derived.
    pub fn rebuilt(&self, stage: Stage, count: usize) {
        let (what, total) = match stage {
            Stage::Customers => ("deriving customers", Some(self.events)),
            Stage::Conversations => ("deriving conversations", None),
            Stage::Orders => ("deriving orders", None),
        };
        self.stage(what, total);
        self.bar.inc(count as u64);
    }

    /// Rows of a table are compared.
    pub fn comparing(&self, table: Table) {
        self.stage(&format!("comparing: {}", table.row_name()), None);
    }

    /// Rows were compared.
    pub fn compared(&self, count: usize) {
        self.bar.inc(count as u64);
    }

    /// Prints a line above the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| println!("{line}"));
    }

    /// The end.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn stage(&self, what: &str, total: Option<u64>) {
        if self.bar.message() != what {
            self.bar.set_message(what.to_owned());
            self.bar.reset();
            match total {
                Some(total) => self.bar.set_length(total),
                None => self.bar.unset_length(),
            }
        }
    }
}
