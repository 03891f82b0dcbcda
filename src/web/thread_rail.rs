//! The timeline beside a thread: who spoke when and what happened, each mark leading to its place.

use super::thread_items::{Item, Message};
use crate::i18n::{Locale, fill};

/// A mark on the timeline.
pub enum Mark {
    /// A silence, told by its length: as it stands there, and in words.
    Silence(String, String),
    /// A place.
    Place(Place),
}

/// Where a mark leads.
pub struct Place {
    /// The anchor.
    pub anchor: String,
    /// What it is: `day`, `part`, a role, or `event` and its kind.
    pub class: String,
    /// Which icon; empty for none.
    pub icon: &'static str,
    /// What stands beside it: the time or the day.
    pub text: String,
    /// What it leads to, in words.
    pub label: String,
}

/// The marks of a thread's lines.
pub fn rail(items: &[Item], locale: &Locale) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut speaker: Option<&Message> = None;
    for item in items {
        match item {
            Item::Message(message) => {
                if !speaker.is_some_and(|last| message.is_by_sender_of(last)) {
                    marks.push(Mark::Place(spoke(message)));
                }
                speaker = Some(message);
                continue;
            }
            Item::Day(day) => {
                marks.extend(day.after.as_ref().map(|silence| quiet(locale, &silence.long)));
                marks.push(Mark::Place(Place {
                    anchor: day.anchor.clone(),
                    class: "day".to_owned(),
                    icon: "",
                    text: day.short.clone(),
                    label: format!("{}: {}", day.short, day.text),
                }));
            }
            Item::Silence(silence) => marks.push(quiet(locale, &silence.long)),
            Item::Part(part) if part.first => {}
            Item::Part(part) => marks.push(Mark::Place(Place {
                anchor: part.anchor.clone(),
                class: format!("part {}", part.begin),
                icon: part_icon(part.begin),
                text: part.number.clone(),
                label: part.text.clone(),
            })),
            Item::Event(event) => marks.push(Mark::Place(Place {
                anchor: event.anchor.clone(),
                class: format!("event {}", event.told.class),
                icon: event.told.icon,
                text: event.time.text.clone(),
                label: format!("{} · {}", event.told.text, event.time.text),
            })),
        }
        speaker = None;
    }
    marks
}

fn quiet(locale: &Locale, long: &str) -> Mark {
    Mark::Silence(long.to_owned(), fill(locale.t.thread.silence, &[("pause", long)]))
}

fn spoke(message: &Message) -> Place {
    let who = if message.who.is_empty() { String::new() } else { format!(" {}", message.who) };
    Place {
        anchor: message.anchor.clone(),
        class: message.role.as_str().to_owned(),
        icon: message.icon,
        text: message.time.text.clone(),
        label: format!("{}{who} · {}", message.role_name, message.time.text),
    }
}

fn part_icon(begin: &str) -> &'static str {
    match begin {
        "reopened" => "refund",
        "transferred" => "handoff",
        _ => "channel",
    }
}
