//! Folding everything again, after a setting that is folded into rows has changed.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::apply;
use crate::store::accounts::{self, Account};
use crate::store::{Store, conversations, events, search, to_millis, totals};

/// Conversations in one transaction: others may write in between.
const BATCH: u64 = 500;

/// Folds all conversations of an account again, with its settings as they are now.
///
/// # Errors
/// When the database does not answer; what was folded until then stays.
pub async fn refold(store: &Store, account: &Account) -> Result<(), DbErr> {
    let mut after = i64::MIN;
    loop {
        let ids = events::conversations_after(store.reader(), account.id, after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        let tx = store.begin().await?;
        accounts::lock(&tx, account.id).await?;
        apply::update(&tx, account, &[], ids.into_iter().map(|id| (id, Vec::new())).collect()).await?;
        tx.commit().await?;
    }
}

/// Adds up all conversations of an account of which there are no totals yet.
///
/// # Errors
/// When the database does not answer: then there are none as before.
pub async fn sum_up(store: &Store, account_id: i64, now: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = store.begin().await?;
    let mut account = accounts::lock(&tx, account_id).await?;
    account.closed_until = to_millis(now);
    totals::rebuild(&tx, &account).await?;
    accounts::set_closed_until(&tx, account_id, account.closed_until).await?;
    tx.commit().await
}

/// Whether an account's conversations lack what a change of the schema added: documents to be found by, or keys that
/// questions and reasons are grouped by.
///
/// # Errors
/// When the database does not answer.
pub async fn is_behind(store: &Store, account: &Account) -> Result<bool, DbErr> {
    if conversations::lack_keys(store.writer(), account.id).await? {
        return Ok(true);
    }
    // The one that is folded last.
    let Some(last) = conversations::greatest_id(store.writer(), account.id).await? else { return Ok(false) };
    Ok(search::digests(store.writer(), account.id, &[last]).await?.is_empty())
}
