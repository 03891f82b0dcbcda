//! The rules a second time, as plainly as they are written: slow, over raw JSON, and without a line of the program.

mod attribution;
mod customers;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use self::customers::Customers;
use super::history::Settings;

const HOUR: i64 = 3_600_000;

/// The place of an event in the order of events. `None` comes before `Some`.
type Place = (i64, Option<i64>, String);

pub fn millis(event: &Value) -> i64 {
    let text = event["time"].as_str().expect("a time");
    DateTime::parse_from_rfc3339(text).expect("RFC 3339").timestamp_millis()
}

pub fn place(event: &Value) -> Place {
    (millis(event), event["sequence"].as_i64(), text(&event["id"]))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn is(event: &Value, kind: &str) -> bool {
    event["type"] == kind
}

/// Everything screens say of these events at an instant.
pub fn compute(events: &[Value], settings: &Settings, now: DateTime<Utc>) -> Value {
    let mut events = events.to_vec();
    events.sort_by_key(place);
    let customers = Customers::of(&events);
    let mut threads: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for event in events.iter().filter(|event| event["conversation"].is_string()) {
        threads.entry(text(&event["conversation"])).or_default().push(event.clone());
    }
    let mut conversations: Map<String, Value> = threads
        .iter()
        .map(|(id, thread)| {
            (id.clone(), conversation(id, thread, settings, &customers, now.timestamp_millis()))
        })
        .collect();
    let orders = attribution::orders(&events, &threads, settings, &customers);
    for order in orders.values() {
        let Some(credited) = order["credited"].as_str() else { continue };
        let sum = &mut conversations[credited]["sales"][order["currency"].as_str().expect("a currency")];
        *sum = (sum.as_i64().unwrap_or(0) + order["net"].as_i64().unwrap_or(0)).into();
    }
    json!({"conversations": conversations, "orders": orders})
}

fn conversation(id: &str, thread: &[Value], settings: &Settings, customers: &Customers, now: i64) -> Value {
    let messages: Vec<&Value> = thread.iter().filter(|event| is(event, "message.sent")).collect();
    let first = messages.first().copied().unwrap_or(&thread[0]);
    let asked = messages.iter().find(|message| message["role"] == "customer");
    let agent = messages
        .iter()
        .filter(|message| message["role"] != "human")
        .find_map(|message| message["agent"].as_str());
    let first_word = |name: &str| thread.iter().find_map(|event| event[name].as_str());
    let moved = thread
        .iter()
        .filter(|event| is(event, "conversation.assigned"))
        .filter_map(|event| event["group"].as_str())
        .next_back();
    let customer = customers.of_conversation(id, thread);
    let question = asked.map(|message| text(&message["text"])).filter(|text| !text.is_empty());
    let reason = handoff_reason(thread);
    let mut out = json!({
        "counts": asked.is_some() && thread.iter().all(|event| event["test"] != true),
        "messages": messages.len(),
        "started_at": millis(first),
        "updated_at": millis(messages.last().copied().unwrap_or(first)),
        "channel": channel(thread),
        "agent": agent,
        "tag": tag(thread, settings),
        "app": first_word("app"),
        "group": moved.or_else(|| first_word("group")),
        "origin": first_word("origin"),
        "question_key": key(question.as_deref().unwrap_or_default()),
        "first_question": question,
        "handoff_reason": reason,
        "handoff_key": key(reason.as_deref().unwrap_or_default()),
        "reopened": reopened(thread, settings),
        "called": customers.called(&customer),
        "customer": customer,
        "sales": {},
    });
    if let Some(last) = messages.last() {
        let (status, reason, closed_at) = status(thread, last, settings, now);
        out["status"] = status.into();
        out["reason"] = reason.into();
        out["closed_at"] = closed_at.into();
    }
    out
}

/// That of the earliest message; of the earliest event where there is none.
pub fn channel(thread: &[Value]) -> String {
    let first = thread.iter().find(|event| is(event, "message.sent")).unwrap_or(&thread[0]);
    first["channel"].as_str().unwrap_or("web_chat").to_lowercase()
}

fn status(
    thread: &[Value],
    last: &Value,
    settings: &Settings,
    now: i64,
) -> (&'static str, Option<&'static str>, Option<i64>) {
    let silence = millis(last) + settings.auto_close_hours * HOUR;
    let closes: Vec<i64> = thread
        .iter()
        .filter(|event| is(event, "conversation.closed") && place(event) > place(last))
        .map(millis)
        .collect();
    let in_time = closes.first().filter(|at| **at <= silence);
    let closed = !closes.is_empty() || now >= silence;
    let closed_at = closed.then(|| in_time.copied().unwrap_or(silence));
    let for_good = thread.iter().any(|event| match event["type"].as_str() {
        Some("handoff.offered") => event["method"] == "message",
        Some("handoff.accepted") => true,
        _ => false,
    });
    let by_person = thread
        .iter()
        .rfind(|event| is(event, "handoff.tagged") || is(event, "handoff.withdrawn"))
        .is_some_and(|event| is(event, "handoff.tagged"));
    let human = thread.iter().any(|event| is(event, "message.sent") && event["role"] == "human");
    let (status, reason) = if for_good || by_person {
        ("unresolved", Some("handoff"))
    } else if human {
        ("unresolved", Some("human"))
    } else if !closed {
        ("open", None)
    } else if last["role"] == "ai" {
        ("resolved", Some(if in_time.is_some() { "closed" } else { "auto_closed" }))
    } else {
        ("unresolved", Some("unanswered"))
    };
    (status, reason, closed_at)
}

/// Of a source's first handoff, with what its latest offer said; else of a person's last, where it was not withdrawn.
fn handoff_reason(thread: &[Value]) -> Option<String> {
    let said = |event: &Value| event["reason"].as_str().map(str::to_owned);
    let took_place = |event: &&Value| {
        is(event, "handoff.accepted") || is(event, "handoff.offered") && event["method"] == "message"
    };
    if let Some(first) = thread.iter().find(took_place) {
        let offers = thread.iter().filter(|event| is(event, "handoff.offered"));
        let before = offers.take_while(|event| place(event) < place(first)).last();
        let of_offer = before.filter(|_| is(first, "handoff.accepted")).and_then(said);
        return said(first).or(of_offer);
    }
    let last = thread.iter().rfind(|event| is(event, "handoff.tagged") || is(event, "handoff.withdrawn"));
    last.filter(|event| is(event, "handoff.tagged")).and_then(said)
}

/// Words in lower case: histories know no others.
fn key(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn reopened(thread: &[Value], settings: &Settings) -> usize {
    let messages: Vec<&Value> = thread.iter().filter(|event| is(event, "message.sent")).collect();
    messages
        .windows(2)
        .filter(|pair| {
            let between = |event: &&Value| place(event) > place(pair[0]) && place(event) < place(pair[1]);
            let closed = thread.iter().filter(between).any(|event| is(event, "conversation.closed"));
            closed || millis(pair[1]) >= millis(pair[0]) + settings.auto_close_hours * HOUR
        })
        .count()
}

fn tag(thread: &[Value], settings: &Settings) -> Option<String> {
    let tags: Vec<&Value> = thread.iter().filter(|event| is(event, "conversation.tagged")).collect();
    let of_human = tags.iter().rev().find(|event| event["by"] == "human");
    if let Some(event) = of_human.or(tags.last()) {
        return Some(text(&event["tag"])).filter(|tag| !tag.is_empty());
    }
    let asked: Vec<String> = thread
        .iter()
        .filter(|event| is(event, "message.sent") && event["role"] == "customer")
        .map(|event| text(&event["text"]).to_lowercase())
        .collect();
    let rules = settings.tag_rules.as_array().expect("rules");
    let holds = |rule: &&Value| {
        let words = rule["words"].as_array().expect("words");
        words.iter().any(|word| asked.iter().any(|said| said.contains(word.as_str().expect("a word"))))
    };
    rules.iter().find(holds).map(|rule| text(&rule["tag"]))
}

/// Whether the customer of a resolved conversation that was never re-opened began no other one while it lasted or in the
/// week after its close, as far as that is known.
fn at_first_contact(id: &str, conversations: &Map<String, Value>, now: i64) -> bool {
    let said = &conversations[id];
    let began = |said: &Value| said["started_at"].as_i64().expect("a time");
    let week_after = said["closed_at"].as_i64().map_or(i64::MIN, |at| at + 7 * 24 * HOUR);
    let again = |other: &Value| {
        let begun = began(other);
        other["counts"] == true
            && other["customer"] == said["customer"]
            && begun > began(said)
            && begun <= week_after
            && begun <= now
    };
    said["status"] == "resolved" && said["reopened"] == 0 && !conversations.values().any(again)
}

/// The lists behind the numbers at an instant, from what was computed for it.
pub fn lists(computed: &Value, now: DateTime<Utc>) -> Value {
    let mut out = json!({
        "conversations": 0, "sales": {},
        "resolved": [], "unresolved": [], "open": [],
        "handoff": [], "human": [], "unanswered": [], "closed": [], "auto_closed": [],
        "first_contact": [],
    });
    let conversations = computed["conversations"].as_object().expect("conversations");
    for (id, said) in conversations {
        if said["counts"] != true {
            continue;
        }
        if at_first_contact(id, conversations, now.timestamp_millis()) {
            out["first_contact"].as_array_mut().expect("a list").push(id.as_str().into());
        }
        out["conversations"] = (out["conversations"].as_i64().unwrap_or(0) + 1).into();
        for name in [&said["status"], &said["reason"]].into_iter().filter_map(Value::as_str) {
            out[name].as_array_mut().expect("a list").push(id.as_str().into());
        }
        for (currency, amount) in said["sales"].as_object().expect("sales") {
            let sum = &mut out["sales"][currency];
            *sum = (sum.as_i64().unwrap_or(0) + amount.as_i64().unwrap_or(0)).into();
        }
    }
    out
}
