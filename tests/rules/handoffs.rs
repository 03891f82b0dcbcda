//! What is a handoff, and for how long.

use serde_json::json;

use super::builder::{Story, at, story};

fn said() -> Story {
    story("c").customer("10:00", "hi").ai("10:01", "hello")
}

#[test]
fn a_ticket_is_a_handoff_once_it_is_accepted() {
    for (what, story, now, expected) in [
        ("offered", said().offered("10:02", "ticket"), "10:03", "open"),
        ("offered, never answered", said().offered("10:02", "ticket"), "9 00:00", "resolved auto_closed"),
        ("declined", said().offered("10:02", "ticket").declined("10:03"), "9 00:00", "resolved auto_closed"),
        ("accepted", said().offered("10:02", "ticket").accepted("10:03"), "10:03", "unresolved handoff"),
        ("accepted without an offer", said().accepted("10:03"), "10:03", "unresolved handoff"),
        (
            "declined, then accepted",
            said().declined("10:03").accepted("10:04"),
            "10:04",
            "unresolved handoff",
        ),
        (
            "accepted, then declined",
            said().accepted("10:03").declined("10:04"),
            "10:04",
            "unresolved handoff",
        ),
    ] {
        assert_eq!(story.status(now), expected, "{what}");
    }
}

#[test]
fn an_offer_without_a_method_is_a_question() {
    let story = said().then("handoff.offered", "10:02", json!({}));
    assert_eq!(story.status("9 00:00"), "resolved auto_closed");
}

#[test]
fn the_message_method_is_a_handoff_at_once() {
    let story = said().offered("10:02", "message");
    assert_eq!(story.status("10:02"), "unresolved handoff");
    assert_eq!(story.declined("10:03").status("10:03"), "unresolved handoff", "a later no does not undo it");
}

#[test]
fn an_acceptance_of_any_method_is_a_handoff() {
    let story = said().then("handoff.accepted", "10:02", json!({"method": "message"}));
    assert_eq!(story.status("10:02"), "unresolved handoff");
}

#[test]
fn a_persons_mark_holds_until_it_is_withdrawn() {
    let marked = said().marked("10:02");
    assert_eq!(marked.status("10:02"), "unresolved handoff");
    let withdrawn = marked.withdrawn("10:03");
    assert_eq!(withdrawn.status("10:03"), "open");
    assert_eq!(withdrawn.status("9 00:00"), "resolved auto_closed");
    let again = withdrawn.marked("10:04");
    assert_eq!(again.status("9 00:00"), "unresolved handoff");
    let taken = again.fold().handoff().cloned().expect("a handoff");
    assert_eq!((taken.stamp.id.as_str(), taken.stamp.time, taken.tagged), ("e-5", at("10:04"), true));
}

#[test]
fn a_withdrawal_takes_back_no_handoff_of_the_source() {
    for story in [said().offered("10:02", "message"), said().accepted("10:02")] {
        let story = story.marked("10:03").withdrawn("10:04");
        assert_eq!(story.status("10:05"), "unresolved handoff");
        assert_eq!(story.fold().handoff().cloned().map(|handoff| handoff.tagged), Some(false));
    }
}

#[test]
fn a_withdrawal_before_the_mark_takes_nothing_back() {
    assert_eq!(said().withdrawn("10:02").marked("10:03").status("10:04"), "unresolved handoff");
    assert_eq!(said().marked("10:03").withdrawn("10:02").status("10:04"), "unresolved handoff");
}

#[test]
fn a_human_who_joins_makes_it_unresolved_for_good() {
    let joined = said().human("10:02", "let me look");
    assert_eq!(joined.status("10:02"), "unresolved human");
    let answered = joined.ai("10:03", "anything else?").closed("10:04");
    assert_eq!(answered.status("10:04"), "unresolved human");
    assert_eq!(
        answered.customer("9 00:00", "thanks").ai("9 00:01", "bye").status("20 00:00"),
        "unresolved human"
    );
}

#[test]
fn a_handoff_is_for_good() {
    let handed = said().accepted("10:02").human("10:03", "solved").closed("10:04");
    assert_eq!(handed.status("10:04"), "unresolved handoff");
    let again = handed.customer("1 10:00", "one more").ai("1 10:01", "done").closed("1 10:02");
    assert_eq!(again.status("1 10:02"), "unresolved handoff");
}

#[test]
fn a_handoff_before_the_first_message_takes_effect_when_it_comes() {
    let before = story("c").accepted("09:00");
    assert!(before.fold().facts().is_none(), "no message, no status");
    assert_eq!(before.customer("10:00", "hi").status("10:00"), "unresolved handoff");
}

#[test]
fn an_acceptance_says_what_its_offer_said() {
    let offer = json!({"method": "ticket", "reason": "refund", "team": "billing"});
    let later = json!({"method": "ticket", "reason": "too late", "team": "none"});
    let story = said()
        .then("handoff.offered", "10:02", offer)
        .then("handoff.accepted", "10:03", json!({"ticket": 77, "team": "tier 2"}))
        .then("handoff.offered", "10:04", later);
    let handoff = story.fold().handoff().cloned().expect("a handoff").handoff;
    assert_eq!(handoff.ticket.as_deref(), Some("77"));
    assert_eq!(handoff.reason.as_deref(), Some("refund"), "from the offer");
    assert_eq!(handoff.team.as_deref(), Some("tier 2"), "its own word first");
}

#[test]
fn of_several_handoffs_of_the_source_the_first_decides() {
    let story = said().marked("10:02").offered("10:03", "message").accepted("10:04");
    assert_eq!(story.fold().handoff().cloned().map(|handoff| handoff.stamp.id).as_deref(), Some("e-4"));
}
