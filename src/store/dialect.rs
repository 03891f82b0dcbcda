//! The only place where engines differ. Today: full text, which SeaORM's builder does not speak, and what SQLite says
//! of its own file.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};

use super::search::Document;

/// A raw statement with `$1`, `$2`, … for its values.
fn statement(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    #[expect(clippy::disallowed_methods, reason = "this is the room where engines may differ")]
    let backend = db.get_database_backend();
    Statement::from_sql_and_values(backend, sql, values)
}

/// Texts of the first column.
async fn texts(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>, DbErr> {
    let rows = db.query_all_raw(statement(db, sql, vec![])).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The tables that are there, by name.
pub async fn tables(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    texts(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .await
}

/// Has changes written to a log beside the file first, so that readers and the writer do not wait for each other. The
/// file keeps it.
pub async fn write_ahead(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared("PRAGMA journal_mode = WAL").await.map(drop)
}

/// Writes a page of the file without changing what it says.
pub async fn touch(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    // Nobody uses this number. A row that is set to what it is would not be written at all.
    db.execute_unprepared("PRAGMA user_version = 0").await.map(drop)
}

/// What is damaged in the file.
pub async fn problems(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let found = texts(db, "PRAGMA integrity_check").await?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// Which of these row ids of conversations are taken. Search documents of all accounts share one row of ids.
pub async fn taken_ids(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<i64>, DbErr> {
    let select = format!("SELECT rowid FROM conversation_search WHERE rowid IN ({})", places(1, ids.len()));
    let ids = ids.iter().map(|id| Value::from(*id)).collect();
    let rows = db.query_all_raw(statement(db, &select, ids)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Conversations whose document has every one of the terms.
pub fn search_matches(terms: &str) -> SimpleExpr {
    Expr::cust_with_values(
        "\"conversation\".\"id\" IN (SELECT rowid FROM conversation_search WHERE conversation_search MATCH ?)",
        [terms],
    )
}

/// Replaces the documents of conversations.
pub async fn search_put(db: &impl ConnectionTrait, documents: &[Document]) -> Result<(), DbErr> {
    let ids = documents.iter().map(|document| Value::from(document.id)).collect();
    let delete = format!("DELETE FROM conversation_search WHERE rowid IN ({})", places(1, documents.len()));
    db.execute_raw(statement(db, &delete, ids)).await?;
    let rows: Vec<_> = (0..documents.len()).map(|i| format!("({})", places(i * 4 + 1, 4))).collect();
    let insert =
        format!("INSERT INTO conversation_search (rowid, messages, profile, ids) VALUES {}", rows.join(", "));
    let text = |text: &str| Value::from(text);
    let values = documents
        .iter()
        .flat_map(|d| [Value::from(d.id), text(&d.messages), text(&d.profile), text(&d.ids)])
        .collect();
    db.execute_raw(statement(db, &insert, values)).await.map(drop)
}

/// Reads documents back.
pub async fn search_load(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<Document>, DbErr> {
    let select = format!(
        "SELECT rowid AS id, messages, profile, ids FROM conversation_search WHERE rowid IN ({})",
        places(1, ids.len())
    );
    let ids = ids.iter().map(|id| Value::from(*id)).collect();
    Document::find_by_statement(statement(db, &select, ids)).all(db).await
}

/// `$1, $2, …`
fn places(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// Removes the documents of all conversations that rows or events of an account speak of.
pub async fn search_clear(db: &impl ConnectionTrait, account_id: i64) -> Result<(), DbErr> {
    let delete = "DELETE FROM conversation_search WHERE rowid IN (SELECT id FROM conversation WHERE account_id = $1 \
                  UNION SELECT conversation_id FROM event WHERE account_id = $1 AND conversation_id IS NOT NULL)";
    db.execute_raw(statement(db, delete, vec![account_id.into()])).await.map(drop)
}

/// Changes one column of a document.
pub async fn search_put_profile(db: &impl ConnectionTrait, id: i64, profile: &str) -> Result<(), DbErr> {
    let update = "UPDATE conversation_search SET profile = $1 WHERE rowid = $2";
    db.execute_raw(statement(db, update, vec![profile.into(), id.into()])).await.map(drop)
}
