//! Events → facts → rows, in one transaction: keep, identify, fold, credit, index.
//!
//! Every row is folded from *all* events that speak of it, whatever order they came in: that is what makes the
//! numbers the same however the events arrive.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Outcome, credit, identify};
use crate::domain::conversation::{Summary, fold};
use crate::domain::event::{Event, Fact};
use crate::domain::identity::Card;
use crate::store::accounts::Account;
use crate::store::conversations::{self, Model as Conversation};
use crate::store::touchpoints::{self, Model as Touchpoint};
use crate::store::{events, identities, orders, search, to_millis};

/// Applies events of one account and says what became of each.
pub async fn apply(
    db: &impl ConnectionTrait,
    account: &Account,
    events: &[&Event],
    now: DateTime<Utc>,
) -> Result<Vec<Outcome>, DbErr> {
    let sources: BTreeSet<String> = events.iter().filter_map(|event| event.conversation.clone()).collect();
    let sources: Vec<String> = sources.into_iter().collect();
    let ids = conversations::ids(db, account.id, &sources, now).await?;
    let id_of = |event: &Event| event.conversation.as_ref().and_then(|source| ids.get(source).copied());
    // Of one id twice in a group the first counts, as it would in two groups.
    let mut seen = HashSet::new();
    let first: Vec<bool> = events.iter().map(|event| seen.insert(event.id.as_str())).collect();
    let distinct: Vec<(&Event, Option<i64>)> = events
        .iter()
        .zip(&first)
        .filter(|(_, first)| **first)
        .map(|(event, _)| (*event, id_of(event)))
        .collect();
    let new = events::insert_new(db, account.id, &distinct, now).await?;
    let fresh: Vec<&Event> =
        distinct.iter().map(|(event, _)| *event).filter(|event| new.contains(&event.id)).collect();
    let touched: BTreeMap<i64, String> = fresh
        .iter()
        .filter_map(|event| event.conversation.clone().and_then(|source| Some((id_of(event)?, source))))
        .collect();
    update(db, account, &fresh, &touched).await?;
    Ok(events
        .iter()
        .zip(first)
        .map(|(event, first)| match first && new.contains(&event.id) {
            true => Outcome::Accepted,
            false => Outcome::Duplicate,
        })
        .collect())
}

/// Folds again all that new events touch.
pub async fn update(
    db: &impl ConnectionTrait,
    account: &Account,
    fresh: &[&Event],
    touched: &BTreeMap<i64, String>,
) -> Result<(), DbErr> {
    let changed = identify::identify(db, account.id, fresh).await?;
    let mut numbers = credit::orders_of(fresh);
    let conversations = fold_conversations(db, account, touched, &changed.renamed).await?;
    let mut customers = changed.regrouped;
    customers.extend(conversations.recredit.iter().cloned());
    for order in orders::load(db, account.id, orders::By::PlacedIn(&conversations.renamed)).await? {
        numbers.insert(order.order_id);
    }
    let folded = credit::fold(db, account.id, &numbers).await?;
    credit::credit(db, account, folded, &customers).await?;
    index(db, account.id, conversations, changed.renamed).await
}

/// A conversation folded anew, with what its search document says.
struct Folded {
    row: Conversation,
    messages: String,
    ids: String,
}

#[derive(Default)]
struct Conversations {
    folded: Vec<Folded>,
    /// Customers whose touchpoints changed.
    recredit: BTreeSet<String>,
    /// Conversations that name their customer otherwise than before.
    renamed: Vec<i64>,
    /// What is known of their customers, and of those who are called otherwise now.
    cards: HashMap<String, Card>,
}

async fn fold_conversations(
    db: &impl ConnectionTrait,
    account: &Account,
    touched: &BTreeMap<i64, String>,
    renamed: &BTreeSet<String>,
) -> Result<Conversations, DbErr> {
    let mut out = Conversations::default();
    let ids: Vec<i64> = touched.keys().copied().collect();
    let all_events = events::of_conversations(db, account.id, &ids).await?;
    let before = conversations::by_ids(db, account.id, &ids).await?;
    let mut summaries: Vec<(i64, Summary)> = Vec::with_capacity(ids.len());
    for (id, source) in touched {
        let Some(events) = all_events.get(id) else { continue };
        let summary = fold(source, events, &account.settings);
        let row = conversations::row(account.id, *id, source, &summary);
        if before.get(id).is_none_or(|before| before.named != row.named) {
            out.renamed.push(*id);
        }
        out.folded.push(Folded { row, messages: texts(events), ids: searchable_ids(source, events) });
        summaries.push((*id, summary));
    }
    let named: BTreeSet<String> = summaries
        .iter()
        .flat_map(|(_, s)| s.touches.iter().map(|t| t.named.to_text()).chain([s.named.to_text()]))
        .collect();
    let named: Vec<String> = named.into_iter().collect();
    let customers = identities::customers(db, account.id, &named).await?;
    let mut known = renamed.clone();
    for folded in &mut out.folded {
        folded.row.customer.clone_from(&customers[&folded.row.named]);
        known.insert(folded.row.customer.clone());
    }
    let known: Vec<String> = known.into_iter().collect();
    out.cards = identities::cards(db, account.id, &known).await?;
    for folded in &mut out.folded {
        folded.row.profile = called(out.cards.get(&folded.row.customer));
    }
    let rows: Vec<Conversation> = out.folded.iter().map(|folded| folded.row.clone()).collect();
    conversations::put(db, &rows).await?;
    // What a touchpoint is worth also hangs on its conversation's channel and on whether that is a trial.
    let weighed_otherwise = |row: &&Conversation| {
        before.get(&row.id).is_none_or(|old| (&old.channel, old.test) != (&row.channel, row.test))
    };
    let reweighed: HashSet<i64> = rows.iter().filter(weighed_otherwise).map(|row| row.id).collect();
    out.recredit = write_touchpoints(db, account.id, &summaries, &customers, &reweighed).await?;
    Ok(out)
}

