//! Who is the same customer.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Place, place, text};

/// What all events together say of customers.
pub struct Customers {
    /// From a weaker identifier to the strongest named beside it by the latest event that names both.
    leads: BTreeMap<String, String>,
    /// Each event's strongest identifier, and the profile beside it.
    profiles: Vec<(Place, String, Value)>,
}

/// The identifiers an event names, strongest first.
fn identifiers(event: &Value) -> Vec<String> {
    let profile = &event["profile"];
    let mut out = Vec::new();
    if let Some(id) = profile["id"].as_str() {
        out.push(format!("id:{id}"));
    }
    if let Some(email) = profile["email"].as_str() {
        out.push(format!("email:{}", email.trim().to_lowercase()));
    }
    if let Some(phone) = profile["phone"].as_str() {
        let kept: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        out.push(format!("phone:{kept}"));
    }
    if let Some(anonymous) = profile["anonymous_id"].as_str() {
        out.push(format!("anonymous:{anonymous}"));
    }
    out
}

fn strength(identifier: &str) -> usize {
    ["anonymous:", "phone:", "email:", "id:"]
        .iter()
        .position(|kind| identifier.starts_with(kind))
        .expect("a known kind")
}

impl Customers {
    /// Follows events, which are in order: the latest lead is the last one written.
    pub fn of(events: &[Value]) -> Self {
        let mut leads = BTreeMap::new();
        let mut profiles = Vec::new();
        for event in events {
            let named = identifiers(event);
            let Some((strongest, weaker)) = named.split_first() else { continue };
            for weaker in weaker {
                leads.insert(weaker.clone(), strongest.clone());
            }
            profiles.push((place(event), strongest.clone(), event["profile"].clone()));
        }
        Self { leads, profiles }
    }

    fn follow(&self, identifier: &str) -> String {
        match self.leads.get(identifier) {
            Some(next) => self.follow(next),
            None => identifier.to_owned(),
        }
    }

    /// The customer an event names.
    pub fn named_by(&self, event: &Value) -> Option<String> {
        identifiers(event).first().map(|strongest| self.follow(strongest))
    }

    /// The strongest identifier named in it, the latest of equals; else it is its own customer.
    pub fn of_conversation(&self, id: &str, thread: &[Value]) -> String {
        let mut best: Option<String> = None;
        for event in thread {
            let Some(named) = identifiers(event).into_iter().next() else { continue };
            if best.as_deref().is_none_or(|best| strength(&named) >= strength(best)) {
                best = Some(named);
            }
        }
        best.map_or_else(|| format!("conversation:{id}"), |best| self.follow(&best))
    }

    /// Name, else e-mail, else phone, else id, each as said last; nothing for somebody unknown.
    pub fn called(&self, customer: &str) -> Option<String> {
        let mut latest: BTreeMap<&str, String> = BTreeMap::new();
        for (_, named, profile) in &self.profiles {
            if self.follow(named) != customer {
                continue;
            }
            for field in ["name", "email", "phone", "id"] {
                if profile[field].is_string() {
                    latest.insert(field, text(&profile[field]).trim().to_owned());
                }
            }
        }
        let known = ["email", "phone", "id"].iter().any(|field| latest.contains_key(field));
        let called = ["name", "email", "phone", "id"].iter().find_map(|field| latest.get(field).cloned());
        called.filter(|_| known)
    }
}
