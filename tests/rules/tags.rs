//! One tag a conversation: a human's, else the source's, else the account's rules', else none.

use hilo::domain::tag::TagRule;

use super::builder::{Story, story};

fn said(text: &str) -> Story {
    let mut story = story("c").customer("10:00", text);
    let rule = |words: &[&str], tag: &str| TagRule {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        tag: tag.to_owned(),
    };
    story.settings.tag_rules = vec![rule(&["refund", "ÜBERWEISUNG"], "money"), rule(&["where"], "delivery")];
    story
}

fn tag(story: &Story) -> Option<String> {
    story.fold().tag
}

#[test]
fn who_says_the_tag_decides() {
    let plain = || story("c").customer("10:00", "hi");
    for (what, story, expected) in [
        ("nobody", plain(), None),
        ("source", plain().tagged("10:01", "source", "returns"), Some("returns")),
        ("latest source", plain().tagged("10:02", "source", "b").tagged("10:01", "source", "a"), Some("b")),
        (
            "a rule of the source",
            plain().tagged("10:01", "source", "a").tagged("10:02", "rule", "b"),
            Some("b"),
        ),
        (
            "human over a later source",
            plain().tagged("10:01", "human", "h").tagged("10:02", "source", "s"),
            Some("h"),
        ),
        ("latest human", plain().tagged("10:01", "human", "a").tagged("10:02", "human", "b"), Some("b")),
        ("human clears", plain().tagged("10:01", "source", "s").tagged("10:02", "human", ""), None),
        ("human clears for good", plain().tagged("10:01", "human", "").tagged("10:02", "source", "s"), None),
        ("source clears", plain().tagged("10:01", "source", "s").tagged("10:02", "source", ""), None),
        (
            "human gives one after a clear",
            plain().tagged("10:01", "human", "").tagged("10:02", "human", "h"),
            Some("h"),
        ),
    ] {
        assert_eq!(tag(&story).as_deref(), expected, "{what}");
    }
}

#[test]
fn a_tag_event_that_names_nobody_is_the_sources() {
    let story = said("refund").then("conversation.tagged", "10:01", serde_json::json!({"tag": "returns"}));
    assert_eq!(tag(&story).as_deref(), Some("returns"));
    assert_eq!(tag(&story.tagged("09:00", "human", "h")).as_deref(), Some("h"));
}

#[test]
fn the_accounts_rules_speak_where_nobody_else_did() {
    for (text, expected) in [
        ("I want a REFUND now", Some("money")),
        ("die überweisung fehlt", Some("money")),
        ("Where is my refund?", Some("money")),
        ("Where is it?", Some("delivery")),
        ("hello", None),
    ] {
        assert_eq!(tag(&said(text)).as_deref(), expected, "{text}");
    }
}

#[test]
fn rules_read_what_the_customer_wrote_and_nothing_else() {
    assert_eq!(tag(&said("hi").ai("10:01", "a refund?").human("10:02", "refund")), None);
    assert_eq!(tag(&said("hi").customer("10:05", "refund")).as_deref(), Some("money"), "in any message");
}

#[test]
fn a_cleared_tag_is_not_given_again_by_a_rule() {
    assert_eq!(tag(&said("refund").tagged("10:01", "human", "")), None);
    assert_eq!(tag(&said("refund").tagged("10:01", "human", "other")).as_deref(), Some("other"));
}
