//! How much retention would touch, without touching it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::{Limits, shortened};
use crate::ingest::erase::{Counts, stands_for_itself};
use crate::store::accounts::{Account, Privacy};
use crate::store::{Store, orders, privacy};

/// Conversations whose events are read at a time.
const BATCH: usize = 200;

/// How much would be touched now if this were decided. How many events that is, is not counted.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    store: &Store,
    account: &Account,
    decided: &Privacy,
    now: DateTime<Utc>,
) -> Result<Counts, DbErr> {
    let (db, limits) = (store.reader(), Limits::of(decided, now));
    let mut counts = Counts::default();
    let mut erased: HashSet<i64> = HashSet::new();
    if let Some(before) = limits.conversations {
        let old = privacy::old_conversations(db, account.id, before).await?;
        let mut customers = privacy::old_customers(db, account.id, before).await?;
        counts.conversations = old.len() as u64;
        counts.customers = customers.len() as u64;
        let alone: HashSet<&String> =
            old.iter().map(|(_, customer)| customer).filter(|customer| stands_for_itself(customer)).collect();
        customers.extend(alone.into_iter().cloned());
        for some in customers.chunks(BATCH) {
            counts.orders += orders::load(db, account.id, orders::By::Customer(some)).await?.len() as u64;
        }
        erased.extend(old.iter().map(|(id, _)| id));
        let ids: Vec<i64> = old.iter().map(|(id, _)| *id).collect();
        counts.texts += texts(store, account, &ids, i64::MAX).await?;
    }
    if let Some(before) = limits.texts {
        let until = before.max(decided.texts_until);
        let mut ids = privacy::conversations_of_time(db, account.id, (decided.texts_done, until)).await?;
        ids.retain(|id| !erased.contains(id));
        counts.texts += texts(store, account, &ids, until).await?;
    }
    Ok(counts)
}

/// Messages of conversations that have a text and are older than an instant.
async fn texts(store: &Store, account: &Account, ids: &[i64], until: i64) -> Result<u64, DbErr> {
    let mut count = 0;
    for some in ids.chunks(BATCH) {
        for row in privacy::events_of(store.reader(), account.id, some, &[], &[]).await? {
            count += u64::from(shortened(account, &row, until)?.is_some_and(|(_, message)| message));
        }
        tokio::task::yield_now().await;
    }
    Ok(count)
}
