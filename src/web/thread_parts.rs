//! The parts of a thread: where it was re-opened, passed to a human or moved to another channel.

use chrono::{DateTime, Utc};

use super::words;
use crate::domain::event::Event;
use crate::domain::period::local_day;
use crate::domain::segment::{Begin, Segment};
use crate::i18n::{Locale, fill};

/// The head of a part.
pub struct Header {
    /// Its anchor.
    pub anchor: String,
    /// Its number: `Part 2`.
    pub number: String,
    /// Its number, why it begins, and its channel.
    pub text: String,
    /// From when to when, and how many messages.
    pub span: String,
    /// Why it begins, on paper; empty for the first.
    pub paper: String,
    /// It was re-opened, transferred, …: the word of the rules.
    pub begin: &'static str,
    /// It begins the conversation.
    pub first: bool,
}

/// The head of the part that begins with this message; `number` counts from 0.
pub fn header(
    locale: &Locale,
    number: usize,
    segment: &Segment,
    event: &Event,
    now: DateTime<Utc>,
) -> Header {
    let t = locale.t;
    let pause = locale.duration(segment.pause);
    let channel = words::channel(t, event.channel_or_default());
    let (why, paper) = match segment.begin {
        Begin::Start => (None, String::new()),
        Begin::Reopened => {
            let filled = |text: &str| fill(text, &[("pause", &pause)]);
            (Some(filled(t.thread.part_reopened)), filled(t.segment_reopened))
        }
        Begin::Transferred => (Some(t.thread.part_transferred.to_owned()), t.segment_transferred.to_owned()),
        Begin::ChannelChanged => {
            let paper = fill(t.segment_channel_changed, &[("channel", &channel)]);
            (Some(t.thread.part_channel.to_owned()), paper)
        }
    };
    let name = fill(t.thread.part, &[("n", &locale.number(number as u64 + 1))]);
    let text: Vec<String> = [Some(name.clone()), why, Some(channel)].into_iter().flatten().collect();
    let count = u64::from(segment.messages);
    let count = locale.plural(t.thread.messages, count);
    Header {
        anchor: format!("part-{}", number + 1),
        number: name,
        text: text.join(" · "),
        span: format!("{} · {count}", span(locale, segment, now)),
        paper,
        begin: segment.begin.as_str(),
        first: segment.begin == Begin::Start,
    }
}

/// `10:42 – 11:20`; with days where it goes beyond one.
fn span(locale: &Locale, segment: &Segment, now: DateTime<Utc>) -> String {
    let (from, to) = (segment.from, segment.to);
    let one_day = local_day(from, locale.zone) == local_day(to, locale.zone);
    let hours = (locale.time(from), locale.time(to));
    match one_day {
        true if hours.0 == hours.1 => hours.0,
        true => format!("{} – {}", hours.0, hours.1),
        false => format!("{} – {}", locale.day_time(from, now), locale.day_time(to, now)),
    }
}
