use chrono::{DateTime, Utc};
use serde_json::json;

use super::*;
use crate::domain::event::parse;

fn event(fields: serde_json::Value) -> Event {
    let mut all = json!({"id": "e-1", "time": "2026-11-01T10:00:00Z", "conversation": "c-1"});
    all.as_object_mut().expect("an object").extend(fields.as_object().cloned().expect("an object"));
    parse(all, DateTime::<Utc>::MAX_UTC - chrono::Duration::days(2)).expect("an event")
}

fn rules() -> Vec<TagRule> {
    let rule = |word: &str, tag: &str| TagRule { words: vec![word.to_owned()], tag: tag.to_owned() };
    vec![rule("Refund", "money"), rule("erased", "odd"), rule("where", "delivery")]
}

#[test]
fn of_a_text_only_a_word_of_the_account_s_rules_stays() {
    for (role, text, rules, left) in [
        ("customer", "I am Ana and want my REFUND", rules(), "[erased] Refund"),
        ("customer", "Where is it, Ana?", rules(), "where"),
        ("customer", "Hello, it is Ana", rules(), ""),
        ("customer", "Hello, it is Ana", vec![], "[erased]"),
        ("ai", "Your refund, Ana", rules(), "[erased]"),
        ("human", "", rules(), ""),
        ("customer", "[erased] my secret", vec![], "[erased]"),
    ] {
        let said = event(json!({"type": "message.sent", "role": role, "text": text}));
        let held = first_that_holds(text, &rules);
        let erased = without_text(&said, &rules).unwrap_or_else(|| said.clone());
        assert_eq!(serde_json::json!(erased)["text"], left, "{text}");
        if role == "customer" {
            assert_eq!(first_that_holds(left, &rules), held, "the tag stays: {text}");
        }
        assert_eq!(without_text(&erased, &rules), None, "a second time changes nothing: {text}");
    }
}

#[test]
fn what_was_written_goes_and_what_is_counted_stays() {
    let handoff = event(json!({
        "type": "handoff.accepted", "method": "ticket", "ticket": "T-1", "reason": "Ana is angry", "team": "care", "by": "Maya",
        "profile": {"email": "ana@example.com", "vip": true}, "metadata": {"note": "Ana"}, "channel": "sms", "sequence": 4,
    }));
    let erased = serde_json::json!(without_contents(&handoff, &[]).expect("something goes"));
    assert_eq!(
        erased,
        json!({
            "id": "e-1", "type": "handoff.accepted", "time": "2026-11-01T10:00:00.000Z", "conversation": "c-1", "sequence": 4,
            "channel": "sms", "method": "ticket", "team": "care", "by": "Maya", "profile": {"email": "ana@example.com"},
        })
    );
    let link = event(
        json!({"type": "link.clicked", "url": "https://shop.example/?u=ana", "profile": {"name": "Ana"}}),
    );
    let erased = serde_json::json!(without_contents(&link, &[]).expect("something goes"));
    assert_eq!((&erased["url"], &erased["profile"]), (&json!(null), &json!({})));
    let own = event(json!({
        "id": "hilo-bulk-1", "type": "conversation.tagged", "by": "human", "tag": "x",
        "metadata": {"person": "Maya", "undoes": "hilo-bulk-0"},
    }));
    assert_eq!(without_contents(&own, &[]), None, "what Hilo wrote itself is needed to take it back");
}

#[test]
fn pseudonyms_join_what_was_joined_and_nothing_else() {
    let mut fresh = Uuid::new_v4;
    let mut pseudonyms = Pseudonyms::new(&mut fresh);
    let profile = |id: &str, email: &str, phone: &str| Profile {
        id: Some(id.to_owned()),
        email: Some(email.to_owned()),
        phone: Some(phone.to_owned()),
        name: Some("Ana".to_owned()),
        ..Profile::default()
    };
    let one = pseudonyms.profile(&profile("7", "Ana@example.com ", "+34 600"), "id:7");
    let other = pseudonyms.profile(&profile("8", "ana@example.com", "+34-600"), "id:7");
    assert_ne!(one.id, other.id);
    assert_eq!((&one.email, &one.phone, &one.name), (&other.email, &other.phone, &other.name));
    assert_eq!(one.keys().len(), 3, "each is an identifier of its kind: {one:?}");
    assert!(
        one.keys()
            .iter()
            .all(|key| key.value.starts_with(PSEUDONYM) || key.value.starts_with(PHONE_PSEUDONYM))
    );
    let odd = pseudonyms.profile(&Profile { phone: Some("n/a".to_owned()), ..Profile::default() }, "id:7");
    assert_eq!(odd, Profile::default(), "what is no identifier becomes none");
    let conversation = pseudonyms.conversation("+34600112233");
    assert_eq!(pseudonyms.conversation("+34600112233"), conversation);
    assert_eq!(pseudonyms.conversation(&conversation), conversation, "once is enough");
    assert_ne!(pseudonyms.order("o-1"), pseudonyms.order("o-2"));
}
