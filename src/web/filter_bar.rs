//! The filter as a form, and as a sentence.

use sea_orm::DbErr;

use super::words;
use crate::access::Caller;
use crate::domain::filter::{Filter, NONE};
use crate::domain::period::Preset;
use crate::domain::status::{Reason, Status};
use crate::i18n::{Locale, Texts, fill};
use crate::store::conversations::Column;
use crate::store::list::distinct;

/// One value of a field.
pub struct Choice {
    /// As the query string has it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// It is chosen.
    pub chosen: bool,
}

/// A field with several values to choose from.
pub struct Picker {
    /// Its name in the query string.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What is chosen, in a word.
    pub summary: String,
    /// Something is chosen.
    pub on: bool,
    /// Its values.
    pub choices: Vec<Choice>,
}

/// The form above overview and table.
pub struct FilterBar {
    /// Where it sends to.
    pub action: &'static str,
    /// Named date ranges.
    pub ranges: Vec<Choice>,
    /// First day, as a date field has it.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The fields.
    pub pickers: Vec<Picker>,
    /// Statuses, on the table alone.
    pub statuses: Vec<Choice>,
    /// The search box, on the table alone.
    pub search: Option<String>,
    /// What else the page has in its address.
    pub hidden: Vec<(&'static str, String)>,
    /// The page with no filter but its dates.
    pub clear: Option<String>,
}

/// Fields of the query string that the form has no field for, so that they are not lost.
const HIDDEN: [&str; 4] = ["app", "group", "origin", "sales"];

impl FilterBar {
    /// The form of the overview, or with `table` the longer one of the table.
    pub async fn new(
        caller: &Caller,
        t: &'static Texts,
        filter: &Filter,
        table: bool,
    ) -> Result<Self, DbErr> {
        let mut pickers = Vec::new();
        for (name, label, column) in [
            ("channel", t.channel, Column::Channel),
            ("agent", t.agent, Column::Agent),
            ("tag", t.tag, Column::Tag),
        ] {
            let values = distinct(caller.app.store.pages(), caller.account.id, column).await?;
            pickers.push(picker(t, name, label, values, chosen_of(filter, name)));
        }
        let mut statuses = Vec::new();
        if table {
            statuses.extend(Status::ALL.iter().map(|status| Choice {
                value: status.as_str().to_owned(),
                label: words::status(t, *status).to_owned(),
                chosen: filter.statuses.contains(status),
            }));
            pickers.push(reasons(t, filter));
        }
        let mut hidden: Vec<(&'static str, String)> = Vec::new();
        for (name, values) in filter.lists().into_iter().filter(|(name, _)| HIDDEN.contains(name)) {
            hidden.extend(values.iter().map(|value| (name, value.clone())));
        }
        if filter.test {
            hidden.push(("test", "true".to_owned()));
        }
        let action = if table { "/conversations" } else { "/" };
        let bare = Filter { period: filter.period, preset: filter.preset, ..Filter::default() };
        Ok(Self {
            action,
            ranges: ranges(t, filter, table),
            from: filter.period.map_or_else(String::new, |period| period.from.to_string()),
            to: filter.period.map_or_else(String::new, |period| period.to.to_string()),
            pickers,
            statuses,
            search: table.then(|| filter.q.clone().unwrap_or_default()),
            hidden,
            clear: filter.narrows().then(|| format!("{action}?{}", bare.query())),
        })
    }
}

fn chosen_of<'a>(filter: &'a Filter, name: &str) -> &'a [String] {
    filter.lists().into_iter().find(|(list, _)| *list == name).map_or(&[], |(_, values)| values)
}

fn picker(
    t: &Texts,
    name: &'static str,
    label: &'static str,
    mut values: Vec<String>,
    chosen: &[String],
) -> Picker {
    // What was asked for stands in the list even where no conversation has it, so that it can be taken away.
    let unknown = chosen.iter().filter(|value| *value != NONE && !values.contains(value));
    let unknown: Vec<String> = unknown.cloned().collect();
    values.extend(unknown);
    if name != "channel" {
        values.push(NONE.to_owned());
    }
    let show = |value: &str| match name {
        "channel" => words::channel(t, value),
        "tag" => words::tag(t, value),
        _ => words::plain(t, value),
    };
    let choices = values
        .into_iter()
        .map(|value| Choice { label: show(&value), chosen: chosen.contains(&value), value })
        .collect();
    with_summary(t, name, label, choices)
}

