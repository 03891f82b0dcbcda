//! One transaction for a group of requests, and what to do when an event in it cannot be applied.

use std::collections::BTreeMap;
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
use crate::store::totals;
use crate::store::trouble::Trouble;

/// How often a transaction is done again that the database ended because it met another.
const ATTEMPTS: usize = 5;

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

    /// Whether the same is likely to work when done again at once.
    fn is_collision(&self) -> bool {
        matches!(self, Self::Store(error) if Trouble::of(error) == Trouble::Collided)
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

/// Writes a group, one transaction an account, and says what became of each request. Where that fails because of one of
/// them, the others go through without it.
pub(super) async fn write_group(store: &Store, now: DateTime<Utc>, group: &[Waiting]) -> Vec<Written> {
    let mut accounts: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (place, waiting) in group.iter().enumerate() {
        accounts.entry(waiting.account_id).or_default().push(place);
    }
    let mut all: Vec<Written> = group.iter().map(|_| Ok(Vec::new())).collect();
    for (account_id, places) in accounts {
        let requests: Vec<&[Event]> = places.iter().map(|place| &group[*place].events[..]).collect();
        let written = write_requests(store, now, account_id, &requests).await;
        for (place, written) in places.into_iter().zip(written) {
            all[place] = written;
        }
    }
    all
}

/// Writes requests to one account.
async fn write_requests(
    store: &Store,
    now: DateTime<Utc>,
    account_id: i64,
    requests: &[&[Event]],
) -> Vec<Written> {
    let mut attempt = 1;
    loop {
        match write_once(store, now, account_id, requests).await {
            Ok(written) => return written,
            Err(failure) if failure.is_collision() && attempt < ATTEMPTS => attempt += 1,
            Err(failure) => return requests.iter().map(|_| Err(failure.clone())).collect(),
        }
    }
}

async fn write_once(
    store: &Store,
    now: DateTime<Utc>,
    account_id: i64,
    requests: &[&[Event]],
) -> Result<Vec<Written>, Failure> {
    match guarded(write_all(store, now, account_id, requests)).await {
        Ok(outcomes) => Ok(outcomes.into_iter().map(Ok).collect()),
        Err(failure) if failure.concerns_every_write() => Err(failure),
        Err(_) => guarded(write_apart(store, now, account_id, requests)).await,
    }
}

/// Should a rule panic, the transaction is rolled back as it is dropped, and the writer goes on.
async fn guarded<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or(Err(Failure::Panicked))
}

async fn write_all(
    store: &Store,
    now: DateTime<Utc>,
    account_id: i64,
    requests: &[&[Event]],
) -> Result<Vec<Vec<Outcome>>, Failure> {
    let tx = store.begin().await?;
    let account = lock(&tx, account_id, now).await?;
    let events: Vec<&Event> = requests.iter().copied().flatten().collect();
    let mut answers = apply::apply(&tx, &account, &events, now).await?.into_iter();
    let outcomes = requests.iter().map(|events| answers.by_ref().take(events.len()).collect()).collect();
    tx.commit().await?;
    Ok(outcomes)
}

async fn lock(tx: &DatabaseTransaction, account_id: i64, now: DateTime<Utc>) -> Result<Account, Failure> {
    let mut account = accounts::lock(tx, account_id).await?;
    totals::begin(tx, &mut account, now).await?;
    Ok(account)
}

/// The same with each request apart: what cannot be written now, as where the file is damaged, fails alone.
async fn write_apart(
    store: &Store,
    now: DateTime<Utc>,
    account_id: i64,
    requests: &[&[Event]],
) -> Result<Vec<Written>, Failure> {
    let tx = store.begin().await?;
    let account = lock(&tx, account_id, now).await?;
    let mut written = Vec::with_capacity(requests.len());
    for events in requests {
        let request = tx.begin().await?;
        match guarded(write_without_poison(&request, &account, events, now)).await {
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

fn not_applied() -> Refusal {
    let message = "the event is well formed and could still not be applied; the others of its batch were taken. \
                   This is a fault of Hilo: please report it with the event";
    Refusal::new("not_applied", "", message)
}
