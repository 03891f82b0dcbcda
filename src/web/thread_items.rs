//! What was said and done, in line: days, silences, parts, messages, and what happened.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::said::Part;
use super::thread_events::{Told, happened};
use super::thread_parts::{Header, header};
use crate::domain::event::{Event, Fact, Role, instant};
use crate::domain::period::local_day;
use crate::domain::segment::{Begin, Segment};
use crate::i18n::{Locale, fill, utc};
use crate::store::thread::Thread;

/// From this long on a silence is told.
const SILENCE: Duration = Duration::hours(1);

/// Whoever goes on within this time is not named again.
const GOES_ON: Duration = Duration::minutes(5);

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
    Day(Day),
    /// Nothing happened for so long, within a day.
    Silence(Silence),
    /// A part begins.
    Part(Header),
    /// Somebody wrote.
    Message(Box<Message>),
    /// Something happened.
    Event(Happened),
}

/// A day.
pub struct Day {
    /// Its anchor.
    pub anchor: String,
    /// Its name.
    pub text: String,
    /// Its name in a few letters.
    pub short: String,
    /// The silence before it, where it is told.
    pub after: Option<Silence>,
}

/// A silence.
#[derive(Clone)]
pub struct Silence {
    /// How long: `3 h 20 min`.
    pub long: String,
    /// As it stands between messages: `3 h 20 min later`.
    pub text: String,
}

/// A message.
pub struct Message {
    /// Its anchor.
    pub anchor: String,
    /// Who it was.
    pub role: Role,
    /// The icon of the role: who wrote is told without colours.
    pub icon: &'static str,
    /// The role as people read it.
    pub role_name: &'static str,
    /// Who, if known.
    pub who: String,
    /// When.
    pub time: Time,
    /// The same sender goes on.
    pub goes_on: bool,
    /// The first message that nobody answered.
    pub unanswered: bool,
    /// The text, untouched.
    pub text: String,
    /// The text was erased.
    pub erased: bool,
    /// It is shown with its formatting.
    pub formatted: bool,
    /// What is shown of it.
    pub parts: Vec<Part>,
    /// Of one that is folded: what unfolds it.
    pub long: Option<String>,
}

impl Message {
    /// Whether whoever wrote another message wrote this one.
    pub fn is_by_sender_of(&self, other: &Self) -> bool {
        self.role == other.role && self.who == other.who
    }
}

/// Something that happened.
pub struct Happened {
    /// Its anchor.
    pub anchor: String,
    /// When.
    pub time: Time,
    /// What.
    pub told: Told,
}

/// The anchors of events in the page, by event id.
pub fn anchors(thread: &Thread) -> HashMap<&str, String> {
    thread.events.iter().enumerate().map(|(i, event)| (event.id.as_str(), format!("e-{}", i + 1))).collect()
}

/// The lines of a thread.
pub fn items(locale: &Locale, thread: &Thread, auto_close: Duration, now: DateTime<Utc>) -> Vec<Item> {
    let anchors = anchors(thread);
    let mut lines: Vec<(DateTime<Utc>, Option<&Event>)> =
        thread.events.iter().map(|event| (event.time, Some(event))).collect();
    lines.extend(silences(thread, auto_close, now).into_iter().map(|at| (at, None)));
    // Stable: events of the same instant keep the order in which the rules read them.
    lines.sort_by_key(|(at, event)| (*at, event.is_some()));
    let segments: HashMap<&str, (usize, &Segment)> = thread
        .segments
        .iter()
        .enumerate()
        .map(|(i, segment)| (segment.event.as_str(), (i, segment)))
        .collect();
    let mut out = Vec::new();
    let mut day: Option<NaiveDate> = None;
    let mut before: Option<DateTime<Utc>> = None;
    for (at, event) in lines {
        let item = match event {
            Some(event) => item(locale, thread, event, &anchors),
            None => Some(closed_by_silence(locale, at, auto_close, out.len())),
        };
        let Some(mut item) = item else { continue };
        let part = event.and_then(|event| segments.get(event.id.as_str()).map(|found| (event, found)));
        // What tells of a silence itself needs no other word of it.
        let told = event.is_none() || part.is_some_and(|(_, (_, part))| part.begin == Begin::Reopened);
        let silence = before.map(|before| at - before).filter(|silence| *silence >= SILENCE && !told);
        let silence = silence.map(|silence| Silence::new(locale, silence));
        let today = local_day(at, locale.zone);
        let quiet = silence.is_some();
        if day != Some(today) {
            out.push(Item::Day(Day::new(locale, today, silence)));
            day = Some(today);
        } else if let Some(silence) = silence {
            out.push(Item::Silence(silence));
        }
        if let Some((event, (number, segment))) = part
            && thread.segments.len() > 1
        {
            out.push(Item::Part(header(locale, *number, segment, event, now)));
        }
        if let (Item::Message(message), Some(Item::Message(last)), Some(before)) =
            (&mut item, out.last(), before)
        {
            let same = message.is_by_sender_of(last);
            message.goes_on = same && !quiet && at - before <= GOES_ON;
        }
        if event.is_some() {
            before = Some(at);
        }
        out.push(item);
    }
    mark_unanswered(&mut out);
    out
}

impl Silence {
    fn new(locale: &Locale, long: Duration) -> Self {
        let long = locale.duration(long);
        Self { text: fill(locale.t.thread.later, &[("pause", &long)]), long }
    }
}

impl Day {
    fn new(locale: &Locale, day: NaiveDate, after: Option<Silence>) -> Self {
        let anchor = format!("day-{day}");
        Self { anchor, text: locale.weekday(day), short: locale.day_short(day), after }
    }
}

/// The first of the messages at the end that are all the customer's.
fn mark_unanswered(items: &mut [Item]) {
    let messages = items.iter_mut().rev().filter_map(|item| match item {
        Item::Message(message) => Some(message),
        _ => None,
    });
    if let Some(first) = messages.take_while(|message| message.role == Role::Customer).last() {
        first.unanswered = true;
    }
}

/// The instants at which silence closed the conversation.
fn silences(thread: &Thread, auto_close: Duration, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
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

fn closed_by_silence(locale: &Locale, at: DateTime<Utc>, auto_close: Duration, place: usize) -> Item {
    let hours = auto_close.num_hours().to_string();
    let text = fill(locale.t.ev_auto_closed, &[("hours", &hours)]);
    Item::Event(Happened {
        anchor: format!("silent-{place}"),
        time: Time::hour(locale, at),
        told: Told { icon: "clock", class: "closed", text, details: Vec::new() },
    })
}

fn item(locale: &Locale, thread: &Thread, event: &Event, anchors: &HashMap<&str, String>) -> Option<Item> {
    let t = locale.t;
    let anchor = anchors.get(event.id.as_str()).cloned().unwrap_or_default();
    let time = Time::hour(locale, event.time);
    let Fact::MessageSent { role, text } = &event.fact else {
        return Some(Item::Event(Happened { anchor, time, told: happened(locale, event)? }));
    };
    let (role_name, who) = match role {
        Role::Customer => (t.role_customer, thread.row.profile.clone()),
        Role::Ai => (t.role_ai, event.agent.clone().unwrap_or_default()),
        Role::Human => (t.role_human, event.agent.clone().unwrap_or_default()),
    };
    Some(Item::Message(Box::new(Message {
        anchor,
        role: *role,
        icon: role.as_str(),
        role_name,
        who,
        time,
        goes_on: false,
        unanswered: false,
        text: text.clone(),
        erased: false,
        formatted: false,
        parts: Vec::new(),
        long: None,
    })))
}
