//! Who is the same customer: strongest identifiers, leads between them, and people never made one.

use serde_json::json;

use super::ledger::Ledger;

#[test]
fn a_conversations_customer_is_the_strongest_identifier_named_in_it() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"email": " Ana@X.org "}));
    assert_eq!(ledger.customer("c"), "email:ana@x.org");
    ledger.asks("c", "10:01", json!({"phone": "+34 (600) 11-22"}));
    assert_eq!(ledger.customer("c"), "email:ana@x.org", "a phone is weaker");
    ledger.asks("c", "10:02", json!({"id": 7}));
    assert_eq!(ledger.customer("c"), "id:7");
    ledger.asks("c", "10:03", json!({"id": 8}));
    assert_eq!(ledger.customer("c"), "id:8", "of equals the latest");
    ledger.asks("c", "09:00", json!({"id": 9}));
    assert_eq!(ledger.customer("c"), "id:8", "whenever it arrives");
}

#[test]
fn a_conversation_that_names_nobody_is_its_own_customer() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"name": "Ana", "phone": "unknown"}));
    assert_eq!(ledger.customer("c"), "conversation:c");
    assert_eq!(ledger.called("c"), "", "a bare name is no known customer");
}

#[test]
fn a_weaker_identifier_leads_to_the_strongest_named_beside_it() {
    let mut ledger = Ledger::new();
    ledger.asks("browser", "10:00", json!({"anonymous_id": "b"}));
    ledger.asks("mail", "10:00", json!({"email": "a@x.org"}));
    ledger.identifies("11:00", json!({"anonymous_id": "b", "email": "A@x.org"}));
    assert_eq!(ledger.customer("browser"), "email:a@x.org");
    ledger.identifies("12:00", json!({"email": "a@x.org", "id": "7"}));
    assert_eq!(ledger.customer("browser"), "id:7", "leads are followed to their end");
    assert_eq!(ledger.customer("mail"), "id:7");
}

#[test]
fn every_weaker_identifier_of_an_event_leads_to_its_strongest() {
    let mut ledger = Ledger::new();
    ledger
        .identifies("09:00", json!({"id": "7", "email": "a@x.org", "phone": "+34600", "anonymous_id": "b"}));
    for (conversation, profile) in [
        ("m", json!({"email": "a@x.org"})),
        ("p", json!({"phone": "+34 600"})),
        ("b", json!({"anonymous_id": "b"})),
    ] {
        ledger.asks(conversation, "10:00", profile);
        assert_eq!(ledger.customer(conversation), "id:7", "{conversation}");
    }
}

#[test]
fn the_latest_lead_by_event_order_wins_whenever_it_arrives() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"anonymous_id": "b"}));
    ledger.identifies("12:00", json!({"anonymous_id": "b", "id": "late"}));
    ledger.identifies("11:00", json!({"anonymous_id": "b", "id": "early"}));
    assert_eq!(ledger.customer("c"), "id:late");
    ledger.identifies("13:00", json!({"anonymous_id": "b", "id": "later"}));
    assert_eq!(ledger.customer("c"), "id:later");
}

#[test]
fn of_leads_at_the_same_time_sequence_and_then_id_decide() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"anonymous_id": "b"}));
    let lead = |id: &str, sequence: Option<i64>| json!({"profile": {"anonymous_id": "b", "id": id}, "sequence": sequence});
    ledger.tell("profile.identified", "11:00", lead("first", Some(2)));
    ledger.tell("profile.identified", "11:00", lead("second", Some(1)));
    assert_eq!(ledger.customer("c"), "id:first");
    ledger.tell("profile.identified", "11:00", lead("third", None));
    assert_eq!(ledger.customer("c"), "id:first", "without a sequence it comes before");
    ledger.tell("profile.identified", "11:00", lead("fourth", Some(2)));
    assert_eq!(ledger.customer("c"), "id:fourth", "the greater event id");
}

