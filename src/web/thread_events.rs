//! What is told of events that are no messages: handoffs, closes, clicks, orders.

use crate::domain::event::{Event, Fact, Handoff, Method, Product};
use crate::i18n::{Locale, fill};

/// An event in words.
pub struct Told {
    /// Which icon.
    pub icon: &'static str,
    /// Its kind; `handoff`, `sale` and `order` are cards.
    pub class: &'static str,
    /// What happened.
    pub text: String,
    /// More of it: ticket, team, reason.
    pub details: Vec<String>,
}

/// What is told of an event that is no message; nothing of what is not shown.
pub fn happened(locale: &Locale, event: &Event) -> Option<Told> {
    let t = locale.t;
    let one = |text: &str, name: &str, value: &str| fill(text, &[(name, value)]);
    let shown = |text: &str, p: &Product| one(text, "product", &product(locale, p));
    let (icon, class, text) = match &event.fact {
        Fact::MessageSent { .. } | Fact::AgentStatus { .. } => return None,
        Fact::HandoffOffered(handoff) => {
            let text = match handoff.method {
                Method::Ticket => t.ev_handoff_offered_ticket,
                Method::Message => t.ev_handoff_offered_message,
            };
            ("handoff", "handoff", text.to_owned())
        }
        Fact::HandoffAccepted(_) => ("handoff", "handoff", t.ev_handoff_accepted.to_owned()),
        Fact::HandoffDeclined(_) => ("declined", "handoff", t.ev_handoff_declined.to_owned()),
        Fact::HandoffTagged(h) => {
            let text = one(t.ev_handoff_tagged, "by", h.by.as_deref().unwrap_or(t.somebody));
            ("handoff", "handoff", text)
        }
        Fact::HandoffWithdrawn(h) => {
            ("refund", "handoff", one(t.ev_handoff_withdrawn, "by", h.by.as_deref().unwrap_or(t.somebody)))
        }
        Fact::ConversationClosed { by } => (
            "closed",
            "closed",
            match by.as_deref() {
                Some("customer") => one(t.ev_closed, "by", t.by_customer),
                Some("ai") => one(t.ev_closed, "by", t.by_ai),
                Some("human") => one(t.ev_closed, "by", t.by_human),
                Some(other) => one(t.ev_closed, "by", other),
                None => t.ev_closed_unknown.to_owned(),
            },
        ),
        Fact::ConversationTagged { tag, .. } if tag.is_empty() => ("tag", "", t.ev_untagged.to_owned()),
        Fact::ConversationTagged { tag, .. } => ("tag", "", one(t.ev_tagged, "tag", tag)),
        Fact::ConversationAssigned => {
            let to: Vec<&str> =
                [&event.agent, &event.group].into_iter().flatten().map(String::as_str).collect();
            let to = if to.is_empty() { t.somebody.to_owned() } else { to.join(", ") };
            ("handoff", "", one(t.ev_assigned, "to", &to))
        }
        Fact::ProductClicked(p) => ("click", "", shown(t.ev_clicked, p)),
        Fact::ProductRecommended(p) => ("tag", "", shown(t.ev_recommended, p)),
        Fact::ProductAdded(p) => ("sale", "", shown(t.ev_added, p)),
        Fact::LinkClicked { url } => ("click", "", one(t.ev_link, "url", url.as_deref().unwrap_or(""))),
        Fact::OrderPlaced { order, total } => {
            let money = locale.money(*total);
            ("sale", "sale", fill(t.ev_order, &[("order", order), ("money", &money)]))
        }
        Fact::OrderCancelled { order } => ("cross", "order", one(t.ev_cancelled, "order", order)),
        Fact::OrderRefunded { order, amount } => {
            let money = locale.money(*amount);
            ("refund", "order", fill(t.ev_refunded, &[("order", order), ("money", &money)]))
        }
        Fact::ProfileIdentified => ("check", "", t.ev_identified.to_owned()),
    };
    let details = handoff(&event.fact).map_or_else(Vec::new, |handoff| details(locale, handoff));
    Some(Told { icon, class, text, details })
}

/// What an event says of a handoff.
fn handoff(fact: &Fact) -> Option<&Handoff> {
    match fact {
        Fact::HandoffOffered(handoff)
        | Fact::HandoffAccepted(handoff)
        | Fact::HandoffDeclined(handoff)
        | Fact::HandoffTagged(handoff) => Some(handoff),
        _ => None,
    }
}

fn details(locale: &Locale, handoff: &Handoff) -> Vec<String> {
    let t = locale.t;
    let ticket = handoff.ticket.as_ref().map(|ticket| fill(t.ev_ticket, &[("ticket", ticket)]));
    let team = handoff.team.as_ref().map(|team| fill(t.ev_team, &[("team", team)]));
    [ticket, team, handoff.reason.clone()].into_iter().flatten().collect()
}

/// A product by its name, else its id; with its price where one was told.
pub fn product(locale: &Locale, product: &Product) -> String {
    let name = product.name.as_ref().or(product.product.as_ref());
    let name = name.map_or_else(|| locale.t.ev_product.to_owned(), Clone::clone);
    match (&product.price, &product.currency) {
        (Some(price), Some(currency)) => format!("{name} ({currency}\u{a0}{price})"),
        (Some(price), None) => format!("{name} ({price})"),
        _ => name,
    }
}
