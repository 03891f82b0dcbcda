//! Every way an event can be wrong, and what the refusal says.

use chrono::{Duration, SecondsFormat};
use hilo::domain::event::{Refusal, parse, parse_line};
use serde_json::{Value, json};

use super::builder::at;

/// A good event with one field set, or taken away by `null`.
fn changed(kind: &str, name: &str, value: Value) -> Value {
    let mut event = json!({"id": "e", "type": kind, "time": at("10:00"), "conversation": "c"});
    let more = match kind {
        "message.sent" => json!({"role": "customer", "text": "hi"}),
        "order.placed" => json!({"order": "o", "total": "1.00", "currency": "USD"}),
        "order.refunded" => json!({"order": "o", "amount": "1.00", "currency": "USD"}),
        "agent.status" => json!({"agent": "Maya", "activity": "busy"}),
        "profile.identified" => json!({"profile": {"id": "7"}}),
        _ => json!({}),
    };
    event.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
    match name.split_once('.') {
        Some((outer, inner)) => event[outer] = json!({inner: value}),
        None if name.is_empty() => {}
        None => event[name] = value,
    }
    event
}

fn refusal(event: Value) -> Refusal {
    let shown = event.to_string();
    parse(event, at("20:00"))
        .map(|event| panic!("taken: {event:?}"))
        .err()
        .unwrap_or_else(|| panic!("{shown}"))
}

#[test]
fn a_missing_field_is_named() {
    for (kind, name) in [
        ("message.sent", "id"),
        ("message.sent", "type"),
        ("message.sent", "time"),
        ("message.sent", "conversation"),
        ("message.sent", "role"),
        ("message.sent", "text"),
        ("handoff.offered", "conversation"),
        ("handoff.accepted", "conversation"),
        ("handoff.declined", "conversation"),
        ("handoff.tagged", "conversation"),
        ("handoff.withdrawn", "conversation"),
        ("conversation.closed", "conversation"),
        ("conversation.tagged", "conversation"),
        ("conversation.assigned", "conversation"),
        ("product.clicked", "conversation"),
        ("product.recommended", "conversation"),
        ("product.added", "conversation"),
        ("link.clicked", "conversation"),
        ("order.placed", "order"),
        ("order.placed", "total"),
        ("order.placed", "currency"),
        ("order.cancelled", "order"),
        ("order.refunded", "order"),
        ("order.refunded", "amount"),
        ("order.refunded", "currency"),
        ("profile.identified", "profile"),
        ("agent.status", "agent"),
        ("agent.status", "activity"),
    ] {
        let refusal = refusal(changed(kind, name, Value::Null));
        assert_eq!((refusal.code, refusal.field.as_str()), ("missing_field", name), "{kind}");
        assert!(refusal.message.contains(name));
    }
}

#[test]
fn a_blank_word_is_as_good_as_missing() {
    for name in ["id", "type", "conversation"] {
        assert_eq!(refusal(changed("message.sent", name, json!(" \t "))).code, "missing_field", "{name}");
    }
}

#[test]
fn a_wrong_value_is_named() {
    for (kind, name, value) in [
        ("message.sent", "id", json!(["e"])),
        ("message.sent", "id", json!(true)),
        ("message.sent", "id", json!("a\u{0}b")),
        ("message.sent", "type", json!({})),
        ("message.sent", "time", json!(1_780_000_000)),
        ("message.sent", "time", json!("2026-06-01")),
        ("message.sent", "time", json!("2026-06-01T10:00:00")),
        ("message.sent", "time", json!("2026-02-30T10:00:00Z")),
        ("message.sent", "time", json!("2026-06-01T25:00:00Z")),
        ("message.sent", "sequence", json!("1")),
        ("message.sent", "sequence", json!(1.5)),
        ("message.sent", "sequence", json!(9_223_372_036_854_775_808_u64)),
        ("message.sent", "conversation", json!("a\nb")),
        ("message.sent", "channel", json!({"name": "sms"})),
        ("message.sent", "agent", json!([])),
        ("message.sent", "app", json!(false)),
        ("message.sent", "group", json!({})),
        ("message.sent", "origin", json!({})),
        ("message.sent", "profile", json!("ana@x.org")),
        ("message.sent", "profile.id", json!({})),
        ("message.sent", "profile.email", json!(["a@x.org"])),
        ("message.sent", "profile.phone", json!(true)),
        ("message.sent", "profile.anonymous_id", json!({})),
        ("message.sent", "profile.name", json!("a\u{7}b")),
        ("message.sent", "test", json!("true")),
        ("message.sent", "test", json!(1)),
        ("message.sent", "metadata", json!([1])),
        ("message.sent", "role", json!("robot")),
        ("message.sent", "role", json!(1)),
        ("message.sent", "text", json!(5)),
        ("handoff.offered", "method", json!("phone")),
        ("handoff.accepted", "reason", json!(5)),
        ("conversation.closed", "by", json!({})),
        ("conversation.tagged", "by", json!("ai")),
        ("conversation.tagged", "tag", json!([])),
        ("product.clicked", "price", json!({})),
        ("link.clicked", "url", json!(5)),
        ("order.placed", "total", json!("1,00")),
        ("order.placed", "total", json!("-1.00")),
        ("order.placed", "total", json!("1.005")),
        ("order.placed", "total", json!("1e3")),
        ("order.placed", "currency", json!("USDT")),
        ("order.refunded", "amount", json!("abc")),
        ("order.refunded", "currency", json!("dollars")),
        ("agent.status", "activity", json!("asleep")),
    ] {
        let refusal = refusal(changed(kind, name, value.clone()));
        assert_eq!((refusal.code, refusal.field.as_str()), ("invalid_field", name), "{kind} {name} {value}");
    }
}

