//! Segments: stretches without a pause, a transfer or a change of channel.

use chrono::Duration;
use hilo::domain::segment::Begin::{ChannelChanged, Reopened, Start, Transferred};
use hilo::domain::segment::segments;
use serde_json::json;

use super::builder::{Story, at, story};

fn said() -> Story {
    story("c").customer("10:00", "hi").ai("10:01", "hello")
}

#[test]
fn a_new_segment_begins_where_the_rules_say() {
    let channel = |story: Story, channel: &str| story.with("channel", channel);
    for (what, story, expected) in [
        ("no break", said().customer("10:02", "?"), vec![(Start, 3)]),
        ("after a close", said().closed("10:02").customer("10:03", "?"), vec![(Start, 2), (Reopened, 1)]),
        ("closed and nothing after", said().closed("10:02"), vec![(Start, 2)]),
        (
            "two closes",
            said().closed("10:02").closed("10:03").ai("10:04", "x"),
            vec![(Start, 2), (Reopened, 1)],
        ),
        ("48 h of silence", said().customer("2 10:01", "?"), vec![(Start, 2), (Reopened, 1)]),
        ("1 ms less", said().customer("2 10:00:59.999", "?"), vec![(Start, 3)]),
        ("accepted", said().accepted("10:02").human("10:03", "x"), vec![(Start, 2), (Transferred, 1)]),
        ("ticket offered", said().offered("10:02", "ticket").ai("10:03", "x"), vec![(Start, 3)]),
        ("declined", said().declined("10:02").ai("10:03", "x"), vec![(Start, 3)]),
        (
            "message offered",
            said().offered("10:02", "message").human("10:03", "x"),
            vec![(Start, 2), (Transferred, 1)],
        ),
        ("marked", said().marked("10:02").human("10:03", "x"), vec![(Start, 2), (Transferred, 1)]),
        (
            "assigned",
            said().then("conversation.assigned", "10:02", json!({"agent": "Maya"})).human("10:03", "x"),
            vec![(Start, 2), (Transferred, 1)],
        ),
        (
            "other channel",
            channel(said().customer("10:02", "?"), "sms"),
            vec![(Start, 2), (ChannelChanged, 1)],
        ),
        ("same channel, named", channel(said().customer("10:02", "?"), "web_chat"), vec![(Start, 3)]),
        ("a human without a handoff", said().human("10:02", "x"), vec![(Start, 3)]),
        (
            "close and transfer",
            said().closed("10:02").accepted("10:03").human("10:04", "x"),
            vec![(Start, 2), (Reopened, 1)],
        ),
        (
            "transfer and channel",
            channel(said().accepted("10:02").human("10:03", "x"), "email"),
            vec![(Start, 2), (Transferred, 1)],
        ),
    ] {
        assert_eq!(story.segments(), expected, "{what}");
    }
}

#[test]
fn what_comes_before_the_first_message_begins_no_segment() {
    let story = story("c").closed("09:00").accepted("09:01").customer("10:00", "hi").ai("10:01", "x");
    assert_eq!(story.segments(), [(Start, 2)]);
}

#[test]
fn a_conversation_without_messages_has_no_segments() {
    assert!(story("c").accepted("09:01").segments().is_empty());
}

#[test]
fn a_segment_knows_its_ends_and_the_pause_before_it() {
    let story = said().closed("10:02").customer("12:01", "?").ai("12:05", "x");
    let segments = segments(&story.events(), Duration::hours(48));
    let last = segments.last().expect("two segments");
    assert_eq!((last.event.as_str(), last.from, last.to), ("e-4", at("12:01"), at("12:05")));
    assert_eq!(last.pause, Duration::hours(2));
    assert_eq!(segments[0].pause, Duration::zero());
}

#[test]
fn segments_share_out_all_messages() {
    let story = said()
        .closed("10:02")
        .ai("10:03", "x")
        .accepted("10:04")
        .human("10:05", "y")
        .customer("9 10:00", "z");
    let total: u32 = story.segments().iter().map(|(_, messages)| messages).sum();
    assert_eq!(total, story.fold().messages);
    assert_eq!(story.fold().reopened, 2);
}
