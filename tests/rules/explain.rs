//! "Why this status": the rule that decided, with its event and instant.

use chrono::{DateTime, Utc};
use hilo::domain::status::{Rule, Verdict, explain};

use super::builder::{Story, at, story};

type Row = (Rule, Verdict, Option<String>, Option<DateTime<Utc>>);

fn rows(story: &Story, now: &str) -> Vec<Row> {
    let rows = explain(&story.fold(), at(now));
    rows.into_iter().map(|row| (row.rule, row.verdict, row.event, row.at)).collect()
}

fn decisive(story: &Story, now: &str) -> (Rule, Option<String>, Option<DateTime<Utc>>) {
    let mut decided = rows(story, now).into_iter().filter(|row| row.1 == Verdict::Decides);
    let (rule, _, event, at) = decided.next().expect("a rule decides");
    assert!(decided.next().is_none(), "one rule decides");
    (rule, event, at)
}

fn said() -> Story {
    story("c").customer("10:00", "hi").ai("10:01", "hello")
}

#[test]
fn the_deciding_rule_names_its_event_and_instant() {
    let event = |n: u32| Some(format!("e-{n}"));
    for (what, story, now, expected) in [
        ("handoff", said().accepted("10:02"), "10:05", (Rule::Handoff, event(3), Some(at("10:02")))),
        (
            "of two humans' messages the first",
            said().human("10:02", "x").human("10:03", "y"),
            "10:05",
            (Rule::Human, event(3), Some(at("10:02"))),
        ),
        ("open until", said(), "10:05", (Rule::NotClosed, None, Some(at("2 10:01")))),
        ("AI last", said().closed("10:02"), "10:05", (Rule::AiLast, event(2), Some(at("10:01")))),
        (
            "customer last",
            said().customer("10:02", "?"),
            "3 00:00",
            (Rule::CustomerLast, event(3), Some(at("10:02"))),
        ),
    ] {
        assert_eq!(decisive(&story, now), expected, "{what}");
    }
}

#[test]
fn the_rules_come_in_order_and_end_with_the_deciding_one() {
    let rows = rows(&said().closed("10:02"), "10:05");
    let verdicts: Vec<(Rule, Verdict)> = rows.iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(
        verdicts,
        [
            (Rule::Handoff, Verdict::DoesNotHold),
            (Rule::Human, Verdict::DoesNotHold),
            (Rule::NotClosed, Verdict::DoesNotHold),
            (Rule::AiLast, Verdict::Decides),
            (Rule::CustomerLast, Verdict::NotReached),
        ]
    );
    assert_eq!(rows[2].3, Some(at("10:02")), "when it was closed is worth showing");
    assert_eq!(rows[4].2, None, "a rule not reached shows nothing");
}

#[test]
fn a_close_by_silence_is_shown_at_its_end() {
    let rows = rows(&said(), "30 00:00");
    assert_eq!(rows[2], (Rule::NotClosed, Verdict::DoesNotHold, None, Some(at("2 10:01"))));
}

#[test]
fn a_withdrawn_mark_explains_nothing() {
    let story = said().marked("10:02").withdrawn("10:03");
    assert_eq!(rows(&story, "10:05")[0], (Rule::Handoff, Verdict::DoesNotHold, None, None));
}

#[test]
fn a_conversation_without_a_message_has_nothing_to_explain() {
    assert!(rows(&story("c").accepted("10:00"), "10:05").is_empty());
}

#[test]
fn the_explanation_always_agrees_with_the_status() {
    for story in [said(), said().accepted("10:02"), said().human("10:02", "x"), said().customer("10:02", "?")]
    {
        for now in ["10:05", "2 10:00", "2 10:01", "2 10:02", "9 00:00"] {
            let expected = match story.status(now).as_str() {
                "unresolved handoff" => Rule::Handoff,
                "unresolved human" => Rule::Human,
                "open" => Rule::NotClosed,
                "unresolved unanswered" => Rule::CustomerLast,
                _ => Rule::AiLast,
            };
            assert_eq!(decisive(&story, now).0, expected, "at {now}");
        }
    }
}
