//! The table: told row by row while it is measured, printed once at the end, kept as a document.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::Result;
use crate::stats::Times;

/// What stands before the figures.
const HEAD: &str = include_str!("../head.md");

/// One thing that was measured.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What.
    pub what: String,
    /// What Hilo did.
    pub hilo: String,
    /// What the least work did.
    pub floor: String,
    /// Hilo against it.
    pub ratio: String,
    /// What was to be reached.
    pub goal: String,
    /// Whether it was; `None`: nothing was to be.
    pub met: Option<bool>,
}

/// All of it, and on what it was measured.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    facts: Vec<(String, String)>,
    notes: Vec<String>,
}

impl Row {
    /// A row without a goal.
    pub fn new(what: impl Into<String>, hilo: impl Into<String>) -> Self {
        Self { what: what.into(), hilo: hilo.into(), ..Self::default() }
    }

    /// Beside what the least work did.
    pub fn floor(mut self, floor: impl Into<String>) -> Self {
        self.floor = floor.into();
        self
    }

    /// Against it, as a factor.
    pub fn ratio(mut self, ratio: f64) -> Self {
        self.ratio = if ratio < 0.1 { format!("{ratio:.4}") } else { format!("{ratio:.2}") };
        self
    }

    /// With what was to be reached. Of several goals each counts.
    pub fn goal(mut self, goal: &str, met: bool) -> Self {
        let between = if self.goal.is_empty() { "" } else { "; " };
        self.goal.push_str(between);
        self.goal.push_str(goal);
        self.met = Some(self.met.unwrap_or(true) && met);
        self
    }

    fn cells(&self) -> [&str; 6] {
        let met = match self.met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        [&self.what, &self.hilo, &self.floor, &self.ratio, &self.goal, met]
    }
}

/// `p50 1.2 · p95 3.4 ms`
pub fn ms(times: &Times) -> String {
    format!("p50 {} · p95 {} ms", digits(times.p50()), digits(times.p95()))
}

/// A number with as many digits as mean something.
pub fn digits(number: f64) -> String {
    match number.abs() {
        n if n >= 1_000_000.0 => format!("{:.2} M", number / 1_000_000.0),
        n if n >= 10_000.0 => format!("{:.1} k", number / 1_000.0),
        n if n >= 100.0 => format!("{number:.0}"),
        n if n >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

const HEADINGS: [&str; 6] = ["what", "Hilo", "floor", "ratio", "goal", "met"];

impl Report {
    /// Adds a row, and tells it.
    pub fn add(&mut self, row: Row) {
        eprintln!("  {}", row.cells().map(|cell| if cell.is_empty() { "–" } else { cell }).join(" | "));
        self.rows.push(row);
    }

    /// On what it was measured.
    pub fn fact(&mut self, name: &str, value: impl Into<String>) {
        self.facts.push((name.to_owned(), value.into()));
    }

    /// What else is to be known, in a paragraph of its own.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        eprintln!("  {note}");
        self.notes.push(note);
    }

    /// The table, for people to read where it is.
    pub fn table(&self) -> String {
        let mut out = String::new();
        let lines = || std::iter::once(HEADINGS).chain(self.rows.iter().map(Row::cells));
        let width = |column: usize| lines().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
        for (number, cells) in lines().enumerate() {
            for (cell, width) in cells.iter().zip(&widths) {
                let _ = write!(out, "| {cell:width$} ");
            }
            out.push_str("|\n");
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                let _ = writeln!(out, "| {} |", rules.join(" | "));
            }
        }
        let judged = || self.rows.iter().filter_map(|row| row.met);
        let met = judged().filter(|met| *met).count();
        let _ = writeln!(out, "\n{met} of {} goals met.", judged().count());
        out
    }

    /// Writes the document.
    pub fn write(&self, file: &Path) -> Result<()> {
        let mut out = HEAD.to_owned();
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let day = chrono::DateTime::from_timestamp(i64::try_from(seconds)?, 0).ok_or("no day")?;
        let _ = writeln!(out, "\n## Measured on {}\n", day.format("%-d %B %Y"));
        for (name, value) in &self.facts {
            let _ = writeln!(out, "- {name}: {value}");
        }
        let _ = write!(out, "\n{}", self.table());
        for note in &self.notes {
            let _ = write!(out, "\n{note}\n");
        }
        Ok(std::fs::write(file, out)?)
    }
}
