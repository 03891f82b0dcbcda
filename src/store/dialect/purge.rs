//! What SQLite keeps of rows that were removed: bytes in its pages, words in the parts of its index, pages in its log.

use sea_orm::{ConnectionTrait, DbErr};

use super::{is_postgres, statement};

/// Pages of the index that are merged in one transaction: others wait no longer than for any other write.
const MERGED: i64 = 500;

/// Has what is removed or replaced in this transaction overwritten in the file. The connection goes on doing so until it
/// is told otherwise.
pub async fn overwrite_removed(db: &impl ConnectionTrait, overwrite: bool) -> Result<(), DbErr> {
    if is_postgres(db) {
        return Ok(());
    }
    let pragma = if overwrite { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
    db.execute_unprepared(pragma).await.map(drop)
}

/// Whether the index of words is in parts of which the older ones keep what the newer ones take back.
pub fn keeps_old_words(db: &impl ConnectionTrait) -> bool {
    !is_postgres(db)
}

/// Merges parts of the index of words, and says whether there is more to merge. At the end there is one part, with
/// nothing in it that was taken back. `first`: all of them, from the beginning.
pub async fn merge_words(db: &impl ConnectionTrait, first: bool) -> Result<bool, DbErr> {
    overwrite_removed(db, true).await?;
    let before = changes(db).await?;
    let pages = if first { -MERGED } else { MERGED };
    let merge = "INSERT INTO conversation_search (conversation_search, rank) VALUES ('merge', $1)";
    db.execute_raw(statement(db, merge, vec![pages.into()])).await?;
    // The command itself counts as one change.
    let more = changes(db).await? - before >= 2;
    if !more {
        overwrite_removed(db, false).await?;
    }
    Ok(more)
}

async fn changes(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let row = db.query_one_raw(statement(db, "SELECT total_changes()", vec![])).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// Brings the log into the file and empties it. Not while somebody reads what is in it alone: then `false`.
pub async fn empty_log(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let row = db.query_one_raw(statement(db, "PRAGMA wal_checkpoint(TRUNCATE)", vec![])).await?;
    let busy: i32 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(busy == 0)
}

/// Writes the whole file anew, so that nothing is left in it of what was removed at any time. A server does so by itself.
pub async fn compact(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if is_postgres(db) {
        return Ok(());
    }
    db.execute_unprepared("VACUUM").await.map(drop)
}
