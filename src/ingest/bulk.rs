//! Doing what people ask for many conversations at once: in batches, through the same door as any source's events, by one
//! process at a time. Every step may be done again: the events' ids are made of the job's and the conversation's.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::DateTime;
use chrono::Utc;
use sea_orm::DbErr;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{Ingest, Outcome, RETRY_AFTER};
use crate::clock::Clock;
use crate::domain::bulk::{Action, Conversation, Doing, event_id};
use crate::domain::conversation::{Summary, fold};
use crate::domain::event::Event;
use crate::error::{Error, Result};
use crate::store::accounts::Account;
use crate::store::bulk::{self, Item, Job};
use crate::store::conversations::{self, Model as Row};
use crate::store::{Store, accounts, events, from_millis, to_millis};

/// Conversations at a time: few, so that senders come to write in between.
const BATCH: u64 = 500;

/// For how long nobody else takes up a job that somebody is at, in milliseconds.
const HELD: i64 = 60_000;

/// How often a batch is sent again while too much is waiting to be written: for five minutes.
const ATTEMPTS: u32 = 150;

/// By how much the clocks of processes on one database may differ.
const SKEW: chrono::Duration = chrono::Duration::hours(1);

/// What jobs are done with.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The database.
    pub store: Store,
    /// The way in.
    pub ingest: Ingest,
    /// The clock.
    pub clock: Clock,
}

impl Tools {
    /// Takes up what a process left unfinished, now and then again and again; `None`: now alone.
    pub fn start(self, every: Option<Duration>) {
        tokio::spawn(async move {
            loop {
                match self.take_up().await {
                    Ok(0) => {}
                    Ok(jobs) => tracing::info!(jobs, "bulk actions taken up and finished"),
                    // What could not be done now is found by the next look.
                    Err(error) => tracing::warn!(cause = error.cause(), "a bulk action was cut short"),
                }
                let Some(every) = every else { return };
                tokio::time::sleep(every).await;
            }
        });
    }

    /// Finishes every job that nobody is at, in all accounts, and says how many those were.
    ///
    /// # Errors
    /// As [`Tools::work`].
    pub async fn take_up(&self) -> Result<u64> {
        let mut finished = 0;
        for account in accounts::all(self.store.reader()).await? {
            for job in bulk::unfinished(self.store.reader(), account.id).await? {
                finished += u64::from(self.work(account.id, job).await?);
            }
        }
        Ok(finished)
    }

    /// Begins a job beside whatever else is done, and says at its end whether it was finished.
    pub fn begin(self, account_id: i64, job: Uuid) -> JoinHandle<bool> {
        tokio::spawn(async move {
            self.work(account_id, job).await.unwrap_or_else(|error| {
                // It is taken up again later.
                tracing::warn!(cause = error.cause(), "a bulk action was cut short");
                false
            })
        })
    }

    /// Does what is left of a job. `false`: somebody else is at it, or it is over.
    ///
    /// # Errors
    /// When the database does not answer or takes no writes; what was done until then stays.
    pub async fn work(&self, account_id: i64, id: Uuid) -> Result<bool> {
        let holder = Uuid::new_v4().to_string();
        let mut after = i64::MIN;
        loop {
            let now = self.clock.now();
            if !self.hold(account_id, id, &holder, now).await? {
                return Ok(false);
            }
            let db = self.store.reader();
            let account = accounts::get(db, account_id).await?.ok_or(Error::NotFound("account"))?;
            let job = bulk::find(db, account_id, id).await?.ok_or(Error::NotFound("job"))?;
            let items = bulk::waiting(db, account_id, id, after, BATCH).await?;
            if let Some(last) = items.last() {
                after = last.conversation_id;
                self.batch(&account, &job, items, now).await?;
                continue;
            }
            let tx = self.store.begin().await?;
            let over = bulk::end(&tx, account_id, id).await?;
            tx.commit().await?;
            if over {
                return Ok(true);
            }
            // Whoever began with it before has left some.
            after = i64::MIN;
        }
    }

    async fn hold(&self, account_id: i64, id: Uuid, holder: &str, now: DateTime<Utc>) -> Result<bool> {
        let now = to_millis(now);
        // Where the clock stands nobody's time is ever over. Two at one job do no harm.
        let begin = if matches!(self.clock, Clock::Fixed(_)) { i64::MAX } else { now };
        Ok(bulk::hold(self.store.writer(), (account_id, id), holder, begin, now + HELD).await?)
    }

