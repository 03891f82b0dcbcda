//! What becomes of the events that were found.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::found::Found;
use crate::domain::erase::{Pseudonyms, without_contents};
use crate::domain::event::{Event, Fact};
use crate::domain::tag::TagRule;
use crate::store::events::{self, Model as Kept};

/// Events as they are to be kept.
pub struct Rewritten {
    /// The rows that are other than before.
    pub rows: Vec<Kept>,
    /// All events that were found, as they are now.
    pub events: Vec<Event>,
    /// The new numbers of orders.
    pub numbers: Vec<String>,
    /// How many messages of the conversations lost their text.
    pub texts: u64,
}

/// Takes from each event what says who it was or what was said; events of others that only name one of the identifiers
/// stay as they are.
pub fn rewritten(found: &Found, rules: &[TagRule]) -> Rewritten {
    let mut fresh = Uuid::new_v4;
    let mut pseudonyms = Pseudonyms::new(&mut fresh);
    let own = found.conversation_ids();
    let numbers: BTreeMap<&String, String> =
        found.numbers.iter().map(|number| (number, pseudonyms.order(number))).collect();
    let mut out = Rewritten {
        rows: Vec::new(),
        events: Vec::with_capacity(found.events.len()),
        numbers: numbers.values().cloned().collect(),
        texts: 0,
    };
    for (row, event) in found.events.values() {
        if !found.is_theirs(row, event, &own) {
            out.events.push(event.clone());
            continue;
        }
        let mut new = without_contents(event, rules).unwrap_or_else(|| event.clone());
        // Whom a stronger identifier names is somebody else, wherever it was said: their profile is theirs.
        if let (Some(customer), Some(profile)) = (found.whose.of(event), &event.profile) {
            new.profile = Some(pseudonyms.profile(profile, customer));
        }
        if row.conversation_id.is_some_and(|id| own.contains(&id)) {
            out.texts += u64::from(text(&new) != text(event));
            new.conversation = event.conversation.as_deref().map(|source| pseudonyms.conversation(source));
        }
        if let Fact::OrderPlaced { order, .. }
        | Fact::OrderCancelled { order }
        | Fact::OrderRefunded { order, .. } = &mut new.fact
            && let Some(number) = numbers.get(&*order)
        {
            order.clone_from(number);
        }
        if new != *event {
            out.rows.push(Kept {
                order_id: new.order().map(str::to_owned),
                body: events::body(&new),
                ..row.clone()
            });
        }
        out.events.push(new);
    }
    out
}

fn text(event: &Event) -> Option<&str> {
    match &event.fact {
        Fact::MessageSent { text, .. } => Some(text),
        _ => None,
    }
}
