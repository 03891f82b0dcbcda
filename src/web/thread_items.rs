//! What was said and done, in line: messages, segments, handoffs, clicks, orders, closes.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::found::Marked;
use super::words;
use crate::domain::event::{Event, Fact, Handoff, Method, Product, Role, instant};
use crate::domain::period::local_day;
use crate::domain::segment::{Begin, Segment};
use crate::i18n::{Locale, fill, utc};
use crate::store::thread::Thread;

/// A time on the page.
#[derive(Clone)]
pub struct Time {
    /// Local, as people read it.
    pub text: String,
    /// For machines.
    pub iso: String,
    /// UTC, on hover.
    pub utc: String,
}

impl Time {
    /// The hour of an instant.
    pub fn hour(locale: &Locale, at: DateTime<Utc>) -> Self {
        Self { text: locale.time(at), iso: instant(at), utc: utc(at) }
    }

    /// Day and hour of an instant.
    pub fn day(locale: &Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { text: locale.day_time(at, now), ..Self::hour(locale, at) }
    }
}

/// A line of the thread.
pub enum Item {
    /// A new day begins.
    Day(String),
    /// A new segment begins.
    Segment(String),
    /// Somebody wrote.
    Message {
        /// Its anchor.
        anchor: String,
        /// `customer`, `ai` or `human`.
        role: &'static str,
        /// The role as people read it.
        role_name: &'static str,
        /// Who, if known.
        who: String,
        /// When.
        time: Time,
        /// The text, untouched, in parts where something in it is marked.
        text: Vec<Marked>,
    },
    /// Something happened.
    Event {
        /// Its anchor; empty for what no event tells.
        anchor: String,
        /// Which icon.
        icon: &'static str,
        /// Its kind, for the colour.
        class: &'static str,
        /// When.
        time: Time,
        /// What.
        text: String,
    },
}

/// The anchors of events in the page, by event id.
pub fn anchors(thread: &Thread) -> HashMap<&str, String> {
    thread.events.iter().enumerate().map(|(i, event)| (event.id.as_str(), format!("e-{}", i + 1))).collect()
}

/// The lines of a thread.
pub fn items(
    locale: &Locale,
    thread: &Thread,
    auto_close: chrono::Duration,
    now: DateTime<Utc>,
) -> Vec<Item> {
    let anchors = anchors(thread);
    let mut lines: Vec<(DateTime<Utc>, Option<&Event>)> =
        thread.events.iter().map(|event| (event.time, Some(event))).collect();
    lines.extend(silences(thread, auto_close, now).into_iter().map(|at| (at, None)));
    // Stable: events of the same instant keep the order in which the rules read them.
    lines.sort_by_key(|(at, event)| (*at, event.is_some()));
    let segments: HashMap<&str, &Segment> =
        thread.segments.iter().map(|segment| (segment.event.as_str(), segment)).collect();
    let mut out = Vec::new();
    let mut day: Option<NaiveDate> = None;
    for (at, event) in lines {
        let item = match event {
            Some(event) => item(locale, thread, event, &anchors),
            None => Some(closed_by_silence(locale, at, auto_close)),
        };
        let Some(item) = item else { continue };
        let today = local_day(at, locale.zone);
        if day != Some(today) {
            out.push(Item::Day(locale.weekday(today)));
            day = Some(today);
        }
        let begins = event.and_then(|event| segments.get(event.id.as_str()));
        if let Some(text) = begins.and_then(|segment| separator(locale, segment, event)) {
            out.push(Item::Segment(text));
        }
        out.push(item);
    }
    out
}

/// The instants at which silence closed the conversation.
fn silences(thread: &Thread, auto_close: chrono::Duration, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let mut out = Vec::new();
    let mut closes_at: Option<DateTime<Utc>> = None;
    for event in thread.events.iter().filter(|event| event.conversation.is_some()) {
        if let Some(at) = closes_at.filter(|at| event.time >= *at) {
            out.push(at);
            closes_at = None;
        }
        match event.fact {
            Fact::MessageSent { .. } => closes_at = Some(event.time + auto_close),
            Fact::ConversationClosed { .. } => closes_at = None,
            _ => {}
        }
    }
    out.extend(closes_at.filter(|at| now >= *at));
    out
}

fn closed_by_silence(locale: &Locale, at: DateTime<Utc>, auto_close: chrono::Duration) -> Item {
    let hours = auto_close.num_hours().to_string();
    Item::Event {
        anchor: String::new(),
        icon: "clock",
        class: "closed",
        time: Time::hour(locale, at),
        text: fill(locale.t.ev_auto_closed, &[("hours", &hours)]),
    }
}

fn separator(locale: &Locale, segment: &Segment, event: Option<&Event>) -> Option<String> {
    let t = locale.t;
    match segment.begin {
        Begin::Start => None,
        Begin::Reopened => Some(fill(t.segment_reopened, &[("pause", &locale.duration(segment.pause))])),
        Begin::Transferred => Some(t.segment_transferred.to_owned()),
        Begin::ChannelChanged => {
            let channel = event.map_or("", Event::channel_or_default);
            Some(fill(t.segment_channel_changed, &[("channel", &words::channel(t, channel))]))
        }
    }
}