/// Writes the touchpoints of conversations and says whose have changed.
async fn write_touchpoints(
    db: &impl ConnectionTrait,
    account_id: i64,
    summaries: &[(i64, Summary)],
    customers: &HashMap<String, String>,
    reweighed: &HashSet<i64>,
) -> Result<BTreeSet<String>, DbErr> {
    let ids: Vec<i64> = summaries.iter().map(|(id, _)| *id).collect();
    let known: HashMap<String, Touchpoint> = touchpoints::of_conversations(db, account_id, &ids)
        .await?
        .into_iter()
        .map(|row| (row.event_id.clone(), row))
        .collect();
    let rows: Vec<Touchpoint> = summaries
        .iter()
        .flat_map(|(id, summary)| summary.touches.iter().map(move |touch| (*id, touch)))
        .map(|(conversation_id, touch)| Touchpoint {
            account_id,
            event_id: touch.event.clone(),
            conversation_id,
            time: to_millis(touch.time),
            named: touch.named.to_text(),
            customer: customers[&touch.named.to_text()].clone(),
        })
        .collect();
    let kept: HashSet<&str> = rows.iter().map(|row| row.event_id.as_str()).collect();
    let gone: Vec<&Touchpoint> = known.values().filter(|row| !kept.contains(row.event_id.as_str())).collect();
    let mut changed: BTreeSet<String> = gone.iter().map(|row| row.customer.clone()).collect();
    let mut written = Vec::new();
    for row in &rows {
        let old = known.get(&row.event_id);
        if old != Some(row) {
            changed.extend(old.map(|old| old.customer.clone()));
            written.push(row.clone());
        }
        if old != Some(row) || reweighed.contains(&row.conversation_id) {
            changed.insert(row.customer.clone());
        }
    }
    let gone: Vec<String> = gone.into_iter().map(|row| row.event_id.clone()).collect();
    touchpoints::remove(db, account_id, &gone).await?;
    touchpoints::put(db, &written).await?;
    Ok(changed)
}

/// Brings the search documents up to date, and the names of customers who are called otherwise now in conversations
/// that were not folded.
async fn index(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: Conversations,
    renamed: BTreeSet<String>,
) -> Result<(), DbErr> {
    let Conversations { folded, cards, .. } = conversations;
    let written: HashSet<i64> = folded.iter().map(|folded| folded.row.id).collect();
    let documents: Vec<search::Document> = folded
        .into_iter()
        .map(|Folded { row, messages, ids }| search::Document {
            id: row.id,
            messages,
            profile: searchable(cards.get(&row.customer)),
            ids,
        })
        .collect();
    search::put(db, &documents).await?;
    let renamed: Vec<String> = renamed.into_iter().collect();
    let mut rows = conversations::of_customers(db, account_id, &renamed).await?;
    rows.retain(|row| !written.contains(&row.id));
    for row in &mut rows {
        let card = cards.get(&row.customer);
        row.profile = called(card);
        search::put_profile(db, row.id, &searchable(card)).await?;
    }
    conversations::put(db, &rows).await
}

/// What to call a customer; nothing: Anonymous.
fn called(card: Option<&Card>) -> String {
    card.and_then(Card::display).unwrap_or_default().to_owned()
}

/// All that a customer may be searched by.
fn searchable(card: Option<&Card>) -> String {
    let said = card.into_iter().flat_map(|card| [&card.name, &card.email, &card.phone, &card.id]);
    said.flatten().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("\n")
}

fn texts(events: &[Event]) -> String {
    let texts = events.iter().filter_map(|event| match &event.fact {
        Fact::MessageSent { text, .. } => Some(text.replace('\0', "")),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn searchable_ids(source: &str, events: &[Event]) -> String {
    let mut ids = vec![source];
    ids.extend(events.iter().filter_map(Event::order));
    ids.dedup();
    ids.join("\n")
}
