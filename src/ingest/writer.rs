//! Group commit: many senders, one transaction, one answer each after it is durable.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::Outcome;
use super::eager::eagerly;
use super::group::{Failure, write_group};
use crate::clock::Clock;
use crate::domain::event::{Event, Fact};
use crate::error::{Error, Result};
use crate::store::Store;

/// After how long a sender that was refused should come again, in seconds.
pub const RETRY_AFTER: Duration = Duration::from_secs(2);

/// An event counts once for each of these many bytes that it begins, so that the queue is bounded in memory too.
const COUNTED_BYTES: usize = 4096;

/// How much is written at a time, and how much may wait. The defaults are those of [`crate::config::Writing`].
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// At most so many events go into one transaction; a single request may hold more by itself.
    pub group: usize,
    /// How long to wait for more before a transaction is begun.
    pub wait: Duration,
    /// So many events may wait; an event of more than 4 KiB counts for several.
    pub queue: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { group: 4_000, wait: Duration::ZERO, queue: 20_000 }
    }
}

/// What one sender sent.
pub(super) struct Waiting {
    /// The account it goes to.
    pub account_id: i64,
    /// The events.
    pub events: Vec<Event>,
    answer: oneshot::Sender<Result<Vec<Outcome>>>,
    /// Its room in the queue, given back once it was answered.
    _room: OwnedSemaphorePermit,
}

/// The way to the writer; cheap to clone. The writer ends when the last of them is gone.
#[derive(Clone, Debug)]
pub struct Ingest {
    queue: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
    most: usize,
}

impl Ingest {
    /// Starts the writer of a store.
    pub fn start(store: Store, clock: Clock, pace: Pace) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        let most = pace.queue.clamp(1, Semaphore::MAX_PERMITS);
        tokio::spawn(write(store, clock, pace, waiting));
        Self { queue, room: Arc::new(Semaphore::new(most)), most }
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
        // More than the queue ever holds is taken when nothing else waits.
        let counts = events.iter().map(counts).sum::<usize>().min(self.most);
        let counts = u32::try_from(counts).unwrap_or(u32::MAX);
        let room = self.room.clone().try_acquire_many_owned(counts).map_err(|_| Error::Busy)?;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { account_id, events, answer, _room: room };
        self.queue.send(waiting).map_err(|_| Error::Busy)?;
        answered.await.map_err(|_| Error::Busy)?
    }
}

/// How often an event counts in the queue.
fn counts(event: &Event) -> usize {
    let text = match &event.fact {
        Fact::MessageSent { text, .. } => text.len(),
        _ => 0,
    };
    let metadata = if event.metadata.is_empty() { 0 } else { COUNTED_BYTES };
    1 + (text + metadata) / COUNTED_BYTES
}

async fn write(store: Store, clock: Clock, pace: Pace, mut queue: mpsc::UnboundedReceiver<Waiting>) {
    while let Some(first) = queue.recv().await {
        if !pace.wait.is_zero() {
            tokio::time::sleep(pace.wait).await;
        }
        let mut events = first.events.len();
        let mut group = vec![first];
        while events < pace.group {
            let Ok(next) = queue.try_recv() else { break };
            events += next.events.len();
            group.push(next);
        }
        let writing = store.within_limit(write_group(&store, clock.now(), &group));
        // A server's answer takes longer than to be woken.
        let written = if store.is_embedded() { eagerly(writing).await } else { writing.await };
        let written = match written {
            Ok(written) => written,
            Err(error) => group.iter().map(|_| Err(error.clone().into())).collect(),
        };
        for (waiting, written) in group.into_iter().zip(written) {
            // A sender that went away does not change what was kept.
            let _ = waiting.answer.send(written.map_err(Failure::into_error));
        }
    }
}

impl Failure {
    fn into_error(self) -> Error {
        match self {
            Self::Store(error) => Error::Store(error),
            Self::Panicked => Error::Internal("the events could not be applied".to_owned()),
        }
    }
}
