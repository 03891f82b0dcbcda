//! What a bar of the chart stands for: a day, or where these would be too many to be seen a week or a month. The first and
//! the last may be cut by the range: their numbers and their lists are of the days within it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::metrics::Counts;
use crate::domain::period::Period;
use crate::i18n::Locale;
use crate::store::report::Report;

/// More bars than this are too narrow to be told apart and clicked.
const MOST: u64 = 120;

/// How long a bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
}

impl Unit {
    /// As the page tells its script.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The longest bars that are needed for so many days.
    fn for_days(days: u64) -> Self {
        match days {
            0..=MOST => Self::Day,
            days if days <= MOST * 7 => Self::Week,
            _ => Self::Month,
        }
    }

    /// The day with which the bar of a day begins.
    fn first(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => day.week(Weekday::Mon).first_day(),
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }

    /// What a bar is called in the table.
    pub fn name(self, locale: &Locale, of: Period) -> String {
        match self {
            Self::Day => locale.weekday_short(of.from),
            Self::Week => locale.days_short(of),
            Self::Month => locale.month(of.from),
        }
    }

    /// The same in few letters, for the axis.
    pub fn label(self, locale: &Locale, of: Period) -> String {
        match self {
            Self::Day | Self::Week => locale.day_short(of.from),
            Self::Month => locale.month_short(of.from),
        }
    }
}

/// The days of a bar.
pub struct Span {
    /// From the first to the last.
    pub period: Period,
    /// The counts of each group, as a day of the report has them.
    pub groups: BTreeMap<String, Counts>,
}

impl Span {
    /// All of them together.
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        self.groups.values().for_each(|counts| all.join(*counts));
        all
    }
}

/// The bars of a report, in order.
pub fn spans(report: &Report) -> (Unit, Vec<Span>) {
    let unit = Unit::for_days(report.now.period.length());
    let mut spans: Vec<Span> = Vec::new();
    for day in &report.days {
        let begins = spans.last().is_none_or(|last| unit.first(last.period.from) != unit.first(day.day));
        if begins {
            spans.push(Span { period: Period { from: day.day, to: day.day }, groups: BTreeMap::new() });
        }
        let Some(span) = spans.last_mut() else { continue };
        span.period.to = day.day;
        for (group, counts) in &day.groups {
            span.groups.entry(group.clone()).or_default().join(*counts);
        }
    }
    (unit, spans)
}
