//! Who waits to hear that something of an account changed. However many wait, a process asks the database once a second,
//! and only while somebody waits: that holds with several processes on one database too, whichever of them writes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::watch;

use crate::store::{Store, accounts};

/// How often things are done while somebody waits.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    /// So often the database is asked what changed: nobody hears of more than one change in that time.
    pub look: Duration,
    /// So often whoever waits hears that the connection is still there; proxies end those that are silent.
    pub sign: Duration,
    /// So often it is asked whether they may still.
    pub check: Duration,
}

impl Default for Beat {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { look: seconds(1), sign: seconds(20), check: seconds(60) }
    }
}

/// All who wait, in this process; cheap to clone.
#[derive(Clone, Debug)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    beat: Beat,
    /// The revision of each account that somebody waits for.
    known: Mutex<HashMap<i64, watch::Sender<i64>>>,
    /// How many wait. Whoever looks sleeps while there are none, and ends with this.
    waiting: watch::Sender<usize>,
    over: watch::Sender<bool>,
    looks: AtomicU64,
}

/// Somebody who waits.
#[derive(Debug)]
pub struct Listener {
    live: Live,
    revision: watch::Receiver<i64>,
    over: watch::Receiver<bool>,
}

impl Live {
    /// Begins to look, whenever somebody waits, until the last copy of this is gone.
    pub fn start(store: Store, beat: Beat) -> Self {
        let (waiting, some) = watch::channel(0);
        let (known, looks) = Default::default();
        let inner = Inner { store, beat, known, waiting, over: watch::Sender::new(false), looks };
        let inner = Arc::new(inner);
        tokio::spawn(look_again(Arc::downgrade(&inner), some, beat.look));
        Self(inner)
    }

    /// How often things are done.
    pub fn beat(&self) -> Beat {
        self.0.beat
    }

    /// How often the database was asked by now.
    pub fn looks(&self) -> u64 {
        self.0.looks.load(Ordering::SeqCst)
    }

    /// Tells everybody that the server is about to end: an answer that goes on for ever would keep it waiting.
    pub fn end(&self) {
        self.0.over.send_replace(true);
    }

    /// Begins to wait for what happens to an account.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn listen(&self, account_id: i64) -> Result<Listener, DbErr> {
        // Known before it is read: a change between the two is then heard of.
        let revision = self.known(account_id);
        self.0.waiting.send_modify(|waiting| *waiting += 1);
        let listener = Listener { live: self.clone(), revision, over: self.0.over.subscribe() };
        let now = accounts::revision(self.0.store.pages(), account_id).await?;
        self.0.tell(account_id, now);
        Ok(listener)
    }

    fn known(&self, account_id: i64) -> watch::Receiver<i64> {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(account_id).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }
}

impl Inner {
    fn tell(&self, account_id: i64, now: i64) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(revision) = known.get(&account_id) {
            revision.send_if_modified(|before| std::mem::replace(before, now) != now);
        }
    }

    /// The accounts that somebody waits for; others are forgotten.
    fn asked_for(&self) -> Vec<i64> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, revision| revision.receiver_count() > 0);
        known.keys().copied().collect()
    }

    async fn look(&self) -> Result<(), DbErr> {
        let asked_for = self.asked_for();
        if asked_for.is_empty() {
            return Ok(());
        }
        self.looks.fetch_add(1, Ordering::SeqCst);
        // Of where pages are read from: what is told is there to be seen.
        let asking = accounts::revisions(self.store.pages(), &asked_for);
        for (account_id, now) in self.store.within_limit(asking).await?? {
            self.tell(account_id, now);
        }
        Ok(())
    }
}

async fn look_again(inner: Weak<Inner>, mut waiting: watch::Receiver<usize>, every: Duration) {
    while waiting.wait_for(|waiting| *waiting > 0).await.is_ok() {
        tokio::time::sleep(every).await;
        let Some(inner) = inner.upgrade() else { return };
        // Where the database does not answer, the next look finds what was missed, and requests tell of the trouble.
        let _ = inner.look().await;
    }
}

impl Listener {
    /// The revision that was heard of last.
    pub fn revision(&mut self) -> i64 {
        *self.revision.borrow_and_update()
    }

    /// Waits for another revision; nothing: the server is about to end.
    pub async fn next(&mut self) -> Option<i64> {
        let changed = tokio::select! {
            _ = self.over.wait_for(|over| *over) => false,
            changed = self.revision.changed() => changed.is_ok(),
        };
        changed.then(|| self.revision())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.live.0.waiting.send_modify(|waiting| *waiting = waiting.saturating_sub(1));
    }
}
