//! The one filter of tiles, chart, table, search, export and API: from and to a query string.

use chrono::NaiveDate;

use super::period::{Period, Preset};
use super::status::{Reason, Status};

/// The value that asks for conversations without a tag, agent, app, group or origin.
pub const NONE: &str = "(none)";

/// The value of `sales` that asks for conversations with a credited order in any currency.
pub const ANY_SALES: &str = "any";

/// Which conversations. Values of one field are alternatives; fields narrow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Days of the start, in the account's zone; `None`: all time.
    pub period: Option<Period>,
    /// The name the range was asked for by.
    pub preset: Option<Preset>,
    /// `channel`
    pub channels: Vec<String>,
    /// `status`
    pub statuses: Vec<Status>,
    /// `reason`
    pub reasons: Vec<Reason>,
    /// `tag`; [`NONE`] for untagged.
    pub tags: Vec<String>,
    /// `agent`; [`NONE`] for conversations that name none.
    pub agents: Vec<String>,
    /// `app`
    pub apps: Vec<String>,
    /// `group`
    pub groups: Vec<String>,
    /// `origin`
    pub origins: Vec<String>,
    /// `sales`: a currency with credited orders, or [`ANY_SALES`].
    pub sales: Vec<String>,
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
            let text = value.to_owned();
            match name.as_str() {
                "from" => from = Some(date("from", value)?),
                "to" => to = Some(date("to", value)?),
                "range" if value == "custom" => {}
                "range" => filter.preset = Some(word("range", value, Preset::ALL, Preset::as_str)?),
                "channel" => filter.channels.push(text.to_lowercase()),
                "status" => {
                    filter.statuses.push(word("status", value, Status::ALL, Status::as_str)?);
                }
                "reason" => {
                    filter.reasons.push(word("reason", value, Reason::ALL, Reason::as_str)?);
                }
                "tag" => filter.tags.push(text),
                "agent" => filter.agents.push(text),
                "app" => filter.apps.push(text),
                "group" => filter.groups.push(text),
                "origin" => filter.origins.push(text),
                "sales" => filter.sales.push(text),
                "q" => filter.q = Some(text),
                "test" => filter.test = flag("test", value)?,
                _ => {}
            }
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

    /// The filter as a query string, without a question mark. A range asked for by name stays a name.
    pub fn query(&self) -> String {
        self.query_with(&[])
    }

    /// The same with more parameters behind it, such as `sort` or `cursor`.
    pub fn query_with(&self, more: &[(&str, &str)]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        match (self.preset, self.period) {
            (Some(preset), _) => {
                out.append_pair("range", preset.as_str());
            }
            (None, Some(period)) => {
                out.append_pair("from", &period.from.to_string());
                out.append_pair("to", &period.to.to_string());
            }
            (None, None) => {}
        }
        for (name, values) in self.lists() {
            for value in values {
                out.append_pair(name, value);
            }
        }
        for status in &self.statuses {
            out.append_pair("status", status.as_str());
        }
        for reason in &self.reasons {
            out.append_pair("reason", reason.as_str());
        }
        if let Some(q) = &self.q {
            out.append_pair("q", q);
        }
        if self.test {
            out.append_pair("test", "true");
        }
        for (name, value) in more {
            out.append_pair(name, value);
        }
        out.finish()
    }

    /// The fields that are lists of words, by their names in the query string.
    pub fn lists(&self) -> [(&'static str, &[String]); 7] {
        [
            ("channel", &self.channels),
            ("tag", &self.tags),
            ("agent", &self.agents),
            ("app", &self.apps),
            ("group", &self.groups),
            ("origin", &self.origins),
            ("sales", &self.sales),
        ]
    }

    /// The same conversations by the days themselves, so that a link opened tomorrow shows what it showed today.
    pub fn pinned(&self) -> Self {
        Self { preset: None, ..self.clone() }
    }

    /// The same filter over other days.
    pub fn over(&self, period: Period) -> Self {
        Self { period: Some(period), preset: None, ..self.clone() }
    }

    /// Whether anything but the date range narrows the set.
    pub fn narrows(&self) -> bool {
        let unfiltered = Self { period: self.period, preset: self.preset, ..Self::default() };
        *self != unfiltered
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

fn word<T: Copy>(
    field: &'static str,
    value: &str,
    all: &[T],
    word_of: fn(T) -> &'static str,
) -> Result<T, BadParam> {
    all.iter().copied().find(|t| word_of(*t) == value).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|t| word_of(*t)).collect();
        BadParam { field, message: format!("`{value}` is none of {}", words.join(", ")) }
    })
}

fn flag(field: &'static str, value: &str) -> Result<bool, BadParam> {
    match value {
        "true" | "1" | "on" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(BadParam { field, message: format!("`{value}` is neither true nor false") }),
    }
}
