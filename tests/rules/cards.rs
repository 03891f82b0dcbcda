//! What a customer is called.

use hilo::domain::identity::{Card, named_and_leads};
use serde_json::{Value, json};

use super::builder::{at, event};
use super::ledger::Ledger;

fn card(said: &[(&str, Value)]) -> Card {
    let mut card = Card::default();
    for (n, (time, profile)) in (1..).zip(said) {
        let value = json!({"id": format!("e-{n}"), "type": "profile.identified", "time": at(time), "profile": profile});
        card.join(&Card::of(&event(value)));
    }
    card
}

#[test]
fn a_customer_is_called_by_name_else_email_else_phone_else_id() {
    for (profile, expected) in [
        (json!({"name": "Ana", "email": "A@x.org", "phone": "+34 600", "id": "7"}), Some("Ana")),
        (json!({"email": "A@x.org", "phone": "+34 600", "id": "7"}), Some("A@x.org")),
        (json!({"phone": "+34 600", "id": "7"}), Some("+34 600")),
        (json!({"id": "7", "anonymous_id": "b"}), Some("7")),
        (json!({"anonymous_id": "b"}), None),
        (json!({"anonymous_id": "b", "name": "Ana"}), None),
        (json!({}), None),
    ] {
        assert_eq!(card(&[("10:00", profile.clone())]).display(), expected, "{profile}");
    }
}

#[test]
fn the_latest_word_counts_whatever_the_order_of_joining() {
    let early = ("10:00", json!({"id": "7", "name": "Anna"}));
    let late = ("11:00", json!({"id": "7", "name": "Ana"}));
    let silent = ("12:00", json!({"id": "7"}));
    assert_eq!(card(&[early.clone(), late.clone(), silent.clone()]).display(), Some("Ana"));
    assert_eq!(card(&[silent, late, early]).display(), Some("Ana"));
}

#[test]
fn names_follow_the_leads() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"anonymous_id": "b", "name": "Ana"}));
    assert_eq!(ledger.called("c"), "");
    ledger.identifies("11:00", json!({"anonymous_id": "b", "email": "Ana@x.org"}));
    assert_eq!(ledger.called("c"), "Ana", "the name given beside the browser's id");
    ledger.identifies("12:00", json!({"email": "ana@x.org", "name": "Ana B."}));
    assert_eq!(ledger.called("c"), "Ana B.");
    ledger.identifies("10:30", json!({"email": "ana@x.org", "name": "Nobody"}));
    assert_eq!(ledger.called("c"), "Ana B.", "an older word arrives later");
}

#[test]
fn names_leave_with_a_lead_that_changes() {
    let mut ledger = Ledger::new();
    ledger.asks("browser", "10:00", json!({"anonymous_id": "b", "name": "Ana"}));
    ledger.asks("mail", "10:00", json!({"email": "a@x.org"}));
    ledger.identifies("11:00", json!({"anonymous_id": "b", "email": "a@x.org"}));
    assert_eq!(ledger.called("mail"), "Ana");
    ledger.identifies("12:00", json!({"anonymous_id": "b", "email": "z@x.org"}));
    assert_eq!(ledger.called("mail"), "a@x.org");
    assert_eq!(ledger.called("browser"), "Ana");
}

#[test]
fn an_event_names_its_customer_by_the_strongest_and_leads_the_rest_there() {
    let profile = json!({"anonymous_id": "b", "phone": "(55) 11-9", "email": "A@x.org "});
    let said =
        event(json!({"id": "e", "type": "profile.identified", "time": at("10:00"), "profile": profile}));
    let (named, leads) = named_and_leads(&said).expect("named");
    assert_eq!(named.to_text(), "email:a@x.org");
    let leads: Vec<(String, String)> =
        leads.iter().map(|(from, to)| (from.to_text(), to.to.to_text())).collect();
    let to = || "email:a@x.org".to_owned();
    assert_eq!(leads, [("phone:55119".to_owned(), to()), ("anonymous:b".to_owned(), to())]);
}
