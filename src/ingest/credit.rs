//! Orders → whom they are credited to, and what each conversation sold.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};

use crate::domain::attribution::{Bought, credited};
use crate::domain::event::{Event, Fact};
use crate::domain::identity::Key;
use crate::domain::order;
use crate::store::accounts::Account;
use crate::store::orders::{self, By, Model as Order};
use crate::store::{conversations, events, from_millis, identities, to_millis, totals, touchpoints};

/// Orders by number, as they are kept and as they now are.
pub type Orders = BTreeMap<String, (Option<Order>, Order)>;

/// Folds the orders that new events speak of, and those placed in conversations that name their customer otherwise.
/// Whom they are credited to comes after.
pub async fn fold(
    db: &impl ConnectionTrait,
    account_id: i64,
    fresh: &[&Event],
    named_otherwise: &[i64],
) -> Result<Orders, DbErr> {
    let mut news: BTreeMap<String, Vec<&Event>> = BTreeMap::new();
    for event in fresh {
        if let Some(number) = event.order() {
            news.entry(number.to_owned()).or_default().push(event);
        }
    }
    let numbers: Vec<String> = news.keys().cloned().collect();
    let mut kept = orders::load(db, account_id, By::Number(&numbers)).await?;
    kept.extend(orders::load(db, account_id, By::PlacedIn(named_otherwise)).await?);
    let mut kept: BTreeMap<String, Order> =
        kept.into_iter().map(|order| (order.order_id.clone(), order)).collect();
    let mut out = Orders::new();
    let mut again: BTreeSet<String> = news.keys().chain(kept.keys()).cloned().collect();
    for (number, events) in news {
        let Some(order) = kept.get(&number) else { continue };
        let moved = order.placed_in.is_some_and(|id| named_otherwise.contains(&id));
        if let Some(now) = added(order, &events).filter(|_| !moved) {
            again.remove(&number);
            out.insert(number, (Some(order.clone()), now));
        }
    }
    let again: Vec<String> = again.into_iter().collect();
    for now in fold_again(db, account_id, &again).await? {
        let before = kept.remove(&now.order_id);
        out.insert(now.order_id.clone(), (before, now));
    }
    Ok(out)
}

/// The order with refunds and cancellations added: these may be taken in any order once it was placed.
fn added(order: &Order, events: &[&Event]) -> Option<Order> {
    let mut now = order.clone();
    for event in events {
        match &event.fact {
            Fact::OrderRefunded { amount, .. } if amount.currency.code() == order.currency => {
                now.refunded = now.refunded.saturating_add(amount.minor);
            }
            // Nothing is converted.
            Fact::OrderRefunded { .. } => {}
            Fact::OrderCancelled { .. } => now.cancelled = true,
            _ => return None,
        }
        now.test |= event.test;
    }
    Some(now)
}

/// Folds orders again from all their events. One that is not placed yet is none.
pub async fn fold_again(
    db: &impl ConnectionTrait,
    account_id: i64,
    numbers: &[String],
) -> Result<Vec<Order>, DbErr> {
    let mut folded = Vec::new();
    let mut places = Vec::new();
    for (number, events) in events::of_orders(db, account_id, numbers).await? {
        if let Some(order) = order::fold(&events) {
            places.extend(order.placed_in.clone());
            folded.push((number, order));
        }
    }
    let place_ids = conversations::known_ids(db, account_id, &places).await?;
    let ids: Vec<i64> = place_ids.values().copied().collect();
    let conversations = conversations::by_ids(db, account_id, &ids).await?;
    let mut rows: Vec<Order> = folded
        .into_iter()
        .map(|(number, order)| {
            let id = order.placed_in.as_ref().and_then(|source| place_ids.get(source));
            let place = id.and_then(|id| conversations.get(id));
            let named = order.named.as_ref().map(Key::to_text);
            Order {
                account_id,
                order_id: number,
                time: to_millis(order.time),
                currency: order.currency().code().to_owned(),
                total: order.total.minor,
                refunded: order.refunded,
                cancelled: order.cancelled,
                test: order.test,
                placed_in: place.map(|place| place.id),
                named: named.or_else(|| place.map(|place| place.named.clone())).unwrap_or_default(),
                customer: String::new(),
                conversation_id: None,
                touchpoint: String::new(),
                why_not: String::new(),
            }
        })
        .collect();
    let named: Vec<String> = rows.iter().map(|order| order.named.clone()).collect();
    let customers = identities::customers(db, account_id, &named).await?;
    for row in &mut rows {
        row.customer.clone_from(&customers[&row.named]);
    }
    Ok(rows)
}

/// Credits orders: those folded just now, and all of customers about whom something changed. Only what thereby changes
/// is written.
pub async fn credit(
    db: &impl ConnectionTrait,
    account: &Account,
    folded: Orders,
    customers: &BTreeSet<String>,
) -> Result<(), DbErr> {
    let changed: Vec<String> = customers.iter().cloned().collect();
    let of_changed = orders::load(db, account.id, By::Customer(&changed)).await?;
    let mut all: Orders =
        of_changed.into_iter().map(|order| (order.order_id.clone(), (Some(order.clone()), order))).collect();
    all.extend(folded);
    if all.is_empty() {
        return Ok(());
    }
    let customers: BTreeSet<String> = all.values().map(|(_, order)| order.customer.clone()).collect();
    let customers: Vec<String> = customers.into_iter().collect();
    let touchpoints = touchpoints::of_customers(db, account.id, &customers).await?;
    for (_, order) in all.values_mut() {
        let touched = touchpoints.get(&order.customer).map_or(&[][..], Vec::as_slice);
        let bought = Bought {
            time: from_millis(order.time),
            cancelled: order.cancelled,
            test: order.test,
            names_customer: !order.named.is_empty(),
        };
        (order.conversation_id, order.touchpoint, order.why_not) =
            match credited(bought, touched, &account.settings) {
                Ok(touch) => (Some(touch.conversation), touch.event.clone(), String::new()),
                Err(why) => (None, String::new(), why.sentence()),
            };
    }
    all.retain(|_, (before, now)| before.as_ref() != Some(now));
    let conversations: BTreeSet<i64> = all
        .values()
        .flat_map(|(before, now)| {
            [before.as_ref().and_then(|order| order.conversation_id), now.conversation_id]
        })
        .flatten()
        .collect();
    let rows: Vec<Order> = all.into_values().map(|(_, now)| now).collect();
    orders::put(db, &rows).await?;
    let conversations: Vec<i64> = conversations.into_iter().collect();
    totals::sum_sales(db, account, &conversations).await
}