fn item(locale: &Locale, thread: &Thread, event: &Event, anchors: &HashMap<&str, String>) -> Option<Item> {
    let t = locale.t;
    let anchor = anchors.get(event.id.as_str()).cloned().unwrap_or_default();
    let time = Time::hour(locale, event.time);
    if let Fact::MessageSent { role, text } = &event.fact {
        let (role_name, who) = match role {
            Role::Customer => (t.role_customer, thread.row.profile.clone()),
            Role::Ai => (t.role_ai, event.agent.clone().unwrap_or_default()),
            Role::Human => (t.role_human, event.agent.clone().unwrap_or_default()),
        };
        let text = vec![Marked { text: text.clone(), hit: None }];
        return Some(Item::Message { anchor, role: role.as_str(), role_name, who, time, text });
    }
    let (icon, class, text) = happened(locale, event)?;
    Some(Item::Event { anchor, icon, class, time, text })
}

/// Icon, class and words of what is no message.
fn happened(locale: &Locale, event: &Event) -> Option<(&'static str, &'static str, String)> {
    let t = locale.t;
    let one = |text: &str, name: &str, value: &str| fill(text, &[(name, value)]);
    let shown = |text: &str, p: &Product| one(text, "product", &product(locale, p));
    Some(match &event.fact {
        Fact::MessageSent { .. } | Fact::AgentStatus { .. } => return None,
        Fact::HandoffOffered(handoff) => {
            let text = match handoff.method {
                Method::Ticket => t.ev_handoff_offered_ticket,
                Method::Message => t.ev_handoff_offered_message,
            };
            ("handoff", "handoff", with_details(locale, text, handoff))
        }
        Fact::HandoffAccepted(h) => ("handoff", "handoff", with_details(locale, t.ev_handoff_accepted, h)),
        Fact::HandoffDeclined(h) => ("declined", "handoff", with_details(locale, t.ev_handoff_declined, h)),
        Fact::HandoffTagged(h) => {
            let text = one(t.ev_handoff_tagged, "by", h.by.as_deref().unwrap_or(t.somebody));
            ("handoff", "handoff", with_details(locale, &text, h))
        }
        Fact::HandoffWithdrawn(h) => {
            ("refund", "handoff", one(t.ev_handoff_withdrawn, "by", h.by.as_deref().unwrap_or(t.somebody)))
        }
        Fact::ConversationClosed { by } => (
            "closed",
            "closed",
            match by.as_deref() {
                Some("customer") => one(t.ev_closed, "by", t.by_customer),
                Some("ai") => one(t.ev_closed, "by", t.by_ai),
                Some("human") => one(t.ev_closed, "by", t.by_human),
                Some(other) => one(t.ev_closed, "by", other),
                None => t.ev_closed_unknown.to_owned(),
            },
        ),
        Fact::ConversationTagged { tag, .. } if tag.is_empty() => ("tag", "", t.ev_untagged.to_owned()),
        Fact::ConversationTagged { tag, .. } => ("tag", "", one(t.ev_tagged, "tag", tag)),
        Fact::ConversationAssigned => {
            let to: Vec<&str> =
                [&event.agent, &event.group].into_iter().flatten().map(String::as_str).collect();
            let to = if to.is_empty() { t.somebody.to_owned() } else { to.join(", ") };
            ("handoff", "", one(t.ev_assigned, "to", &to))
        }
        Fact::ProductClicked(p) => ("click", "", shown(t.ev_clicked, p)),
        Fact::ProductRecommended(p) => ("tag", "", shown(t.ev_recommended, p)),
        Fact::ProductAdded(p) => ("sale", "", shown(t.ev_added, p)),
        Fact::LinkClicked { url } => ("click", "", one(t.ev_link, "url", url.as_deref().unwrap_or(""))),
        Fact::OrderPlaced { order, total } => {
            let money = locale.money(*total);
            ("sale", "sale", fill(t.ev_order, &[("order", order), ("money", &money)]))
        }
        Fact::OrderCancelled { order } => ("cross", "", one(t.ev_cancelled, "order", order)),
        Fact::OrderRefunded { order, amount } => {
            let money = locale.money(*amount);
            ("refund", "", fill(t.ev_refunded, &[("order", order), ("money", &money)]))
        }
        Fact::ProfileIdentified => ("check", "", t.ev_identified.to_owned()),
    })
}

fn with_details(locale: &Locale, text: &str, handoff: &Handoff) -> String {
    let t = locale.t;
    let ticket = handoff.ticket.as_ref().map(|ticket| fill(t.ev_ticket, &[("ticket", ticket)]));
    let team = handoff.team.as_ref().map(|team| fill(t.ev_team, &[("team", team)]));
    let said: Vec<String> = [ticket, team, handoff.reason.clone()].into_iter().flatten().collect();
    if said.is_empty() { text.to_owned() } else { format!("{text}: {}", said.join(", ")) }
}

/// A product by its name, else its id; with its price where one was told.
pub fn product(locale: &Locale, product: &Product) -> String {
    let name = product.name.as_ref().or(product.product.as_ref());
    let name = name.map_or_else(|| locale.t.ev_product.to_owned(), Clone::clone);
    match (&product.price, &product.currency) {
        (Some(price), Some(currency)) => format!("{name} ({currency}\u{a0}{price})"),
        (Some(price), None) => format!("{name} ({price})"),
        _ => name,
    }
}
