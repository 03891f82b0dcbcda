//! Noticing, once and durably, that silence has closed a conversation: what is to happen at a close hangs on the mark
//! that is set here. No status does: whoever reads compares the time of the close with now.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use crate::clock::Clock;
use crate::log::cause;
use crate::store::{Store, accounts, settled};

/// Conversations in one transaction: few, so that nobody who wants to write waits long behind it.
const BATCH: u64 = 200;

/// Looks again and again, for as long as the process runs; `None`: never.
pub fn start(store: Store, clock: Clock, every: Option<Duration>) {
    let Some(every) = every else { return };
    tokio::spawn(async move {
        loop {
            match sweep(&store, clock.now()).await {
                Ok(0) => {}
                Ok(closed) => tracing::info!(closed, "closes by silence noticed"),
                // What could not be marked now is found by the next look.
                Err(error) => tracing::warn!(cause = cause::of(&error), "the sweep was cut short"),
            }
            tokio::time::sleep(every).await;
        }
    });
}

/// Marks every conversation that has closed by an instant, in all accounts, and says how many were not marked before.
///
/// # Errors
/// When the database does not answer; what was marked until then stays.
pub async fn sweep(store: &Store, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut marked = 0;
    for account in accounts::all(store.reader()).await? {
        loop {
            // Looked for without the write lock: mostly there is nothing.
            let ids = settled::due(store.reader(), account.id, now, BATCH).await?;
            if ids.is_empty() {
                break;
            }
            let tx = store.begin().await?;
            if !settled::take_turn(&tx).await? {
                // Another process is at it.
                return Ok(marked);
            }
            accounts::lock(&tx, account.id).await?;
            marked += settled::settle(&tx, account.id, now, &ids).await?;
            tx.commit().await?;
            // Others come to write and read in between.
            tokio::task::yield_now().await;
        }
    }
    Ok(marked)
}
