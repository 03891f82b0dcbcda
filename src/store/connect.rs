//! Opening a database: pools, pragmas, migrations, and what must not be opened.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use migrations::Migrator;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, EntityTrait};
use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};

use super::trouble::{CannotOpen, Trouble};
use super::{Store, dialect};

/// How many pages may be read side by side: more than the cores of a small machine gains nothing.
const READERS: u32 = 4;

/// How long a statement waits for another process' write lock.
const BUSY: Duration = Duration::from_secs(5);

/// The table in which every migration that was run is written down.
const HISTORY: &str = "seaql_migrations";

/// For how long opening is tried again while another program holds the database: enough for two processes that start
/// at once, and for a copy being made; not so long that who started it wonders.
const PATIENCE: Duration = Duration::from_secs(8);

impl Store {
    /// Opens the database, creates it where it does not exist, and brings its schema up to date.
    ///
    /// # Errors
    /// When the address names no engine that is built in, the file cannot be opened, is no database of ours or of a
    /// newer version, is held by another program for long, or a migration fails. Nothing is changed then.
    pub async fn open(url: &str) -> Result<Self, CannotOpen> {
        if !url.starts_with("sqlite:") {
            return Err(CannotOpen::found(url, Trouble::Address, ""));
        }
        let begun = Instant::now();
        loop {
            match try_open(url).await {
                Err(error) if error.trouble == Trouble::Locked && begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                opened => return opened,
            }
        }
    }
}

async fn try_open(url: &str) -> Result<Store, CannotOpen> {
    let file = file_of(url);
    let failed = |error: DbErr| CannotOpen::new(file, &error);
    let writer = Database::connect(options(url, 1, false)).await.map_err(failed)?;
    if let Some((trouble, found)) = strange(&writer).await.map_err(failed)? {
        return Err(CannotOpen::found(file, trouble, &found));
    }
    // Only now: it is written into the file, and a file that is not ours stays as it is.
    dialect::write_ahead(&writer).await.map_err(failed)?;
    // The reader's pool is opened last: a read-only connection cannot create the file.
    let store = Store { reader: writer.clone(), writer, wrote: std::sync::Arc::default() };
    migrate(&store).await.map_err(failed)?;
    let reader = Database::connect(options(url, READERS, true)).await.map_err(failed)?;
    Ok(Store { reader, ..store })
}

/// The file that an address names.
fn file_of(url: &str) -> &str {
    let file = url.trim_start_matches("sqlite:").trim_start_matches("//");
    file.split_once('?').map_or(file, |(file, _)| file)
}

/// What keeps a database from being used, and what shows it.
async fn strange(writer: &DatabaseConnection) -> Result<Option<(Trouble, String)>, DbErr> {
    if !SchemaManager::new(writer).has_table(HISTORY).await? {
        // Looked for again in the list itself: another process may just have created it.
        let tables = dialect::tables(writer).await?;
        let foreign = !tables.is_empty() && !tables.iter().any(|table| table == HISTORY);
        return Ok(foreign.then(|| (Trouble::Foreign, format!("it has the tables {}", tables.join(", ")))));
    }
    let known = known();
    let rows = seaql_migrations::Entity::find().all(writer).await?;
    let unknown: Vec<String> =
        rows.into_iter().map(|row| row.version).filter(|version| !known.contains(version)).collect();
    let found = format!("it has the changes {}, which this version does not know", unknown.join(", "));
    Ok((!unknown.is_empty()).then_some((Trouble::TooNew, found)))
}

/// The migrations that are built in.
fn known() -> BTreeSet<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Brings the schema up to date, all or nothing. Two processes that open a fresh database at once both want to: one
/// waits for the other's lock, and finds the work done. Where there is nothing to do no lock is needed.
async fn migrate(store: &Store) -> Result<(), DbErr> {
    if Migrator::get_pending_migrations_read_only(&store.writer).await?.is_empty() {
        return Ok(());
    }
    let tx = store.begin().await?;
    Migrator::up(&tx, None).await?;
    tx.commit().await
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
