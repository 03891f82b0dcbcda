//! Full text: FTS5 on SQLite, a GIN index over words on PostgreSQL. Both are given the same words and ask for them alike.
//! Whether a document is there also says whether a conversation's row id is taken: they are written together.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait, DbErr, QueryResult, Value};

use super::super::search::Document;
use super::super::{lists, pieces};
use super::{is_postgres, statement, words};
use crate::domain::search::{self, BEGIN, Field, Query, Term};

/// The columns of documents, for each of [`Field::ALL`].
const COLUMNS: [&str; Field::ALL.len()] =
    ["customer", "ai", "human", "profile", "tag", "orders", "conversation", "reason"];

/// Row ids for new conversations. On SQLite documents of all accounts share one row of ids, and nobody else writes
/// meanwhile: the next numbers, which take little room in every index. Elsewhere those that `make` makes, unless they are
/// taken.
pub async fn fresh_ids(
    db: &impl ConnectionTrait,
    account_id: i64,
    count: usize,
    make: impl Fn() -> i64,
) -> Result<Vec<i64>, DbErr> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if !is_postgres(db) {
        // Events tell of conversations whose documents were lost.
        let greatest = "SELECT max((SELECT coalesce(max(id), 0) FROM conversation_search_docsize), \
                        (SELECT coalesce(max((SELECT max(conversation_id) FROM event WHERE account_id = account.id)), 0) \
                         FROM account))";
        let row = db.query_one_raw(statement(db, greatest, vec![])).await?;
        let greatest: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
        return Ok((greatest + 1..).take(count).collect());
    }
    let mut fresh = Vec::with_capacity(count);
    while fresh.len() < count {
        let made: Vec<i64> = (fresh.len()..count).map(|_| make()).collect();
        let taken = taken_ids(db, account_id, &made).await?;
        fresh.extend(made.into_iter().filter(|id| !taken.contains(id)));
    }
    Ok(fresh)
}

/// Which of these row ids of conversations are taken.
async fn taken_ids(db: &impl ConnectionTrait, account_id: i64, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
    let mut taken = HashSet::new();
    for ids in lists(ids) {
        let (these, values) = documents(db, account_id, &ids);
        let select = format!("SELECT {} FROM conversation_search {these}", id_column(db));
        for row in db.query_all_raw(statement(db, &select, values)).await? {
            taken.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(taken)
}

/// What a document's row id is called.
fn id_column(db: &impl ConnectionTrait) -> &'static str {
    if is_postgres(db) { "id" } else { "rowid" }
}

/// `WHERE` for the documents of these conversations.
fn documents(db: &impl ConnectionTrait, account_id: i64, ids: &[i64]) -> (String, Vec<Value>) {
    let (of_account, mut values) = match is_postgres(db) {
        true => ("account_id = $1 AND ", vec![Value::from(account_id)]),
        false => ("", vec![]),
    };
    let places = places(db, values.len() + 1, ids.len());
    values.extend(ids.iter().map(|id| Value::from(*id)));
    (format!("WHERE {of_account}{} IN ({places})", id_column(db)), values)
}

/// Conversations in which everything holds that a query asks for.
pub fn search_matches(db: &impl ConnectionTrait, account_id: i64, query: &Query) -> Vec<SimpleExpr> {
    if is_postgres(db) {
        let one = |term: &Term| {
            let not = if term.without { "NOT " } else { "" };
            let sql = format!(
                "\"conversation\".\"id\" {not}IN (SELECT id FROM conversation_words \
                 WHERE account_id = $1 AND words @@ $2::tsquery)"
            );
            Expr::cust_with_values(sql, [Value::from(account_id), words::query(account_id, term).into()])
        };
        return query.terms.iter().map(one).collect();
    }
    let Some((not, asked)) = fts5_query(query) else { return Vec::new() };
    let not = if not { "NOT " } else { "" };
    vec![rows_found(not, asked, "", vec![])]
}

/// Conversations whose row ids FTS5 gives for a query.
fn rows_found(not: &str, asked: String, and: &str, more: Vec<Value>) -> SimpleExpr {
    let sql = format!(
        "\"conversation\".\"id\" {not}IN \
         (SELECT rowid FROM conversation_search WHERE conversation_search MATCH ?{and})"
    );
    Expr::cust_with_values(sql, [Value::from(asked)].into_iter().chain(more))
}

/// A query in the language of FTS5, and whether what it finds is what must not be there; nothing for no query.
fn fts5_query(query: &Query) -> Option<(bool, String)> {
    let (without, with): (Vec<&Term>, Vec<&Term>) = query.terms.iter().partition(|term| term.without);
    let join = |terms: &[&Term], between: &str| {
        terms.iter().map(|term| fts5(term)).collect::<Vec<_>>().join(between)
    };
    Some(match (with.is_empty(), without.is_empty()) {
        (true, true) => return None,
        (true, false) => (true, join(&without, " OR ")),
        (false, true) => (false, join(&with, " AND ")),
        (false, false) => (false, format!("({}) NOT ({})", join(&with, " AND "), join(&without, " OR "))),
    })
}

/// What is searched for, and in which places.
#[derive(Clone, Debug)]
pub struct Sought<'a> {
    /// All of it is found,
    pub all: &'a Query,
    /// and this too, which asks for certain places; one that asks for nothing is found nowhere.
    pub within: Option<Query>,
    /// But none of these is.
    pub not: Vec<Query>,
    /// What is found wherever all the rest of a list's conditions holds, so that fewer hits need to be looked at.
    pub besides: Option<&'a Query>,
}

