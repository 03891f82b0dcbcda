//! `fold(events in order) → summary`: what a conversation is, from everything that was said of it.

use chrono::{DateTime, Utc};

use super::attribution::TouchKind;
use super::event::{Event, Fact, Handoff, Method, Role, Stamp};
use super::identity::{Key, named_and_leads};
use super::segment;
use super::settings::Settings;
use super::status::{Close, Facts};
use super::tag;

/// A handoff that took place.
#[derive(Clone, Debug, PartialEq)]
pub struct TookPlace {
    /// The event that made it one.
    pub stamp: Stamp,
    /// A person tagged it, so a person may withdraw it.
    pub tagged: bool,
    /// What was said of it.
    pub handoff: Handoff,
}

/// A touchpoint of a conversation: something an order may be credited to.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    /// The event.
    pub event: String,
    /// When the customer was touched.
    pub time: DateTime<Utc>,
    /// By what.
    pub kind: TouchKind,
    /// The customer it touched: the one its own event names, else the conversation's.
    pub named: Key,
}

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
    /// Who wrote last, and where in the order.
    pub last: Option<(Role, Stamp)>,
    /// How it ends if nobody writes any more.
    pub close: Close,
    /// A `conversation.closed` follows the last message.
    pub closed_by_event: bool,
    /// The handoff, if one took place.
    pub handoff: Option<TookPlace>,
    /// The first message a human wrote.
    pub human: Option<Stamp>,
    /// How often a message came after a close.
    pub reopened: u32,
    /// The strongest identifier its events name the customer by; the latest of equals.
    pub named: Key,
    /// What orders may be credited to.
    pub touches: Vec<Touch>,
}

impl Summary {
    /// What the status depends on; nothing while there is no message.
    pub fn facts(&self) -> Option<Facts> {
        let (last_role, _) = self.last.as_ref()?;
        Some(Facts {
            handoff: self.handoff.is_some(),
            human: self.human.is_some(),
            close: self.close,
            closed_by_event: self.closed_by_event,
            last_role: *last_role,
        })
    }
}

/// Folds the events of one conversation, which must be in order ([`Event::sort`]) and distinct.
///
/// # Panics
/// When there is no event: a conversation exists because an event speaks of it.
pub fn fold(source_id: &str, events: &[Event], settings: &Settings) -> Summary {
    let first_event = events.first().expect("a conversation has at least one event");
    let messages: Vec<(&Event, Role)> =
        events.iter().filter_map(|event| event.role().map(|role| (event, role))).collect();
    let by_customer = messages.iter().find(|(_, role)| *role == Role::Customer);
    let last = messages.last().map(|(event, role)| (*role, event.stamp()));
    let first = messages.first().map_or(first_event, |(event, _)| *event);
    let updated_at = last.as_ref().map_or(first.time, |(_, stamp)| stamp.time);
    let (close, closed_by_event) = close(events, updated_at, settings);
    let named = customer(source_id, events);
    Summary {
        started_at: first.time,
        updated_at,
        asked: by_customer.is_some(),
        test: events.iter().any(|event| event.test),
        first_question: by_customer.and_then(|(event, _)| match &event.fact {
            Fact::MessageSent { text, .. } => Some(text.clone()),
            _ => None,
        }),
        channel: first.channel_or_default().to_owned(),
        agent: messages
            .iter()
            .filter(|(_, role)| *role != Role::Human)
            .find_map(|(event, _)| event.agent.clone()),
        app: events.iter().find_map(|event| event.app.clone()),
        group: group(events),
        origin: events.iter().find_map(|event| event.origin.clone()),
        tag: tag::tag(events, &settings.tag_rules),
        messages: u32::try_from(messages.len()).unwrap_or(u32::MAX),
        last,
        close,
        closed_by_event,
        handoff: handoff(events),
        human: messages.iter().find(|(_, role)| *role == Role::Human).map(|(e, _)| e.stamp()),
        reopened: segment::reopened(events, settings.auto_close),
        touches: touches(events, &named, settings, first.channel_or_default()),
        named,
    }
}

