//! The only place where engines differ. Today: full text, which SeaORM's builder does not speak.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, RuntimeErr, Statement, Value, sqlx};

use super::search::Document;

/// A raw statement with `$1`, `$2`, … for its values.
fn statement(db: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    #[expect(clippy::disallowed_methods, reason = "this is the room where engines may differ")]
    let backend = db.get_database_backend();
    Statement::from_sql_and_values(backend, sql, values)
}

/// Whether the database found fault with the rows themselves, so that they would fail again, rather than being in
/// trouble of its own.
pub fn is_about_rows(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return matches!(error, DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. });
    };
    let sqlx::Error::Database(error) = error.as_ref() else {
        return matches!(error.as_ref(), sqlx::Error::Encode(_) | sqlx::Error::ColumnDecode { .. });
    };
    // SQLite: the low byte of the extended code is SQLITE_TOOBIG, _CONSTRAINT, _MISMATCH or _RANGE.
    error
        .code()
        .and_then(|code| code.parse::<i32>().ok())
        .is_some_and(|code| matches!(code & 0xff, 18 | 19 | 20 | 25))
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
