//! What a conversation is: where it counts from, its channel, its agent, its names.

use serde_json::json;

use super::builder::{at, story};

#[test]
fn a_conversation_counts_from_its_first_customer_message_on() {
    let greeting = story("c").ai("10:00", "hello, can I help?");
    assert!(!greeting.fold().asked);
    assert!(greeting.customer("10:05", "yes").fold().asked);
    assert!(!story("c").human("10:00", "hello").fold().asked);
}

#[test]
fn it_starts_with_its_earliest_message_whoever_wrote_it() {
    let summary = story("c").ai("10:00", "hello").customer("10:05", "yes").clicked("09:00").fold();
    assert_eq!(summary.started_at, at("10:00"), "a click before is no message");
    assert_eq!(summary.updated_at, at("10:05"));
    assert_eq!(summary.messages, 2);
    assert_eq!(summary.first_question.as_deref(), Some("yes"));
}

#[test]
fn without_a_message_it_starts_with_its_earliest_event() {
    let summary = story("c").clicked("09:00").clicked("08:00").fold();
    assert_eq!((summary.started_at, summary.messages), (at("08:00"), 0));
}

#[test]
fn the_channel_is_that_of_the_earliest_message() {
    let story = story("c").clicked("09:00").with("channel", "sms");
    let story =
        story.customer("10:00", "hi").with("channel", "WhatsApp").ai("10:01", "x").with("channel", "email");
    assert_eq!(story.fold().channel, "whatsapp");
}

#[test]
fn an_unnamed_channel_is_web_chat() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "x").with("channel", "email");
    assert_eq!(story.fold().channel, "web_chat");
}

#[test]
fn the_agent_is_the_first_named_by_a_message_that_no_human_wrote() {
    let story = story("c").then("conversation.assigned", "09:00", json!({"agent": "Maya"}));
    let story = story.human("09:30", "hi").with("agent", "Maya");
    assert_eq!(story.fold().agent, None, "a person is no agent");
    let story = story.customer("10:00", "hi").ai("10:01", "x").with("agent", "Ada");
    assert_eq!(story.clone().fold().agent.as_deref(), Some("Ada"));
    assert_eq!(story.ai("10:02", "y").with("agent", "Bo").fold().agent.as_deref(), Some("Ada"));
}

#[test]
fn the_group_is_where_it_was_assigned_last() {
    let story = story("c").customer("10:00", "hi").with("group", "north");
    assert_eq!(story.fold().group.as_deref(), Some("north"));
    let story = story.then("conversation.assigned", "10:05", json!({"group": "south"}));
    let story = story.then("conversation.assigned", "10:04", json!({"group": "east"}));
    let story = story.then("conversation.assigned", "10:06", json!({"agent": "Maya"}));
    assert_eq!(story.fold().group.as_deref(), Some("south"), "an assignment to a person moves no team");
}

#[test]
fn app_and_origin_are_the_first_named() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "x").with("app", "shop").with("origin", "ads");
    let summary = story.ai("10:02", "y").with("app", "help").with("origin", "home").fold();
    assert_eq!((summary.app.as_deref(), summary.origin.as_deref()), (Some("shop"), Some("ads")));
}

#[test]
fn one_trial_event_makes_the_conversation_a_trial() {
    let story = story("c").customer("10:00", "hi").ai("10:01", "x");
    assert!(!story.fold().test);
    assert!(story.clicked("10:02").with("test", true).fold().test);
}
