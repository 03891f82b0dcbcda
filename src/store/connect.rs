//! Opening a database: pools, pragmas, migrations.

use std::time::Duration;

use migrations::Migrator;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use super::Store;

/// How many pages may be read side by side: more than the cores of a small machine gains nothing.
const READERS: u32 = 4;

/// How long a statement waits for another process' write lock.
const BUSY: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the database, creates it where it does not exist, and brings its schema up to date.
    ///
    /// # Errors
    /// When the address names no engine that is built in, the file cannot be opened, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        if !url.starts_with("sqlite:") {
            return Err(DbErr::Custom(format!(
                "`{url}` is no SQLite address, as in sqlite://hilo.db; other engines are not built in yet"
            )));
        }
        let writer = Database::connect(options(url, 1, false)).await?;
        migrate(&writer).await?;
        // The reader's pool is opened last: a read-only connection cannot create the file.
        let reader = Database::connect(options(url, READERS, true)).await?;
        Ok(Self { writer, reader })
    }
}

/// Two processes that open a fresh database at once both try to create the same tables. One of them fails, and finds
/// the work done when it looks again.
async fn migrate(writer: &DatabaseConnection) -> Result<(), DbErr> {
    for _ in 0..20 {
        if Migrator::up(writer, None).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Migrator::up(writer, None).await
}

fn options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10));
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(!read_only)
            .read_only(read_only)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: what was acknowledged survives a power cut. With group commit it costs little.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            .pragma("cache_size", "-32768")
            .pragma("temp_store", "memory")
            .pragma("mmap_size", "268435456")
    });
    options
}