impl Sought<'_> {
    /// In the language of FTS5; see [`fts5_query`].
    fn fts5(&self) -> Option<(bool, String)> {
        let (not, mut asked) = fts5_query(self.all)?;
        for (_, within) in self.within.iter().chain(self.besides.filter(|_| !not)).filter_map(fts5_query) {
            asked = format!("({asked}) AND ({within})");
        }
        for (_, better) in self.not.iter().filter_map(fts5_query) {
            asked = format!("({asked}) NOT ({better})");
        }
        Some((not, asked))
    }

    fn is_nowhere(&self) -> bool {
        self.within.as_ref().is_some_and(Query::is_empty)
    }
}

/// Conversations in which something is found; on SQLite between two row ids, where they are given.
pub fn sought(
    db: &impl ConnectionTrait,
    account_id: i64,
    sought: &Sought<'_>,
    ids: Option<(i64, i64)>,
) -> Condition {
    if sought.is_nowhere() {
        return Condition::any().add(Expr::value(false));
    }
    if is_postgres(db) {
        let found = |query: &Query| {
            search_matches(db, account_id, query).into_iter().fold(Condition::all(), Condition::add)
        };
        let all = sought.within.iter().fold(found(sought.all), |all, within| all.add(found(within)));
        return sought.not.iter().fold(all, |all, better| all.add(found(better).not()));
    }
    let Some((not, asked)) = sought.fts5() else { return Condition::all() };
    let not = if not { "NOT " } else { "" };
    let found = match ids {
        None => rows_found(not, asked, "", vec![]),
        Some((from, to)) => {
            rows_found(not, asked, " AND rowid BETWEEN ? AND ?", vec![from.into(), to.into()])
        }
    };
    Condition::all().add(found)
}

/// In how many conversations of all accounts something is found, but no more than so many. `None`: that is not known
/// quickly.
pub async fn hits_to(
    db: &impl ConnectionTrait,
    sought: &Sought<'_>,
    most: u64,
) -> Result<Option<u64>, DbErr> {
    if sought.is_nowhere() {
        return Ok(Some(0));
    }
    let Some((false, asked)) = sought.fts5().filter(|_| !is_postgres(db)) else { return Ok(None) };
    let count = "SELECT count(*) FROM \
                 (SELECT 1 FROM conversation_search WHERE conversation_search MATCH $1 LIMIT $2)";
    let row = db.query_one_raw(statement(db, count, vec![asked.into(), most.into()])).await?;
    let n: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(n).ok())
}

/// A term in the language of FTS5. Words have no quotes in them.
fn fts5(term: &Term) -> String {
    let columns: Vec<&str> = term.within.iter().map(|field| COLUMNS[*field as usize]).collect();
    let words = if term.words.is_empty() { BEGIN.to_owned() } else { term.words.join(" ") };
    format!("({{{}}} : \"{words}\"{})", columns.join(" "), if term.begins { " *" } else { "" })
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
    let ids: Vec<i64> = documents.iter().map(|document| document.id).collect();
    let (these, values) = self::documents(db, account_id, &ids);
    let delete = |table: &str| statement(db, &format!("DELETE FROM {table} {these}"), values.clone());
    db.execute_raw(delete("conversation_search")).await?;
    let columns = COLUMNS.join(", ");
    let fields = |document: &Document| document.texts.fields().clone().map(Value::from);
    if !is_postgres(db) {
        let values = documents.iter().flat_map(|d| {
            let (id, digest) = (Value::from(d.id), Value::from(d.digest()));
            [id].into_iter().chain(fields(d)).chain([digest])
        });
        let columns = format!("rowid, {columns}, digest");
        return insert(db, "conversation_search", &columns, "", values.collect()).await;
    }
    db.execute_raw(delete("conversation_words")).await?;
    let values = documents.iter().flat_map(|d| [account_id.into(), d.id.into()].into_iter().chain(fields(d)));
    insert(db, "conversation_search", &format!("account_id, id, {columns}"), "", values.collect()).await?;
    let parts = documents
        .iter()
        .flat_map(|d| (0i32..).zip(words::parts(account_id, &d.texts)).map(|part| (d.id, part)));
    let values: Vec<[Value; 4]> =
        parts.map(|(id, (part, words))| [account_id.into(), id.into(), part.into(), words.into()]).collect();
    for values in pieces(&values) {
        let columns = "account_id, id, part, words";
        insert(db, "conversation_words", columns, "::tsvector", values.concat()).await?;
    }
    Ok(())
}

