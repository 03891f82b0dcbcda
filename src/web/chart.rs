//! The stacked bars: geometry of an SVG in percent across and pixels down, so that text keeps its size.

use super::chart_axis::{HEIGHT, Label, MANY_DAYS, TOP, round_up, x_labels, y_labels};
use super::chart_groups::{Group, groups, narrowed};
use super::list_of as list;
use crate::domain::filter::Filter;
use crate::domain::metrics::Counts;
use crate::domain::period::Period;
use crate::i18n::Locale;
use crate::store::overview::GroupBy;
use crate::store::report::{Day, Report};

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
        y_labels: y_labels(locale, top),
        x_labels: x_labels(locale, report, slot),
        y_width: 10 + 7 * locale.number(top).chars().count(),
        width: format!("{slot:.3}"),
        bar_width: format!("{:.3}", slot * share),
        many: count > MANY_DAYS,
        total: locale.number(totals.iter().sum()),
        groups,
    }
}

fn on_day(filter: &Filter, day: &Day) -> Filter {
    filter.over(Period { from: day.day, to: day.day })
}

fn pieces(locale: &Locale, report: &Report, groups: &[Group], day: &Day, top: u64) -> Vec<Piece> {
    let day_filter = on_day(&report.filter, day);
    let mut below = 0.0;
    groups
        .iter()
        .map(|group| {
            let n: u64 = match group.status {
                Some(status) => day.groups.get("").map_or(0, |counts| counts.of(status)),
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
