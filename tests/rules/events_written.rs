//! What is read is written so that it reads the same.

use chrono::{DateTime, Duration, Utc};
use hilo::domain::event::{Event, Fact, instant, parse};
use serde_json::{Value, json};

use super::builder::{at, event};

fn later() -> DateTime<Utc> {
    at("400 00:00")
}

/// Every type of the contract with all of its fields.
fn every_type() -> Vec<Value> {
    let handoff =
        json!({"method": "message", "ticket": "T-1", "reason": "a\nb", "team": "north", "by": "Maya"});
    let product = json!({"product": "p", "url": "https://x.org/?a=1", "name": "Shoe", "price": "9.90", "currency": "EUR"});
    let facts = [
        ("message.sent", json!({"role": "human", "text": " ¿Dónde\u{0}? \n"})),
        ("handoff.offered", handoff.clone()),
        ("handoff.accepted", handoff.clone()),
        ("handoff.declined", handoff.clone()),
        ("handoff.tagged", handoff.clone()),
        ("handoff.withdrawn", handoff),
        ("conversation.closed", json!({"by": "customer"})),
        ("conversation.tagged", json!({"tag": "", "by": "human"})),
        ("conversation.tagged", json!({"tag": "returns", "by": "rule"})),
        ("conversation.assigned", json!({})),
        ("product.clicked", product.clone()),
        ("product.recommended", product.clone()),
        ("product.added", product),
        ("link.clicked", json!({"url": "https://x.org"})),
        ("order.placed", json!({"order": "o", "total": "12.50", "currency": "USD"})),
        ("order.cancelled", json!({"order": "o"})),
        ("order.refunded", json!({"order": "o", "amount": "0.07", "currency": "KWD"})),
        ("profile.identified", json!({})),
        ("agent.status", json!({"activity": "offline"})),
    ];
    let whole = |(kind, fields): (&str, Value)| {
        let mut event = json!({
            "id": "e", "type": kind, "time": "2026-06-01T10:00:00.123Z", "sequence": -3, "conversation": "c",
            "channel": "sms", "agent": "Ada", "app": "shop", "group": "north", "origin": "ads", "test": true,
            "profile": {"id": "7", "email": "A@x.org", "phone": "+34 600", "anonymous_id": "b", "name": "Ana", "vip": [1]},
            "metadata": {"a": {"b": [1, 2.50, null]}},
        });
        event.as_object_mut().expect("an object").extend(fields.as_object().cloned().expect("an object"));
        event
    };
    facts.into_iter().map(whole).collect()
}

#[test]
fn every_type_comes_back_as_it_went() {
    for value in every_type() {
        let read = event(value.clone());
        assert_eq!(read.fact.type_name(), value["type"], "{value}");
        assert_eq!(parse(serde_json::json!(read), later()).as_ref(), Ok(&read), "{value}");
        if value["currency"] != "KWD" {
            assert_eq!(serde_json::json!(read), value, "nothing added, nothing lost");
        }
    }
}

#[test]
fn every_type_comes_back_with_its_needed_fields_alone() {
    for mut value in every_type() {
        let needed = [
            "id",
            "type",
            "time",
            "conversation",
            "role",
            "text",
            "order",
            "total",
            "amount",
            "currency",
            "activity",
        ];
        let kind = value["type"].as_str().unwrap_or_default().to_owned();
        let keep = |name: &str| {
            needed.contains(&name)
                || (name == "profile" && kind == "profile.identified")
                || (name == "agent" && kind == "agent.status")
        };
        value.as_object_mut().expect("an object").retain(|name, _| keep(name));
        let read = event(value.clone());
        assert_eq!(parse(serde_json::json!(read), later()), Ok(read), "{value}");
    }
}

#[test]
fn unknown_fields_are_kept_in_metadata_and_survive() {
    let read = event(json!({
        "id": "e", "type": "order.cancelled", "time": "2026-06-01T10:00:00Z", "order": "o",
        "shop": {"currency": "USD"}, "text": "not of this type", "nothing": null,
        "metadata": {"shop": "the source's own word wins", "empty": null},
    }));
    let expected = json!({"shop": "the source's own word wins", "text": "not of this type", "empty": null});
    assert_eq!(Value::from(read.metadata.clone()), expected);
    let again = parse(serde_json::json!(read), later()).expect("taken");
    assert_eq!(again, read);
    assert_eq!(parse(serde_json::json!(again), later()), Ok(read), "and again");
}

