//! [`Event`] → JSON: what exports write, which read back gives the same event.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::{Event, Fact, Handoff, Product};

/// An instant as all of Hilo writes it: RFC 3339, UTC, milliseconds.
pub fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Event {
    /// The event as the contract writes it, absent fields left out.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        put(&mut out, "id", Some(&self.id));
        out.insert("type".into(), self.fact.type_name().into());
        out.insert("time".into(), instant(self.time).into());
        if let Some(sequence) = self.sequence {
            out.insert("sequence".into(), sequence.into());
        }
        put(&mut out, "conversation", self.conversation.as_ref());
        put(&mut out, "channel", self.channel.as_ref());
        put(&mut out, "agent", self.agent.as_ref());
        put(&mut out, "app", self.app.as_ref());
        put(&mut out, "group", self.group.as_ref());
        put(&mut out, "origin", self.origin.as_ref());
        if let Some(profile) = &self.profile {
            let mut map = profile.other.clone();
            put(&mut map, "id", profile.id.as_ref());
            put(&mut map, "email", profile.email.as_ref());
            put(&mut map, "phone", profile.phone.as_ref());
            put(&mut map, "anonymous_id", profile.anonymous_id.as_ref());
            put(&mut map, "name", profile.name.as_ref());
            out.insert("profile".into(), map.into());
        }
        if self.test {
            out.insert("test".into(), true.into());
        }
        self.fact.write(&mut out);
        if !self.metadata.is_empty() {
            out.insert("metadata".into(), self.metadata.clone().into());
        }
        Value::Object(out)
    }
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<&String>) {
    if let Some(value) = value {
        map.insert(name.into(), value.as_str().into());
    }
}

impl Fact {
    fn write(&self, out: &mut Map<String, Value>) {
        match self {
            Self::MessageSent { role, text } => {
                out.insert("role".into(), role.as_str().into());
                put(out, "text", Some(text));
            }
            Self::HandoffOffered(handoff)
            | Self::HandoffAccepted(handoff)
            | Self::HandoffDeclined(handoff)
            | Self::HandoffTagged(handoff)
            | Self::HandoffWithdrawn(handoff) => handoff.write(out),
            Self::ConversationClosed { by } => put(out, "by", by.as_ref()),
            Self::ConversationTagged { tag, by } => {
                put(out, "tag", Some(tag));
                out.insert("by".into(), by.as_str().into());
            }
            Self::ConversationAssigned | Self::ProfileIdentified => {}
            Self::ProductClicked(product)
            | Self::ProductRecommended(product)
            | Self::ProductAdded(product) => product.write(out),
            Self::LinkClicked { url } => put(out, "url", url.as_ref()),
            Self::OrderPlaced { order, total } => {
                put(out, "order", Some(order));
                out.insert("total".into(), total.amount().into());
                out.insert("currency".into(), total.currency.code().into());
            }
            Self::OrderCancelled { order } => put(out, "order", Some(order)),
            Self::OrderRefunded { order, amount } => {
                put(out, "order", Some(order));
                out.insert("amount".into(), amount.amount().into());
                out.insert("currency".into(), amount.currency.code().into());
            }
            Self::AgentStatus { activity } => {
                out.insert("activity".into(), activity.as_str().into());
            }
        }
    }
}

impl Handoff {
    fn write(&self, out: &mut Map<String, Value>) {
        out.insert("method".into(), self.method.as_str().into());
        put(out, "ticket", self.ticket.as_ref());
        put(out, "reason", self.reason.as_ref());
        put(out, "team", self.team.as_ref());
        put(out, "by", self.by.as_ref());
    }
}

impl Product {
    fn write(&self, out: &mut Map<String, Value>) {
        put(out, "product", self.product.as_ref());
        put(out, "url", self.url.as_ref());
        put(out, "name", self.name.as_ref());
        put(out, "price", self.price.as_ref());
        put(out, "currency", self.currency.as_ref());
    }
}
