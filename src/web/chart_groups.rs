//! The groups of the chart: which there are, what they are called, and the lists of their conversations.

use std::collections::BTreeMap;

use super::{list_of as list, words};
use crate::domain::filter::{Field, Filter, NONE};
use crate::domain::status::Status;
use crate::i18n::Locale;
use crate::store::overview::GroupBy;
use crate::store::report::Report;

/// Series with a colour of their own; what is beyond is put together.
const COLOURS: usize = 8;

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
    /// The values it stands for; nothing when grouped by status.
    pub values: Vec<String>,
    /// The status it stands for, when grouped by status.
    pub status: Option<Status>,
}

/// The groups of a report, the largest first; by status in their own order.
pub fn groups(locale: &Locale, report: &Report) -> Vec<Group> {
    if report.group_by == GroupBy::Status {
        return Status::ALL.iter().map(|status| of_status(locale, report, *status)).collect();
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

fn of_status(locale: &Locale, report: &Report, status: Status) -> Group {
    let n = report.now.counts.of(status);
    Group {
        name: words::status(locale.t, status).to_owned(),
        class: words::status_class(status).to_owned(),
        total: locale.number(n),
        empty: n == 0,
        url: list(&narrowed(&report.filter.pinned(), GroupBy::Status, &[], Some(status))),
        values: Vec::new(),
        status: Some(status),
    }
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
pub fn narrowed(filter: &Filter, by: GroupBy, values: &[String], status: Option<Status>) -> Filter {
    let asked = || values.iter().map(|v| if v.is_empty() { NONE.to_owned() } else { v.clone() }).collect();
    let (field, values) = match by {
        GroupBy::Status => (Field::Status, status.iter().map(|status| status.as_str().to_owned()).collect()),
        GroupBy::Channel => (Field::Channel, asked()),
        GroupBy::Tag => (Field::Tag, asked()),
        GroupBy::Agent => (Field::Agent, asked()),
    };
    filter.narrowed(field, values)
}
