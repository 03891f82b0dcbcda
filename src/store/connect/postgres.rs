//! PostgreSQL: any number of processes, each with a pool that writes and one that reads.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{ConnectOptions as _, Connection, Error as SqlxError};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};

use super::Pools;

/// Connections that write: one for events, the others for the sweep and what people change meanwhile.
const WRITERS: u32 = 3;

/// How long to wait for a connection before the database counts as unreachable.
const PATIENCE: Duration = Duration::from_secs(5);

/// After how long without use a connection is asked whether it still is one.
const IDLE: Duration = Duration::from_secs(1);

/// The connections that write. What they do may take as long as it needs: only waiting for a lock is bounded.
pub async fn writer(url: &str, pools: Pools) -> Result<DatabaseConnection, DbErr> {
    reach(url).await?;
    Database::connect(options(url, WRITERS, vec![("lock_timeout", millis(pools))])).await
}

/// Connects once. A pool tries again until its patience ends, and no longer knows then what was wrong.
async fn reach(url: &str) -> Result<(), DbErr> {
    let options: PgConnectOptions = url.parse().map_err(wrong)?;
    let connecting = async { options.connect().await?.close().await };
    tokio::time::timeout(PATIENCE, connecting).await.map_err(|_| no_answer())?.map_err(wrong)
}

fn wrong(error: SqlxError) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)))
}

/// The error of a server that says nothing at all.
pub fn no_answer() -> DbErr {
    wrong(std::io::Error::from(std::io::ErrorKind::TimedOut).into())
}

/// The connections that read, of the database itself or of a replica.
pub async fn reader(url: &str, pools: Pools) -> Result<DatabaseConnection, DbErr> {
    reach(url).await?;
    Database::connect(options(url, pools.readers, vec![("statement_timeout", millis(pools))])).await
}

/// Connections that read, and for which the server refuses all writing.
pub async fn source(url: &str, pools: Pools) -> Result<DatabaseConnection, DbErr> {
    reach(url).await?;
    let read_only = ("default_transaction_read_only", "on".to_owned());
    Database::connect(options(url, pools.readers, vec![("statement_timeout", millis(pools)), read_only]))
        .await
}

fn millis(pools: Pools) -> String {
    format!("{}ms", pools.statement_timeout.as_millis())
}

/// Whether it can be understood as the address of a server.
pub fn is_address(url: &str) -> bool {
    (url.starts_with("postgres://") || url.starts_with("postgresql://"))
        && PgConnectOptions::from_str(url).is_ok()
}

/// What to call the database in messages: its address without user and password, however badly that is written.
pub fn name_of(url: &str) -> String {
    let (scheme, rest) =
        url.split_once("://").map_or((String::new(), url), |(s, rest)| (format!("{s}://"), rest));
    let (place, asked) = rest.split_once('?').unwrap_or((rest, ""));
    match place.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}{host}"),
        // A password with a question mark, a query with a password, or a password where a port should be.
        None if asked.contains('@') || !may_be_told(place) => format!("{scheme}…"),
        None => format!("{scheme}{place}"),
    }
}

/// Whether what follows a colon is a port at most.
fn may_be_told(place: &str) -> bool {
    let host = place.split('/').next().unwrap_or(place);
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    host.starts_with('[') || port.bytes().all(|byte| byte.is_ascii_digit())
}

fn options(url: &str, connections: u32, mut settings: Vec<(&'static str, String)>) -> ConnectOptions {
    // Whatever the server's default is: who waited for an account's lock must see what was written meanwhile.
    settings.push(("default_transaction_isolation", "read committed".to_owned()));
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        // A server that was restarted meanwhile is noticed before a statement is lost to it; asked each time, the
        // question would cost as much as many an answer.
        .test_before_acquire_if_idle_for(IDLE)
        .connect_timeout(PATIENCE)
        .acquire_timeout(PATIENCE);
    options.map_sqlx_postgres_opts(move |postgres| {
        let postgres = postgres.application_name("hilo").options(settings.clone());
        postgres.statement_cache_capacity(super::STATEMENTS)
    });
    options
}
