//! What people do to many conversations at once: an ordinary event each, and another that takes it back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::conversation::Summary;
use super::event::{Event, Fact, Method, Refusal, Stamp, TaggedBy, instant, parse};

/// The field of an event's metadata that names the event it takes back.
const UNDOES: &str = "undoes";

/// What is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// They get a topic.
    Tag {
        /// Empty: what topic they have is taken away.
        tag: String,
    },
    /// They are marked as passed to a human.
    Handoff {
        /// How.
        method: Method,
        /// To which team; empty: not said.
        team: String,
        /// Why; empty: not said.
        reason: String,
    },
}

impl Action {
    /// What is wrong with it, if it cannot be done to any conversation.
    pub fn refusal(&self) -> Option<Refusal> {
        let at = Conversation { source: "c", public_id: Uuid::nil(), latest: None };
        let doing = Doing { job: Uuid::nil(), action: self, person: "" };
        doing.write(&at, doing.fields(), DateTime::UNIX_EPOCH).err()
    }

    /// Whether an event says something of the same matter, with a person's word.
    fn concerns(&self, fact: &Fact) -> bool {
        match self {
            Self::Tag { .. } => matches!(fact, Fact::ConversationTagged { by: TaggedBy::Human, .. }),
            Self::Handoff { .. } => matches!(fact, Fact::HandoffTagged(_) | Fact::HandoffWithdrawn(_)),
        }
    }
}

/// The conversation that an event is written for.
#[derive(Clone, Copy, Debug)]
pub struct Conversation<'a> {
    /// The source's own id.
    pub source: &'a str,
    /// The id in addresses.
    pub public_id: Uuid,
    /// Its last event: what people decide comes after it.
    pub latest: Option<&'a Stamp>,
}

/// What is done, as which job, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Doing<'a> {
    /// The job.
    pub job: Uuid,
    /// What it does.
    pub action: &'a Action,
    /// The name of who does it.
    pub person: &'a str,
}

/// The id of the event that a job writes for a conversation: the same whenever and wherever it is written, so that doing it
/// again adds nothing.
pub fn event_id(job: Uuid, conversation: Uuid) -> String {
    format!("hilo-bulk-{job}-{conversation}")
}

impl Doing<'_> {
    /// The event for a conversation, and the tag to put back when it is taken back. `None` where there is nothing to do:
    /// what was handed off already stays as it is.
    pub fn event(
        &self,
        at: &Conversation<'_>,
        summary: &Summary,
        now: DateTime<Utc>,
    ) -> Option<(Event, String)> {
        let before = match self.action {
            Action::Tag { .. } => {
                let by_hand = summary.evidence.tags.by_hand().map(str::to_owned);
                // Nobody can unsay that a person spoke; what was shown is then said by hand.
                by_hand.or_else(|| summary.tag.clone()).unwrap_or_default()
            }
            Action::Handoff { .. } if summary.handoff().is_some() => return None,
            Action::Handoff { .. } => String::new(),
        };
        Some((self.write(at, self.fields(), now).ok()?, before))
    }

    /// The event that takes back what another job wrote for a conversation, given the tag there was before and all events
    /// since that job began, in order. `None` where a person has decided otherwise since.
    pub fn undo(
        &self,
        at: &Conversation<'_>,
        of: Uuid,
        before: &str,
        since: &[Event],
        now: DateTime<Utc>,
    ) -> Option<Event> {
        let undone = event_id(of, at.public_id);
        if self.stands(since) != Some(undone.as_str()) {
            return None;
        }
        let mut fields = match self.action {
            Action::Tag { .. } => self.tagged(before),
            Action::Handoff { .. } => json!({"type": "handoff.withdrawn", "by": self.person}),
        };
        fields["metadata"][UNDOES] = undone.into();
        self.write(at, fields, now).ok()
    }

    /// The event whose word holds of those of this matter: the latest, unless it was taken back.
    fn stands<'e>(&self, events: &'e [Event]) -> Option<&'e str> {
        let mut said: Vec<&str> = Vec::new();
        for event in events.iter().filter(|event| self.action.concerns(&event.fact)) {
            match event.metadata.get(UNDOES).and_then(Value::as_str) {
                Some(undone) if said.last() == Some(&undone) => {
                    said.pop();
                }
                _ => said.push(&event.id),
            }
        }
        said.pop()
    }

    fn fields(&self) -> Value {
        match self.action {
            Action::Tag { tag } => self.tagged(tag),
            Action::Handoff { method, team, reason } => {
                let mut fields = json!({
                    "type": "handoff.tagged",
                    "by": self.person,
                    "method": method.as_str(),
                    "team": team,
                });
                if !reason.trim().is_empty() {
                    fields["reason"] = reason.as_str().into();
                }
                fields
            }
        }
    }

    fn tagged(&self, tag: &str) -> Value {
        json!({
            "type": "conversation.tagged",
            "by": "human",
            "tag": tag,
            "metadata": {"person": self.person},
        })
    }

    /// Through the same door as any source's; after the last event, also where a source's clock is ahead of ours or ours
    /// does not move.
    fn write(&self, at: &Conversation<'_>, mut fields: Value, now: DateTime<Utc>) -> Result<Event, Refusal> {
        let time = at.latest.map_or(now, |latest| latest.time.max(now));
        let same_time = at.latest.filter(|latest| latest.time == time);
        let sequence = same_time.and_then(|latest| latest.sequence).map_or(0, |last| last.saturating_add(1));
        fields["id"] = event_id(self.job, at.public_id).into();
        fields["time"] = instant(time).into();
        fields["sequence"] = sequence.into();
        fields["conversation"] = at.source.into();
        parse(fields, time)
    }
}
