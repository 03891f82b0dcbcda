//! Fields to choose values from, with the number of conversations beside each.

use crate::domain::filter::{ANY_SALES, Field, Filter, NO, NONE};
use crate::domain::status::{Reason, Status};
use crate::i18n::{Locale, Texts, fill};
use crate::store::facets::Facets;

use super::words;

/// One value of a field.
pub struct Choice {
    /// As the query string has it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// How many conversations have it; empty where nobody counted.
    pub count: String,
    /// It is chosen.
    pub chosen: bool,
    /// It is left out.
    pub left_out: bool,
}

/// A field with several values to choose from.
pub struct Picker {
    /// Its name in the query string.
    pub name: &'static str,
    /// The name under which values are left out.
    pub not: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What is chosen, in a word.
    pub summary: String,
    /// Something is chosen or left out.
    pub on: bool,
    /// Its values.
    pub choices: Vec<Choice>,
}

/// What people call a field.
pub fn name(t: &Texts, field: Field) -> &'static str {
    match field {
        Field::Channel => t.channel,
        Field::Tag => t.tag,
        Field::Agent => t.agent,
        Field::App => t.app,
        Field::Group => t.group,
        Field::Origin => t.origin,
        Field::Sales => t.sales_filter,
        Field::Status => t.status,
        Field::Reason => t.reason,
        Field::Reopened => t.col_reopened,
        Field::FirstContact => t.first_contact,
        Field::Weekday => t.insight.weekday,
        Field::Hour => t.insight.hour,
        Field::Question => t.insight.question,
        Field::HandoffReason => t.insight.handoff_reason,
    }
}

/// What people call a value of a field.
pub fn value(t: &Texts, field: Field, value: &str) -> String {
    let known = match field {
        Field::Channel => return words::channel(t, value),
        Field::Tag => return words::tag(t, value),
        Field::Sales if value == ANY_SALES => Some(t.sales_any),
        Field::Sales if value == NONE => Some(t.sales_none),
        Field::Status => Status::from_word(value).map(|status| words::status(t, status)),
        Field::Reason => Reason::from_word(value).map(|reason| words::reason(t, reason)),
        Field::Reopened | Field::FirstContact => Some(if value == NO { t.no } else { t.yes }),
        Field::Weekday => {
            let place = value.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            place.and_then(|place| t.weekdays.get(place).copied())
        }
        Field::Hour => return value.parse::<u8>().map_or_else(|_| value.to_owned(), whole_hour),
        Field::HandoffReason if value == NONE => Some(t.insight.reason_missing),
        _ => None,
    };
    known.map_or_else(|| words::plain(t, value), str::to_owned)
}

/// `14:00–15:00`
fn whole_hour(hour: u8) -> String {
    format!("{hour:02}:00–{:02}:00", hour.saturating_add(1))
}

/// A field's picker, of these values and those that the filter speaks of: what was asked for stands there even where no
/// conversation has it, so that it can be taken away.
pub fn picker(
    locale: &Locale,
    field: Field,
    filter: &Filter,
    values: Vec<String>,
    facets: Option<&Facets>,
) -> Picker {
    let t = locale.t;
    let mut values = values;
    for asked in filter.with.of(field).iter().chain(filter.without.of(field)) {
        if !values.contains(asked) {
            values.push(asked.clone());
        }
    }
    let choice = |word: String| Choice {
        label: value(t, field, &word),
        count: facets
            .and_then(|facets| facets.count(field, &word))
            .map_or_else(String::new, |n| locale.number(n)),
        chosen: filter.with.has(field, &word),
        left_out: filter.without.has(field, &word),
        value: word,
    };
    let choices: Vec<Choice> = values.into_iter().map(choice).collect();
    let not = |label: &str| fill(t.not_value, &[("value", label)]);
    let chosen = choices.iter().filter(|c| c.chosen).map(|c| c.label.clone());
    let said: Vec<String> =
        chosen.chain(choices.iter().filter(|c| c.left_out).map(|c| not(&c.label))).collect();
    let summary = match said.as_slice() {
        [] => t.all.to_owned(),
        [one] => one.clone(),
        several => fill(t.chosen, &[("n", &several.len().to_string())]),
    };
    let on = !said.is_empty();
    Picker { name: field.as_str(), not: field.param_without(), label: name(t, field), summary, on, choices }
}
