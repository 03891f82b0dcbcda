//! [`Event`] → JSON: what is kept and exported, which read back gives the same event.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Event, Fact, Handoff, Product};
use crate::domain::identity::Profile;

/// An instant as all of Hilo writes it: RFC 3339, UTC, milliseconds.
pub fn instant(time: DateTime<Utc>) -> String {
    // Every event has one, and the formatter takes longer than all else of it.
    let (day, at) = (time.date_naive(), time.time());
    let Ok(year @ 1_000..=9_999) = u32::try_from(day.year()) else {
        return time.to_rfc3339_opts(SecondsFormat::Millis, true);
    };
    // A leap second counts more than a thousand milliseconds.
    let (seconds, millis) = match at.nanosecond() / 1_000_000 {
        millis @ 0..1_000 => (at.second(), millis),
        millis => (at.second() + 1, millis - 1_000),
    };
    let mut text = *b"0000-00-00T00:00:00.000Z";
    for (place, digits, number) in [
        (0, 4, year),
        (5, 2, day.month()),
        (8, 2, day.day()),
        (11, 2, at.hour()),
        (14, 2, at.minute()),
        (17, 2, seconds),
        (20, 3, millis),
    ] {
        let mut rest = number;
        for digit in text[place..place + digits].iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

/// What a field may hold.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum Cell<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Flag(bool),
    Json(&'a Value),
    Map(&'a Map<String, Value>),
    Fields(Fields<'a>),
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Cell<'a> {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// Fields that are there, borrowed: each event that comes is written once, and so are those of an export.
#[derive(Default)]
struct Fields<'a>(Vec<(&'a str, Cell<'a>)>);

impl<'a> Fields<'a> {
    fn put(&mut self, name: &'a str, cell: impl Into<Cell<'a>>) {
        self.0.push((name, cell.into()));
    }

    fn may(&mut self, name: &'a str, text: Option<&'a String>) {
        if let Some(text) = text {
            self.put(name, text.as_str());
        }
    }
}

/// In the order of the alphabet, in which serde_json keeps objects: what was read and written again is the same text.
impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields: Vec<_> = self.0.iter().map(|(name, cell)| (name, cell)).collect();
        fields.sort_unstable_by_key(|(name, _)| *name);
        serializer.collect_map(fields)
    }
}

impl Event {
    /// The event as the contract writes it, in one line.
    pub fn to_line(&self) -> String {
        // Only a map whose keys are no texts could fail, and there is none.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = Fields::default();
        out.put("id", self.id.as_str());
        out.put("type", self.fact.type_name());
        out.put("time", instant(self.time));
        if let Some(sequence) = self.sequence {
            out.0.push(("sequence", Cell::Integer(sequence)));
        }
        out.may("conversation", self.conversation.as_ref());
        out.may("channel", self.channel.as_ref());
        out.may("agent", self.agent.as_ref());
        out.may("app", self.app.as_ref());
        out.may("group", self.group.as_ref());
        out.may("origin", self.origin.as_ref());
        if let Some(profile) = &self.profile {
            out.0.push(("profile", Cell::Fields(profile.fields())));
        }
        if self.test {
            out.0.push(("test", Cell::Flag(true)));
        }
        self.fact.write(&mut out);
        if !self.metadata.is_empty() {
            out.0.push(("metadata", Cell::Map(&self.metadata)));
        }
        out.serialize(serializer)
    }
}

impl Profile {
    fn fields(&self) -> Fields<'_> {
        let mut out =
            Fields(self.other.iter().map(|(name, value)| (name.as_str(), Cell::Json(value))).collect());
        out.may("id", self.id.as_ref());
        out.may("email", self.email.as_ref());
        out.may("phone", self.phone.as_ref());
        out.may("anonymous_id", self.anonymous_id.as_ref());
        out.may("name", self.name.as_ref());
        out
    }
}

impl Fact {
    fn write<'a>(&'a self, out: &mut Fields<'a>) {
        match self {
            Self::MessageSent { role, text } => {
                out.put("role", role.as_str());
                out.put("text", text.as_str());
            }
            Self::HandoffOffered(handoff)
            | Self::HandoffAccepted(handoff)
            | Self::HandoffDeclined(handoff)
            | Self::HandoffTagged(handoff)
            | Self::HandoffWithdrawn(handoff) => handoff.write(out),
            Self::ConversationClosed { by } => out.may("by", by.as_ref()),
            Self::ConversationTagged { tag, by } => {
                out.put("tag", tag.as_str());
                out.put("by", by.as_str());
            }
            Self::ConversationAssigned | Self::ProfileIdentified => {}
            Self::ProductClicked(product)
            | Self::ProductRecommended(product)
            | Self::ProductAdded(product) => product.write(out),
            Self::LinkClicked { url } => out.may("url", url.as_ref()),
            Self::OrderPlaced { order, total } => {
                out.put("order", order.as_str());
                out.put("total", total.amount());
                out.put("currency", total.currency.code());
            }
            Self::OrderCancelled { order } => out.put("order", order.as_str()),
            Self::OrderRefunded { order, amount } => {
                out.put("order", order.as_str());
                out.put("amount", amount.amount());
                out.put("currency", amount.currency.code());
            }
            Self::AgentStatus { activity } => {
                out.put("activity", activity.as_str());
            }
        }
    }
}

impl Handoff {
    fn write<'a>(&'a self, out: &mut Fields<'a>) {
        out.put("method", self.method.as_str());
        out.may("ticket", self.ticket.as_ref());
        out.may("reason", self.reason.as_ref());
        out.may("team", self.team.as_ref());
        out.may("by", self.by.as_ref());
    }
}

impl Product {
    fn write<'a>(&'a self, out: &mut Fields<'a>) {
        out.may("product", self.product.as_ref());
        out.may("url", self.url.as_ref());
        out.may("name", self.name.as_ref());
        out.may("price", self.price.as_ref());
        out.may("currency", self.currency.as_ref());
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn formatted(time: DateTime<Utc>) -> String {
        time.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    proptest! {
        #[test]
        fn an_instant_is_written_as_the_library_writes_it(millis in -62_200_000_000_000_i64..300_000_000_000_000) {
            let time = Utc.timestamp_millis_opt(millis).single().expect("an instant");
            prop_assert_eq!(instant(time), formatted(time));
        }
    }

    #[test]
    fn a_leap_second_is_written_as_the_library_writes_it() {
        for text in ["2016-12-31T23:59:60Z", "2016-12-31T23:59:60.999Z", "0999-01-01T00:00:00Z"] {
            let time: DateTime<Utc> = text.parse().expect(text);
            assert_eq!(instant(time), formatted(time));
        }
    }
}
