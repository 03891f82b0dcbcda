//! The five rules and their reasons.

use chrono::Duration;
use hilo::domain::event::Role;

use super::builder::{at, story};

const LATER: &str = "30 00:00";

#[test]
fn the_first_rule_that_holds_is_the_answer() {
    let asked = || story("c").customer("10:00", "hi").ai("10:01", "hello");
    for (what, story, expected) in [
        (
            "handoff, human, closed",
            asked().accepted("10:02").human("10:03", "x").closed("10:04"),
            "unresolved handoff",
        ),
        (
            "human, closed, AI last",
            asked().human("10:02", "x").ai("10:03", "y").closed("10:04"),
            "unresolved human",
        ),
        ("closed, AI last", asked().closed("10:02"), "resolved closed"),
        ("silence, AI last", asked(), "resolved auto_closed"),
        ("closed, customer last", asked().customer("10:02", "?").closed("10:03"), "unresolved unanswered"),
        ("silence, customer last", asked().customer("10:02", "?"), "unresolved unanswered"),
        ("human last and closed", asked().human("10:02", "x").closed("10:03"), "unresolved human"),
    ] {
        assert_eq!(story.status(LATER), expected, "{what}");
    }
    assert_eq!(asked().status("12:00"), "open");
}

#[test]
fn exactly_forty_eight_hours_of_silence_is_closed() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "hello");
    assert_eq!(story.status("2 10:00:59.999"), "open");
    assert_eq!(story.status("2 10:01"), "resolved auto_closed");
    assert_eq!(story.closed_at("2 10:00:59.999"), None);
    assert_eq!(story.closed_at("2 10:01"), Some(at("2 10:01")));
    assert_eq!(story.closed_at(LATER), Some(at("2 10:01")), "whenever the program noticed");
}

#[test]
fn the_account_chooses_how_long_silence_lasts() {
    let mut story = story("c").customer("10:00", "hi").ai("10:01", "hello");
    story.settings.auto_close = Duration::hours(1);
    assert_eq!(story.status("11:00:59.999"), "open");
    assert_eq!(story.status("11:01"), "resolved auto_closed");
}

#[test]
fn a_close_event_closes_at_once() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "hello").closed("10:05");
    assert_eq!(story.status("10:05"), "resolved closed");
    assert_eq!(story.closed_at("10:05"), Some(at("10:05")));
}

#[test]
fn of_several_closes_after_the_last_message_the_first_counts() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "hello").closed("10:05").closed("10:09");
    assert_eq!(story.closed_at(LATER), Some(at("10:05")));
}

#[test]
fn a_close_event_after_the_silence_changes_nothing() {
    let said = || story("c").customer("10:00", "hi").ai("10:01", "hello");
    for (close, expected) in [
        ("2 10:01", "resolved closed"),
        ("2 10:01:00.001", "resolved auto_closed"),
        ("3 00:00", "resolved auto_closed"),
    ] {
        let story = said().closed(close);
        assert_eq!(story.status(LATER), expected, "closed at {close}");
        assert_eq!(story.closed_at(LATER), Some(at("2 10:01")), "closed at {close}");
    }
}

#[test]
fn a_close_at_the_time_of_the_last_message_follows_the_order_of_events() {
    let same = |close: i64| {
        let said = story("c").customer("10:00", "hi").ai("10:01", "bye").with("sequence", 5);
        said.closed("10:01").with("sequence", close).status("10:02")
    };
    assert_eq!(same(6), "resolved closed");
    assert_eq!(same(4), "open", "the message came after the close");
}

#[test]
fn an_event_without_a_sequence_comes_before_those_of_its_time_that_have_one() {
    let said = story("c").customer("10:00", "hi").ai("10:01", "bye").with("sequence", 0);
    assert_eq!(said.clone().closed("10:01").status("10:02"), "open");
    assert_eq!(
        said.clone().customer("10:01", "?").fold().evidence.last.map(|(role, _)| role),
        Some(Role::Ai)
    );
}

#[test]
fn a_message_after_the_close_opens_the_conversation_again() {
    let closed = story("c").customer("10:00", "hi").ai("10:01", "hello").closed("10:05");
    let again = closed.customer("11:00", "one more thing");
    assert_eq!(again.status("11:00"), "open");
    assert_eq!(again.status("2 11:00"), "unresolved unanswered");
    assert_eq!(again.fold().reopened, 1);
    let answered = again.ai("11:01", "sure").closed("11:05");
    assert_eq!(answered.status("11:05"), "resolved closed");
    assert_eq!(answered.closed_at("11:05"), Some(at("11:05")));
}

#[test]
fn a_message_after_the_silence_opens_the_conversation_again() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "hello").customer("5 10:00", "again");
    assert_eq!(story.status("5 10:00"), "open");
    assert_eq!(story.status("7 10:00"), "unresolved unanswered");
    assert_eq!(story.fold().reopened, 1);
}

#[test]
fn only_messages_are_activity() {
    let said = || story("c").customer("10:00", "hi").ai("10:01", "hello");
    let order = serde_json::json!({"order": "o", "total": "1.00", "currency": "USD"});
    for (what, story) in [
        ("a click", said().clicked("2 10:00")),
        ("an order", said().then("order.placed", "2 10:00", order)),
        ("a tag", said().tagged("2 10:00", "human", "returns")),
        ("a declined ticket", said().declined("2 10:00")),
        (
            "an assignment",
            said().then("conversation.assigned", "2 10:00", serde_json::json!({"agent": "Maya"})),
        ),
        ("a click after the close", said().closed("10:02").clicked("10:03")),
    ] {
        assert_eq!(story.fold().updated_at, at("10:01"), "{what}");
        assert!(story.status("2 10:01").starts_with("resolved"), "{what}");
        assert_eq!(story.fold().reopened, 0, "{what}");
    }
}

#[test]
fn the_order_of_telling_does_not_matter() {
    let told_late = story("c").closed("10:05").ai("10:01", "hello").customer("10:00", "hi");
    assert_eq!(told_late.status("10:05"), "resolved closed");
    assert_eq!(told_late.fold().first_question.as_deref(), Some("hi"));
}
