//! SQLite: one file, one connection that writes, several that read.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

/// How many pages may be read side by side: more than the cores of a small machine gains nothing.
const READERS: u32 = 4;

/// How much of the file a connection keeps in memory, as `PRAGMA cache_size` has it: in KiB, below zero. The one that
/// writes goes through the indexes of a whole group; those that read have the system's own cache behind them.
const CACHE: &str = "-32768";
const READERS_CACHE: &str = "-8192";

/// How many rows of a statement may wait for whoever asked.
const ROWS: usize = 512;

/// How long a statement waits for another process' write lock.
const BUSY: Duration = Duration::from_secs(5);

/// What connections are for.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Write,
    Read,
    /// Reading what somebody else may go on using.
    Source,
}

/// The connection that writes.
pub async fn writer(url: &str) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, 1, Use::Write)).await
}

/// The connections that read. They cannot create the file, so they are opened last.
pub async fn reader(url: &str) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, READERS, Use::Read)).await
}

/// Connections to a file that is left as it is, and not made. They may still put back what a crash left in the log
/// beside it, and are the ones that tidy that away: opened for reading alone they would leave it lying about. The first
/// pool is of one connection, to be closed last: of two that close at once, each leaves the tidying to the other.
pub async fn source(url: &str) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let last = Database::connect(options(url, 1, Use::Source)).await?;
    Ok((last, Database::connect(options(url, READERS, Use::Source)).await?))
}

/// The file that an address names.
pub fn file_of(url: &str) -> &str {
    let file = url.trim_start_matches("sqlite:").trim_start_matches("//");
    file.split_once('?').map_or(file, |(file, _)| file)
}

/// Whether there is such a file: opened without being made, a missing one is told like one that may not be read.
pub fn is_there(url: &str) -> bool {
    // What cannot be understood is told by whoever opens it.
    SqliteConnectOptions::from_str(url).map_or(true, |options| options.get_filename().exists())
}

fn options(url: &str, connections: u32, for_use: Use) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10));
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        // When the disk is full SQLite ends a transaction by itself. The driver goes on counting it as open, takes the
        // next for a part of it, and would never commit again what it says is committed. Such a connection is
        // thrown away. The ping comes back after the rollback that was under way. Who only reads fills no disk, and
        // does not wait for a ping after every statement.
        pool.after_release(move |connection, _| {
            Box::pin(async move {
                if for_use == Use::Read {
                    return Ok(true);
                }
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
    });
    let cache = if for_use == Use::Read { READERS_CACHE } else { CACHE };
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(for_use == Use::Write)
            .read_only(for_use == Use::Read)
            .pragma("query_only", if for_use == Use::Source { "ON" } else { "OFF" })
            // FULL: what was acknowledged survives a power cut. With group commit it costs little.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            .statement_cache_capacity(super::STATEMENTS)
            // A year of totals: the thread that reads need not wait for the one that adds them up.
            .row_buffer_size(ROWS)
            .pragma("cache_size", cache)
            // No mmap: a file that is cut short or cannot be read would end the process instead of failing one answer.
            .pragma("temp_store", "memory")
    });
    options
}
