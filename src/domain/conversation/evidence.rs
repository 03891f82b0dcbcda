//! What decided a conversation's numbers: enough to tell why, and to add later events without the earlier ones.

use serde::{Deserialize, Serialize};

use crate::domain::event::{Event, Fact, Handoff, Method, Role, Stamp};
use crate::domain::tag;

/// A handoff that took place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TookPlace {
    /// The event that made it one.
    pub stamp: Stamp,
    /// A person tagged it, so a person may withdraw it.
    pub tagged: bool,
    /// What was said of it.
    pub handoff: Handoff,
}

/// What of the events so far decides, and how later ones are taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The last event of all: only what comes after it can be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Stamp>,
    /// Who wrote last, and where in the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<(Role, Stamp)>,
    /// The first message a human wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub human: Option<Stamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_source: Option<TookPlace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_person: Option<TookPlace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<Handoff>,
    /// What was said of the topic.
    #[serde(default, skip_serializing_if = "tag::Said::is_empty")]
    pub tags: tag::Said,
}

impl Evidence {
    /// The handoff, if one took place: a message handoff offered, a ticket accepted, or a tag of a person that was not
    /// withdrawn. A source's handoff is for good; of a person's tags and withdrawals the latest counts.
    pub fn handoff(&self) -> Option<&TookPlace> {
        self.by_source.as_ref().or(self.by_person.as_ref())
    }

    /// Takes in what the next event says of handoffs.
    pub(super) fn hand_off(&mut self, event: &Event) {
        let took = |handoff: Handoff, tagged| Some(TookPlace { stamp: event.stamp(), tagged, handoff });
        match &event.fact {
            Fact::HandoffOffered(offer) => {
                if self.by_source.is_none() && offer.method == Method::Message {
                    self.by_source = took(offer.clone(), false);
                }
                self.offer = Some(offer.clone());
            }
            Fact::HandoffAccepted(handoff) if self.by_source.is_none() => {
                self.by_source = took(self.with_offer(handoff), false);
            }
            Fact::HandoffTagged(handoff) => self.by_person = took(handoff.clone(), true),
            Fact::HandoffWithdrawn(_) => self.by_person = None,
            _ => {}
        }
    }

    /// What an acceptance leaves out, its latest offer before it may have said.
    fn with_offer(&self, handoff: &Handoff) -> Handoff {
        let said = |mine: &Option<String>, of: fn(&Handoff) -> &Option<String>| {
            mine.clone().or_else(|| self.offer.as_ref().and_then(|offer| of(offer).clone()))
        };
        Handoff {
            method: handoff.method,
            ticket: said(&handoff.ticket, |h| &h.ticket),
            reason: said(&handoff.reason, |h| &h.reason),
            team: said(&handoff.team, |h| &h.team),
            by: handoff.by.clone(),
        }
    }
}
