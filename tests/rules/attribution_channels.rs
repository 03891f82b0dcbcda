//! Each channel has its touchpoints and its window.

use std::collections::BTreeSet;

use chrono::Duration;
use hilo::domain::attribution::{ChannelRule, TouchKind, Touchpoint, WhyNot, last_touch};
use hilo::domain::settings::Settings;
use serde_json::json;

use super::builder::{Story, at, story};

fn settings() -> Settings {
    let rule = |kinds: &[TouchKind], window| ChannelRule {
        touchpoints: kinds.iter().copied().collect::<BTreeSet<_>>(),
        window,
    };
    let mut settings = Settings::default();
    let all = rule(TouchKind::ALL, Duration::hours(72));
    settings.attribution.insert("sms".to_owned(), all);
    settings.attribution.insert("whatsapp".to_owned(), rule(&[TouchKind::LinkClick], Duration::hours(1)));
    settings
}

/// A conversation with one of everything that might be a touchpoint.
fn everything(channel: &str) -> Story {
    let mut story = story("c").customer("10:00", "hi").with("channel", channel);
    story.settings = settings();
    story
        .ai("10:01", "look")
        .clicked("10:02")
        .then("link.clicked", "10:03", json!({"url": "https://x.org"}))
        .human("10:04", "x")
        .then("product.added", "10:05", json!({"product": "p-1"}))
        .then("product.recommended", "10:06", json!({"product": "p-1"}))
}

#[test]
fn a_channel_counts_its_own_kinds_of_touch() {
    use TouchKind::{LinkClick, MessageReceived, ProductClick};
    for (channel, expected) in [
        ("web_chat", vec![ProductClick]),
        ("carrier_pigeon", vec![ProductClick]),
        ("sms", vec![MessageReceived, ProductClick, LinkClick]),
        ("whatsapp", vec![LinkClick]),
    ] {
        let kinds: Vec<TouchKind> = everything(channel).touches().iter().map(|touch| touch.kind).collect();
        assert_eq!(kinds, expected, "{channel}");
    }
}

#[test]
fn the_channel_of_the_conversation_decides_not_that_of_the_click() {
    let mut story = story("c").customer("10:00", "hi").clicked("10:01").with("channel", "whatsapp");
    story.settings = settings();
    assert_eq!(story.touches().len(), 1, "a product click in a web chat");
}

#[test]
fn only_the_ai_s_messages_are_received() {
    let touches = everything("sms").touches();
    let received: Vec<&str> = touches
        .iter()
        .filter(|touch| touch.kind == TouchKind::MessageReceived)
        .map(|touch| touch.event.as_str())
        .collect();
    assert_eq!(received, ["e-2"]);
}

#[test]
fn each_touch_has_the_window_of_its_channel() {
    let touch = |event: &str, channel: &str, time: &str| Touchpoint {
        event: event.to_owned(),
        time: at(time),
        channel: channel.to_owned(),
        conversation: 1,
        test: false,
    };
    let earned = |touches: &[Touchpoint]| {
        last_touch(at("3 12:00"), touches, &settings()).map(|touch| touch.event.clone())
    };
    assert_eq!(earned(&[touch("a", "sms", "12:00")]).as_deref(), Ok("a"));
    assert_eq!(earned(&[touch("a", "sms", "11:59:59.999")]), Err(WhyNot::TooOld(72)));
    assert_eq!(earned(&[touch("a", "whatsapp", "3 11:00")]).as_deref(), Ok("a"));
    assert_eq!(earned(&[touch("a", "whatsapp", "3 10:59:59.999")]), Err(WhyNot::TooOld(1)));
    let mixed = [touch("old", "sms", "1 12:00"), touch("late", "whatsapp", "3 09:00")];
    assert_eq!(earned(&mixed).as_deref(), Ok("old"), "a later touch out of its own window steals nothing");
    let stale = [touch("a", "sms", "-9 12:00"), touch("b", "web_chat", "1 12:00")];
    assert_eq!(earned(&stale), Err(WhyNot::TooOld(24)), "the window of the latest is told");
}

#[test]
fn a_touch_is_of_whom_its_own_event_names_else_of_the_conversations_customer() {
    let story = story("c").customer("10:00", "hi").with("profile", json!({"id": "7"}));
    let story = story.clicked("10:01").clicked("10:02").with("profile", json!({"email": "Ana@x.org"}));
    let named: Vec<String> = story.touches().iter().map(|touch| touch.named.to_text()).collect();
    assert_eq!(named, ["id:7", "email:ana@x.org"]);
}

#[test]
fn in_a_conversation_that_names_nobody_the_touch_is_the_conversations() {
    let touches = story("c-9").customer("10:00", "hi").clicked("10:01").touches();
    assert_eq!(touches[0].named.to_text(), "conversation:c-9");
}
