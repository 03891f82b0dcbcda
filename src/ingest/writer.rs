//! Group commit: many senders, one transaction, one answer each after it is durable.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use sea_orm::DbErr;
use tokio::sync::{mpsc, oneshot};

use super::{Outcome, apply};
use crate::clock::Clock;
use crate::domain::event::Event;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::accounts::{self, Account};

/// How many requests may wait to be written before senders are told to come again: a few seconds of work.
pub const MAX_WAITING: usize = 1024;

/// How many events go into one transaction: enough that its commit costs little per event, few enough that
/// nobody waits long behind it. One request may hold more by itself.
const GROUP: usize = 4_000;

/// After how long a sender that was refused should come again, in seconds.
pub const RETRY_AFTER: Duration = Duration::from_secs(2);

struct Waiting {
    account_id: i64,
    events: Vec<Event>,
    answer: oneshot::Sender<Result<Vec<Outcome>>>,
}

/// The way to the writer; cheap to clone. The writer ends when the last of them is gone.
#[derive(Clone, Debug)]
pub struct Ingest {
    queue: mpsc::Sender<Waiting>,
}

impl Ingest {
    /// Starts the writer of a store.
    pub fn start(store: Store, clock: Clock) -> Self {
        let (queue, waiting) = mpsc::channel(MAX_WAITING);
        tokio::spawn(write(store, clock, waiting));
        Self { queue }
    }

    /// Applies events and says what became of each, in the order given. Once this answers, they are durable.
    ///
    /// # Errors
    /// [`Error::Busy`] when too much is waiting: then nothing of it was taken. [`Error::Store`] when the
    /// database failed: then nothing of it was kept, and it may be sent again.
    pub async fn submit(&self, account_id: i64, events: Vec<Event>) -> Result<Vec<Outcome>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { account_id, events, answer };
        self.queue.try_send(waiting).map_err(|_| Error::Busy)?;
        answered.await.map_err(|_| Error::Busy)?
    }
}

async fn write(store: Store, clock: Clock, mut queue: mpsc::Receiver<Waiting>) {
    while let Some(first) = queue.recv().await {
        let mut group = vec![first];
        let mut events = group[0].events.len();
        while events < GROUP {
            let Ok(next) = queue.try_recv() else { break };
            events += next.events.len();
            group.push(next);
        }
        match write_group(&store, clock, &group).await {
            Ok(outcomes) => {
                for (waiting, outcomes) in group.into_iter().zip(outcomes) {
                    // A sender that went away does not change what was kept.
                    let _ = waiting.answer.send(Ok(outcomes));
                }
            }
            Err(_) if group.len() > 1 => one_by_one(&store, clock, group).await,
            Err(error) => {
                for waiting in group {
                    let _ = waiting.answer.send(Err(Error::Store(error.clone())));
                }
            }
        }
    }
}

/// One request that the database refuses must not take the others of its group with it.
async fn one_by_one(store: &Store, clock: Clock, group: Vec<Waiting>) {
    for waiting in group {
        let written = write_group(store, clock, std::slice::from_ref(&waiting)).await;
        let answer = written.map(|mut outcomes| outcomes.pop().unwrap_or_default());
        let _ = waiting.answer.send(answer.map_err(Error::Store));
    }
}

/// Writes a group in one transaction. Should a rule panic, the transaction is rolled back, and the writer goes on.
async fn write_group(
    store: &Store,
    clock: Clock,
    group: &[Waiting],
) -> std::result::Result<Vec<Vec<Outcome>>, DbErr> {
    let written = AssertUnwindSafe(write_all(store, clock, group)).catch_unwind().await;
    written.unwrap_or_else(|_| Err(DbErr::Custom("the events could not be applied".to_owned())))
}

async fn write_all(
    store: &Store,
    clock: Clock,
    group: &[Waiting],
) -> std::result::Result<Vec<Vec<Outcome>>, DbErr> {
    let tx = store.begin().await?;
    let mut outcomes: Vec<Vec<Outcome>> = group.iter().map(|_| Vec::new()).collect();
    let mut account_ids: Vec<i64> = group.iter().map(|waiting| waiting.account_id).collect();
    account_ids.sort_unstable();
    account_ids.dedup();
    for account_id in account_ids {
        let account: Account = accounts::get(&tx, account_id)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound(format!("account {account_id}")))?;
        let of_account = |waiting: &&Waiting| waiting.account_id == account_id;
        let events: Vec<&Event> = group.iter().filter(of_account).flat_map(|w| &w.events).collect();
        let mut answers = apply::apply(&tx, &account, &events, clock.now()).await?.into_iter();
        for (waiting, outcomes) in group.iter().zip(&mut outcomes).filter(|(w, _)| of_account(w)) {
            outcomes.extend(answers.by_ref().take(waiting.events.len()));
        }
    }
    tx.commit().await?;
    Ok(outcomes)
}
