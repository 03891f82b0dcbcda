//! The tables that Hilo filled, as the database itself tells of them: what is added to Hilo's schema is written by the
//! floor too, without a word here.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::Result;

/// What brings a row about.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// An event itself, whose id stands in the column `event_id`.
    Event,
    /// A conversation: written anew by every group that has events of it.
    Conversation,
    /// An identifier that an event names, in the column `key`: written anew by every group that names it.
    Identity,
    /// An order, in the column `order_id`: written anew by every group that speaks of it.
    Order,
    /// A conversation again, in the column `conversation_id`: written once.
    OfConversation,
    /// Nothing that can be told from here: its rows are spread evenly over all groups.
    Spread,
}

/// A table that Hilo wrote of events.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Those of its primary key.
    pub key: Vec<String>,
    /// Those in which a row that is there already may change.
    pub changing: Vec<String>,
    /// What brings its rows about.
    pub link: Link,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Those with rows of their own.
    pub tables: Vec<Table>,
    /// The full-text index: its name, its columns, and how it is written.
    pub documents: Option<(String, Vec<String>, String)>,
}

fn texts(db: &Connection, sql: &str, of: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([of], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Reads the schema of a database in which Hilo has written events; what had as many rows in the fresh one is nothing
/// that events bring about.
pub fn read(made: &Connection, fresh: &Connection) -> Result<Schema> {
    let mut statement = made.prepare(
        "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )?;
    let all: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let is_virtual = |sql: &str| sql.to_uppercase().starts_with("CREATE VIRTUAL TABLE");
    let mut inner: HashSet<String> = HashSet::new();
    let mut documents = None;
    for (name, sql) in all.iter().filter(|(_, sql)| is_virtual(sql)) {
        inner.insert(name.clone());
        inner.extend(["data", "idx", "content", "docsize", "config"].map(|part| format!("{name}_{part}")));
        if sql.to_lowercase().contains("fts5") {
            documents = Some((name.clone(), columns(made, name)?, sql.clone()));
        }
    }
    let mut tables = Vec::new();
    for (name, _) in all.iter().filter(|(name, _)| !inner.contains(name)) {
        let more = format!("SELECT count(*) FROM (SELECT 1 FROM \"{name}\" LIMIT 1000)");
        let count = |db: &Connection| db.query_row(&more, [], |row| row.get::<_, i64>(0)).unwrap_or(0);
        if count(made) > count(fresh) {
            tables.push(table(made, name)?);
        }
    }
    Ok(Schema { tables, documents })
}

fn columns(db: &Connection, table: &str) -> Result<Vec<String>> {
    texts(db, "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid", table)
}

fn table(db: &Connection, name: &str) -> Result<Table> {
    let columns = columns(db, name)?;
    let key = texts(db, "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk", name)?;
    let indexed = texts(
        db,
        // An index may be by what is no column.
        "SELECT DISTINCT c.name FROM pragma_index_list(?1) AS i JOIN pragma_index_info(i.name) AS c \
         WHERE c.name IS NOT NULL",
        name,
    )?;
    let has = |column: &str| columns.iter().any(|one| one == column);
    let link = match () {
        () if has("event_id") => Link::Event,
        () if has("source_id") && has("id") => Link::Conversation,
        () if has("key") && has("customer") => Link::Identity,
        () if has("order_id") => Link::Order,
        () if has("conversation_id") => Link::OfConversation,
        () => Link::Spread,
    };
    // Of what is indexed times alone move with every message: nothing else is taken to cost an index anything.
    let moves = |column: &&String| !indexed.contains(column) || column.ends_with("_at");
    let changing = columns.iter().filter(|column| !key.contains(column)).filter(moves).cloned().collect();
    Ok(Table { name: name.to_owned(), columns, key, changing, link })
}

impl Table {
    /// Names of columns, as SQL has them.
    fn names(columns: &[String]) -> String {
        columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
    }

    /// Finds all rows.
    pub fn all(&self) -> String {
        format!("SELECT {} FROM \"{}\"", Self::names(&self.columns), self.name)
    }

    /// Writes a row that is not there yet, or is after all.
    pub fn insert(&self) -> String {
        let places = vec!["?"; self.columns.len()].join(", ");
        let into = format!("INTO \"{}\" ({}) VALUES ({places})", self.name, Self::names(&self.columns));
        let set: Vec<String> =
            self.changing.iter().map(|column| format!("\"{column}\" = excluded.\"{column}\"")).collect();
        let key = Self::names(&self.key);
        match self.link {
            _ if self.key.is_empty() || self.link == Link::Spread => format!("INSERT OR REPLACE {into}"),
            Link::Event => format!("INSERT {into} ON CONFLICT DO NOTHING"),
            _ if set.is_empty() => format!("INSERT {into} ON CONFLICT DO NOTHING"),
            _ => format!("INSERT {into} ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", ")),
        }
    }

    /// Finds the rows of an account by what they hang on.
    pub fn find(&self) -> Option<String> {
        let column = match self.link {
            Link::Event => "event_id",
            Link::Conversation => "source_id",
            Link::Identity => "key",
            Link::Order => "order_id",
            Link::OfConversation => "conversation_id",
            Link::Spread => return None,
        };
        let of_account = self.columns.iter().any(|column| column == "account_id");
        let account = if of_account { "account_id = ?2" } else { "?2 > 0" };
        Some(format!("{} WHERE {account} AND \"{column}\" = ?1", self.all()))
    }
}