    async fn batch(&self, account: &Account, job: &Job, items: Vec<Item>, now: DateTime<Utc>) -> Result<()> {
        let planned = self.plan(account, job, items, now).await?;
        if job.undo_of.is_empty() {
            bulk::remember(self.store.writer(), planned.items).await?;
        }
        let outcomes = self.submit(account.id, planned.events).await?;
        let (mut done, mut skipped) = (planned.done, planned.skipped);
        for (id, outcome) in planned.written.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Accepted | Outcome::Duplicate => done.push(id),
                Outcome::Rejected(_) => skipped.push(id),
            }
        }
        let tx = self.store.begin().await?;
        bulk::finish(&tx, account.id, job.id, &done, &skipped).await?;
        tx.commit().await?;
        self.store.show_own_writes();
        Ok(())
    }

    /// What is to be written for each conversation.
    async fn plan(
        &self,
        account: &Account,
        job: &Job,
        items: Vec<Item>,
        now: DateTime<Utc>,
    ) -> Result<Planned> {
        let action = action_of(job)?;
        let doing = Doing { job: job.id, action: &action, person: &job.person };
        let undone = Uuid::try_parse(&job.undo_of).ok();
        let db = self.store.reader();
        let ids: Vec<i64> = items.iter().map(|item| item.conversation_id).collect();
        // The rows first, then what is written already: a row is never of after the event and taken for one of before.
        let rows = conversations::by_ids(db, account.id, &ids).await?;
        let summaries = summaries(&self.store, account, &rows).await?;
        let since = match undone {
            Some(of) => self.since(account.id, of, &ids).await?,
            None => HashMap::new(),
        };
        let written: Vec<String> = rows.values().map(|row| event_id(job.id, row.public_id)).collect();
        let written: HashSet<String> = events::known(db, account.id, &written).await?;
        let mut planned = Planned::default();
        for mut item in items {
            let id = item.conversation_id;
            let (Some(row), Some(summary)) = (rows.get(&id), summaries.get(&id)) else {
                planned.skipped.push(id);
                continue;
            };
            if written.contains(&event_id(job.id, row.public_id)) {
                planned.done.push(id);
                continue;
            }
            let latest = summary.evidence.latest.as_ref();
            let at = Conversation { source: &row.source_id, public_id: row.public_id, latest };
            let event = match undone {
                Some(of) => {
                    let since = since.get(&id).map_or(&[][..], Vec::as_slice);
                    doing.undo(&at, of, &item.before, since, now)
                }
                None => doing.event(&at, summary, now).map(|(event, before)| {
                    item.before = before;
                    event
                }),
            };
            match event {
                Some(event) => {
                    planned.events.push(event);
                    planned.written.push(id);
                    planned.items.push(item);
                }
                None => planned.skipped.push(id),
            }
        }
        Ok(planned)
    }

    /// What happened since a job began.
    async fn since(&self, account_id: i64, of: Uuid, ids: &[i64]) -> Result<HashMap<i64, Vec<Event>>> {
        let db = self.store.reader();
        let of = bulk::find(db, account_id, of).await?.ok_or(Error::NotFound("job"))?;
        Ok(events::since(db, account_id, ids, from_millis(of.created_at) - SKEW).await?)
    }

    async fn submit(&self, account_id: i64, events: Vec<Event>) -> Result<Vec<Outcome>> {
        for _ in 0..ATTEMPTS {
            match self.ingest.submit(account_id, events.clone()).await {
                Err(Error::Busy) => tokio::time::sleep(RETRY_AFTER).await,
                answered => return answered,
            }
        }
        Err(Error::Busy)
    }
}

/// A batch, sorted by what is to be done. The first three are of the same conversations.
#[derive(Default)]
struct Planned {
    /// To be written.
    events: Vec<Event>,
    /// For these.
    written: Vec<i64>,
    /// With what was there before.
    items: Vec<Item>,
    /// Written already, before a crash.
    done: Vec<i64>,
    /// Left as they are.
    skipped: Vec<i64>,
}

/// What a job does.
///
/// # Errors
/// When what is kept of it cannot be read.
pub fn action_of(job: &Job) -> Result<Action> {
    serde_json::from_str(&job.action)
        .map_err(|_| Error::Store(DbErr::Type("a kept bulk action cannot be read".to_owned())))
}

/// What conversations are: as their rows keep it, and where a row keeps no evidence yet from all events.
async fn summaries(
    store: &Store,
    account: &Account,
    rows: &HashMap<i64, Row>,
) -> Result<HashMap<i64, Summary>> {
    let mut out = HashMap::with_capacity(rows.len());
    let mut lacking = Vec::new();
    for (id, row) in rows {
        match conversations::summary(row).filter(|summary| summary.evidence.latest.is_some()) {
            Some(summary) => drop(out.insert(*id, summary)),
            None => lacking.push(*id),
        }
    }
    for (id, events) in events::of_conversations(store.reader(), account.id, &lacking).await? {
        if let Some(row) = rows.get(&id) {
            out.insert(id, fold(&row.source_id, &events, &account.settings));
        }
    }
    Ok(out)
}
