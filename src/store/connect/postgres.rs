//! PostgreSQL: any number of processes, each with a pool that writes and one that reads.

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

/// The connections that write. What they do may take as long as it needs: only waiting for a lock is bounded.
pub async fn writer(url: &str, pools: Pools) -> Result<DatabaseConnection, DbErr> {
    reach(url).await?;
    Database::connect(options(url, WRITERS, "lock_timeout", pools.statement_timeout)).await
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
    Database::connect(options(url, pools.readers, "statement_timeout", pools.statement_timeout)).await
}

/// What to call the database in messages: its address without user and password.
pub fn name_of(url: &str) -> String {
    // What is no address may still be a password.
    let Some((scheme, rest)) = url.split_once("://") else { return "the address given".to_owned() };
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{}", rest.split('?').next().unwrap_or(rest))
}

/// After how long without use a connection is asked whether it still is one.
const IDLE: Duration = Duration::from_secs(1);

fn options(url: &str, connections: u32, limit: &'static str, at: Duration) -> ConnectOptions {
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
        postgres.application_name("hilo").options([
            (limit, format!("{}ms", at.as_millis())),
            // Whatever the server's default is: who waited for an account's lock must see what was written meanwhile.
            ("default_transaction_isolation", "read committed".to_owned()),
        ])
    });
    options
}
