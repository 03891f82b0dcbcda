//! Fields that have a value of several: which are asked for, and which are left out.

use std::collections::BTreeMap;

use super::BadParam;
use crate::domain::event::words;
use crate::domain::status::{Reason, Status};
use crate::domain::wording;

/// The value that asks for conversations without a tag, agent, app, group, origin or order.
pub const NONE: &str = "(none)";

/// The value of `sales` that asks for conversations with a credited order in any currency.
pub const ANY_SALES: &str = "any";

/// The value of a field that is or is not so.
pub const YES: &str = "yes";

/// Its contrary.
pub const NO: &str = "no";

/// Before the name of a field: conversations with none of these values.
const NOT: &str = "not_";

words!(
    /// What conversations are told apart by, in the order of a query string.
    Field {
        /// The channel of the earliest message.
        Channel = "channel",
        /// The topic; [`NONE`] for untagged.
        Tag = "tag",
        /// The AI agent; [`NONE`] for conversations that name none.
        Agent = "agent",
        /// The application.
        App = "app",
        /// The team.
        Group = "group",
        /// The origin.
        Origin = "origin",
        /// A currency with credited orders, [`ANY_SALES`] or [`NONE`].
        Sales = "sales",
        /// Resolved, unresolved or open.
        Status = "status",
        /// Why it is that.
        Reason = "reason",
        /// Whether a message came after a close.
        Reopened = "reopened",
        /// Whether it was resolved at first contact.
        FirstContact = "first_contact",
        /// The weekday it began on, in the account's zone: 1 is Monday, 7 Sunday.
        Weekday = "weekday",
        /// The hour it began in, there: 0 to 23.
        Hour = "hour",
        /// What the customer asked first, as [`wording::key`] puts questions together; [`NONE`] for no words.
        Question = "question",
        /// Why it was handed off, put together alike; [`NONE`] for handed off and no reason given.
        HandoffReason = "handoff_reason",
    }
);

/// The days of the week, from Monday on.
pub const WEEKDAYS: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];

/// The hours of a day.
pub const HOURS: [&str; 24] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18",
    "19", "20", "21", "22", "23",
];

impl Field {
    /// What a value must be, where not any word will do.
    pub fn words(self) -> Option<Vec<&'static str>> {
        match self {
            Self::Status => Some(Status::ALL.iter().map(|status| status.as_str()).collect()),
            Self::Reason => Some(Reason::ALL.iter().map(|reason| reason.as_str()).collect()),
            Self::Reopened | Self::FirstContact => Some(vec![YES, NO]),
            Self::Weekday => Some(WEEKDAYS.to_vec()),
            Self::Hour => Some(HOURS.to_vec()),
            _ => None,
        }
    }

    /// The name under which values are left out.
    pub fn param_without(self) -> &'static str {
        match self {
            Self::Channel => "not_channel",
            Self::Tag => "not_tag",
            Self::Agent => "not_agent",
            Self::App => "not_app",
            Self::Group => "not_group",
            Self::Origin => "not_origin",
            Self::Sales => "not_sales",
            Self::Status => "not_status",
            Self::Reason => "not_reason",
            Self::Reopened => "not_reopened",
            Self::FirstContact => "not_first_contact",
            Self::Weekday => "not_weekday",
            Self::Hour => "not_hour",
            Self::Question => "not_question",
            Self::HandoffReason => "not_handoff_reason",
        }
    }

    /// The field that a parameter is about, and whether it leaves out.
    pub fn of_param(name: &str) -> Option<(Self, bool)> {
        match name.strip_prefix(NOT) {
            Some(name) => Self::from_word(name).map(|field| (field, true)),
            None => Self::from_word(name).map(|field| (field, false)),
        }
    }
}

/// Values by field. Those of one field are alternatives; fields narrow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<Field, Vec<String>>);

impl Values {
    /// One value.
    pub fn one(field: Field, value: &str) -> Self {
        let mut values = Self::default();
        values.set(field, vec![value.to_owned()]);
        values
    }

    /// Of a field; none: all are as good.
    pub fn of(&self, field: Field) -> &[String] {
        self.0.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Whether a value stands there.
    pub fn has(&self, field: Field, value: &str) -> bool {
        self.of(field).iter().any(|one| one == value)
    }

    /// Has a field have these values and no others.
    pub fn set(&mut self, field: Field, values: Vec<String>) {
        if values.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, values);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field by field.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &[String])> {
        self.0.iter().map(|(field, values)| (*field, values.as_slice()))
    }

    /// Adds a value as it stands in a query string.
    pub(super) fn read(&mut self, field: Field, name: &'static str, value: &str) -> Result<(), BadParam> {
        let value = match (field, value) {
            (Field::Channel, _) => value.to_lowercase(),
            (Field::Reopened | Field::FirstContact, "true" | "1") => YES.to_owned(),
            (Field::Reopened | Field::FirstContact, "false" | "0") => NO.to_owned(),
            (Field::Question | Field::HandoffReason, NONE) => NONE.to_owned(),
            (Field::Question | Field::HandoffReason, _) => match wording::key(value) {
                key if key.is_empty() => NONE.to_owned(),
                key => key,
            },
            _ => value.to_owned(),
        };
        if let Some(words) = field.words()
            && !words.contains(&value.as_str())
        {
            let message = format!("`{value}` is none of {}", words.join(", "));
            return Err(BadParam { field: name, message });
        }
        self.0.entry(field).or_default().push(value);
        Ok(())
    }
}
