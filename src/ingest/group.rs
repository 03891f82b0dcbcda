//! One transaction for a group of requests, and what to do when an event in it cannot be applied.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};

use super::writer::Waiting;
use super::{Outcome, apply};
use crate::domain::event::{Event, Refusal};
use crate::log;
use crate::store::Store;
use crate::store::accounts::{self, Account};
use crate::store::trouble::Trouble;

/// Why events were not written.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// The database failed.
    Store(DbErr),
    /// A rule panicked.
    Panicked,
}

impl Failure {
    /// Whether nothing at all can be written now: then trying each request by itself only makes all wait.
    fn concerns_every_write(&self) -> bool {
        matches!(self, Self::Store(error) if Trouble::of(error).concerns_every_write())
    }

    /// Whether an event is to blame, rather than the database: it would fail again.
    fn is_poison(&self) -> bool {
        match self {
            Self::Store(error) => Trouble::of(error) == Trouble::Row,
            Self::Panicked => true,
        }
    }

    /// Why, for the log: free of anything a customer wrote.
    fn cause(&self) -> String {
        match self {
            Self::Store(error) => log::cause::of(error),
            Self::Panicked => "panicked".to_owned(),
        }
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Store(error)
    }
}

/// What became of one request's events.
pub(super) type Written = Result<Vec<Outcome>, Failure>;

/// Writes a group in one transaction and says what became of each request. Where that fails because of one of them, the
/// others go through without it.
pub(super) async fn write_group(store: &Store, now: DateTime<Utc>, group: &[Waiting]) -> Vec<Written> {
    let failure = match guarded(write_all(store, now, group)).await {
        Ok(outcomes) => return outcomes.into_iter().map(Ok).collect(),
        Err(failure) => failure,
    };
    let failure = match failure.concerns_every_write() {
        true => failure,
        false => match guarded(write_apart(store, now, group)).await {
            Ok(written) => return written,
            Err(failure) => failure,
        },
    };
    group.iter().map(|_| Err(failure.clone())).collect()
}

/// Should a rule panic, the transaction is rolled back as it is dropped, and the writer goes on.
async fn guarded<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or(Err(Failure::Panicked))
}

async fn write_all(
    store: &Store,
    now: DateTime<Utc>,
    group: &[Waiting],
) -> Result<Vec<Vec<Outcome>>, Failure> {
    let tx = store.begin().await?;
    let mut outcomes: Vec<Vec<Outcome>> = group.iter().map(|_| Vec::new()).collect();
    let mut account_ids: Vec<i64> = group.iter().map(|waiting| waiting.account_id).collect();
    account_ids.sort_unstable();
    account_ids.dedup();
    for account_id in account_ids {
        let account = account(&tx, account_id).await?;
        let of_account = |waiting: &&Waiting| waiting.account_id == account_id;
        let events: Vec<&Event> = group.iter().filter(of_account).flat_map(|w| &w.events).collect();
        let mut answers = apply::apply(&tx, &account, &events, now).await?.into_iter();
        for (waiting, outcomes) in group.iter().zip(&mut outcomes).filter(|(w, _)| of_account(w)) {
            outcomes.extend(answers.by_ref().take(waiting.events.len()));
        }
    }
    tx.commit().await?;
    Ok(outcomes)
}

/// The same with each request apart: what cannot be written now, as where the file is damaged, fails alone.
async fn write_apart(store: &Store, now: DateTime<Utc>, group: &[Waiting]) -> Result<Vec<Written>, Failure> {
    let tx = store.begin().await?;
    let mut written = Vec::with_capacity(group.len());
    for waiting in group {
        let account = account(&tx, waiting.account_id).await?;
        let request = tx.begin().await?;
        match guarded(write_without_poison(&request, &account, &waiting.events, now)).await {
            Ok(outcomes) => {
                request.commit().await?;
                written.push(Ok(outcomes));
            }
            Err(failure) if failure.concerns_every_write() => return Err(failure),
            Err(failure) => {
                request.rollback().await?;
                written.push(Err(failure));
            }
        }
    }
    tx.commit().await?;
    Ok(written)
}

/// Every event that cannot be applied is left out: halves are tried until it stands alone.
async fn write_without_poison(
    tx: &DatabaseTransaction,
    account: &Account,
    events: &[Event],
    now: DateTime<Utc>,
) -> Result<Vec<Outcome>, Failure> {
    let events: Vec<&Event> = events.iter().collect();
    let mut outcomes = Vec::with_capacity(events.len());
    // The top of the stack is the earliest part not written yet, so outcomes come in order.
    let mut parts = vec![&events[..]];
    while let Some(part) = parts.pop() {
        match guarded(apply_part(tx, account, part, now)).await {
            Ok(written) => outcomes.extend(written),
            Err(failure) if !failure.is_poison() => return Err(failure),
            Err(failure) if part.len() == 1 => {
                tracing::error!(
                    account = account.id,
                    cause = failure.cause(),
                    "an event could not be applied"
                );
                outcomes.push(Outcome::Rejected(not_applied()));
            }
            Err(_) => {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([second, first]);
            }
        }
    }
    Ok(outcomes)
}

/// Applies events within a savepoint: what fails leaves nothing behind.
async fn apply_part(
    tx: &DatabaseTransaction,
    account: &Account,
    events: &[&Event],
    now: DateTime<Utc>,
) -> Result<Vec<Outcome>, Failure> {
    let savepoint = tx.begin().await?;
    let written = apply::apply(&savepoint, account, events, now).await?;
    savepoint.commit().await?;
    Ok(written)
}

async fn account(tx: &DatabaseTransaction, id: i64) -> Result<Account, DbErr> {
    accounts::get(tx, id).await?.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
}

fn not_applied() -> Refusal {
    let message = "the event is well formed and could still not be applied; the others of its batch were taken. \
                   This is a fault of Hilo: please report it with the event";
    Refusal::new("not_applied", "", message)
}
