//! Noticing, once and durably, that silence has closed conversations: up to which instant that was done is kept for each
//! account, and what is to happen at a close hangs on it. No status does: whoever reads compares the time of the close with
//! now.

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
                // What could not be noticed now is found by the next look.
                Err(error) => tracing::warn!(cause = cause::of(&error), "the sweep was cut short"),
            }
            tokio::time::sleep(every).await;
        }
    });
}

/// Takes notice of every conversation that has closed by an instant, in all accounts, and says how many these were.
///
/// # Errors
/// When the database does not answer; what was noticed until then stays.
pub async fn sweep(store: &Store, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut noticed = 0;
    for mut account in accounts::all(store.reader()).await? {
        loop {
            // Looked for without the write lock: mostly there is nothing.
            if !settled::is_due(store.reader(), &account, now).await? {
                break;
            }
            let tx = store.begin().await?;
            if !settled::take_turn(&tx).await? {
                // Another process is at it.
                return Ok(noticed);
            }
            account = accounts::lock(&tx, account.id).await?;
            noticed += settled::settle(&tx, &mut account, now, BATCH).await?;
            tx.commit().await?;
            // Others come to write and read in between.
            tokio::task::yield_now().await;
        }
    }
    Ok(noticed)
}
