//! SQLite: one file, one connection that writes, several that read.

use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

/// How many pages may be read side by side: more than the cores of a small machine gains nothing.
const READERS: u32 = 4;

/// How long a statement waits for another process' write lock.
const BUSY: Duration = Duration::from_secs(5);

/// The connection that writes.
pub async fn writer(url: &str) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, 1, false)).await
}

/// The connections that read. They cannot create the file, so they are opened last.
pub async fn reader(url: &str) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, READERS, true)).await
}

/// The file that an address names.
pub fn file_of(url: &str) -> &str {
    let file = url.trim_start_matches("sqlite:").trim_start_matches("//");
    file.split_once('?').map_or(file, |(file, _)| file)
}

fn options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10));
    options.map_sqlx_sqlite_pool_opts(|pool| {
        // When the disk is full SQLite ends a transaction by itself. The driver goes on counting it as open, takes the
        // next for a part of it, and would never commit again what it says is committed. Such a connection is
        // thrown away. The ping comes back after the rollback that was under way.
        pool.after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
    });
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(!read_only)
            .read_only(read_only)
            // FULL: what was acknowledged survives a power cut. With group commit it costs little.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            .pragma("cache_size", "-32768")
            // No mmap: a file that is cut short or cannot be read would end the process instead of failing one answer.
            .pragma("temp_store", "memory")
    });
    options
}
