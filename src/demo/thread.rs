//! The events of one conversation as they are written down, with what a source adds to each.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::people::Person;
use super::plan::{Ending, Plan};
use super::steps::{Role, by_campaign};

/// An event and when it happened.
pub type Timed = (DateTime<Utc>, Value);

/// A time as events carry it.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A product card that was clicked.
pub struct Click {
    /// When.
    pub time: DateTime<Utc>,
    /// The product's key.
    pub product: &'static str,
    /// What the click said about the customer.
    pub profile: Value,
}

/// A conversation being written down.
pub struct Thread<'a> {
    /// The source's id of the conversation.
    pub id: String,
    /// What is written so far.
    pub events: Vec<Timed>,
    /// The clicks among it.
    pub clicks: Vec<Click>,
    /// The latest time so far.
    pub cursor: DateTime<Utc>,
    /// Time of the last message.
    pub last_message: DateTime<Utc>,
    channel: &'static str,
    person: &'a Person,
    common: Map<String, Value>,
    agent: &'static str,
}

impl<'a> Thread<'a> {
    /// An empty one that begins at the plan's time. The seed keeps ids of different runs apart.
    pub fn new(plan: &Plan, person: &'a Person, seed: u64, rng: &mut Rng) -> Self {
        let selling = matches!(
            plan.script.tag.as_deref(),
            Some("product_advice" | "stock" | "gift_cards" | "discounts")
        );
        let agent = if rng.u8(0..100) < if selling { 86 } else { 6 } {
            "lumbre-concierge"
        } else {
            "lumbre-assistant"
        };
        let mut common = Map::new();
        common.insert("channel".to_owned(), json!(plan.channel));
        if rng.u8(0..100) < 82 {
            common.insert(
                "group".to_owned(),
                json!(if person.country.european() { "Europe" } else { "Americas" }),
            );
        }
        if plan.channel == "web_chat" && rng.u8(0..100) < 88 {
            common.insert(
                "app".to_owned(),
                json!(if rng.u8(0..100) < 68 { "storefront" } else { "mobile-app" }),
            );
        }
        let origin = match (plan.channel, rng.u8(0..100)) {
            ("sms", _) if by_campaign(plan.script, plan.channel) => Some("campaign"),
            ("whatsapp", 0..30) => Some("instagram"),
            ("web_chat", 0..45) => Some(if selling { "product-page" } else { "help-center" }),
            ("web_chat", 45..62) => Some("checkout"),
            ("email", 0..40) => Some("order-email"),
            _ => None,
        };
        if let Some(origin) = origin {
            common.insert("origin".to_owned(), json!(origin));
        }
        if plan.ending == Ending::Trial {
            common.insert("test".to_owned(), json!(true));
        }
        Self {
            id: format!("c{:x}-{:05}", seed & 0xffff, plan.number),
            events: Vec::new(),
            clicks: Vec::new(),
            cursor: plan.start,
            last_message: plan.start,
            channel: plan.channel,
            person,
            common,
            agent,
        }
    }

    /// A message at the cursor.
    pub fn message(&mut self, role: Role, text: &str, colleague: &str) {
        let (role, agent) = match role {
            Role::Customer => ("customer", None),
            Role::Ai => ("ai", Some(self.agent)),
            Role::Human => ("human", Some(colleague)),
        };
        let mut fields = json!({"role": role, "text": text});
        if let Some(agent) = agent {
            fields["agent"] = json!(agent);
        }
        // The very first event names the customer, so that a greeting belongs to the visitor who saw it.
        if role == "customer" || self.events.is_empty() {
            fields["profile"] = self.person.profile(self.channel);
        }
        if self.events.is_empty() {
            let locale = format!("{}-{}", self.person.country.language(), self.person.country.code());
            fields["metadata"] = json!({"locale": locale});
        }
        self.last_message = self.write("message.sent", fields);
    }

    /// Any other event at the cursor.
    pub fn note(&mut self, kind: &str, fields: Value) -> DateTime<Utc> {
        self.write(kind, fields)
    }

    /// An event some time after the cursor, which stays where it is.
    pub fn note_later(&mut self, after: Duration, kind: &str, fields: Value) {
        let cursor = self.cursor;
        self.cursor += after;
        self.write(kind, fields);
        self.cursor = cursor;
    }

    /// From here on another team has the conversation.
    pub fn move_to(&mut self, group: &str) {
        self.common.insert("group".to_owned(), json!(group));
    }

    fn write(&mut self, kind: &str, fields: Value) -> DateTime<Utc> {
        // A millisecond at least between neighbours, so that their order is never a matter of ids.
        let time = match self.events.last() {
            Some((last, _)) if self.cursor <= *last && self.cursor + Duration::seconds(5) > *last => {
                *last + Duration::milliseconds(1)
            }
            _ => self.cursor,
        };
        self.cursor = self.cursor.max(time);
        let id = format!("{}-{:02}", self.id, self.events.len() + 1);
        let mut event = event(&id, kind, time, fields);
        event["conversation"] = json!(self.id);
        if kind == "message.sent" {
            for (key, value) in &self.common {
                event[key] = value.clone();
            }
        } else if let Some(test) = self.common.get("test") {
            event["test"] = test.clone();
        }
        self.events.push((time, event));
        time
    }
}

/// An event with the three fields that all have.
pub fn event(id: &str, kind: &str, time: DateTime<Utc>, fields: Value) -> Value {
    let mut event = json!({"id": id, "type": kind, "time": stamp(time)});
    if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
        event.extend(fields);
    }
    event
}