#[test]
fn numbers_as_ids_keep_all_their_digits() {
    let line = br#"{"id":12345678901234567890123456789,"type":"order.placed","time":"2026-06-01T10:00:00Z",
        "order":90071992547409931,"total":90071992547409.93,"currency":"USD","conversation":0,
        "profile":{"id":90071992547409931},"metadata":{"big":90071992547409931,"exact":0.10}}"#;
    let read = hilo::domain::event::parse_line(line, later()).expect("taken");
    assert_eq!(read.id, "12345678901234567890123456789");
    assert_eq!(read.conversation.as_deref(), Some("0"));
    assert_eq!(read.order(), Some("90071992547409931"));
    assert_eq!(read.profile.as_ref().and_then(|profile| profile.id.as_deref()), Some("90071992547409931"));
    let Fact::OrderPlaced { total, .. } = &read.fact else { panic!("{read:?}") };
    assert_eq!(total.amount(), "90071992547409.93");
    let text = read.to_line();
    assert!(text.contains("\"exact\":0.10") && text.contains("\"big\":90071992547409931"), "{text}");
    assert_eq!(parse(serde_json::from_str(&text).expect("JSON"), later()), Ok(read));
}

fn timed(time: &str) -> Event {
    event(json!({"id": "e", "type": "order.cancelled", "time": time, "order": "o"}))
}

#[test]
fn times_are_kept_in_utc_to_the_millisecond() {
    for (given, kept) in [
        ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00.000Z"),
        ("2026-06-01T10:00:00.1239999Z", "2026-06-01T10:00:00.123Z"),
        ("2026-06-01T10:00:00.9999+02:00", "2026-06-01T08:00:00.999Z"),
        ("2026-06-01T00:30:00+05:45", "2026-05-31T18:45:00.000Z"),
        ("2026-05-31T23:00:00-03:00", "2026-06-01T02:00:00.000Z"),
        ("2026-06-01t10:00:00z", "2026-06-01T10:00:00.000Z"),
        (" 2026-06-01T10:00:00Z ", "2026-06-01T10:00:00.000Z"),
        ("1970-01-01T00:00:00.0009Z", "1970-01-01T00:00:00.000Z"),
    ] {
        assert_eq!(instant(timed(given).time), kept, "{given}");
    }
}

#[test]
fn a_time_that_is_cut_to_the_limit_is_within_it() {
    let now = at("10:00");
    let time = now + Duration::hours(24) + Duration::microseconds(999);
    let event = json!({"id": "e", "type": "order.cancelled", "time": time.to_rfc3339(), "order": "o"});
    assert!(parse(event, now).is_ok());
}

#[test]
fn events_sort_by_time_then_sequence_then_id() {
    let told = |id: &str, time: &str, sequence: Option<i64>| {
        event(
            json!({"id": id, "type": "order.cancelled", "time": at(time), "order": "o", "sequence": sequence}),
        )
    };
    let mut events = [
        told("b", "10:00", Some(2)),
        told("a", "10:00", Some(2)),
        told("z", "10:00", Some(-1)),
        told("y", "10:00", None),
        told("x", "09:00", Some(9)),
    ];
    Event::sort(&mut events);
    let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["x", "y", "z", "a", "b"]);
    assert!(events.windows(2).all(|pair| pair[0].stamp() < pair[1].stamp()), "stamps say the same");
}

#[test]
fn words_are_trimmed_and_channels_are_lower_case() {
    let read = event(json!({
        "id": " e ", "type": "message.sent", "time": at("10:00"), "conversation": "c", "channel": " WhatsApp ",
        "role": "ai", "text": " kept \n", "agent": "  ", "profile": {"email": " A@x.org "},
    }));
    assert_eq!(
        (read.id.as_str(), read.channel.as_deref(), read.agent.as_deref()),
        ("e", Some("whatsapp"), None)
    );
    assert_eq!(
        read.fact,
        Fact::MessageSent { role: hilo::domain::event::Role::Ai, text: " kept \n".to_owned() }
    );
    assert_eq!(read.profile.and_then(|profile| profile.email).as_deref(), Some("A@x.org"));
}

#[test]
fn json_is_read_as_it_stands() {
    use hilo::domain::event::read_json;
    for text in [
        r#"{"a":[1,-2,0.10,1e+400,12345678901234567890123,true,null,"\u0000é"],"b":{}}"#,
        r#"{"$serde_json::private::Number":"no number"}"#,
        r#"{"$serde_json::private::Number":"1","a":1}"#,
        r#"{"$serde_json::private::Number":1}"#,
        r#"{"$serde_json::private::RawValue":"[1]"}"#,
        r#"[[],"",0]"#,
    ] {
        assert_eq!(read_json(text.as_bytes()).expect(text).to_string(), text);
    }
    for text in ["", "{", "[1,]", "01", "nul", "1 2", "\"\u{1}\"", &"[".repeat(1_000)] {
        assert!(read_json(text.as_bytes()).is_err(), "{text}");
    }
}