/// How the conversation ends: by the first close after the last message, or by silence, whichever came first.
fn close(events: &[Event], last_message: DateTime<Utc>, settings: &Settings) -> (Close, bool) {
    let silence = last_message + settings.auto_close;
    let after_last = events.iter().rev().take_while(|event| event.role().is_none());
    let closes = after_last.filter(|e| matches!(e.fact, Fact::ConversationClosed { .. }));
    match closes.last() {
        Some(event) if event.time <= silence => (Close { at: event.time, explicit: true }, true),
        Some(_) => (Close { at: silence, explicit: false }, true),
        None => (Close { at: silence, explicit: false }, false),
    }
}

/// Rule 1: a message handoff offered, a ticket accepted, or a tag of a person that was not withdrawn.
///
/// A source's handoff is for good; of a person's tags and withdrawals the latest counts.
fn handoff(events: &[Event]) -> Option<TookPlace> {
    let mut by_source = None;
    let mut by_person = None;
    for event in events {
        let took = |handoff: &Handoff, tagged| {
            Some(TookPlace { stamp: event.stamp(), tagged, handoff: handoff.clone() })
        };
        match &event.fact {
            Fact::HandoffOffered(handoff) if handoff.method == Method::Message => {
                by_source = by_source.or_else(|| took(handoff, false));
            }
            Fact::HandoffAccepted(handoff) => {
                by_source = by_source.or_else(|| took(&with_offer(events, event, handoff), false));
            }
            Fact::HandoffTagged(handoff) => by_person = took(handoff, true),
            Fact::HandoffWithdrawn(_) => by_person = None,
            _ => {}
        }
    }
    by_source.or(by_person)
}

/// What an acceptance leaves out, its latest offer before it may have said.
fn with_offer(events: &[Event], accepted: &Event, handoff: &Handoff) -> Handoff {
    let offer =
        events.iter().take_while(|event| event.id != accepted.id).filter_map(|event| match &event.fact {
            Fact::HandoffOffered(offer) => Some(offer),
            _ => None,
        });
    let offer = offer.last();
    let said = |mine: &Option<String>, of: fn(&Handoff) -> &Option<String>| {
        mine.clone().or_else(|| offer.and_then(|offer| of(offer).clone()))
    };
    Handoff {
        method: handoff.method,
        ticket: said(&handoff.ticket, |h| &h.ticket),
        reason: said(&handoff.reason, |h| &h.reason),
        team: said(&handoff.team, |h| &h.team),
        by: handoff.by.clone(),
    }
}

fn group(events: &[Event]) -> Option<String> {
    let assigned = events.iter().rev().find_map(|event| match event.fact {
        Fact::ConversationAssigned => event.group.clone(),
        _ => None,
    });
    assigned.or_else(|| events.iter().find_map(|event| event.group.clone()))
}

/// The strongest identifier named anywhere in the conversation; of several equally strong ones the latest.
fn customer(source_id: &str, events: &[Event]) -> Key {
    let named = events.iter().filter_map(|event| named_and_leads(event).map(|(key, _)| key));
    // max_by_key keeps the last of equals, which is the latest event's.
    named.max_by_key(|key| key.kind).unwrap_or_else(|| Key::conversation(source_id))
}

fn touches(events: &[Event], customer: &Key, settings: &Settings, channel: &str) -> Vec<Touch> {
    let rule = settings.attribution_of(channel);
    let counted = |event: &Event| TouchKind::of(&event.fact).filter(|kind| rule.counts(*kind));
    events
        .iter()
        .filter_map(|event| counted(event).map(|kind| (event, kind)))
        .map(|(event, kind)| Touch {
            event: event.id.clone(),
            time: event.time,
            kind,
            named: named_and_leads(event).map_or_else(|| customer.clone(), |(key, _)| key),
        })
        .collect()
}
