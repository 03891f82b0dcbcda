//! How conversations, orders and money look in JSON, once for lists, exports and threads.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::domain::event::{Event, Fact, Role, instant};
use crate::domain::exchange::{Exchange, seconds};
use crate::domain::metrics::Counts;
use crate::domain::money::Money;
use crate::domain::status::Reason;
use crate::store::conversations::Model as Conversation;
use crate::store::from_millis;
use crate::store::orders::{Model as Order, Sold};
use crate::store::overview::Sales;

/// An empty word is no word.
pub fn word(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

/// A conversation as one row; `first_contact`: it was resolved at first contact.
pub fn conversation(row: &Conversation, sales: &[Money], first_contact: bool, now: DateTime<Utc>) -> Value {
    let facts = row.facts();
    let (status, reason) = facts.status(now);
    let sales: Map<String, Value> =
        sales.iter().map(|money| (money.currency.code().to_owned(), money.amount().into())).collect();
    json!({
        "id": row.public_id.to_string(),
        "conversation": row.source_id,
        "status": status.as_str(),
        "reason": reason.map(Reason::as_str),
        "channel": row.channel,
        "agent": word(&row.agent),
        "tag": word(&row.tag),
        "messages": row.messages,
        "first_question": word(&row.first_question),
        "profile": word(&row.profile),
        "started_at": instant(from_millis(row.started_at)),
        "updated_at": instant(from_millis(row.updated_at)),
        "closed_at": facts.closed_at(now).map(instant),
        "sales": sales,
        "app": word(&row.app),
        "group": word(&row.group_name),
        "origin": word(&row.origin),
        "reopened": row.reopened,
        "first_contact": first_contact,
        "test": row.test,
    })
}

/// The same with what its messages and orders come to, as exports write it.
pub fn conversation_in_full(
    row: &Conversation,
    sold: &[Sold],
    exchange: &Exchange,
    first_contact: bool,
    now: DateTime<Utc>,
) -> Value {
    let sales: Vec<Money> = sold.iter().map(|sold| sold.amount).collect();
    let mut out = conversation(row, &sales, first_contact, now);
    let length = from_millis(row.updated_at) - from_millis(row.started_at);
    out["customer_messages"] = exchange.customer.into();
    out["ai_messages"] = exchange.ai.into();
    out["human_messages"] = exchange.human.into();
    out["first_response_seconds"] = exchange.first_response().map(seconds).into();
    out["length_seconds"] = seconds(length).into();
    out["orders"] = sold.iter().map(|sold| sold.orders).sum::<i64>().into();
    out
}

/// A message as one row, of the conversation with this id of the source.
pub fn message(event: &Event, conversation: &str) -> Value {
    let text = match &event.fact {
        Fact::MessageSent { text, .. } => text.as_str(),
        _ => "",
    };
    json!({
        "id": event.id,
        "conversation": conversation,
        "time": instant(event.time),
        "role": event.role().map(Role::as_str),
        "channel": event.channel_or_default(),
        "agent": event.agent,
        "text": text,
    })
}

/// An order as one row; `conversation` is the source's id of the conversation it is credited to.
pub fn order(row: &Order, conversation: Option<&str>) -> Value {
    json!({
        "order": row.order_id,
        "time": instant(from_millis(row.time)),
        "currency": row.currency,
        "total": row.money(row.total).amount(),
        "refunded": row.money(row.refunded).amount(),
        "net": row.money(row.net()).amount(),
        "conversation": conversation,
        "touchpoint": word(&row.touchpoint),
        "why_not": word(&row.why_not),
    })
}

/// What was earned, per currency.
pub fn sales(sales: &[Sales]) -> Value {
    sales
        .iter()
        .map(|s| json!({"currency": s.amount.currency.code(), "amount": s.amount.amount(), "orders": s.orders}))
        .collect()
}

/// A rate to six decimals; of nothing `null`.
pub fn rate(rate: Option<f64>) -> Value {
    rate.map_or(Value::Null, |rate| ((rate * 1e6).round() / 1e6).into())
}

/// The counts of a set.
pub fn counts(counts: &Counts) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("conversations".into(), counts.conversations().into());
    out.insert("resolved".into(), counts.resolved.into());
    out.insert("unresolved".into(), counts.unresolved().into());
    out.insert("open".into(), counts.open.into());
    let by = json!({"handoff": counts.handoff, "human": counts.human, "unanswered": counts.unanswered});
    out.insert("unresolved_by".into(), by);
    out.insert("resolution_rate".into(), rate(counts.resolution_rate()));
    out.insert("unresolved_rate".into(), rate(counts.unresolved_rate()));
    out
}