#[test]
fn two_ids_are_never_made_one_whatever_they_share() {
    let mut ledger = Ledger::new();
    let shared =
        |id: &str| json!({"id": id, "email": "family@x.org", "phone": "+34600", "anonymous_id": "b"});
    ledger.asks("ana", "10:00", shared("ana")).asks("ben", "11:00", shared("ben"));
    assert_eq!(ledger.customer("ana"), "id:ana");
    assert_eq!(ledger.customer("ben"), "id:ben");
    ledger.asks("mail", "09:00", json!({"email": "family@x.org"}));
    assert_eq!(ledger.customer("mail"), "id:ben", "the shared address is of whom it was named with last");
}

#[test]
fn a_message_and_an_order_lead_as_an_identification_does() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"anonymous_id": "b"}));
    ledger.buys("o", "11:00", json!({"anonymous_id": "b", "email": "a@x.org"}));
    assert_eq!(ledger.customer("c"), "email:a@x.org");
    ledger.asks("d", "12:00", json!({"email": "a@x.org", "id": "7"}));
    assert_eq!(ledger.customer("c"), "id:7");
}

#[test]
fn an_order_by_email_finds_its_click_also_when_the_lead_arrives_last() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"anonymous_id": "b"})).clicks("c", "10:01");
    ledger.buys("o", "11:00", json!({"email": "ana@x.org"}));
    assert_eq!(ledger.earned("o"), "never clicked");
    ledger.identifies("3 00:00", json!({"anonymous_id": "b", "email": "Ana@x.org"}));
    assert_eq!(ledger.earned("o"), "e-2");
    assert_eq!(ledger.sales("c"), ["USD 10.00"]);
    ledger.identifies("4 00:00", json!({"anonymous_id": "b", "email": "ben@x.org"}));
    assert_eq!(ledger.earned("o"), "never clicked", "the browser was somebody else's after all");
    assert!(ledger.sales("c").is_empty());
}

#[test]
fn an_order_that_names_nobody_is_of_the_conversation_it_was_placed_in() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({})).clicks("c", "10:01");
    let order = json!({"order": "o", "total": "10.00", "currency": "USD", "conversation": "c"});
    ledger.tell("order.placed", "11:00", order);
    assert_eq!(ledger.order("o").customer, "conversation:c");
    assert_eq!(ledger.earned("o"), "e-2");
    ledger.asks("c", "10:02", json!({"id": "7"}));
    assert_eq!((ledger.order("o").customer.as_str(), ledger.earned("o").as_str()), ("id:7", "e-2"));
}

#[test]
fn an_order_that_names_nobody_and_has_no_conversation_earns_nothing() {
    let mut ledger = Ledger::new();
    ledger.buys("o", "11:00", json!({}));
    assert_eq!(ledger.earned("o"), "the order names no customer");
}

#[test]
fn trials_earn_nothing_and_are_earned_by_nothing() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"id": "7"})).clicks("c", "10:01");
    ledger.buys("o", "11:00", json!({"id": "7"}));
    assert_eq!(ledger.earned("o"), "e-2");
    ledger.tell("conversation.closed", "12:00", json!({"conversation": "c", "test": true}));
    assert_eq!(ledger.earned("o"), "never clicked");
    ledger.tell(
        "order.refunded",
        "12:00",
        json!({"order": "o", "amount": "1.00", "currency": "USD", "test": true}),
    );
    assert_eq!(ledger.earned("o"), "a trial");
}

#[test]
fn a_cancelled_order_is_credited_to_nobody_and_a_refund_lowers_what_was_sold() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"id": "7"})).clicks("c", "10:01");
    ledger.tell("order.refunded", "09:00", json!({"order": "o", "amount": "4.00", "currency": "USD"}));
    ledger.buys("o", "11:00", json!({"id": "7"})).buys("p", "11:30", json!({"id": "7"}));
    assert_eq!(ledger.sales("c"), ["USD 16.00"]);
    ledger.tell("order.cancelled", "12:00", json!({"order": "o"}));
    assert_eq!(ledger.earned("o"), "cancelled");
    assert_eq!(ledger.sales("c"), ["USD 10.00"]);
}
