//! How far a copy is: a bar on a terminal, lines elsewhere.

use std::cell::Cell;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

/// Elsewhere so many lines tell of it.
const LINES: u64 = 10;

/// The events of all accounts.
pub struct Progress {
    bar: ProgressBar,
    told: Cell<u64>,
}

impl Progress {
    /// Of a copy of so many events.
    pub fn of(events: u64) -> Self {
        let style = ProgressStyle::with_template(
            "copying events {bar:40} {human_pos}/{human_len} · {per_sec} · {eta} left",
        );
        let bar = ProgressBar::new(events).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, told: Cell::new(0) }
    }

    /// Events were copied, or found to be there.
    pub fn copied(&self, count: u64) {
        self.bar.inc(count);
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or_default().max(1));
        let part = done * LINES / all;
        if self.bar.is_hidden() && self.told.replace(part) < part {
            eprintln!("copying events: {} of {}", HumanCount(done), HumanCount(all));
        }
    }

    /// The end.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
