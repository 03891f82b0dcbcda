//! The filter as a form.

use sea_orm::DbErr;

use super::pickers::{Choice, Picker, picker};
use crate::access::Caller;
use crate::domain::filter::{ANY_SALES, Field, Filter, NO, NONE, YES, length};
use crate::domain::period::Preset;
use crate::domain::status::{Reason, Status};
use crate::i18n::{Locale, Texts};
use crate::store::conversations::Column;
use crate::store::facets::Facets;
use crate::store::list::distinct;

/// A named date range.
pub struct Range {
    /// As the query string has it.
    pub value: &'static str,
    /// As people read it.
    pub label: &'static str,
    /// It is chosen.
    pub chosen: bool,
}

/// The form above overview and table.
pub struct FilterBar {
    /// Where it sends to.
    pub action: &'static str,
    /// Named date ranges.
    pub ranges: Vec<Range>,
    /// First day, as a date field has it.
    pub from: String,
    /// Last day.
    pub to: String,
    /// What the numbers are compared with, where they are.
    pub compare: Vec<Range>,
    /// The fields.
    pub pickers: Vec<Picker>,
    /// What only the table has.
    pub table: Option<Table>,
    /// What else the page has in its address.
    pub hidden: Vec<(&'static str, String)>,
    /// The page with no filter but its dates.
    pub clear: Option<String>,
}

/// The longer form of the table.
pub struct Table {
    /// What is searched for.
    pub search: String,
    /// Statuses, to be chosen at once.
    pub statuses: Vec<Choice>,
    /// Questions of yes or no.
    pub more: Vec<Picker>,
    /// Numbers with a least and a most.
    pub between: [Ends; 2],
    /// Trials instead of real conversations.
    pub test: bool,
    /// Something of all this but search and status is asked for.
    pub on: bool,
}

/// Two fields of a form.
pub struct Ends {
    /// What is counted.
    pub label: &'static str,
    /// Names in the query string.
    pub names: [&'static str; 2],
    /// What stands in them.
    pub values: [String; 2],
    /// What may be written there.
    pub example: &'static str,
}

impl FilterBar {
    /// The form of the overview, or with `table` the longer one of the table. Without `facets` nothing is counted.
    pub async fn new(
        caller: &Caller,
        locale: &Locale,
        filter: &Filter,
        table: bool,
        facets: Option<&Facets>,
    ) -> Result<Self, DbErr> {
        let t = locale.t;
        let mut pickers = Vec::new();
        for (field, column) in [
            (Field::Channel, Column::Channel),
            (Field::Agent, Column::Agent),
            (Field::Tag, Column::Tag),
            (Field::Group, Column::GroupName),
            (Field::App, Column::App),
            (Field::Origin, Column::Origin),
        ] {
            let mut values: Vec<String> = match facets {
                Some(facets) => facets.values(field).into_iter().map(str::to_owned).collect(),
                // Which values there are can be told at once, where how many have them cannot.
                None => distinct(caller.app.store.pages(), &caller.seen(), column).await?,
            };
            let none = values.iter().position(|value| value == NONE).map(|place| values.remove(place));
            let optional = [Field::Group, Field::App, Field::Origin].contains(&field);
            if optional && values.is_empty() && filter.open(field) == *filter {
                continue;
            }
            let may_be_none = none.or_else(|| facets.is_none().then(|| NONE.to_owned()));
            values.extend(may_be_none.filter(|_| field != Field::Channel));
            pickers.push(picker(locale, field, filter, values, facets));
        }
        if table {
            for field in [Field::Reason, Field::Sales] {
                pickers.push(picker(locale, field, filter, values_of(field, facets), facets));
            }
        }
        let table = table.then(|| Table::new(locale, filter, facets));
        let action = if table.is_some() { "/conversations" } else { "/" };
        let bare = filter.days();
        let mut bar = Self {
            action,
            ranges: ranges(t, filter, table.is_some()),
            from: filter.period.map_or_else(String::new, |period| period.from.to_string()),
            to: filter.period.map_or_else(String::new, |period| period.to.to_string()),
            compare: Vec::new(),
            pickers,
            table,
            hidden: Vec::new(),
            clear: filter.narrows().then(|| format!("{action}?{}", bare.query())),
        };
        bar.hidden = filter.pairs().into_iter().filter(|(name, _)| !bar.has(name)).collect();
        Ok(bar)
    }

    /// Whether the form has a field of this name. What has none is sent along, so that it is not lost.
    fn has(&self, name: &str) -> bool {
        let picks =
            |pickers: &[Picker]| pickers.iter().any(|picker| [picker.name, picker.not].contains(&name));
        let table = |table: &Table| {
            ["q", "status", "test"].contains(&name)
                || picks(&table.more)
                || table.between.iter().any(|ends| ends.names.contains(&name))
        };
        ["range", "from", "to"].contains(&name)
            || picks(&self.pickers)
            || self.table.as_ref().is_some_and(table)
    }
}

impl Table {
    fn new(locale: &Locale, filter: &Filter, facets: Option<&Facets>) -> Self {
        let t = locale.t;
        let of = |field| picker(locale, field, filter, values_of(field, facets), facets);
        let more = vec![of(Field::Reopened), of(Field::FirstContact)];
        let text = |n: Option<String>| n.unwrap_or_default();
        let messages = filter.messages;
        let duration = filter.duration;
        Self {
            search: filter.q.clone().unwrap_or_default(),
            statuses: of(Field::Status).choices,
            on: filter.test || !messages.is_empty() || !duration.is_empty() || more.iter().any(|one| one.on),
            more,
            between: [
                Ends {
                    label: t.messages,
                    names: ["min_messages", "max_messages"],
                    values: [messages.min, messages.max].map(|n| text(n.map(|n| n.to_string()))),
                    example: "12",
                },
                Ends {
                    label: t.duration,
                    names: ["min_duration", "max_duration"],
                    values: [duration.min, duration.max].map(|n| text(n.map(length))),
                    example: "90s · 5m · 2h · 1d",
                },
            ],
            test: filter.test,
        }
    }
}

/// The values of a field that has always the same.
fn values_of(field: Field, facets: Option<&Facets>) -> Vec<String> {
    let words = match field {
        Field::Status => Status::ALL.iter().map(|status| status.as_str()).collect(),
        Field::Reason => Reason::ALL.iter().map(|reason| reason.as_str()).collect(),
        Field::Sales => {
            let sold = facets.map(|facets| facets.values(field)).unwrap_or_default();
            let currencies = sold.into_iter().filter(|value| ![ANY_SALES, NONE].contains(value));
            [ANY_SALES, NONE].into_iter().chain(currencies).collect()
        }
        _ => vec![YES, NO],
    };
    words.into_iter().map(str::to_owned).collect()
}

fn ranges(t: &Texts, filter: &Filter, all_time: bool) -> Vec<Range> {
    let all = Range { value: "", label: t.range_all, chosen: filter.period.is_none() };
    let mut ranges: Vec<Range> = all_time.then_some(all).into_iter().collect();
    ranges.extend(Preset::ALL.iter().map(|preset| Range {
        value: preset.as_str(),
        label: preset_name(t, *preset),
        chosen: filter.preset == Some(*preset),
    }));
    let chosen = filter.preset.is_none() && filter.period.is_some();
    ranges.push(Range { value: "custom", label: t.range_custom, chosen });
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
