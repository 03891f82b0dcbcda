//! Events → facts → rows, in one transaction: keep, identify, fold, credit, index.
//!
//! Every row is what the fold makes of *all* events that speak of it, whatever order they came in: that is what makes
//! the numbers the same however the events arrive.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Outcome, converse, credit, identify, index, keep, touch};
use crate::domain::event::Event;
use crate::store::accounts::Account;
use crate::store::{conversations, events};

/// Applies events of one account and says what became of each.
pub async fn apply(
    db: &impl ConnectionTrait,
    account: &Account,
    events: &[&Event],
    now: DateTime<Utc>,
) -> Result<Vec<Outcome>, DbErr> {
    let kept = keep::kept(account, events);
    let events: &[&Event] = &kept.iter().map(AsRef::as_ref).collect::<Vec<_>>();
    let sources: BTreeSet<String> = events.iter().filter_map(|event| event.conversation.clone()).collect();
    let sources: Vec<String> = sources.into_iter().collect();
    let ids = conversations::ids(db, account.id, &sources, now).await?;
    let id_of = |event: &Event| event.conversation.as_ref().and_then(|source| ids.get(source)).copied();
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
    let mut touched = Touched::new();
    for event in &fresh {
        if let Some(id) = id_of(event) {
            touched.entry(id).or_default().push(event);
        }
    }
    update(db, account, &fresh, touched).await?;
    Ok(events
        .iter()
        .zip(first)
        .map(|(event, first)| match first && new.contains(&event.id) {
            true => Outcome::Accepted,
            false => Outcome::Duplicate,
        })
        .collect())
}

/// Conversations by row id, each with its new events. One without is folded again from all.
pub type Touched<'a> = BTreeMap<i64, Vec<&'a Event>>;

/// Brings up to date all that new events touch.
pub async fn update(
    db: &impl ConnectionTrait,
    account: &Account,
    fresh: &[&Event],
    touched: Touched<'_>,
) -> Result<(), DbErr> {
    let changed = identify::identify(db, account.id, fresh).await?;
    let conversations = converse::fold(db, account, touched, &changed.renamed).await?;
    let mut customers = changed.regrouped;
    customers.extend(touch::write(db, account.id, &conversations).await?);
    let orders = credit::fold(db, account.id, fresh, &conversations.named_otherwise()).await?;
    credit::credit(db, account, orders, &customers).await?;
    index::write(db, account.id, conversations, changed.renamed).await
}
