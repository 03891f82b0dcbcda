//! All that is kept of one customer, for whoever asks what is known of them: a JSON object a line.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::domain::event::{Event, Fact};
use crate::error::Result;
use crate::ingest::erase::found::Found;
use crate::json;
use crate::store::accounts::Account;
use crate::store::{filter, identities, orders};

/// The lines: the customer, each conversation with its messages, each order, and each event as it is kept. `kind` says
/// which.
///
/// # Errors
/// When the database does not answer.
pub async fn lines(
    db: &impl ConnectionTrait,
    account: &Account,
    found: &Found,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Value>> {
    let mut out = Vec::new();
    let customers: Vec<String> = found.whose.customers.iter().cloned().collect();
    let cards = identities::cards(db, account.id, &customers).await?;
    for customer in &customers {
        let card = cards.get(customer).cloned().unwrap_or_default();
        let said = |said: Option<(_, String)>| said.map(|(_, value)| value);
        let keys = found.whose.keys.iter().filter(|(_, of)| *of == customer);
        out.push(json!({
            "kind": "customer", "customer": customer, "identifiers": keys.map(|(key, _)| key).collect::<Vec<_>>(),
            "name": said(card.name), "email": said(card.email), "phone": said(card.phone), "id": said(card.id),
        }));
    }
    let own = found.conversation_ids();
    let mut events: Vec<(Option<i64>, Event)> = found
        .events
        .values()
        .filter(|(row, event)| found.is_theirs(row, event, &own))
        .map(|(row, event)| (row.conversation_id, event.clone()))
        .collect();
    events.sort_by_cached_key(|(_, event)| event.stamp());
    let ids: Vec<i64> = own.into_iter().collect();
    let sales = orders::sales_of(db, account.id, &ids).await?;
    let at_once = filter::first_contacts(db, account.id, &ids, now).await?;
    for row in &found.conversations {
        let sold = sales.get(&row.id).map_or(&[][..], Vec::as_slice);
        let mut line = json::conversation(row, sold, at_once.contains(&row.id), now);
        line["kind"] = "conversation".into();
        let said = events
            .iter()
            .filter(|(id, event)| *id == Some(row.id) && matches!(event.fact, Fact::MessageSent { .. }));
        line["said"] = said.map(|(_, event)| json::message(event, &row.source_id)).collect();
        out.push(line);
    }
    let sources: HashMap<i64, &str> =
        found.conversations.iter().map(|row| (row.id, row.source_id.as_str())).collect();
    for order in &found.orders {
        let credited = order.conversation_id.and_then(|id| sources.get(&id)).copied();
        let mut line = json::order(order, credited);
        line["kind"] = "order".into();
        out.push(line);
    }
    out.extend(events.iter().map(|(_, event)| json!({"kind": "event", "event": event})));
    Ok(out)
}
