//! Orders → whom they are credited to, and what each conversation sold.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};

use crate::domain::attribution::{Bought, credited};
use crate::domain::event::Event;
use crate::domain::identity::Key;
use crate::domain::order;
use crate::store::accounts::Account;
use crate::store::conversations::Model as Conversation;
use crate::store::orders::{self, By, Model as Order};
use crate::store::{conversations, events, from_millis, identities, to_millis, touchpoints};

/// Folds orders again from all their events and writes what they are. Whom they are credited to comes after.
pub async fn fold(
    db: &impl ConnectionTrait,
    account_id: i64,
    numbers: &BTreeSet<String>,
) -> Result<Vec<Order>, DbErr> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<String> = numbers.iter().cloned().collect();
    let known: BTreeMap<String, Order> = orders::load(db, account_id, By::Number(&numbers))
        .await?
        .into_iter()
        .map(|order| (order.order_id.clone(), order))
        .collect();
    let mut folded = Vec::new();
    let mut places = Vec::new();
    for (number, events) in events::of_orders(db, account_id, &numbers).await? {
        if let Some(order) = order::fold(&events) {
            places.extend(order.placed_in.clone());
            folded.push((number, order));
        }
    }
    let place_ids = conversations::known_ids(db, account_id, &places).await?;
    let ids: Vec<i64> = place_ids.values().copied().collect();
    let conversations = conversations::by_ids(db, account_id, &ids).await?;
    let placed_in = |order: &order::Order| -> Option<&Conversation> {
        order.placed_in.as_ref().and_then(|source| place_ids.get(source)).and_then(|id| conversations.get(id))
    };
    let mut rows: Vec<Order> = folded
        .iter()
        .map(|(number, order)| {
            let place = placed_in(order);
            let named = order.named.as_ref().map(Key::to_text);
            let before = known.get(number);
            Order {
                account_id,
                order_id: number.clone(),
                time: to_millis(order.time),
                currency: order.currency().code().to_owned(),
                total: order.total.minor,
                refunded: order.refunded,
                cancelled: order.cancelled,
                test: order.test,
                placed_in: place.map(|place| place.id),
                named: named.or_else(|| place.map(|place| place.named.clone())).unwrap_or_default(),
                customer: String::new(),
                conversation_id: before.and_then(|order| order.conversation_id),
                touchpoint: before.map(|order| order.touchpoint.clone()).unwrap_or_default(),
                why_not: before.map(|order| order.why_not.clone()).unwrap_or_default(),
            }
        })
        .collect();
    rows.sort_by(|a, b| a.order_id.cmp(&b.order_id));
    let named: Vec<String> = rows.iter().map(|order| order.named.clone()).collect();
    let customers = identities::customers(db, account_id, &named).await?;
    for row in &mut rows {
        row.customer.clone_from(&customers[&row.named]);
    }
    orders::put(db, &rows).await?;
    Ok(rows)
}

/// Credits orders: those folded just now, and all of customers about whom something changed.
pub async fn credit(
    db: &impl ConnectionTrait,
    account: &Account,
    folded: Vec<Order>,
    customers: &BTreeSet<String>,
) -> Result<(), DbErr> {
    let changed: Vec<String> = customers.iter().cloned().collect();
    let of_changed = orders::load(db, account.id, By::Customer(&changed)).await?;
    let mut all: BTreeMap<String, Order> =
        of_changed.into_iter().chain(folded).map(|order| (order.order_id.clone(), order)).collect();
    if all.is_empty() {
        return Ok(());
    }
    let customers: BTreeSet<String> = all.values().map(|order| order.customer.clone()).collect();
    let customers: Vec<String> = customers.into_iter().collect();
    let touchpoints = touchpoints::of_customers(db, account.id, &customers).await?;
    let mut conversations = BTreeSet::new();
    for order in all.values_mut() {
        conversations.extend(order.conversation_id);
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
        conversations.extend(order.conversation_id);
    }
    let rows: Vec<Order> = all.into_values().collect();
    orders::put(db, &rows).await?;
    let conversations: Vec<i64> = conversations.into_iter().collect();
    orders::sum_sales(db, account.id, &conversations).await
}

/// The orders that events speak of.
pub fn orders_of(events: &[&Event]) -> BTreeSet<String> {
    events.iter().filter_map(|event| event.order().map(str::to_owned)).collect()
}