fn reasons(t: &Texts, filter: &Filter) -> Picker {
    let choices = Reason::ALL.iter().map(|reason| Choice {
        value: reason.as_str().to_owned(),
        label: words::reason(t, *reason).to_owned(),
        chosen: filter.reasons.contains(reason),
    });
    with_summary(t, "reason", t.reason, choices.collect())
}

fn with_summary(t: &Texts, name: &'static str, label: &'static str, choices: Vec<Choice>) -> Picker {
    let chosen: Vec<&str> = choices.iter().filter(|c| c.chosen).map(|c| c.label.as_str()).collect();
    let summary = match chosen.as_slice() {
        [] => t.all.to_owned(),
        [one] => (*one).to_owned(),
        several => fill(t.chosen, &[("n", &several.len().to_string())]),
    };
    Picker { name, label, summary, on: !chosen.is_empty(), choices }
}

fn ranges(t: &Texts, filter: &Filter, all_time: bool) -> Vec<Choice> {
    let mut ranges = Vec::new();
    if all_time {
        ranges.push(Choice {
            value: String::new(),
            label: t.range_all.to_owned(),
            chosen: filter.period.is_none(),
        });
    }
    ranges.extend(Preset::ALL.iter().map(|preset| Choice {
        value: preset.as_str().to_owned(),
        label: preset_name(t, *preset).to_owned(),
        chosen: filter.preset == Some(*preset),
    }));
    ranges.push(Choice {
        value: "custom".to_owned(),
        label: t.range_custom.to_owned(),
        chosen: filter.preset.is_none() && filter.period.is_some(),
    });
    ranges
}

fn preset_name(t: &Texts, preset: Preset) -> &'static str {
    match preset {
        Preset::Today => t.range_today,
        Preset::Yesterday => t.range_yesterday,
        Preset::Last7 => t.range_last_7_days,
        Preset::Last30 => t.range_last_30_days,
        Preset::Last90 => t.range_last_90_days,
        Preset::ThisMonth => t.range_this_month,
        Preset::LastMonth => t.range_last_month,
    }
}

/// What is shown, in one sentence of parts.
pub fn sentence(locale: &Locale, filter: &Filter) -> Vec<String> {
    let t = locale.t;
    let mut parts =
        vec![filter.period.map_or_else(|| t.range_all.to_owned(), |period| locale.period(period))];
    for (name, values) in filter.lists() {
        let show = |value: &String| match name {
            "channel" => words::channel(t, value),
            "tag" => words::tag(t, value),
            "sales" if value == crate::domain::filter::ANY_SALES => t.sales_any.to_owned(),
            _ => words::plain(t, value),
        };
        let label = match name {
            "channel" => t.channel,
            "tag" => t.tag,
            "agent" => t.agent,
            "app" => t.app,
            "group" => t.group,
            "origin" => t.origin,
            _ => t.sales_filter,
        };
        if !values.is_empty() {
            let shown: Vec<String> = values.iter().map(show).collect();
            parts.push(format!("{label}: {}", shown.join(", ")));
        }
    }
    let statuses: Vec<&str> = filter.statuses.iter().map(|status| words::status(t, *status)).collect();
    let reasons: Vec<&str> = filter.reasons.iter().map(|reason| words::reason(t, *reason)).collect();
    parts.extend((!statuses.is_empty()).then(|| statuses.join(", ")));
    parts.extend((!reasons.is_empty()).then(|| reasons.join(", ")));
    parts.extend(filter.q.as_ref().map(|q| fill(t.searching, &[("q", q)])));
    parts.extend(filter.test.then(|| t.trials.to_owned()));
    parts
}
