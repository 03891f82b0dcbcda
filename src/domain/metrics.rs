//! The headline metrics: counts to rates, with the zero denominator decided once.

use super::status::{Reason, Status};

/// How many conversations of a set have which status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Closed, with the AI's message last.
    pub resolved: u64,
    /// Handed off.
    pub handoff: u64,
    /// Joined by a human without a handoff event.
    pub human: u64,
    /// Closed, with the customer's message last.
    pub unanswered: u64,
    /// Not closed.
    pub open: u64,
}

impl Counts {
    /// Adds `n` conversations of a status and reason.
    pub fn add(&mut self, status: Status, reason: Option<Reason>, n: u64) {
        match (status, reason) {
            (Status::Open, _) => self.open += n,
            (Status::Resolved, _) => self.resolved += n,
            (Status::Unresolved, Some(Reason::Handoff)) => self.handoff += n,
            (Status::Unresolved, Some(Reason::Human)) => self.human += n,
            (Status::Unresolved, _) => self.unanswered += n,
        }
    }

    /// Adds those of another set.
    pub fn join(&mut self, other: Self) {
        self.resolved += other.resolved;
        self.handoff += other.handoff;
        self.human += other.human;
        self.unanswered += other.unanswered;
        self.open += other.open;
    }

    /// How many have a status.
    pub fn of(&self, status: Status) -> u64 {
        match status {
            Status::Resolved => self.resolved,
            Status::Unresolved => self.unresolved(),
            Status::Open => self.open,
        }
    }

    /// Unresolved for any reason.
    pub fn unresolved(&self) -> u64 {
        self.handoff + self.human + self.unanswered
    }

    /// Total volume.
    pub fn conversations(&self) -> u64 {
        self.resolved + self.unresolved() + self.open
    }

    /// Share resolved by the AI; nothing when there is no conversation.
    pub fn resolution_rate(&self) -> Option<f64> {
        rate(self.resolved, self.conversations())
    }

    /// Share unresolved; nothing when there is no conversation.
    pub fn unresolved_rate(&self) -> Option<f64> {
        rate(self.unresolved(), self.conversations())
    }
}

/// The same in less detail: what remains is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Total volume.
    pub conversations: u64,
    /// Closed, with the AI's message last.
    pub resolved: u64,
    /// Unresolved for any reason.
    pub unresolved: u64,
}

impl Tally {
    /// Adds `n` conversations of a status.
    pub fn add(&mut self, status: Status, n: u64) {
        self.conversations += n;
        match status {
            Status::Resolved => self.resolved += n,
            Status::Unresolved => self.unresolved += n,
            Status::Open => {}
        }
    }

    /// Share resolved by the AI; nothing when there is no conversation.
    pub fn resolution_rate(&self) -> Option<f64> {
        rate(self.resolved, self.conversations)
    }

    /// Share unresolved; nothing when there is no conversation.
    pub fn unresolved_rate(&self) -> Option<f64> {
        rate(self.unresolved, self.conversations)
    }
}

/// A share. Of nothing there is no share: neither 0 % nor NaN.
pub fn rate(part: u64, whole: u64) -> Option<f64> {
    // Counts of conversations are far below 2^52, where f64 is exact.
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Relative change from the period before, as in 0.25 for a quarter more; nothing to compare with: nothing.
pub fn change(now: u64, before: u64) -> Option<f64> {
    rate(now, before).map(|ratio| ratio - 1.0)
}