/// Inserts rows of these columns. The last column's values are of a type of their own.
async fn insert(
    db: &impl ConnectionTrait,
    table: &str,
    columns: &str,
    last_type: &str,
    values: Vec<Value>,
) -> Result<(), DbErr> {
    let width = columns.split(", ").count();
    let row = |n: usize| format!("({}{last_type})", places(db, n * width + 1, width));
    let rows: Vec<String> = (0..values.len() / width).map(row).collect();
    let insert = format!("INSERT INTO {table} ({columns}) VALUES {}", rows.join(", "));
    db.execute_raw(statement(db, &insert, values)).await.map(drop)
}

/// A digest of each document. SQLite's index keeps no documents, and the digest beside it; on PostgreSQL the documents
/// stand in a table, and their words in another, which may be of other texts.
pub async fn search_digests(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<Vec<(i64, String)>, DbErr> {
    let (these, values) = documents(db, account_id, ids);
    if !is_postgres(db) {
        let select = format!("SELECT rowid, digest FROM conversation_search {these}");
        let rows = db.query_all_raw(statement(db, &select, values)).await?;
        return rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect();
    }
    let select = format!("SELECT id, {} FROM conversation_search {these}", COLUMNS.join(", "));
    let rows = db.query_all_raw(statement(db, &select, values)).await?;
    let documents: Vec<Document> = rows.iter().map(document).collect::<Result<_, _>>()?;
    let stale = search_stale(db, account_id, &documents).await?;
    let digest = |document: &Document| match stale.contains(&document.id) {
        true => "of other texts".to_owned(),
        false => document.digest(),
    };
    Ok(documents.iter().map(|document| (document.id, digest(document))).collect())
}

/// Which documents are not found by their words, on PostgreSQL.
async fn search_stale(
    db: &impl ConnectionTrait,
    account_id: i64,
    documents: &[Document],
) -> Result<HashSet<i64>, DbErr> {
    let mut stale = HashSet::new();
    for documents in documents.chunks(super::super::CHUNK) {
        let mut values = vec![Value::from(account_id)];
        values.extend(documents.iter().map(|document| Value::from(document.id)));
        let kept = places(db, 2, documents.len());
        let mut right = vec!["(NULL::bigint, NULL::integer, NULL::tsvector)".to_owned()];
        for document in documents {
            for (part, words) in (0i32..).zip(words::parts(account_id, &document.texts)) {
                let at = values.len() + 1;
                values.extend([document.id.into(), part.into(), words.into()]);
                right.push(format!("(${at}, ${}, ${}::tsvector)", at + 1, at + 2));
            }
        }
        let select = format!(
            "SELECT DISTINCT id FROM (SELECT id, part, words FROM conversation_words \
             WHERE account_id = $1 AND id IN ({kept})) AS kept \
             FULL JOIN (VALUES {}) AS \"right\"(id, part, words) USING (id, part) \
             WHERE kept.words IS DISTINCT FROM \"right\".words AND id IS NOT NULL",
            right.join(", ")
        );
        for row in db.query_all_raw(statement(db, &select, values)).await? {
            stale.insert(row.try_get_by_index(0)?);
        }
    }
    Ok(stale)
}

fn document(row: &QueryResult) -> Result<Document, DbErr> {
    let mut fields: [String; Field::ALL.len()] = Default::default();
    for (place, field) in fields.iter_mut().enumerate() {
        *field = row.try_get_by_index(place + 1)?;
    }
    Ok(Document { id: row.try_get_by_index(0)?, texts: search::Document::kept(fields) })
}

/// `$1, $2, …`; on SQLite `?, ?, …`: of places with names it looks for each among all.
pub(super) fn places(db: &impl ConnectionTrait, from: usize, n: usize) -> String {
    let named = is_postgres(db);
    let place = |i: usize| if named { format!("${i}") } else { "?".to_owned() };
    (from..from + n).map(place).collect::<Vec<_>>().join(", ")
}

/// Removes the documents of all conversations that rows or events of an account speak of.
pub async fn search_clear(db: &impl ConnectionTrait, account_id: i64) -> Result<(), DbErr> {
    let clear = |delete: &str| statement(db, delete, vec![account_id.into()]);
    if is_postgres(db) {
        db.execute_raw(clear("DELETE FROM conversation_words WHERE account_id = $1")).await?;
        return db
            .execute_raw(clear("DELETE FROM conversation_search WHERE account_id = $1"))
            .await
            .map(drop);
    }
    let delete = "DELETE FROM conversation_search WHERE rowid IN (SELECT id FROM conversation WHERE account_id = $1 \
                  UNION SELECT conversation_id FROM event WHERE account_id = $1 AND conversation_id IS NOT NULL)";
    db.execute_raw(clear(delete)).await.map(drop)
}
