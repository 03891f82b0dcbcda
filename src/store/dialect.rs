//! The only place where engines differ: full text, which SeaORM's builder does not speak, locks, and what an engine says
//! of itself.

mod purge;
mod search;
mod totals;
mod walk;
mod words;

pub use purge::{compact, empty_log, keeps_old_words, merge_words, overwrite_removed};
pub use search::{
    Sought, fresh_ids, hits_to, search_clear, search_digests, search_matches, search_put, sought,
};
pub use totals::{joined_totals, totals_of};
pub use walk::{BY_ID, along, distinct};

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement, Value};

/// What only one process does at a time. Any numbers will do, as long as nobody else uses them in the same database.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// Changing the schema.
    Schema = 0x6869_6c6f,
    /// Noticing closes by silence.
    Sweep,
    /// Erasing what is too old.
    Retention,
}

#[expect(clippy::disallowed_methods, reason = "this is the room where engines may differ")]
fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DatabaseBackend::Postgres
}

/// A raw statement with `$1`, `$2`, … for its values.
fn statement(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    #[expect(clippy::disallowed_methods, reason = "this is the room where engines may differ")]
    let backend = db.get_database_backend();
    Statement::from_sql_and_values(backend, sql, values)
}

/// Holds of events that may have a profile; see [`super::body::Body`]. Engines write bytes otherwise.
pub fn may_have_profile(db: &impl ConnectionTrait) -> SimpleExpr {
    let plain = super::body::PLAIN;
    let plain = if is_postgres(db) { format!("'\\x{plain:02x}'::bytea") } else { format!("x'{plain:02x}'") };
    Expr::cust(format!("substr(\"event\".\"body\", 1, 1) <> {plain}"))
}

/// Whether the engine works in a thread of this process rather than in a server.
pub fn is_embedded(db: &impl ConnectionTrait) -> bool {
    !is_postgres(db)
}

/// Texts of the first column.
async fn texts(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>, DbErr> {
    let rows = db.query_all_raw(statement(db, sql, vec![])).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The tables of another program in a database in which ours are not. A server's database may hold others besides.
pub async fn foreign_tables(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    if is_postgres(db) {
        return Ok(Vec::new());
    }
    texts(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .await
}

/// Has changes written to a log beside the file first, so that readers and the writer do not wait for each other. The
/// file keeps it. A server does so by itself.
pub async fn write_ahead(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if is_postgres(db) {
        return Ok(());
    }
    db.execute_unprepared("PRAGMA journal_mode = WAL").await.map(drop)
}

/// Waits until no other process changes the schema, until the end of the transaction. On SQLite every transaction that
/// writes does.
pub async fn lock_schema(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if !is_postgres(db) {
        return Ok(());
    }
    let lock = "SELECT pg_advisory_xact_lock($1)";
    db.query_one_raw(statement(db, lock, vec![(Turn::Schema as i64).into()])).await.map(drop)
}

/// Whether it is this process' turn until the end of the transaction; it is not while another has it. On SQLite every
/// transaction that writes is alone.
pub async fn take_turn(db: &impl ConnectionTrait, turn: Turn) -> Result<bool, DbErr> {
    if !is_postgres(db) {
        return Ok(true);
    }
    let lock = "SELECT pg_try_advisory_xact_lock($1)";
    let row = db.query_one_raw(statement(db, lock, vec![(turn as i64).into()])).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// Has all that a transaction reads be of one moment.
pub async fn one_moment(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if !is_postgres(db) {
        return Ok(());
    }
    db.execute_unprepared("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(drop)
}

/// Lets statements of a transaction take as long as they will.
pub async fn take_your_time(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if !is_postgres(db) {
        return Ok(());
    }
    db.execute_unprepared("SET LOCAL statement_timeout = 0").await.map(drop)
}

/// Writes something that changes nothing.
pub async fn touch(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let touch = match is_postgres(db) {
        // Refused where nothing can be written, as on a replica, though there is no such row.
        true => "UPDATE account SET name = name WHERE id = -1",
        // Nobody uses this number. A row that is set to what it is would not be written at all.
        false => "PRAGMA user_version = 0",
    };
    db.execute_unprepared(touch).await.map(drop)
}

/// Whether [`touch`] writes to the disk each time. A server is asked in vain to change a row that is not there.
pub fn touching_wears(db: &impl ConnectionTrait) -> bool {
    !is_postgres(db)
}

/// Whether the search documents of all accounts share one row of ids, so that no two conversations may have the same.
pub fn shares_ids(db: &impl ConnectionTrait) -> bool {
    !is_postgres(db)
}

/// Has the next account that is made take an id beyond those that were given to accounts by hand. SQLite looks for itself.
pub async fn pass_account_ids(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if !is_postgres(db) {
        return Ok(());
    }
    // Never back: an id that was handed out before may still be written.
    let pass = "SELECT setval(ids, greatest(max(id), nextval(ids))) \
                FROM account, pg_get_serial_sequence('account', 'id') AS ids GROUP BY ids";
    db.query_one_raw(statement(db, pass, vec![])).await.map(drop)
}

/// What tells a database from all others, by whatever address it is reached.
pub async fn identity(db: &impl ConnectionTrait) -> Result<String, DbErr> {
    let ask = match is_postgres(db) {
        true => {
            "SELECT concat_ws(' ', extract(epoch FROM pg_postmaster_start_time()), current_database(), current_schema())"
        }
        false => "SELECT file FROM pragma_database_list WHERE name = 'main'",
    };
    Ok(texts(db, ask).await?.into_iter().next().unwrap_or_default())
}

/// Has the engine look how much there is of what. A server plans its way through a table that has grown since it last
/// looked as if there were little in it, and then reads all of it again and again; it looks by itself only at times, and
/// never at what is not committed yet. SQLite goes by the indexes alone.
pub async fn learn_sizes(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if !is_postgres(db) {
        return Ok(());
    }
    // Whoever looks, or tidies up, holds a table against others who would, until the transaction ends. Such a table is
    // passed over: looking at it later costs time alone.
    db.execute_unprepared(
        "ANALYZE (SKIP_LOCKED) event, conversation, conversation_search, conversation_words, identity, touchpoint, orders, \
         conversation_sale",
    )
    .await
    .map(drop)
}

/// What is damaged in the file. A server looks after its own.
pub async fn problems(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    if is_postgres(db) {
        return Ok(Vec::new());
    }
    let found = texts(db, "PRAGMA integrity_check").await?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// How far the log of a server is written.
pub async fn log_position(db: &impl ConnectionTrait) -> Result<String, DbErr> {
    let found = texts(db, "SELECT pg_current_wal_insert_lsn()::text").await?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// Whether a replica has followed the log of its server to this place.
pub async fn has_replayed(replica: &impl ConnectionTrait, position: &str) -> Result<bool, DbErr> {
    // A server that is no replica (any more) has everything.
    let ask = "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= $1::pg_lsn";
    let row = replica.query_one_raw(statement(replica, ask, vec![position.into()])).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}
