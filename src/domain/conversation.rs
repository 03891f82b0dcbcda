//! `fold(events in order) → summary`: what a conversation is, from everything that was said of it.
//!
//! The fold takes one event after the other, so a later event may be added to a summary that was kept: by the same
//! function, whether all events are read again or only the new one is at hand.

mod evidence;
mod touch;

use chrono::{DateTime, Utc};

pub use self::evidence::{Evidence, TookPlace};
pub use self::touch::{Touch, touches};
use super::event::{Event, Fact, Role};
use super::identity::{Key, named_and_leads};
use super::segment::reopens;
use super::settings::Settings;
use super::status::{Close, Facts};

/// What a conversation is, before anybody looks at the clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Time of the earliest message; of the earliest event where there is no message yet.
    pub started_at: DateTime<Utc>,
    /// Time of the last message; as above.
    pub updated_at: DateTime<Utc>,
    /// A customer wrote. Before that a conversation is kept, and counts nowhere.
    pub asked: bool,
    /// Any of its events says that it is a trial: it is kept out of every number.
    pub test: bool,
    /// Text of the customer's earliest message.
    pub first_question: Option<String>,
    /// Channel of the earliest message.
    pub channel: String,
    /// The AI agent: the one named first by a message that no human wrote.
    pub agent: Option<String>,
    /// The application, as named first.
    pub app: Option<String>,
    /// The team: where it was assigned last, else as named first.
    pub group: Option<String>,
    /// The origin, as named first.
    pub origin: Option<String>,
    /// The topic.
    pub tag: Option<String>,
    /// Distinct messages of all three roles.
    pub messages: u32,
    /// How it ends if nobody writes any more.
    pub close: Close,
    /// A `conversation.closed` follows the last message.
    pub closed_by_event: bool,
    /// How often a message came after a close.
    pub reopened: u32,
    /// The strongest identifier its events name the customer by; the latest of equals.
    pub named: Key,
    /// What decided all this.
    pub evidence: Evidence,
}

impl Summary {
    /// What the status depends on; nothing while there is no message.
    pub fn facts(&self) -> Option<Facts> {
        let (last_role, _) = self.evidence.last.as_ref()?;
        Some(Facts {
            handoff: self.handoff().is_some(),
            human: self.evidence.human.is_some(),
            close: self.close,
            closed_by_event: self.closed_by_event,
            last_role: *last_role,
        })
    }

    /// The handoff, if one took place.
    pub fn handoff(&self) -> Option<&TookPlace> {
        self.evidence.handoff()
    }

    /// A conversation of which only the time and channel of its first event are known.
    fn begin(source_id: &str, first: &Event, settings: &Settings) -> Self {
        Self {
            started_at: first.time,
            updated_at: first.time,
            asked: false,
            test: false,
            first_question: None,
            channel: first.channel_or_default().to_owned(),
            agent: None,
            app: None,
            group: None,
            origin: None,
            tag: None,
            messages: 0,
            close: by_silence(first.time, settings),
            closed_by_event: false,
            reopened: 0,
            named: Key::conversation(source_id),
            evidence: Evidence::default(),
        }
    }

    /// Adds events that come after all those folded so far, in order. `None` where an event does not come after:
    /// then all have to be folded again.
    pub fn then<'a>(
        mut self,
        events: impl IntoIterator<Item = &'a Event>,
        settings: &Settings,
    ) -> Option<Self> {
        for event in events {
            let stamp = event.stamp();
            if self.evidence.latest.as_ref().is_none_or(|latest| *latest >= stamp) {
                return None;
            }
            self.add(event, settings);
        }
        self.tag = self.evidence.tags.tag(&settings.tag_rules);
        Some(self)
    }

    /// All but the tag, which is asked for once at the end.
    fn add(&mut self, event: &Event, settings: &Settings) {
        if let Fact::MessageSent { role, text } = &event.fact {
            self.add_message(event, *role, text, settings);
        }
        if let Fact::ConversationClosed { .. } = event.fact
            && !self.closed_by_event
        {
            // The first close after the last message, or silence, whichever came first.
            self.closed_by_event = true;
            if event.time <= self.close.at {
                self.close = Close { at: event.time, explicit: true };
            }
        }
        self.evidence.hand_off(event);
        self.evidence.tags.hear(event, &settings.tag_rules);
        self.test |= event.test;
        let assigned = matches!(event.fact, Fact::ConversationAssigned) && event.group.is_some();
        if assigned || self.group.is_none() {
            self.group.clone_from(&event.group);
        }
        keep_first(&mut self.app, &event.app);
        keep_first(&mut self.origin, &event.origin);
        if let Some((key, _)) = named_and_leads(event)
            && key.kind >= self.named.kind
        {
            self.named = key;
        }
        self.evidence.latest = Some(event.stamp());
    }

    fn add_message(&mut self, event: &Event, role: Role, text: &str, settings: &Settings) {
        if self.messages == 0 {
            self.started_at = event.time;
            event.channel_or_default().clone_into(&mut self.channel);
        } else if reopens(self.closed_by_event, self.updated_at, event.time, settings.auto_close) {
            self.reopened = self.reopened.saturating_add(1);
        }
        self.messages = self.messages.saturating_add(1);
        self.updated_at = event.time;
        self.close = by_silence(event.time, settings);
        self.closed_by_event = false;
        self.evidence.last = Some((role, event.stamp()));
        if role == Role::Customer && !self.asked {
            self.asked = true;
            self.first_question = Some(text.to_owned());
        }
        if role == Role::Human {
            self.evidence.human.get_or_insert_with(|| event.stamp());
        } else {
            keep_first(&mut self.agent, &event.agent);
        }
    }
}

/// Folds the events of one conversation, which must be in order ([`Event::sort`]) and distinct.
///
/// # Panics
/// When there is no event: a conversation exists because an event speaks of it.
pub fn fold<'a>(
    source_id: &str,
    events: impl IntoIterator<Item = &'a Event>,
    settings: &Settings,
) -> Summary {
    let mut events = events.into_iter().peekable();
    let first = events.peek().expect("a conversation has at least one event");
    let mut summary = Summary::begin(source_id, first, settings);
    for event in events {
        summary.add(event, settings);
    }
    summary.tag = summary.evidence.tags.tag(&settings.tag_rules);
    summary
}

/// How a conversation ends when nothing follows a message.
fn by_silence(last_message: DateTime<Utc>, settings: &Settings) -> Close {
    Close { at: last_message + settings.auto_close, explicit: false }
}

fn keep_first(kept: &mut Option<String>, said: &Option<String>) {
    if kept.is_none() {
        kept.clone_from(said);
    }
}
