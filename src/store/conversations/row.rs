//! A conversation's row: made of a summary, and read back as one.

use uuid::Uuid;

use super::Model;
use crate::domain::conversation::{Evidence, Summary};
use crate::domain::event::Role;
use crate::domain::identity::Key;
use crate::domain::status::{Close, Facts};
use crate::domain::wording;
use crate::store::{from_millis, to_millis};

/// Public ids are made in this name space from the source's id, so that the same events give the same addresses
/// in every database, and no phone number that a source uses as its id stands in an address.
const NAMESPACE: Uuid = Uuid::from_u128(0x6869_6c6f_0000_4000_8000_0000_0000_0001);

/// The public id of a conversation.
pub fn public_id(source_id: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, source_id.as_bytes())
}

/// What the status will be, once closed for the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub enum Outcome {
    /// No message yet.
    Silent = 0,
    /// A handoff took place.
    Handoff = 1,
    /// A human wrote.
    Human = 2,
    /// The AI wrote last.
    AiLast = 3,
    /// The customer wrote last.
    CustomerLast = 4,
}

impl Outcome {
    fn of(summary: &Summary) -> Self {
        match summary.facts() {
            None => Self::Silent,
            Some(facts) if facts.handoff => Self::Handoff,
            Some(facts) if facts.human => Self::Human,
            Some(facts) if facts.last_role == Role::Ai => Self::AiLast,
            Some(_) => Self::CustomerLast,
        }
    }
}

impl Model {
    /// What the status depends on.
    pub fn facts(&self) -> Facts {
        let outcome = |outcome: Outcome| self.outcome == outcome as i16;
        Facts {
            handoff: outcome(Outcome::Handoff),
            human: outcome(Outcome::Human),
            close: Close { at: from_millis(self.closes_at), explicit: self.close_explicit },
            closed_by_event: self.closed_by_event,
            last_role: if outcome(Outcome::AiLast) { Role::Ai } else { Role::Customer },
        }
    }
}

/// The row of a summary. The customer and the profile are filled in by whoever follows the leads.
pub fn row(account_id: i64, id: i64, source_id: &str, summary: &Summary) -> Model {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    // U+0000 cannot be kept in a text column everywhere; in the event itself it stays.
    let first_question = word(&summary.first_question).replace('\0', "");
    let reason = summary.handoff().and_then(|took_place| took_place.handoff.reason.clone());
    let handoff_reason = reason.unwrap_or_default().replace('\0', "");
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    Model {
        account_id,
        id,
        public_id: public_id(source_id),
        source_id: source_id.to_owned(),
        asked: summary.asked,
        test: summary.test,
        started_at: to_millis(summary.started_at),
        updated_at: to_millis(summary.updated_at),
        channel: summary.channel.clone(),
        agent: word(&summary.agent),
        tag: word(&summary.tag),
        app: word(&summary.app),
        group_name: word(&summary.group),
        origin: word(&summary.origin),
        question_key: wording::key(&first_question),
        first_question,
        handoff_key: wording::key(&handoff_reason),
        handoff_reason,
        messages: count(summary.messages),
        outcome: Outcome::of(summary) as i16,
        closes_at: to_millis(summary.close.at),
        close_explicit: summary.close.explicit,
        closed_by_event: summary.closed_by_event,
        reopened: count(summary.reopened),
        named: summary.named.to_text(),
        customer: String::new(),
        profile: String::new(),
        evidence: serde_json::to_string(&summary.evidence).unwrap_or_default(),
    }
}

/// The summary that a row was made of. `None` where the row holds no evidence: it was written before there was any.
pub fn summary(row: &Model) -> Option<Summary> {
    let evidence: Evidence = serde_json::from_str(&row.evidence).ok()?;
    let word = |word: &str| (!word.is_empty()).then(|| word.to_owned());
    Some(Summary {
        started_at: from_millis(row.started_at),
        updated_at: from_millis(row.updated_at),
        asked: row.asked,
        test: row.test,
        first_question: word(&row.first_question),
        channel: row.channel.clone(),
        agent: word(&row.agent),
        app: word(&row.app),
        group: word(&row.group_name),
        origin: word(&row.origin),
        tag: word(&row.tag),
        messages: u32::try_from(row.messages).ok()?,
        close: row.facts().close,
        closed_by_event: row.closed_by_event,
        reopened: u32::try_from(row.reopened).ok()?,
        named: Key::from_text(&row.named)?,
        evidence,
    })
}
