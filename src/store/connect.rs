//! Opening a database: which engine, its pools, migrations, and what must not be opened.

mod postgres;
mod source;
mod sqlite;

pub(super) use postgres::no_answer;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use migrations::Migrator;
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};

use super::replica::Replica;
use super::trouble::{CannotOpen, Trouble};
use super::{Store, begin, dialect};

/// How many statements a connection keeps prepared: each of ours in the sizes of its lists and rows.
const STATEMENTS: usize = 600;

/// The table in which every migration that was run is written down.
const HISTORY: &str = "seaql_migrations";

/// For how long opening is tried again while another program holds the database: enough for two processes that start
/// at once, and for a copy being made; not so long that who started it wonders.
const PATIENCE: Duration = Duration::from_secs(8);

/// How much longer than its longest statement anything may take, before a server counts as gone: connections, and the
/// other statements.
const SLACK: Duration = Duration::from_secs(10);

/// How PostgreSQL is used. SQLite needs no such settings.
#[derive(Clone, Copy, Debug)]
pub struct Pools {
    /// Connections that read.
    pub readers: u32,
    /// After how long a statement that reads is ended, and waiting for a lock given up.
    pub statement_timeout: Duration,
}

impl Default for Pools {
    fn default() -> Self {
        Self { readers: 8, statement_timeout: Duration::from_secs(30) }
    }
}

impl Store {
    /// Opens the database, creates a file that does not exist, and brings the schema up to date.
    ///
    /// # Errors
    /// As [`Store::open_with`].
    pub async fn open(url: &str) -> Result<Self, CannotOpen> {
        Self::open_with(url, None, Pools::default()).await
    }

    /// The same with a replica to read from, and sizes of pools.
    ///
    /// # Errors
    /// When an address names no engine that is built in, the database cannot be reached or opened, is none of ours or of
    /// a newer version, is held by another program for long, or a migration fails. Nothing is changed then.
    pub async fn open_with(url: &str, read_url: Option<&str>, pools: Pools) -> Result<Self, CannotOpen> {
        let begun = Instant::now();
        loop {
            match try_open(url, read_url, pools).await {
                Err(error) if error.trouble == Trouble::Locked && begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                opened => return opened,
            }
        }
    }
}

/// What is built in.
#[derive(Clone, Copy, PartialEq)]
enum Engine {
    Sqlite,
    Postgres,
}

fn engine_of(url: &str) -> Result<Engine, CannotOpen> {
    match url {
        // Asked here: the library's own complaint would quote the address with its password.
        url if postgres::is_address(url) => Ok(Engine::Postgres),
        url if url.starts_with("sqlite:") => Ok(Engine::Sqlite),
        url => Err(CannotOpen::found(&name_of(url), Trouble::Address, "")),
    }
}

/// What to call the database in messages: its file, or its server without user and password.
pub fn name_of(url: &str) -> String {
    if url.starts_with("sqlite:") { sqlite::file_of(url).to_owned() } else { postgres::name_of(url) }
}

async fn try_open(url: &str, read_url: Option<&str>, pools: Pools) -> Result<Store, CannotOpen> {
    let engine = engine_of(url)?;
    if let Some(read_url) = read_url
        && [engine, engine_of(read_url)?] != [Engine::Postgres; 2]
    {
        return Err(CannotOpen::found(&name_of(read_url), Trouble::Replica, ""));
    }
    let name = name_of(url);
    let failed = |error: DbErr| CannotOpen::new(&name, &error);
    let writer = match engine {
        Engine::Postgres => postgres::writer(url, pools).await,
        Engine::Sqlite => sqlite::writer(url).await,
    };
    let writer = writer.map_err(failed)?;
    if let Some((trouble, found)) = strange(&writer).await.map_err(failed)? {
        return Err(CannotOpen::found(&name, trouble, &found));
    }
    // Only now: it is written into the file, and a file that is not ours stays as it is.
    dialect::write_ahead(&writer).await.map_err(failed)?;
    migrate(&writer).await.map_err(failed)?;
    let reader = match engine {
        Engine::Postgres => postgres::reader(url, pools).await,
        Engine::Sqlite => sqlite::reader(url).await,
    };
    let reader = reader.map_err(failed)?;
    let replica = match read_url {
        Some(read_url) => Some(replica(read_url, pools).await?),
        None => None,
    };
    // A file answers, or fails; a server can fall silent.
    let limit = (engine == Engine::Postgres).then_some(pools.statement_timeout + SLACK);
    Ok(Store { writer, reader, replica, limit, wrote: std::sync::Arc::default() })
}

async fn replica(url: &str, pools: Pools) -> Result<Replica, CannotOpen> {
    let db = postgres::reader(url, pools).await.map_err(|error| CannotOpen::new(&name_of(url), &error))?;
    Ok(Replica::start(db))
}

/// What keeps a database from being used, and what shows it.
async fn strange(writer: &DatabaseConnection) -> Result<Option<(Trouble, String)>, DbErr> {
    if !SchemaManager::new(writer).has_table(HISTORY).await? {
        // Looked for again in the list itself: another process may just have created it.
        let tables = dialect::foreign_tables(writer).await?;
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
async fn migrate(writer: &DatabaseConnection) -> Result<(), DbErr> {
    if Migrator::get_pending_migrations_read_only(writer).await?.is_empty() {
        return Ok(());
    }
    let tx = begin(writer).await?;
    dialect::lock_schema(&tx).await?;
    Migrator::up(&tx, None).await?;
    tx.commit().await
}
