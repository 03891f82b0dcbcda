//! Full text: FTS5 on SQLite, words folded here and a GIN index on PostgreSQL. Whether a document is there also says
//! whether a conversation's row id is taken: they are written together.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};

use super::super::search::Document;
use super::{is_postgres, statement, words};

/// Which of these row ids of conversations are taken. On SQLite documents of all accounts share one row of ids.
pub async fn taken_ids(db: &impl ConnectionTrait, account_id: i64, ids: &[i64]) -> Result<Vec<i64>, DbErr> {
    let (these, values) = documents(db, account_id, ids);
    let select = format!("SELECT {} {these}", id_column(db));
    let rows = db.query_all_raw(statement(db, &select, values)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// What a document's row id is called.
fn id_column(db: &impl ConnectionTrait) -> &'static str {
    if is_postgres(db) { "id" } else { "rowid" }
}

/// `FROM … WHERE` for the documents of these conversations.
fn documents(db: &impl ConnectionTrait, account_id: i64, ids: &[i64]) -> (String, Vec<Value>) {
    let (of_account, mut values) = match is_postgres(db) {
        true => ("account_id = $1 AND ", vec![Value::from(account_id)]),
        false => ("", vec![]),
    };
    let places = places(values.len() + 1, ids.len());
    values.extend(ids.iter().map(|id| Value::from(*id)));
    (format!("FROM conversation_search WHERE {of_account}{} IN ({places})", id_column(db)), values)
}

/// Conversations whose document has every one of the terms.
pub fn search_matches(db: &impl ConnectionTrait, account_id: i64, terms: &str) -> SimpleExpr {
    if is_postgres(db) {
        return Expr::cust_with_values(
            "\"conversation\".\"id\" IN (SELECT id FROM conversation_search WHERE account_id = $1 AND words @@ $2::tsquery)",
            [Value::from(account_id), words::query(terms).into()],
        );
    }
    Expr::cust_with_values(
        "\"conversation\".\"id\" IN (SELECT rowid FROM conversation_search WHERE conversation_search MATCH ?)",
        [terms],
    )
}

/// Replaces the documents of conversations.
pub async fn search_put(
    db: &impl ConnectionTrait,
    account_id: i64,
    documents: &[Document],
) -> Result<(), DbErr> {
    if documents.is_empty() {
        return Ok(());
    }
    let text = |text: &str| Value::from(text);
    if is_postgres(db) {
        let rows: Vec<_> = (0..documents.len())
            .map(|i| {
                let at = |n: usize| i * 6 + n;
                format!("(${}, ${}, ${}, ${}, ${}, ${}::tsvector)", at(1), at(2), at(3), at(4), at(5), at(6))
            })
            .collect();
        let insert = format!(
            "INSERT INTO conversation_search (account_id, id, messages, profile, ids, words) VALUES {} \
             ON CONFLICT (account_id, id) DO UPDATE SET messages = excluded.messages, profile = excluded.profile, \
             ids = excluded.ids, words = excluded.words",
            rows.join(", ")
        );
        let values = documents.iter().flat_map(|d| {
            let words = words::vector([&d.messages, &d.profile, &d.ids]);
            [account_id.into(), d.id.into(), text(&d.messages), text(&d.profile), text(&d.ids), words.into()]
        });
        return db.execute_raw(statement(db, &insert, values.collect())).await.map(drop);
    }
    let ids: Vec<i64> = documents.iter().map(|document| document.id).collect();
    let (these, values) = self::documents(db, account_id, &ids);
    db.execute_raw(statement(db, &format!("DELETE {these}"), values)).await?;
    let rows: Vec<_> = (0..documents.len()).map(|i| format!("({})", places(i * 4 + 1, 4))).collect();
    let insert =
        format!("INSERT INTO conversation_search (rowid, messages, profile, ids) VALUES {}", rows.join(", "));
    let values = documents
        .iter()
        .flat_map(|d| [Value::from(d.id), text(&d.messages), text(&d.profile), text(&d.ids)])
        .collect();
    db.execute_raw(statement(db, &insert, values)).await.map(drop)
}

/// Reads documents back.
pub async fn search_load(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<Vec<Document>, DbErr> {
    let (these, values) = documents(db, account_id, ids);
    let select = format!("SELECT {} AS id, messages, profile, ids {these}", id_column(db));
    Document::find_by_statement(statement(db, &select, values)).all(db).await
}

/// `$1, $2, …`
fn places(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// Removes the documents of all conversations that rows or events of an account speak of.
pub async fn search_clear(db: &impl ConnectionTrait, account_id: i64) -> Result<(), DbErr> {
    let delete = match is_postgres(db) {
        true => "DELETE FROM conversation_search WHERE account_id = $1",
        false => {
            "DELETE FROM conversation_search WHERE rowid IN (SELECT id FROM conversation WHERE account_id = $1 \
             UNION SELECT conversation_id FROM event WHERE account_id = $1 AND conversation_id IS NOT NULL)"
        }
    };
    db.execute_raw(statement(db, delete, vec![account_id.into()])).await.map(drop)
}
