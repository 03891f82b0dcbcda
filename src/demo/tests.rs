use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;
use serde_json::Value;

use super::people::{Cast, Country};
use super::script::{BOOKS, Outcome, book};
use super::words::Facts;
use super::{events, shop};

const TOPICS: [&str; 10] = [
    "order_status",
    "returns",
    "shipping",
    "product_advice",
    "payment",
    "warranty",
    "stock",
    "account",
    "gift_cards",
    "discounts",
];
const COUNTRIES: [Country; 5] = [Country::Es, Country::Mx, Country::Br, Country::Us, Country::Gb];

fn now() -> DateTime<Utc> {
    "2026-11-20T17:30:00Z".parse().expect("a valid time")
}

fn word<'a>(event: &'a Value, key: &str) -> &'a str {
    event[key].as_str().unwrap_or_default()
}

fn time(event: &Value) -> DateTime<Utc> {
    word(event, "time").parse().expect("every event has a valid time")
}

fn by_conversation(events: &[Value]) -> BTreeMap<&str, Vec<&Value>> {
    let mut conversations: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for event in events {
        if let Some(id) = event["conversation"].as_str() {
            conversations.entry(id).or_default().push(event);
        }
    }
    conversations
}

/// The rules of the product in their plainest form, enough for events in order and without doubles.
fn status(events: &[&Value]) -> &'static str {
    let messages: Vec<&&Value> =
        events.iter().filter(|event| word(event, "type") == "message.sent").collect();
    let Some(last) = messages.last() else { return "empty" };
    if messages.iter().all(|message| word(message, "role") != "customer") {
        return "greeting";
    }
    if events.iter().any(|event| event["test"] == true) {
        return "test";
    }
    let tag =
        events.iter().rfind(|event| ["handoff.tagged", "handoff.withdrawn"].contains(&word(event, "type")));
    let handed = events.iter().any(|event| {
        let kind = word(event, "type");
        kind == "handoff.accepted" || (kind == "handoff.offered" && word(event, "method") == "message")
    });
    if handed || tag.is_some_and(|event| word(event, "type") == "handoff.tagged") {
        return "handoff";
    }
    if messages.iter().any(|message| word(message, "role") == "human") {
        return "human";
    }
    let closed = events.iter().rfind(|event| word(event, "type") == "conversation.closed");
    let closed = closed.is_some_and(|event| time(event) >= time(last));
    if !closed && now() < time(last) + Duration::hours(48) {
        return "open";
    }
    match (word(last, "role"), closed) {
        ("ai", true) => "closed",
        ("ai", false) => "auto_closed",
        _ => "unanswered",
    }
}

#[test]
fn same_arguments_same_events() {
    assert_eq!(events(now(), 7, 150), events(now(), 7, 150));
    assert_ne!(events(now(), 7, 150), events(now(), 8, 150));
}

#[test]
fn any_number_of_conversations_can_be_asked_for() {
    assert!(events(now(), 1, 0).is_empty());
    for count in [1, 5, 40, 333] {
        assert_eq!(by_conversation(&events(now(), 1, count)).len(), count);
    }
}

#[test]
fn events_are_in_order_and_none_is_later_than_now() {
    let events = events(now(), 3, 600);
    assert!(events.is_sorted_by_key(time));
    assert!(events.iter().all(|event| time(event) <= now()));
}

#[test]
fn ids_are_unique() {
    let events = events(now(), 3, 600);
    let ids: BTreeSet<&str> = events.iter().map(|event| word(event, "id")).collect();
    assert_eq!(ids.len(), events.len());
    assert!(!ids.contains(""));
}

#[test]
fn nothing_is_left_to_fill_in_any_text() {
    for event in events(now(), 5, 1_200) {
        let text = event.to_string();
        let inside = word(&event, "text");
        assert!(!inside.contains(['{', '}']) && !inside.starts_with('['), "{text}");
        assert!(!text.contains("[email]") && !text.contains("]["), "{text}");
    }
}

#[test]
fn every_placeholder_of_every_script_is_known_in_every_country_that_tells_it() {
    let mut rng = Rng::with_seed(1);
    for country in COUNTRIES {
        let mut cast = Cast::default();
        let place = cast.invite(&mut rng, country);
        let person = &cast.people[place];
        for script in &book(country).scripts {
            let facts = Facts::new(script, person, now(), 41_000, &mut rng);
            for text in script.texts() {
                assert!(!facts.fill(text).contains('{'), "{}: {text}", script.id);
            }
        }
    }
}

#[test]
fn every_language_has_scripts_enough_on_every_topic() {
    let mut ids = BTreeSet::new();
    for book in BOOKS.iter() {
        let real = book.scripts.iter().filter(|script| script.outcome != Outcome::Trial);
        assert!(real.clone().count() >= 24, "{}", book.language);
        for topic in TOPICS {
            assert!(
                real.clone().any(|script| script.tag.as_deref() == Some(topic)),
                "{} has no {topic}",
                book.language
            );
        }
        assert!(real.clone().any(|script| script.tag.is_none()));
        for script in &book.scripts {
            assert!(ids.insert(&script.id), "{} twice", script.id);
            assert!(script.open.len() >= 3, "{} has too few openings", script.id);
            assert!(script.product.iter().chain(&script.other).all(|key| shop::product(key).key == key));
            assert!(
                script.outcome != Outcome::Handoff || script.handoff.is_some(),
                "{} has no desk",
                script.id
            );
        }
    }
}

#[test]
fn endings_come_out_as_in_a_shop_where_the_assistant_does_most_of_the_work() {
    let events = events(now(), 11, 1_200);
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for conversation in by_conversation(&events).values() {
        *counts.entry(status(conversation)).or_default() += 1;
    }
    let count = |status: &str| f64::from(counts.get(status).copied().unwrap_or_default());
    let kept_out = count("test") + count("greeting");
    let total = f64::from(counts.values().sum::<u32>()) - kept_out;
    let share = |status: &str| count(status) / total;
    let resolved = share("closed") + share("auto_closed");
    assert!((0.60..0.73).contains(&resolved), "{counts:?}");
    assert!((0.26..0.44).contains(&(share("closed") / resolved)), "{counts:?}");
    assert!((0.10..0.17).contains(&share("handoff")), "{counts:?}");
    assert!((0.015..0.05).contains(&share("human")), "{counts:?}");
    assert!((0.06..0.13).contains(&share("unanswered")), "{counts:?}");
    assert!((0.02..0.12).contains(&share("open")), "{counts:?}");
    assert!(count("test") > 0.0 && count("greeting") > 0.0, "{counts:?}");
}

#[test]
fn some_conversations_are_live_and_a_few_are_about_to_close() {
    let events = events(now(), 11, 1_200);
    let conversations = by_conversation(&events);
    let began = |minutes: i64| {
        let since = now() - Duration::minutes(minutes);
        conversations.values().filter(|conversation| time(conversation[0]) >= since).count()
    };
    assert!(began(10) >= 2 && began(180) >= 5 && began(48 * 60) >= 40);
    let lapsing = conversations.values().filter(|conversation| {
        let last = conversation.iter().rfind(|event| word(event, "type") == "message.sent");
        let silence = last.map_or_else(Duration::zero, |last| now() - time(last));
        status(conversation) == "open" && silence >= Duration::hours(45)
    });
    assert!((3..=8).contains(&lapsing.count()));
}
