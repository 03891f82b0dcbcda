//! The only room that knows SQL or `sea_orm`. It keeps rows and finds them again; what they mean is decided in
//! [`crate::domain`], and who may see them elsewhere.

pub mod accounts;
pub mod audit;
pub mod body;
pub mod breakdown;
pub mod bulk;
pub mod changes;
mod connect;
pub mod conversations;
pub mod derived;
mod dialect;
pub mod entity;
pub mod events;
pub mod facets;
pub mod filter;
pub mod identities;
pub mod keys;
pub mod list;
pub mod local_time;
pub mod orders;
pub mod overview;
mod pieces;
pub mod privacy;
mod replica;
pub mod report;
mod scratch;
pub mod search;
pub mod secrets;
pub mod seen;
pub mod sessions;
pub mod settled;
pub mod thread;
pub mod tickets;
pub mod totals;
pub mod touchpoints;
pub mod transfer;
pub mod trouble;
pub mod users;
pub mod views;
mod ways;

pub use connect::{Pools, name_of};

use self::accounts::Account;
use self::pieces::{CHUNK, lists, pieces};

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, TransactionOptions, TransactionTrait, Value,
};

/// For how long a write that went well answers for those who only ask whether writing works.
const TRUSTED: Duration = Duration::from_secs(1);

/// An open database: connections that write, others that read, and perhaps a replica.
#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    replica: Option<replica::Replica>,
    limit: Option<Duration>,
    /// When [`Store::check_writable`] last wrote.
    wrote: Arc<Mutex<Option<Instant>>>,
}

impl Store {
    /// For reading what is so now: keys, accounts, and what a write depends on.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For reading what is shown, of a replica where there is one: it may be a little behind.
    pub fn pages(&self) -> &DatabaseConnection {
        self.usable_replica().unwrap_or(&self.reader)
    }

    fn usable_replica(&self) -> Option<&DatabaseConnection> {
        self.replica.as_ref().and_then(replica::Replica::usable)
    }

    /// How often an account was written, as [`Store::pages`] has it. To be asked before what is shown of it is read: what
    /// comes in between is then taken for newer, not for known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn shown_revision(&self, account: &Account) -> Result<i64, DbErr> {
        match self.usable_replica() {
            Some(replica) => accounts::revision(replica, account.id).await,
            // It was read with the account.
            None => Ok(account.revision),
        }
    }

    /// To be called when a person has changed something: [`Store::pages`] has it from now on.
    pub fn show_own_writes(&self) {
        if let Some(replica) = &self.replica {
            replica.catch_up(&self.reader);
        }
    }

    /// For the rare single write outside of the ingest transaction: accounts and keys.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Does work with the database that must not wait for it for ever: a server may be cut off without a word, and it can
    /// be long until the network says so. What was begun then is undone, or is known to nobody.
    ///
    /// # Errors
    /// When the limit is over.
    pub async fn within_limit<T>(&self, work: impl Future<Output = T>) -> Result<T, DbErr> {
        match self.limit {
            Some(limit) => tokio::time::timeout(limit, work).await.map_err(|_| connect::no_answer()),
            None => Ok(work.await),
        }
    }

    /// Whether the database answers from a thread of this process, mostly within microseconds.
    pub fn is_embedded(&self) -> bool {
        dialect::is_embedded(&self.writer)
    }

    /// Begins a transaction that will write. On SQLite nobody else writes until it ends; on PostgreSQL nobody else to
    /// the account that is locked with [`accounts::lock`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        begin(&self.writer).await
    }

    /// One moment of the database: everything read in this transaction is as it was when it began, whatever others
    /// write meanwhile.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let tx = self.reader.begin().await?;
        dialect::one_moment(&tx).await?;
        dialect::take_your_time(&tx).await?;
        Ok(tx)
    }

    /// The same of what is shown, for a page of several questions. It holds a connection: ask for no other meanwhile.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn pages_at_one_moment(&self) -> Result<DatabaseTransaction, DbErr> {
        let tx = self.pages().begin().await?;
        dialect::one_moment(&tx).await?;
        Ok(tx)
    }

    /// Takes the write lock and writes something that changes nothing: only so is a full disk found, or one that takes
    /// no writes any more. Asked again within a second it takes the lock alone, so that asking often wears no disk.
    ///
    /// # Errors
    /// When the database cannot be written, or somebody else holds the lock for long.
    pub async fn check_writable(&self) -> Result<(), DbErr> {
        let wrote = || self.wrote.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = self.begin().await?;
        if dialect::touching_wears(&tx) && wrote().is_some_and(|at| at.elapsed() < TRUSTED) {
            return tx.rollback().await;
        }
        dialect::touch(&tx).await?;
        tx.commit().await?;
        *wrote() = Some(Instant::now());
        Ok(())
    }

    /// Ends all work with the database once what is under way is done. The last process to do so leaves one file, with
    /// nothing beside it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn close(&self) -> Result<(), DbErr> {
        if let Some(replica) = &self.replica {
            replica.close().await?;
        }
        self.reader.close_by_ref().await?;
        self.writer.close_by_ref().await
    }

    /// Reads the whole file and gives what is damaged in it, a sentence each; none: it is sound. Takes about as long
    /// as copying the file.
    ///
    /// # Errors
    /// When the database does not answer for another reason than being damaged.
    pub async fn verify_file(&self) -> Result<Vec<String>, DbErr> {
        match dialect::problems(&self.reader).await {
            Err(error) if trouble::Trouble::of(&error) == trouble::Trouble::Damaged => {
                Ok(vec![trouble::tell(&error)])
            }
            answer => answer,
        }
    }
}

/// Begins a transaction that will write. On SQLite nobody else writes until it ends.
async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    writer.begin_with_options(options).await
}

/// An instant as the store keeps it.
pub fn to_millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// An instant as the store kept it. Out of chrono's range, which no stored instant is: the epoch.
pub fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// The rows of an account in which a column has one of these values, in no order.
async fn rows_in<E: EntityTrait, V: Clone + Into<Value>>(
    db: &impl ConnectionTrait,
    account: (E::Column, i64),
    column: E::Column,
    values: &[V],
) -> Result<Vec<E::Model>, DbErr> {
    let mut out = Vec::new();
    for list in lists(values) {
        let rows = E::find().filter(account.0.eq(account.1)).filter(column.is_in(list)).all(db).await?;
        out.extend(rows);
    }
    Ok(out)
}

/// Tells the rows that name their customer by these identifiers where the leads from them now end.
async fn move_customer<E: EntityTrait>(
    db: &impl ConnectionTrait,
    account: (E::Column, i64),
    (named, names): (E::Column, &[String]),
    (column, customer): (E::Column, &str),
) -> Result<(), DbErr> {
    for list in lists(names) {
        E::update_many()
            .col_expr(column, Expr::value(customer))
            .filter(account.0.eq(account.1))
            .filter(named.is_in(list))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// The rows beyond a place in the order of a time and then a text.
fn after<C: ColumnTrait>((time_column, time): (C, i64), (text_column, text): (C, &str)) -> Condition {
    let same_time = Condition::all().add(time_column.eq(time)).add(text_column.gt(text));
    // Said twice, so that every engine enters its index at the place: for an OR alone PostgreSQL reads from the beginning.
    Condition::all().add(time_column.gte(time)).add(Condition::any().add(time_column.gt(time)).add(same_time))
}
