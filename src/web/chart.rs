//! The chart: its legend, its tabs, and the table of its numbers, from which the script of the page draws the bars.

use super::chart_groups::{Group, groups, narrowed};
use super::chart_spans::{Span, Unit, spans};
use super::list_of as list;
use crate::domain::metrics::Counts;
use crate::domain::status::Status;
use crate::i18n::Locale;
use crate::store::overview::GroupBy;
use crate::store::report::Report;

/// A piece of a bar: a cell of the table.
pub struct Piece {
    /// The list of exactly these conversations.
    pub url: String,
    /// How many, as people read it.
    pub value: String,
    /// How many. Zero is a cell of the table but no piece of the bar.
    pub n: u64,
}

/// A bar: a row of the table.
pub struct Column {
    /// Its name in the table.
    pub name: String,
    /// The same in few letters.
    pub label: String,
    /// Its first day, as an address has it.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// How many of its conversations are still open: what they will count as is not settled.
    pub open: u64,
    /// All its conversations.
    pub total: Piece,
    /// Bottom first.
    pub pieces: Vec<Piece>,
}

/// A way of grouping to choose.
pub struct Tab {
    /// Its name.
    pub label: &'static str,
    /// The page grouped so.
    pub url: String,
    /// The page is grouped so.
    pub current: bool,
}

/// That some bars are not settled yet.
pub struct Unsettled {
    /// What it says.
    pub text: String,
    /// The conversations that are open.
    pub url: String,
}

/// The chart and the table of the same numbers.
pub struct Chart {
    /// What it shows.
    pub title: &'static str,
    /// How it is told to those who cannot see it.
    pub label: String,
    /// `day`, `week` or `month`: what a bar is.
    pub unit: &'static str,
    /// The same as the head of the table names it.
    pub unit_name: &'static str,
    /// The ways of grouping.
    pub tabs: Vec<Tab>,
    /// The legend.
    pub groups: Vec<Group>,
    /// The bars.
    pub columns: Vec<Column>,
    /// All conversations of the range.
    pub total: String,
    /// Some are still open.
    pub unsettled: Option<Unsettled>,
    /// The overview of other days, which its script writes behind this.
    pub over: String,
}

/// The chart of a report.
pub fn chart(locale: &Locale, report: &Report) -> Chart {
    let t = locale.t;
    let groups = groups(locale, report);
    let (unit, spans) = spans(report);
    let columns = spans.iter().map(|span| column(locale, report, &groups, unit, span)).collect();
    let (title, unit_name) = match unit {
        Unit::Day => (t.chart_title, t.day),
        Unit::Week => (t.live.chart_weeks, t.live.week),
        Unit::Month => (t.live.chart_months, t.live.month),
    };
    let group_by = report.group_by.as_str();
    let dateless = crate::domain::filter::Filter { period: None, preset: None, ..report.filter.clone() };
    Chart {
        title,
        label: match unit {
            Unit::Day => t.chart_label.to_owned(),
            _ => format!("{title}. {}", t.live.chart_keys),
        },
        unit: unit.as_str(),
        unit_name,
        tabs: tabs(locale, report),
        columns,
        total: locale.number(report.now.counts.conversations()),
        unsettled: unsettled(locale, report),
        over: format!("/?{}", dateless.query_with(&[("group_by", group_by)])),
        groups,
    }
}

fn column(locale: &Locale, report: &Report, groups: &[Group], unit: Unit, span: &Span) -> Column {
    let filter = report.filter.over(span.period);
    let piece = |n: u64, url: String| Piece { url, value: locale.number(n), n };
    let all = span.all();
    let pieces = groups.iter().map(|group| {
        let n: u64 = match group.status {
            Some(status) => all.of(status),
            None => group.values.iter().filter_map(|v| span.groups.get(v)).map(Counts::conversations).sum(),
        };
        piece(n, list(&narrowed(&filter, report.group_by, &group.values, group.status)))
    });
    Column {
        name: unit.name(locale, span.period),
        label: unit.label(locale, span.period),
        from: span.period.from.to_string(),
        to: span.period.to.to_string(),
        open: all.open,
        pieces: pieces.collect(),
        total: piece(all.conversations(), list(&filter)),
    }
}

/// As long as a conversation is open, its day may still become better or worse.
fn unsettled(locale: &Locale, report: &Report) -> Option<Unsettled> {
    let t = &locale.t.live;
    let n = report.now.counts.open;
    let open = || narrowed(&report.filter.pinned(), GroupBy::Status, &[], Some(Status::Open));
    let told = || locale.plural(t.unsettled, n);
    (n > 0).then(|| Unsettled { text: told(), url: list(&open()) })
}

fn tabs(locale: &Locale, report: &Report) -> Vec<Tab> {
    let t = locale.t;
    [(GroupBy::Status, t.status), (GroupBy::Channel, t.channel), (GroupBy::Tag, t.tag)]
        .into_iter()
        .map(|(by, label)| Tab {
            label,
            url: format!("/?{}", report.filter.query_with(&[("group_by", by.as_str())])),
            current: by == report.group_by,
        })
        .collect()
}
