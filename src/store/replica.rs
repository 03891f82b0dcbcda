//! A replica to read from: when it may be, and when the database itself must answer instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::dialect;

/// How often a replica is asked how far it is, while somebody waits to see what he wrote.
const CATCHING_UP: Duration = Duration::from_millis(50);

/// How often it is asked whether it is there at all.
const LOOKING: Duration = Duration::from_secs(1);

/// A copy of the database that follows it.
#[derive(Clone, Debug)]
pub struct Replica {
    db: DatabaseConnection,
    there: Arc<AtomicBool>,
    /// What people wrote through this process and the replica has not got yet.
    missing: Arc<AtomicUsize>,
}

impl Replica {
    /// Takes it into use, and looks after it for as long as the process runs.
    pub fn start(db: DatabaseConnection) -> Self {
        let replica = Self { db, there: Arc::new(AtomicBool::new(true)), missing: Arc::default() };
        tokio::spawn(replica.clone().look_after());
        replica
    }

    /// The replica, where it answers and has all that people wrote through this process.
    pub fn usable(&self) -> Option<&DatabaseConnection> {
        let usable = self.there.load(Ordering::SeqCst) && self.missing.load(Ordering::SeqCst) == 0;
        usable.then_some(&self.db)
    }

    /// Reads from the database itself until the replica has all that is written there now.
    pub fn catch_up(&self, primary: &DatabaseConnection) {
        self.missing.fetch_add(1, Ordering::SeqCst);
        let (replica, primary) = (self.clone(), primary.clone());
        tokio::spawn(async move {
            while !replica.has_all_of(&primary).await.unwrap_or(false) {
                tokio::time::sleep(CATCHING_UP).await;
            }
            replica.missing.fetch_sub(1, Ordering::SeqCst);
        });
    }

    /// Ends its connections.
    ///
    /// # Errors
    /// When they do not end.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.db.close_by_ref().await
    }

    async fn has_all_of(&self, primary: &DatabaseConnection) -> Result<bool, DbErr> {
        let written = dialect::log_position(primary).await?;
        while !dialect::has_replayed(&self.db, &written).await? {
            tokio::time::sleep(CATCHING_UP).await;
        }
        Ok(true)
    }

    async fn look_after(self) {
        loop {
            tokio::time::sleep(LOOKING).await;
            let there = self.db.execute_unprepared("SELECT 1").await.is_ok();
            if self.there.swap(there, Ordering::SeqCst) != there {
                if there {
                    tracing::info!("the replica answers again; pages are read from it");
                } else {
                    tracing::warn!("the replica does not answer; pages are read from the database itself");
                }
            }
        }
    }
}
