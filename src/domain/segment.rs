//! Segments: stretches of a conversation without a pause, a transfer or a change of channel.

use chrono::{DateTime, Duration, Utc};

use super::event::{Event, Fact, Method, words};

words!(
    /// What begins a segment.
    Begin {
        /// The first message.
        Start = "start",
        /// A message after a close, by event or by silence.
        Reopened = "reopened",
        /// A handoff, or a move to another person or team.
        Transferred = "transferred",
        /// A message on another channel.
        ChannelChanged = "channel_changed",
    }
);

/// A stretch of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Why it begins.
    pub begin: Begin,
    /// The message it begins with.
    pub event: String,
    /// Time of its first message.
    pub from: DateTime<Utc>,
    /// Time of its last message.
    pub to: DateTime<Utc>,
    /// Distinct messages in it.
    pub messages: u32,
    /// Silence since the last message of the segment before.
    pub pause: Duration,
}

/// Cuts the events of a conversation, in order, into segments. A pause weighs more than a transfer,
/// and a transfer more than a change of channel, where several fall together.
pub fn segments(events: &[Event], auto_close: Duration) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut closed = false;
    let mut transferred = false;
    let mut channel = "";
    for event in events {
        match &event.fact {
            Fact::MessageSent { .. } => {}
            Fact::ConversationClosed { .. } => closed = true,
            Fact::HandoffOffered(handoff) if handoff.method == Method::Message => transferred = true,
            Fact::HandoffAccepted(_) | Fact::HandoffTagged(_) | Fact::ConversationAssigned => {
                transferred = true;
            }
            _ => {}
        }
        if event.role().is_none() {
            continue;
        }
        let begin = match out.last() {
            None => Some(Begin::Start),
            Some(segment) if reopens(closed, segment.to, event.time, auto_close) => Some(Begin::Reopened),
            Some(_) if transferred => Some(Begin::Transferred),
            Some(_) if channel != event.channel_or_default() => Some(Begin::ChannelChanged),
            Some(_) => None,
        };
        match (begin, out.last_mut()) {
            (None, Some(segment)) => {
                segment.to = event.time;
                segment.messages += 1;
            }
            (begin, before) => {
                let pause = before.map_or(Duration::zero(), |segment| event.time - segment.to);
                out.push(Segment {
                    begin: begin.unwrap_or(Begin::Start),
                    event: event.id.clone(),
                    from: event.time,
                    to: event.time,
                    messages: 1,
                    pause,
                });
            }
        }
        (closed, transferred) = (false, false);
        channel = event.channel_or_default();
    }
    out
}

/// Whether a message reopens a conversation: it comes after a close, by an event or by silence since the last message.
pub fn reopens(closed: bool, last: DateTime<Utc>, message: DateTime<Utc>, auto_close: Duration) -> bool {
    closed || message >= last + auto_close
}
