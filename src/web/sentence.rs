//! What is shown, as a sentence of parts, each of which can be taken off.

use super::pickers;
use crate::domain::filter::{Between, Field, Filter, length};
use crate::i18n::{Locale, fill};

/// A part of the sentence.
pub struct Part {
    /// What it says.
    pub text: String,
    /// Where it is not said any more.
    pub off: Option<String>,
}

/// The sentence of a filter; `url` is the address of the same page with another.
pub fn sentence(locale: &Locale, filter: &Filter, url: impl Fn(Filter) -> String) -> Vec<Part> {
    let t = locale.t;
    let off = |change: fn(&mut Filter)| {
        let mut other = filter.clone();
        change(&mut other);
        Some(url(other))
    };
    let days = filter.period.map_or_else(|| t.range_all.to_owned(), |period| locale.period(period));
    let no_days = filter.period.and_then(|_| {
        off(|other| {
            other.period = None;
            other.preset = None;
        })
    });
    let mut parts = vec![Part { text: days, off: no_days }];
    for field in Field::ALL.iter().copied() {
        parts.extend(chosen(locale, filter, field, &url));
        parts.extend(left_out(locale, filter, field, &url));
    }
    let mut between = |name: &str, between: Between, show: &dyn Fn(u32) -> String, off: Option<String>| {
        let value = match (between.min.map(show), between.max.map(show)) {
            (None, None) => return,
            (Some(min), None) => format!("≥ {min}"),
            (None, Some(max)) => format!("≤ {max}"),
            (Some(min), Some(max)) => format!("{min} – {max}"),
        };
        parts.push(Part { text: format!("{name}: {value}"), off });
    };
    let number = |n: u32| locale.number(u64::from(n));
    between(t.messages, filter.messages, &number, off(|other| other.messages = Between::default()));
    between(t.duration, filter.duration, &length, off(|other| other.duration = Between::default()));
    if !filter.only.is_empty() {
        let text = fill(t.only_chosen, &[("n", &filter.only.len().to_string())]);
        parts.push(Part { text, off: off(|other| other.only.clear()) });
    }
    if let Some(q) = &filter.q {
        parts.push(Part { text: fill(t.searching, &[("q", q)]), off: off(|other| other.q = None) });
    }
    if filter.test {
        parts.push(Part { text: t.trials.to_owned(), off: off(|other| other.test = false) });
    }
    parts
}

fn chosen(locale: &Locale, filter: &Filter, field: Field, url: impl Fn(Filter) -> String) -> Option<Part> {
    let values = filter.with.of(field);
    if values.is_empty() {
        return None;
    }
    let text = said(locale, field, values, "{value}");
    let mut other = filter.clone();
    other.with.set(field, Vec::new());
    Some(Part { text, off: Some(url(other)) })
}

fn left_out(locale: &Locale, filter: &Filter, field: Field, url: impl Fn(Filter) -> String) -> Option<Part> {
    let values = filter.without.of(field);
    if values.is_empty() {
        return None;
    }
    let text = said(locale, field, values, locale.t.not_value);
    let mut other = filter.clone();
    other.without.set(field, Vec::new());
    Some(Part { text, off: Some(url(other)) })
}

/// `Channel: SMS, E-mail`; a status and a reason are plain enough without their names.
fn said(locale: &Locale, field: Field, values: &[String], each: &str) -> String {
    let values: Vec<String> =
        values.iter().map(|one| fill(each, &[("value", &pickers::value(locale.t, field, one))])).collect();
    let values = values.join(", ");
    match field {
        Field::Status | Field::Reason => values,
        _ => format!("{}: {values}", pickers::name(locale.t, field)),
    }
}
