//! The axes of the chart: round numbers beside it, days below it.

use chrono::{Datelike, Weekday};

use crate::i18n::Locale;
use crate::store::report::Report;

/// Top of the plot, in pixels.
pub const TOP: f64 = 8.0;
/// Height of the plot, in pixels.
pub const HEIGHT: f64 = 240.0;
/// More days than this scroll on a narrow screen rather than become hairlines.
pub const MANY_DAYS: usize = 45;

/// A label of an axis.
pub struct Label {
    /// Position: pixels on the y axis, percent on the x axis.
    pub at: String,
    /// The words.
    pub text: String,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
}

/// The top of the axis: four grid lines a round number of conversations apart, not below the highest bar.
pub fn round_up(most: u64) -> u64 {
    let step = most.div_ceil(4).max(1);
    let mut unit = 1;
    loop {
        // In tenths, so that 1.5 and 2.5 are whole; a step of 1.5 conversations is passed over.
        for tenths in [10, 15, 20, 25, 30, 40, 50, 60, 80] {
            if unit * tenths >= step * 10 && (unit * tenths).is_multiple_of(10) {
                return unit * tenths / 10 * 4;
            }
        }
        unit *= 10;
    }
}

/// The numbers beside the grid lines.
pub fn y_labels(locale: &Locale, top: u64) -> Vec<Label> {
    (0..=4_u32)
        .map(|step| Label {
            at: format!("{:.0}", TOP + HEIGHT - HEIGHT * f64::from(step) / 4.0),
            text: locale.number(top / 4 * u64::from(step)),
            anchor: "end",
        })
        .collect()
}

/// Days below the bars: as many as can be read.
pub fn x_labels(locale: &Locale, report: &Report, slot: f64) -> Vec<Label> {
    let count = report.days.len();
    let every = if count > 400 {
        12
    } else if count > 120 {
        4
    } else if count > MANY_DAYS {
        2
    } else {
        1
    };
    let mut mondays = 0;
    let mut labels = Vec::new();
    for (i, day) in report.days.iter().enumerate() {
        let monday = day.day.weekday() == Weekday::Mon;
        mondays += usize::from(monday);
        let shown = count <= 7 || (monday && mondays % every == 0);
        if shown {
            let anchor = match i {
                0 | 1 if count > 7 => "start",
                i if count > 7 && i + 2 >= count => "end",
                _ => "middle",
            };
            labels.push(Label {
                at: format!("{:.3}", (i as f64 + 0.5) * slot),
                text: locale.day_short(day.day),
                anchor,
            });
        }
    }
    labels
}
