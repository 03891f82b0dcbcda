//! Limits, exactly at and one over.

use hilo::domain::event::{Event, MAX_METADATA_BYTES, MAX_NAME_CHARS, MAX_TEXT_BYTES, Refusal, parse};
use serde_json::{Value, json};

use super::builder::at;

fn event(kind: &str, fields: Value) -> Result<Event, Refusal> {
    let mut event = json!({"id": "e", "type": kind, "time": at("10:00"), "conversation": "c", "order": "o"});
    event.as_object_mut().expect("an object").extend(fields.as_object().cloned().expect("an object"));
    parse(event, at("20:00"))
}

fn too_long(found: Result<Event, Refusal>, field: &str) {
    let refusal = found.expect_err(field);
    assert_eq!((refusal.code, refusal.field.as_str()), ("too_long", field));
}

#[test]
fn the_limits_are_those_of_the_contract() {
    assert_eq!((MAX_NAME_CHARS, MAX_TEXT_BYTES, MAX_METADATA_BYTES), (200, 65_536, 16_384));
}

#[test]
fn words_may_have_two_hundred_characters() {
    for field in ["id", "conversation", "channel", "agent", "app", "group", "origin", "order"] {
        // Characters, not bytes: each of these has two.
        assert!(event("order.cancelled", json!({field: "é".repeat(200)})).is_ok(), "{field}");
        too_long(event("order.cancelled", json!({field: "é".repeat(201)})), field);
    }
    for (field, max) in [("id", 200), ("email", 320), ("phone", 200), ("anonymous_id", 200), ("name", 200)] {
        let profile = |length| event("order.cancelled", json!({"profile": {field: "1".repeat(length)}}));
        assert!(profile(max).is_ok(), "{field}");
        too_long(profile(max + 1), &format!("profile.{field}"));
    }
    for (kind, field) in [
        ("conversation.tagged", "tag"),
        ("conversation.closed", "by"),
        ("handoff.accepted", "ticket"),
        ("handoff.accepted", "team"),
        ("handoff.tagged", "by"),
        ("product.clicked", "product"),
        ("product.clicked", "price"),
        ("product.clicked", "currency"),
    ] {
        assert!(event(kind, json!({field: "x".repeat(200)})).is_ok(), "{kind} {field}");
        too_long(event(kind, json!({field: "x".repeat(201)})), field);
    }
}

#[test]
fn blanks_around_a_word_do_not_count() {
    let event = event("order.cancelled", json!({"id": format!("  {}\t", "x".repeat(200))})).expect("taken");
    assert_eq!(event.id, "x".repeat(200));
}

#[test]
fn a_text_may_have_sixty_four_kibibytes() {
    let message = |text: String| event("message.sent", json!({"role": "ai", "text": text}));
    assert!(message("x".repeat(MAX_TEXT_BYTES)).is_ok());
    too_long(message("x".repeat(MAX_TEXT_BYTES + 1)), "text");
    assert!(message("é".repeat(MAX_TEXT_BYTES / 2)).is_ok());
    too_long(message("é".repeat(MAX_TEXT_BYTES / 2 + 1)), "text");
    assert!(message(String::new()).is_ok(), "an empty message is a message");
}

#[test]
fn a_note_may_have_four_kibibytes() {
    for (kind, field) in [
        ("handoff.offered", "reason"),
        ("link.clicked", "url"),
        ("product.added", "url"),
        ("product.added", "name"),
    ] {
        assert!(event(kind, json!({field: "x".repeat(4096)})).is_ok(), "{kind} {field}");
        too_long(event(kind, json!({field: "x".repeat(4097)})), field);
    }
}

#[test]
fn metadata_may_have_sixteen_kibibytes_with_the_unknown_fields() {
    // {"m":"…"} has eight bytes around its text.
    let fits = "x".repeat(MAX_METADATA_BYTES - 8);
    let over = "x".repeat(MAX_METADATA_BYTES - 7);
    assert!(event("order.cancelled", json!({"metadata": {"m": fits}})).is_ok());
    too_long(event("order.cancelled", json!({"metadata": {"m": over}})), "metadata");
    assert!(event("order.cancelled", json!({"m": fits})).is_ok());
    too_long(event("order.cancelled", json!({"m": over})), "metadata");
    too_long(event("order.cancelled", json!({"metadata": {"a": 1}, "m": fits})), "metadata");
}

#[test]
fn sequences_reach_from_end_to_end_of_64_bits() {
    for sequence in [i64::MIN, -1, 0, i64::MAX] {
        let event = event("order.cancelled", json!({"sequence": sequence})).expect("taken");
        assert_eq!(event.sequence, Some(sequence));
    }
}

#[test]
fn a_profile_has_the_limits_of_metadata_for_what_nobody_reads() {
    let profile = |value: Value| event("order.cancelled", json!({"profile": {"id": "7", "more": value}}));
    assert!(profile("x".repeat(MAX_METADATA_BYTES - 11).into()).is_ok());
    too_long(profile("x".repeat(MAX_METADATA_BYTES - 10).into()), "profile");
    let nested = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    assert!(profile(nested(64)).is_ok());
    assert_eq!(profile(nested(65)).expect_err("too deep").field, "profile");
}
