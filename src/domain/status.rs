//! Did the AI resolve it? The five rules, asked top down, and why the answer is what it is.

use chrono::{DateTime, Duration, Utc};

use super::conversation::Summary;
use super::event::{Role, words};

words!(
    /// What became of a conversation.
    Status {
        /// The AI had the last word and the conversation is over.
        Resolved = "resolved",
        /// Handed to a human, joined by one, or left unanswered.
        Unresolved = "unresolved",
        /// Still going on.
        Open = "open",
    }
);

words!(
    /// Why a conversation has its status. An open one has no reason.
    Reason {
        /// A handoff took place.
        Handoff = "handoff",
        /// A human stepped in without a handoff event.
        Human = "human",
        /// Over, with the customer's words last.
        Unanswered = "unanswered",
        /// Closed by an event.
        Closed = "closed",
        /// Closed by silence.
        AutoClosed = "auto_closed",
    }
);

/// How long after a close a customer who begins another conversation had not been helped at first contact.
pub const FIRST_CONTACT: Duration = Duration::days(7);

/// Every status with its reason, in the order that tables sort them in; open comes last.
pub const RANKS: [(Status, Option<Reason>); 6] = [
    (Status::Resolved, Some(Reason::Closed)),
    (Status::Resolved, Some(Reason::AutoClosed)),
    (Status::Unresolved, Some(Reason::Handoff)),
    (Status::Unresolved, Some(Reason::Human)),
    (Status::Unresolved, Some(Reason::Unanswered)),
    (Status::Open, None),
];

impl Reason {
    /// The status this is a reason of.
    pub fn status(self) -> Status {
        match self {
            Self::Handoff | Self::Human | Self::Unanswered => Status::Unresolved,
            Self::Closed | Self::AutoClosed => Status::Resolved,
        }
    }
}

/// How a conversation ends, as far as its events tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// The instant of the close: of the event, or of the end of the silence.
    pub at: DateTime<Utc>,
    /// An event closed it, before silence did.
    pub explicit: bool,
}

/// All that a status depends on, beside the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// A handoff took place.
    pub handoff: bool,
    /// A human wrote a message.
    pub human: bool,
    /// How it ends if nobody writes any more.
    pub close: Close,
    /// A `conversation.closed` follows the last message.
    pub closed_by_event: bool,
    /// Who wrote last.
    pub last_role: Role,
}

impl Facts {
    /// Closed at `now`: by an event, or because the silence has lasted. Exactly 48 h is closed.
    pub fn is_closed(&self, now: DateTime<Utc>) -> bool {
        self.closed_by_event || now >= self.close.at
    }

    /// When it was closed, if it is at `now`.
    pub fn closed_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.is_closed(now).then_some(self.close.at)
    }

    /// The status at `now` and its reason.
    pub fn status(&self, now: DateTime<Utc>) -> (Status, Option<Reason>) {
        let reason = if self.handoff {
            Reason::Handoff
        } else if self.human {
            Reason::Human
        } else if !self.is_closed(now) {
            return (Status::Open, None);
        } else if self.last_role != Role::Ai {
            Reason::Unanswered
        } else if self.close.explicit {
            Reason::Closed
        } else {
            Reason::AutoClosed
        };
        (reason.status(), Some(reason))
    }
}

words!(
    /// The rows of the table of rules, in order.
    Rule {
        /// A handoff took place.
        Handoff = "handoff",
        /// A human wrote a message.
        Human = "human",
        /// Not closed.
        NotClosed = "not_closed",
        /// Closed, and the last message is the AI's.
        AiLast = "ai_last",
        /// Closed, and the last message is the customer's.
        CustomerLast = "customer_last",
    }
);

/// Whether a rule decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Asked, and it does not hold.
    DoesNotHold,
    /// Holds, and is the answer.
    Decides,
    /// A rule above had already decided.
    NotReached,
}

/// One row of "why this status".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Which rule.
    pub rule: Rule,
    /// What came of it.
    pub verdict: Verdict,
    /// The event that decided, when one did.
    pub event: Option<String>,
    /// The instant that decided: of that event, or when the conversation closes or closed.
    pub at: Option<DateTime<Utc>>,
}

/// The rules in order, which one held, and what decided it.
pub fn explain(summary: &Summary, now: DateTime<Utc>) -> Vec<Explained> {
    let Some(facts) = summary.facts() else { return Vec::new() };
    let (status, reason) = facts.status(now);
    let decides = match (status, reason) {
        (_, Some(Reason::Handoff)) => Rule::Handoff,
        (_, Some(Reason::Human)) => Rule::Human,
        (Status::Open, _) => Rule::NotClosed,
        (Status::Resolved, _) => Rule::AiLast,
        (Status::Unresolved, _) => Rule::CustomerLast,
    };
    let evidence = |rule: Rule| match rule {
        Rule::Handoff => summary.handoff().map(|h| (Some(h.stamp.id.clone()), h.stamp.time)),
        Rule::Human => summary.evidence.human.as_ref().map(|s| (Some(s.id.clone()), s.time)),
        Rule::NotClosed => Some((None, facts.close.at)),
        Rule::AiLast | Rule::CustomerLast => {
            summary.evidence.last.as_ref().map(|(_, stamp)| (Some(stamp.id.clone()), stamp.time))
        }
    };
    Rule::ALL
        .iter()
        .map(|&rule| {
            let verdict = match rule.cmp(&decides) {
                std::cmp::Ordering::Less => Verdict::DoesNotHold,
                std::cmp::Ordering::Equal => Verdict::Decides,
                std::cmp::Ordering::Greater => Verdict::NotReached,
            };
            // A closed conversation's third rule fails at the instant of its close: that is worth showing.
            let shown =
                verdict == Verdict::Decides || (rule == Rule::NotClosed && verdict == Verdict::DoesNotHold);
            let (event, at) = match evidence(rule) {
                Some((event, at)) if shown => (event, Some(at)),
                _ => (None, None),
            };
            Explained { rule, verdict, event, at }
        })
        .collect()
}
