//! What is left of events whose customer is erased: everything that is counted, and nothing that says who it was.
//!
//! Names and ids become pseudonyms drawn at random, the same for the same wherever it stands: so conversations, statuses,
//! credited orders and every total stay as they are, and nothing leads back.

use std::collections::HashMap;

use uuid::Uuid;

use super::event::{Event, Fact, Role};
use super::identity::{Key, KeyKind, Profile};
use super::tag::{TagRule, first_that_holds};

/// What stands in place of a text.
pub const ERASED: &str = "[erased]";

/// How pseudonyms of ids begin.
pub const PSEUDONYM: &str = "erased-";

/// How pseudonyms of phones begin: no country has a number like it.
pub const PHONE_PSEUDONYM: &str = "+00000";

/// What events that were written here are called.
const OWN_EVENT: &str = "hilo-";

/// The fields of metadata that Hilo itself writes and reads: who of the team it was, and which event is taken back.
const OWN_FIELDS: [&str; 2] = ["person", "undoes"];

/// Pseudonyms, made as they are asked for.
pub struct Pseudonyms<'f> {
    /// Gives a number that nobody can guess.
    fresh: &'f mut dyn FnMut() -> Uuid,
    keys: HashMap<Key, String>,
    names: HashMap<String, String>,
    conversations: HashMap<String, String>,
    orders: HashMap<String, String>,
}

impl<'f> Pseudonyms<'f> {
    /// None yet.
    pub fn new(fresh: &'f mut dyn FnMut() -> Uuid) -> Self {
        Self {
            fresh,
            keys: HashMap::new(),
            names: HashMap::new(),
            conversations: HashMap::new(),
            orders: HashMap::new(),
        }
    }

    /// The source's id of a conversation. One that is a pseudonym already stays.
    pub fn conversation(&mut self, source: &str) -> String {
        if is_pseudonym(source) {
            return source.to_owned();
        }
        let fresh = &mut self.fresh;
        self.conversations.entry(source.to_owned()).or_insert_with(|| word(fresh())).clone()
    }

    /// The number of an order.
    pub fn order(&mut self, number: &str) -> String {
        let fresh = &mut self.fresh;
        self.orders.entry(number.to_owned()).or_insert_with(|| word(fresh())).clone()
    }

    /// A profile of a customer: of each identifier one of the same kind, so that the same ones join.
    pub fn profile(&mut self, profile: &Profile, customer: &str) -> Profile {
        let keys: HashMap<KeyKind, Key> = profile.keys().into_iter().map(|key| (key.kind, key)).collect();
        let mut of = |kind| keys.get(&kind).map(|key| self.key(key));
        let (id, email) = (of(KeyKind::Id), of(KeyKind::Email));
        let (phone, anonymous_id) = (of(KeyKind::Phone), of(KeyKind::Anonymous));
        let name = profile.name.as_ref().map(|_| self.name(customer));
        Profile { id, email, phone, anonymous_id, name, ..Profile::default() }
    }

    fn key(&mut self, key: &Key) -> String {
        if let Some(known) = self.keys.get(key) {
            return known.clone();
        }
        let fresh = (self.fresh)();
        let made = match key.kind {
            KeyKind::Email => format!("{}@erased.invalid", word(fresh)),
            KeyKind::Phone => format!("{PHONE_PSEUDONYM}{:015}", fresh.as_u128() % 1_000_000_000_000_000),
            KeyKind::Id | KeyKind::Anonymous | KeyKind::Conversation => word(fresh),
        };
        self.keys.insert(key.clone(), made.clone());
        made
    }

    fn name(&mut self, customer: &str) -> String {
        let fresh = &mut self.fresh;
        let short = |id: Uuid| word(id).chars().take(PSEUDONYM.len() + 8).collect();
        self.names.entry(customer.to_owned()).or_insert_with(|| short(fresh())).clone()
    }
}

fn word(id: Uuid) -> String {
    format!("{PSEUDONYM}{}", id.simple())
}

/// Whether a source's id was put in place of another.
pub fn is_pseudonym(id: &str) -> bool {
    id.starts_with(PSEUDONYM)
}

/// An event without what was written, or nothing where there is nothing to lose: texts, reasons, tickets, addresses of
/// pages, and metadata.
pub fn without_contents(event: &Event, rules: &[TagRule]) -> Option<Event> {
    let mut out = without_text(event, rules).unwrap_or_else(|| event.clone());
    match &mut out.fact {
        Fact::HandoffOffered(handoff)
        | Fact::HandoffAccepted(handoff)
        | Fact::HandoffDeclined(handoff)
        | Fact::HandoffTagged(handoff)
        | Fact::HandoffWithdrawn(handoff) => {
            handoff.ticket = None;
        }
        Fact::ProductClicked(product) | Fact::ProductRecommended(product) | Fact::ProductAdded(product) => {
            product.url = None;
        }
        Fact::LinkClicked { url } => *url = None,
        _ => {}
    }
    let own = event.id.starts_with(OWN_EVENT);
    out.metadata.retain(|name, value| own && OWN_FIELDS.contains(&name.as_str()) && value.is_string());
    if let Some(profile) = &mut out.profile {
        // Nobody is known by a name alone.
        match profile.keys().is_empty() {
            true => *profile = Profile::default(),
            false => profile.other.clear(),
        }
    }
    (out != *event).then_some(out)
}

/// An event without its text or reason, or nothing where there is none to lose. A word of the account's own tagging
/// rules stays, where it gave the conversation its tag.
pub fn without_text(event: &Event, rules: &[TagRule]) -> Option<Event> {
    let mut out = event.clone();
    match &mut out.fact {
        Fact::MessageSent { role: Role::Customer, text } => *text = remains(text, rules),
        Fact::MessageSent { text, .. } => *text = remains(text, &[]),
        Fact::HandoffOffered(handoff)
        | Fact::HandoffAccepted(handoff)
        | Fact::HandoffDeclined(handoff)
        | Fact::HandoffTagged(handoff)
        | Fact::HandoffWithdrawn(handoff) => handoff.reason = None,
        _ => {}
    }
    (out != *event).then_some(out)
}

/// The shortest that a rule holds for as it did for the text.
fn remains(text: &str, rules: &[TagRule]) -> String {
    if text.is_empty() {
        return String::new();
    }
    let held = first_that_holds(text, rules);
    let word = held.and_then(|index| rules[index].word_in(text)).unwrap_or_default();
    let marked = format!("{ERASED} {word}");
    let marked = marked.trim_end();
    // Should a rule look for `erased` itself, the mark would give its tag.
    match first_that_holds(marked, rules) == held {
        true => marked.to_owned(),
        false => word.to_owned(),
    }
}

#[cfg(test)]
mod tests;