#[test]
fn an_unknown_type_is_named() {
    let refusal = refusal(changed("message.edited", "", Value::Null));
    assert_eq!((refusal.code, refusal.field.as_str()), ("unknown_type", "type"));
    assert!(refusal.message.contains("message.edited"));
}

#[test]
fn what_is_no_object_is_no_event() {
    for value in [json!(null), json!([]), json!("x"), json!(1)] {
        let refusal = refusal(value);
        assert_eq!((refusal.code, refusal.field.as_str()), ("invalid_field", ""));
    }
}

#[test]
fn a_line_that_cannot_be_read_says_so() {
    for (line, code) in
        [(&b"{\"id\":"[..], "not_json"), (b"", "not_json"), (b"{\"id\":\"\xff\"}", "not_utf8")]
    {
        let refusal = parse_line(line, at("20:00")).expect_err("no event");
        assert_eq!((refusal.code, refusal.field.as_str()), (code, ""));
    }
    let refusal = parse_line(b"abc\xff", at("20:00")).expect_err("no event");
    assert!(refusal.message.contains("byte 4"), "{}", refusal.message);
    assert!(
        parse_line(
            br#"{"id":1,"type":"order.cancelled","time":"2026-06-01T10:00:00Z","order":1}"#,
            at("20:00")
        )
        .is_ok()
    );
}

#[test]
fn a_time_more_than_a_day_ahead_is_refused() {
    let now = at("20:00");
    let ahead = |millis| {
        let time = now + Duration::hours(24) + Duration::milliseconds(millis);
        let time = time.to_rfc3339_opts(SecondsFormat::Millis, true);
        parse(changed("message.sent", "time", time.into()), now)
    };
    assert!(ahead(0).is_ok(), "exactly 24 h");
    let refusal = ahead(1).expect_err("1 ms over");
    assert_eq!((refusal.code, refusal.field.as_str()), ("time_in_future", "time"));
}

#[test]
fn a_long_wrong_value_is_shown_cut() {
    let message = refusal(changed("message.sent", "role", "x".repeat(5_000).into())).message;
    assert!(message.chars().count() < 200, "{message}");
    assert!(message.contains("`customer`, `ai`, `human`"), "{message}");
}

#[test]
fn a_name_that_would_be_read_back_as_something_else_is_refused() {
    // Kept, such an event could not be read again, and with it no other of its conversation.
    for name in ["$serde_json::private::Number", "$serde_json::private::RawValue"] {
        for (fields, field) in [
            (json!({name: "1"}), "metadata"),
            (json!({"metadata": {"a": [{"b": 1, name: "x"}]}}), "metadata"),
            (json!({"profile": {"id": "7", name: "1"}}), "profile"),
            (json!({"profile": {"more": {name: {}}}}), "profile"),
        ] {
            let mut event = changed("message.sent", "", Value::Null);
            event.as_object_mut().expect("an object").extend(fields.as_object().cloned().expect("an object"));
            let refusal = refusal(event);
            assert_eq!((refusal.code, refusal.field.as_str()), ("invalid_field", field), "{fields}");
        }
    }
}
