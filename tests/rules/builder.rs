//! Stories of one conversation, told as they read: `story("c-1").customer("10:00", "hi").ai("10:01", "hello")`.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use hilo::domain::conversation::{Summary, Touch, fold, touches};
use hilo::domain::event::{Event, parse};
use hilo::domain::segment::{Begin, segments};
use hilo::domain::settings::Settings;
use serde_json::{Value, json};

/// An instant: `10:00` or `10:00:00.001` of 1 June 2026, `2 10:00` of two days later, `-1 10:00` of the day before.
pub fn at(text: &str) -> DateTime<Utc> {
    let (days, clock) = text.split_once(' ').unwrap_or(("0", text));
    let format = if clock.len() == 5 { "%H:%M" } else { "%H:%M:%S%.f" };
    let time = NaiveTime::parse_from_str(clock, format).expect(text);
    let day = NaiveDate::from_ymd_opt(2026, 6, 1).expect("a day");
    day.and_time(time).and_utc() + Duration::days(days.parse().expect(text))
}

/// An event out of JSON, read long after all stories.
pub fn event(value: Value) -> Event {
    parse(value.clone(), at("400 00:00")).unwrap_or_else(|refusal| panic!("{value}: {refusal:?}"))
}

/// What happened in one conversation.
#[derive(Clone)]
pub struct Story {
    conversation: String,
    events: Vec<Value>,
    pub settings: Settings,
}

/// Begins a story.
pub fn story(conversation: &str) -> Story {
    Story { conversation: conversation.to_owned(), events: Vec::new(), settings: Settings::default() }
}

impl Story {
    /// Any event; its id is `e-1` for the first one told, whatever its time.
    pub fn then(mut self, kind: &str, time: &str, fields: Value) -> Self {
        let id = format!("e-{}", self.events.len() + 1);
        let mut event = json!({"id": id, "type": kind, "time": at(time), "conversation": self.conversation});
        for (name, value) in fields.as_object().expect("fields") {
            event[name] = value.clone();
        }
        self.events.push(event);
        self
    }

    /// More fields for the event told last.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.events.last_mut().expect("an event")[name] = value.into();
        self
    }

    fn message(self, role: &str, time: &str, text: &str) -> Self {
        self.then("message.sent", time, json!({"role": role, "text": text}))
    }

    pub fn customer(self, time: &str, text: &str) -> Self {
        self.message("customer", time, text)
    }

    pub fn ai(self, time: &str, text: &str) -> Self {
        self.message("ai", time, text)
    }

    pub fn human(self, time: &str, text: &str) -> Self {
        self.message("human", time, text)
    }

    pub fn closed(self, time: &str) -> Self {
        self.then("conversation.closed", time, json!({"by": "ai"}))
    }

    pub fn offered(self, time: &str, method: &str) -> Self {
        self.then("handoff.offered", time, json!({"method": method}))
    }

    pub fn accepted(self, time: &str) -> Self {
        self.then("handoff.accepted", time, json!({}))
    }

    pub fn declined(self, time: &str) -> Self {
        self.then("handoff.declined", time, json!({}))
    }

    pub fn marked(self, time: &str) -> Self {
        self.then("handoff.tagged", time, json!({"by": "Maya"}))
    }

    pub fn withdrawn(self, time: &str) -> Self {
        self.then("handoff.withdrawn", time, json!({"by": "Maya"}))
    }

    pub fn clicked(self, time: &str) -> Self {
        self.then("product.clicked", time, json!({"product": "p-1"}))
    }

    pub fn tagged(self, time: &str, by: &str, tag: &str) -> Self {
        self.then("conversation.tagged", time, json!({"tag": tag, "by": by}))
    }

    /// The events in order.
    pub fn events(&self) -> Vec<Event> {
        let mut events: Vec<Event> = self.events.iter().cloned().map(event).collect();
        Event::sort(&mut events);
        events
    }

    pub fn fold(&self) -> Summary {
        fold(&self.conversation, &self.events(), &self.settings)
    }

    pub fn touches(&self) -> Vec<Touch> {
        touches(&self.events(), &self.fold(), &self.settings)
    }

    /// Status and reason at an instant, as in `unresolved handoff`; `open` alone has no reason.
    pub fn status(&self, now: &str) -> String {
        let (status, reason) = self.fold().facts().expect("a message").status(at(now));
        let reason = reason.map(|reason| format!(" {}", reason.as_str()));
        format!("{}{}", status.as_str(), reason.unwrap_or_default())
    }

    pub fn closed_at(&self, now: &str) -> Option<DateTime<Utc>> {
        self.fold().facts().expect("a message").closed_at(at(now))
    }

    /// What each segment begins with and how many messages it has.
    pub fn segments(&self) -> Vec<(Begin, u32)> {
        let segments = segments(&self.events(), self.settings.auto_close);
        segments.into_iter().map(|segment| (segment.begin, segment.messages)).collect()
    }
}
