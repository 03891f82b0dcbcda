//! `fold(events of one order) → order`: what was bought, given back, or called off.

use chrono::{DateTime, Utc};

use super::event::{Event, Fact};
use super::identity::{Key, named_and_leads};
use super::money::{Currency, Money};

/// An order as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// When it was placed.
    pub time: DateTime<Utc>,
    /// What was to be paid.
    pub total: Money,
    /// Refunds in the order's own currency, in minor units. May exceed the total.
    pub refunded: i64,
    /// Called off.
    pub cancelled: bool,
    /// A trial: it earns nothing.
    pub test: bool,
    /// The customer the order names; `None`: the one of the conversation it was placed in.
    pub named: Option<Key>,
    /// The conversation it was placed in, when the source says so.
    pub placed_in: Option<String>,
}

impl Order {
    /// What the order is worth; see [`net`].
    pub fn net(&self) -> i64 {
        net(self.total.minor, self.refunded, self.cancelled)
    }

    /// The order's currency.
    pub fn currency(&self) -> Currency {
        self.total.currency
    }
}

/// What an order is worth, in minor units: the total less refunds, never below zero; nothing once cancelled.
pub fn net(total: i64, refunded: i64, cancelled: bool) -> i64 {
    if cancelled { 0 } else { total.saturating_sub(refunded).max(0) }
}

/// Folds the events of one order, in order. `None` until it is placed: a refund may come first.
///
/// The earliest `order.placed` says what the order is; a second one for the same order changes nothing,
/// so that a shop that reports an order twice under two event ids does not sell it twice.
/// A refund in another currency cannot be taken off, for nothing is converted.
pub fn fold(events: &[Event]) -> Option<Order> {
    let (event, total) = events.iter().find_map(|event| match &event.fact {
        Fact::OrderPlaced { total, .. } => Some((event, *total)),
        _ => None,
    })?;
    let refunds = events.iter().filter_map(|event| match &event.fact {
        Fact::OrderRefunded { amount, .. } if amount.currency == total.currency => Some(amount.minor),
        _ => None,
    });
    Some(Order {
        time: event.time,
        total,
        refunded: refunds.fold(0, i64::saturating_add),
        cancelled: events.iter().any(|e| matches!(e.fact, Fact::OrderCancelled { .. })),
        test: events.iter().any(|event| event.test),
        named: named_and_leads(event).map(|(key, _)| key),
        placed_in: event.conversation.clone(),
    })
}
