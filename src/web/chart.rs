//! The stacked bars: geometry of an SVG in percent across and pixels down, so that text keeps its size.

use std::collections::BTreeMap;

use chrono::{Datelike, Weekday};

use super::words;
use crate::domain::filter::{Filter, NONE};
use crate::domain::metrics::Counts;
use crate::domain::period::Period;
use crate::domain::status::Status;
use crate::i18n::Locale;
use crate::store::overview::GroupBy;
use crate::store::report::{Day, Report};

/// Top of the plot, in pixels.
const TOP: f64 = 8.0;
/// Height of the plot, in pixels.
const HEIGHT: f64 = 240.0;
/// Series with a colour of their own; what is beyond is put together.
const COLOURS: usize = 8;
/// More days than this scroll on a narrow screen rather than become hairlines.
const MANY_DAYS: usize = 45;

/// A group of the chart: a legend entry, and a column of the table.
pub struct Group {
    /// What people call it.
    pub name: String,
    /// The class that gives it its colour.
    pub class: String,
    /// All its conversations.
    pub total: String,
    /// The list of them.
    pub url: String,
    /// There is none: nothing to open.
    pub empty: bool,
    values: Vec<String>,
    status: Option<Status>,
}

/// A piece of a bar, and a cell of the table.
pub struct Piece {
    /// Day, group and number, for hovering and hearing.
    pub title: String,
    /// Its colour.
    pub class: String,
    /// The list of exactly these conversations.
    pub url: String,
    /// The number.
    pub value: String,
    /// Zero is a cell of the table but no piece of the bar.
    pub empty: bool,
    /// Top edge in pixels.
    pub y: String,
    /// Height in pixels.
    pub height: String,
}

/// A day.
pub struct Column {
    /// Its name in the table.
    pub name: String,
    /// Day and total.
    pub title: String,
    /// All conversations of the day.
    pub url: String,
    /// How many.
    pub total: String,
    /// None at all: nothing to open.
    pub empty: bool,
    /// Left edge of the whole column, in percent.
    pub x: String,
    /// Left edge of the bar, in percent.
    pub bar_x: String,
    /// Bottom first.
    pub pieces: Vec<Piece>,
}

