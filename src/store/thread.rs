//! A conversation with everything that was said, done and earned in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::accounts::Account;
use super::conversations::{self, Model as Conversation};
use super::orders::{self, By, Model as Order};
use super::seen::Seen;
use super::{events, identities};
use crate::domain::conversation::{Summary, fold};
use crate::domain::event::Event;
use crate::domain::identity::Card;
use crate::domain::segment::{Segment, segments};

/// All that a thread's page shows.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The row of the table.
    pub row: Conversation,
    /// Its events and those of the orders it earned, in order.
    pub events: Vec<Event>,
    /// What the fold makes of its events.
    pub summary: Summary,
    /// Its segments.
    pub segments: Vec<Segment>,
    /// What is known of the customer.
    pub customer: Card,
    /// Orders credited to it, each with the event of the touchpoint that earned it.
    pub credited: Vec<(Order, Option<DateTime<Utc>>)>,
    /// Other orders of the same customer that nobody earned.
    pub not_credited: Vec<Order>,
}

/// Loads the thread of a public or source's id, where it is seen.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    db: &impl ConnectionTrait,
    account: &Account,
    seen: &Seen,
    id: &str,
) -> Result<Option<Thread>, DbErr> {
    let row = conversations::find(db, account.id, id).await?.filter(|row| seen.covers(row));
    let Some(row) = row else { return Ok(None) };
    let own = events::of_conversations(db, account.id, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    if own.is_empty() {
        return Ok(None);
    }
    let summary = fold(&row.source_id, &own, &account.settings);
    let segments = segments(&own, account.settings.auto_close);
    let customers = [row.customer.clone()];
    let customer =
        identities::cards(db, account.id, &customers).await?.remove(&row.customer).unwrap_or_default();
    let of_customer = orders::load(db, account.id, By::Customer(&customers)).await?;
    let not_credited = of_customer.into_iter().filter(|order| order.conversation_id.is_none()).collect();
    let credited = orders::load(db, account.id, By::CreditedTo(&[row.id])).await?;
    let touched: BTreeMap<String, DateTime<Utc>> =
        own.iter().map(|event| (event.id.clone(), event.time)).collect();
    let credited: Vec<_> =
        credited.into_iter().map(|order| (touched.get(&order.touchpoint).copied(), order)).collect();
    let numbers: Vec<String> = credited.iter().map(|(_, order)| order.order_id.clone()).collect();
    let mut all: BTreeMap<_, Event> = own.into_iter().map(|event| (event.stamp(), event)).collect();
    for event in events::of_orders(db, account.id, &numbers).await?.into_values().flatten() {
        all.insert(event.stamp(), event);
    }
    Ok(Some(Thread {
        row,
        events: all.into_values().collect(),
        summary,
        segments,
        customer,
        credited: credited.into_iter().map(|(time, order)| (order, time)).collect(),
        not_credited,
    }))
}
