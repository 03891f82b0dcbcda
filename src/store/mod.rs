//! The only room that knows SQL or `sea_orm`. It keeps rows and finds them again; what they mean is decided in
//! [`crate::domain`], and who may see them elsewhere.

pub mod accounts;
mod connect;
pub mod conversations;
pub mod derived;
mod dialect;
pub mod entity;
pub mod events;
pub mod filter;
pub mod identities;
pub mod keys;
pub mod list;
pub mod orders;
pub mod overview;
pub mod report;
mod scratch;
pub mod search;
pub mod thread;
pub mod touchpoints;

pub use dialect::is_about_rows;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, TransactionOptions, TransactionTrait, Value,
};

/// How many values of an `IN` list or rows of an `INSERT` go into one statement: well below SQLite's
/// 32,766 bound values at our widest table.
const CHUNK: usize = 500;

/// An open database: one connection that writes, several that read.
#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Store {
    /// For reading.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For the rare single write outside of the ingest transaction: accounts and keys.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that will write. Nobody else writes until it ends.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(options).await
    }

    /// One moment of the database: everything read in this transaction is as it was when it began, whatever others
    /// write meanwhile.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        self.reader.begin().await
    }

    /// Takes the write lock and gives it back.
    ///
    /// # Errors
    /// When the database does not answer, or somebody else holds the lock for long.
    pub async fn check_writable(&self) -> Result<(), DbErr> {
        self.begin().await?.rollback().await
    }
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
    for chunk in values.chunks(CHUNK) {
        let rows = E::find()
            .filter(account.0.eq(account.1))
            .filter(column.is_in(chunk.iter().cloned()))
            .all(db)
            .await?;
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
    for chunk in names.chunks(CHUNK) {
        E::update_many()
            .col_expr(column, Expr::value(customer))
            .filter(account.0.eq(account.1))
            .filter(named.is_in(chunk))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// The rows beyond a place in the order of a time and then a text.
fn after<C: ColumnTrait>((time_column, time): (C, i64), (text_column, text): (C, &str)) -> Condition {
    let same_time = Condition::all().add(time_column.eq(time)).add(text_column.gt(text));
    Condition::any().add(time_column.gt(time)).add(same_time)
}