/// A label of an axis.
pub struct Label {
    /// Position: pixels on the y axis, percent on the x axis.
    pub at: String,
    /// The words.
    pub text: String,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
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

/// The chart and the table of the same numbers.
pub struct Chart {
    /// The ways of grouping.
    pub tabs: Vec<Tab>,
    /// The legend.
    pub groups: Vec<Group>,
    /// The bars.
    pub columns: Vec<Column>,
    /// Numbers beside the grid lines.
    pub y_labels: Vec<Label>,
    /// Days below the bars.
    pub x_labels: Vec<Label>,
    /// Width of the y axis in pixels.
    pub y_width: usize,
    /// Width of a whole column, in percent.
    pub width: String,
    /// Width of a bar, in percent.
    pub bar_width: String,
    /// Scrolls on a narrow screen.
    pub many: bool,
    /// All conversations of the range.
    pub total: String,
}

/// The chart of a report.
pub fn chart(locale: &Locale, report: &Report) -> Chart {
    let groups = groups(locale, report);
    let totals: Vec<u64> =
        report.days.iter().map(|day| day.groups.values().map(Counts::conversations).sum()).collect();
    let top = round_up(totals.iter().copied().max().unwrap_or(0));
    let count = report.days.len();
    let slot = 100.0 / count.max(1) as f64;
    let share = match count {
        1 => 0.12,
        2..=7 => 0.4,
        8..=14 => 0.6,
        _ => 0.7,
    };
    let columns = report
        .days
        .iter()
        .zip(&totals)
        .enumerate()
        .map(|(i, (day, total))| {
            let left = i as f64 * slot;
            Column {
                name: locale.weekday_short(day.day),
                title: format!(
                    "{}\n{}: {}",
                    locale.weekday_short(day.day),
                    locale.t.chart_total,
                    locale.number(*total)
                ),
                url: list(&on_day(&report.filter, day)),
                total: locale.number(*total),
                empty: *total == 0,
                x: format!("{left:.3}"),
                bar_x: format!("{:.3}", left + slot * (1.0 - share) / 2.0),
                pieces: pieces(locale, report, &groups, day, top),
            }
        })
        .collect();
    Chart {
        tabs: tabs(locale, report),
        columns,
        y_labels: (0..=4_u32)
            .map(|step| Label {
                at: format!("{:.0}", TOP + HEIGHT - HEIGHT * f64::from(step) / 4.0),
                text: locale.number(top / 4 * u64::from(step)),
                anchor: "end",
            })
            .collect(),
        x_labels: x_labels(locale, report, slot),
        y_width: 10 + 7 * locale.number(top).chars().count(),
        width: format!("{slot:.3}"),
        bar_width: format!("{:.3}", slot * share),
        many: count > MANY_DAYS,
        total: locale.number(totals.iter().sum()),
        groups,
    }
}

fn list(filter: &Filter) -> String {
    format!("/conversations?{}", filter.query())
}

fn on_day(filter: &Filter, day: &Day) -> Filter {
    filter.over(Period { from: day.day, to: day.day })
}

/// The top of the axis: four grid lines a round number of conversations apart, not below the highest bar.
fn round_up(most: u64) -> u64 {
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

fn groups(locale: &Locale, report: &Report) -> Vec<Group> {
    if report.group_by == GroupBy::Status {
        let counts = report.now.counts;
        let of = |status: Status, n: u64| Group {
            name: words::status(locale.t, status).to_owned(),
            class: words::status_class(status).to_owned(),
            total: locale.number(n),
            empty: n == 0,
            url: list(&Filter { statuses: vec![status], ..report.filter.pinned() }),
            values: Vec::new(),
            status: Some(status),
        };
        return vec![
            of(Status::Resolved, counts.resolved),
            of(Status::Unresolved, counts.unresolved()),
            of(Status::Open, counts.open),
        ];
    }
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, counts) in report.days.iter().flat_map(|day| &day.groups) {
        *totals.entry(name).or_default() += counts.conversations();
    }
    let mut ranked: Vec<(&str, u64)> = totals.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let own = if ranked.len() > COLOURS { COLOURS - 1 } else { COLOURS };
    let (named, others) = ranked.split_at(own.min(ranked.len()));
    let mut groups: Vec<Group> = named.iter().map(|one| group(locale, report, &[*one])).collect();
    if !others.is_empty() {
        groups.push(group(locale, report, others));
    }
    for (i, group) in groups.iter_mut().enumerate() {
        group.class = format!("s{}", i + 1);
    }
    groups
}

/// One value, or the rest of them under one name.
fn group(locale: &Locale, report: &Report, members: &[(&str, u64)]) -> Group {
    let t = locale.t;
    let values: Vec<String> = members.iter().map(|(value, _)| (*value).to_owned()).collect();
    let name = match (members, report.group_by) {
        ([(one, _)], GroupBy::Channel) => words::channel(t, one),
        ([(one, _)], GroupBy::Tag) => words::tag(t, one),
        ([(one, _)], _) => words::plain(t, one),
        _ => t.other.to_owned(),
    };
    Group {
        name,
        class: String::new(),
        total: locale.number(members.iter().map(|(_, n)| n).sum()),
        empty: false,
        url: list(&narrowed(&report.filter.pinned(), report.group_by, &values, None)),
        values,
        status: None,
    }
}

/// A filter narrowed to the values of a group.
fn narrowed(filter: &Filter, by: GroupBy, values: &[String], status: Option<Status>) -> Filter {
    let mut filter = filter.clone();
    let asked = || values.iter().map(|v| if v.is_empty() { NONE.to_owned() } else { v.clone() }).collect();
    match by {
        GroupBy::Status => filter.statuses = status.into_iter().collect(),
        GroupBy::Channel => filter.channels = asked(),
        GroupBy::Tag => filter.tags = asked(),
        GroupBy::Agent => filter.agents = asked(),
    }
    filter
}

fn pieces(locale: &Locale, report: &Report, groups: &[Group], day: &Day, top: u64) -> Vec<Piece> {
    let day_filter = on_day(&report.filter, day);
    let mut below = 0.0;
    groups
        .iter()
        .map(|group| {
            let n: u64 = match group.status {
                Some(status) => day.groups.get("").map_or(0, |counts| match status {
                    Status::Resolved => counts.resolved,
                    Status::Unresolved => counts.unresolved(),
                    Status::Open => counts.open,
                }),
                None => {
                    group.values.iter().filter_map(|v| day.groups.get(v)).map(Counts::conversations).sum()
                }
            };
            let height = HEIGHT * n as f64 / top as f64;
            below += height;
            Piece {
                title: format!("{}\n{}: {}", locale.weekday_short(day.day), group.name, locale.number(n)),
                class: group.class.clone(),
                url: list(&narrowed(&day_filter, report.group_by, &group.values, group.status)),
                value: locale.number(n),
                empty: n == 0,
                y: format!("{:.1}", TOP + HEIGHT - below),
                // One pixel of air between two pieces.
                height: format!("{:.1}", (height - 1.0).max(0.5)),
            }
        })
        .collect()
}

fn x_labels(locale: &Locale, report: &Report, slot: f64) -> Vec<Label> {
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
