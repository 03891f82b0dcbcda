//! Ways through the table of conversations. SQLite knows nothing of how many rows have which value and would often take
//! the longer way: it is told which index to walk along. PostgreSQL looks for itself.

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::is_postgres;

/// The index by row id.
pub const BY_ID: &str = "sqlite_autoindex_conversation_1";

/// A query whose conversations are read along an index. On PostgreSQL the index is its own choice.
pub fn along(db: &impl ConnectionTrait, query: &SelectStatement, index: &str) -> Statement {
    #[expect(clippy::disallowed_methods, reason = "this is the room where engines may differ")]
    let mut statement = db.get_database_backend().build(query);
    if !is_postgres(db) {
        let table = "FROM \"conversation\"";
        statement.sql = statement.sql.replacen(table, &format!("{table} INDEXED BY \"{index}\""), 1);
    }
    statement
}

/// The different values of a column of an account's conversations of which there is one, in order. `any` asks for one of
/// `"value"."word"`.
pub async fn distinct(
    db: &impl ConnectionTrait,
    account_id: i64,
    column: &str,
    any: Statement,
) -> Result<Vec<String>, DbErr> {
    // That a word is not empty is said twice: for indexes that hold no others, and for those that are entered behind these.
    let next = |after: &str| {
        format!(
            "SELECT min({column}) FROM conversation \
             WHERE account_id = {account_id} AND {column} <> '' AND {column} > {after}"
        )
    };
    let (first, other) = (next("''"), next("\"value\".\"word\""));
    let sql = format!(
        "WITH RECURSIVE \"value\"(\"word\") AS ({first} UNION ALL \
         SELECT ({other}) FROM \"value\" WHERE \"value\".\"word\" IS NOT NULL) \
         SELECT \"word\" FROM \"value\" WHERE \"word\" IS NOT NULL AND EXISTS ({}) ORDER BY \"word\"",
        any.sql
    );
    let rows = db.query_all_raw(Statement { sql, ..any }).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
