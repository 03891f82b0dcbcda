//! The one filter of tiles, chart, table, search, export and API: from and to a query string.

mod between;
mod values;

use chrono::NaiveDate;
use uuid::Uuid;

pub use self::between::{Between, length};
pub use self::values::{ANY_SALES, Field, HOURS, NO, NONE, Values, WEEKDAYS, YES};
use super::period::{Period, Preset};

/// The most conversations that an address may name one by one.
pub const MOST_ONLY: usize = 500;

/// Which conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Days of the start, in the account's zone; `None`: all time.
    pub period: Option<Period>,
    /// The name the range was asked for by.
    pub preset: Option<Preset>,
    /// Those with one of these values in each field that has any.
    pub with: Values,
    /// Those with none of these values: `not_channel`, `not_tag`, …
    pub without: Values,
    /// How many messages: `min_messages`, `max_messages`.
    pub messages: Between,
    /// Seconds from the first message to the last: `min_duration`, `max_duration`.
    pub duration: Between,
    /// `only`: these and no others, by their public ids.
    pub only: Vec<Uuid>,
    /// `q`: words to search for.
    pub q: Option<String>,
    /// `test=true`: the trials instead of the real ones.
    pub test: bool,
}

/// A parameter that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParam {
    /// Its name.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Filter {
    /// The conversations with a value in a field.
    pub fn of(field: Field, value: &str) -> Self {
        Self { with: Values::one(field, value), ..Self::default() }
    }

    /// Reads the filter out of a query string's pairs; pairs that are not its own and empty values are
    /// passed over, so that plain HTML forms work.
    ///
    /// # Errors
    /// [`BadParam`] for a value that means nothing.
    pub fn parse(pairs: &[(String, String)], today: NaiveDate) -> Result<Self, BadParam> {
        let mut filter = Self::default();
        let (mut from, mut to) = (None, None);
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name.as_str() {
                "from" => from = Some(date("from", value)?),
                "to" => to = Some(date("to", value)?),
                "range" if value == "custom" => {}
                "range" => filter.preset = Some(preset(value)?),
                "min_messages" => filter.messages.min = Some(between::count("min_messages", value)?),
                "max_messages" => filter.messages.max = Some(between::count("max_messages", value)?),
                "min_duration" => filter.duration.min = Some(between::seconds("min_duration", value)?),
                "max_duration" => filter.duration.max = Some(between::seconds("max_duration", value)?),
                "only" => filter.only.push(id(value)?),
                "q" => filter.q = Some(value.to_owned()),
                "test" => filter.test = flag("test", value)?,
                name => match Field::of_param(name) {
                    Some((field, true)) => filter.without.read(field, field.param_without(), value)?,
                    Some((field, false)) => filter.with.read(field, field.as_str(), value)?,
                    None => {}
                },
            }
        }
        if filter.only.len() > MOST_ONLY {
            let message =
                format!("may stand {MOST_ONLY} times at most, is there {} times", filter.only.len());
            return Err(BadParam { field: "only", message });
        }
        filter.set_period(from, to, today)?;
        Ok(filter)
    }

    fn set_period(
        &mut self,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(), BadParam> {
        if let Some(preset) = self.preset {
            self.period = Some(preset.period(today));
            return Ok(());
        }
        self.period = match (from, to) {
            (None, None) => None,
            (Some(day), None) => Period::new(day, today.max(day)),
            (None, Some(day)) => Period::new(day, day),
            (Some(from), Some(to)) => Some(Period::new(from, to).ok_or_else(|| BadParam {
                field: "to",
                message: format!("the last day, {to}, is before the first, {from}"),
            })?),
        };
        Ok(())
    }

    /// The filter as the pairs of a query string. A range asked for by name stays a name.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        match (self.preset, self.period) {
            (Some(preset), _) => out.push(("range", preset.as_str().to_owned())),
            (None, Some(period)) => {
                out.extend([("from", period.from.to_string()), ("to", period.to.to_string())]);
            }
            (None, None) => {}
        }
        let named = |(name, values): (&'static str, &[String])| {
            values.iter().map(|value| (name, value.clone())).collect::<Vec<_>>()
        };
        out.extend(self.with.iter().map(|(field, values)| (field.as_str(), values)).flat_map(named));
        out.extend(
            self.without.iter().map(|(field, values)| (field.param_without(), values)).flat_map(named),
        );
        let numbers = [
            ("min_messages", self.messages.min.map(|n| n.to_string())),
            ("max_messages", self.messages.max.map(|n| n.to_string())),
            ("min_duration", self.duration.min.map(length)),
            ("max_duration", self.duration.max.map(length)),
        ];
        out.extend(numbers.into_iter().filter_map(|(name, value)| Some((name, value?))));
        out.extend(self.only.iter().map(|id| ("only", id.to_string())));
        out.extend(self.q.iter().map(|q| ("q", q.clone())));
        out.extend(self.test.then(|| ("test", "true".to_owned())));
        out
    }

    /// The filter as a query string, without a question mark.
    pub fn query(&self) -> String {
        self.query_with(&[])
    }

    /// The same with more parameters behind it, such as `sort` or `cursor`.
    pub fn query_with(&self, more: &[(&str, &str)]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(self.pairs()).extend_pairs(more);
        out.finish()
    }

    /// The same conversations by the days themselves, so that a link opened tomorrow shows what it showed today.
    pub fn pinned(&self) -> Self {
        Self { preset: None, ..self.clone() }
    }

    /// The same filter over other days.
    pub fn over(&self, period: Period) -> Self {
        Self { period: Some(period), preset: None, ..self.clone() }
    }

    /// Its days alone.
    pub fn days(&self) -> Self {
        Self { period: self.period, preset: self.preset, ..Self::default() }
    }

    /// The same filter with these values chosen in a field.
    pub fn narrowed(&self, field: Field, values: Vec<String>) -> Self {
        let mut filter = self.clone();
        filter.with.set(field, values);
        filter
    }

    /// The same filter that says nothing of a field.
    pub fn open(&self, field: Field) -> Self {
        let mut filter = self.clone();
        filter.with.set(field, Vec::new());
        filter.without.set(field, Vec::new());
        filter
    }

    /// The same filter without what a customer may have written: for what is kept of who asked for what.
    pub fn without_words(&self) -> Self {
        let quoted = [Field::Question, Field::HandoffReason];
        Self { q: None, ..quoted.into_iter().fold(self.clone(), |filter, field| filter.open(field)) }
    }

    /// Whether anything but the date range narrows the set.
    pub fn narrows(&self) -> bool {
        *self != self.days()
    }
}

fn date(field: &'static str, value: &str) -> Result<NaiveDate, BadParam> {
    // chrono alone would also take blanks, signs and years of any length.
    let as_written = value.len() == 10
        && value
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let day = value.parse::<NaiveDate>().ok().filter(|_| as_written);
    day.ok_or_else(|| BadParam { field, message: format!("`{value}` is no day, as in 2026-11-01") })
}

fn preset(value: &str) -> Result<Preset, BadParam> {
    Preset::from_word(value).ok_or_else(|| {
        let words: Vec<_> = Preset::ALL.iter().map(|preset| preset.as_str()).collect();
        BadParam { field: "range", message: format!("`{value}` is none of {}", words.join(", ")) }
    })
}

fn id(value: &str) -> Result<Uuid, BadParam> {
    let message = || format!("`{value}` is no id of a conversation");
    Uuid::try_parse(value).map_err(|_| BadParam { field: "only", message: message() })
}

fn flag(field: &'static str, value: &str) -> Result<bool, BadParam> {
    match value {
        "true" | "1" | "on" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(BadParam { field, message: format!("`{value}` is neither true nor false") }),
    }
}
