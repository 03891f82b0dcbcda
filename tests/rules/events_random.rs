//! Random events: whatever the door takes, it takes again from its own writing.

use chrono::DateTime;
use hilo::domain::event::parse;
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::builder::at;

const TYPES: &[&str] = &[
    "message.sent",
    "handoff.offered",
    "handoff.accepted",
    "conversation.closed",
    "conversation.tagged",
    "conversation.assigned",
    "product.clicked",
    "link.clicked",
    "order.placed",
    "order.cancelled",
    "order.refunded",
    "profile.identified",
    "agent.status",
];

/// Fields of the contract, and one of nobody.
const FIELDS: &[&str] = &[
    "sequence",
    "channel",
    "agent",
    "app",
    "group",
    "origin",
    "profile",
    "test",
    "metadata",
    "role",
    "text",
    "method",
    "ticket",
    "reason",
    "team",
    "by",
    "tag",
    "product",
    "url",
    "name",
    "price",
    "currency",
    "order",
    "total",
    "amount",
    "activity",
    "unheard_of",
];

fn value() -> impl Strategy<Value = Value> {
    let words = select(vec![
        "customer", "ai", "human", "ticket", "message", "source", "USD", "jpy", "12.50", "busy", "+34",
    ]);
    let leaf = prop_oneof![
        4 => words.prop_map(Value::from),
        3 => "\\PC{0,12}".prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let keys =
            select(vec!["id", "email", "phone", "anonymous_id", "name", "x", "é"]).prop_map(str::to_owned);
        prop_oneof![
            btree_map(keys, inner.clone(), 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
            prop::collection::vec(inner, 0..3).prop_map(Value::Array),
        ]
    })
}

/// Good at first, then some fields are set to anything.
fn event() -> impl Strategy<Value = Value> {
    let fields = btree_map(select(FIELDS).prop_map(str::to_owned), value(), 0..5);
    let time = (0_i64..1_780_000_000_000).prop_map(DateTime::from_timestamp_millis);
    (select(TYPES), time, "\\PC{1,20}", fields).prop_map(|(kind, time, id, fields)| {
        let base = json!({
            "id": id, "type": kind, "time": time, "conversation": "c", "role": "ai", "text": "hi", "order": "o",
            "total": "1.00", "amount": "1.00", "currency": "USD", "agent": "Maya", "activity": "busy",
            "profile": {"id": "7"},
        });
        let mut out = base.as_object().cloned().unwrap_or_else(Map::new);
        out.extend(fields);
        Value::Object(out)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_taken_is_taken_again_from_its_own_writing(event in event()) {
        let now = at("400 00:00");
        match parse(event, now) {
            Ok(read) => {
                let text = read.to_line();
                let again = parse(serde_json::from_str(&text).expect("JSON"), now);
                prop_assert_eq!(again, Ok(read), "{}", text);
            }
            Err(refusal) => prop_assert!(!refusal.code.is_empty() && !refusal.message.is_empty()),
        }
    }
}
