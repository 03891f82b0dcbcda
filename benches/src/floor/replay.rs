//! Rows again: found in a database that Hilo wrote, before anything is timed.

use std::collections::{HashMap, HashSet, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use hilo::domain::event::{Event, parse_line};
use hilo::domain::identity::Profile;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::documents::Said;
use super::schema::{self, Link, Schema, Table};
use super::writer::Writer;
use crate::Result;
use crate::hilo::NOW;

/// Rows that are kept at hand for the events that follow.
const KEPT: usize = 300_000;

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// The place of its table in the schema.
    pub table: usize,
    /// Tells it from all others.
    pub id: u64,
    /// Its columns, in order.
    pub values: Vec<Value>,
}

/// What an event brings about.
pub struct Prepared {
    /// The event's own id.
    pub id: String,
    /// The rows that it touches.
    pub rows: Vec<Arc<Row>>,
    /// What can be searched for.
    pub said: Option<Said>,
}

/// Finds what events brought about in a database that Hilo wrote.
pub struct Maker {
    made: Connection,
    schema: Schema,
    account: i64,
    now: DateTime<Utc>,
    kept: HashMap<(usize, String), Vec<Arc<Row>>>,
    /// Conversations whose rows that are written once were given to an event.
    given: HashSet<i64>,
    /// Events that were prepared already: what comes again says nothing new.
    told: HashSet<u64>,
}

impl Maker {
    /// From a database with events and one without.
    pub fn open(made: &Path, fresh: &Path) -> Result<Self> {
        let read = |file: &Path| Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let made = read(made)?;
        made.set_prepared_statement_cache_capacity(64);
        let schema = schema::read(&made, &read(fresh)?)?;
        let account = made.query_row("SELECT min(id) FROM account", [], |row| row.get(0))?;
        Ok(Self {
            made,
            schema,
            account,
            now: NOW.parse()?,
            kept: HashMap::new(),
            given: HashSet::new(),
            told: HashSet::new(),
        })
    }

    /// A writer of such rows into a database of the same schema. Rows that hang on nothing are spread over so many groups.
    pub fn writer(&self, file: &Path, groups: u64) -> Result<Writer> {
        let mut spread = Vec::new();
        for (place, table) in self.schema.tables.iter().enumerate() {
            if table.link == Link::Spread {
                let all = table.all();
                let rows = self.rows(place, &all, &[])?;
                let each = (rows.len() as u64).div_ceil(groups.max(1));
                spread.push((rows, usize::try_from(each)?.max(1), 0));
            }
        }
        Writer::open(file, &self.schema, spread)
    }

    /// What a line brings about.
    pub fn prepare(&mut self, line: &str) -> Result<Prepared> {
        let event = parse_line(line.as_bytes(), self.now).map_err(|refusal| format!("{refusal:?}"))?;
        if self.kept.len() > KEPT {
            self.kept.clear();
        }
        let mut rows = Vec::new();
        let mut conversation = None;
        for place in 0..self.schema.tables.len() {
            let keys = keys(&self.schema.tables[place].link, &event);
            for key in keys {
                let found = self.find(place, Value::Text(key))?;
                if self.schema.tables[place].link == Link::Conversation {
                    conversation = found.first().and_then(|row| self.id_of(row));
                }
                rows.extend(found);
            }
        }
        if let Some(id) = conversation.filter(|id| self.given.insert(*id)) {
            for place in 0..self.schema.tables.len() {
                if self.schema.tables[place].link == Link::OfConversation {
                    rows.extend(self.find(place, Value::Integer(id))?);
                }
            }
        }
        let mut hasher = DefaultHasher::new();
        event.id.hash(&mut hasher);
        let new = self.told.insert(hasher.finish());
        let said = conversation.filter(|_| new).and_then(|id| Said::of(&event, id));
        Ok(Prepared { id: event.id, rows, said })
    }

    fn id_of(&self, row: &Row) -> Option<i64> {
        let at = self.schema.tables[row.table].columns.iter().position(|column| column == "id")?;
        match row.values.get(at) {
            Some(Value::Integer(id)) => Some(*id),
            _ => None,
        }
    }

    fn find(&mut self, place: usize, key: Value) -> Result<Vec<Arc<Row>>> {
        let name = format!("{key:?}");
        if let Some(rows) = self.kept.get(&(place, name.clone())) {
            return Ok(rows.clone());
        }
        let find = self.schema.tables[place].find().ok_or("no key")?;
        let rows = self.rows(place, &find, &[key, Value::Integer(self.account)])?;
        self.kept.insert((place, name), rows.clone());
        Ok(rows)
    }

    fn rows(&self, place: usize, sql: &str, values: &[Value]) -> Result<Vec<Arc<Row>>> {
        let table = &self.schema.tables[place];
        let mut statement = self.made.prepare_cached(sql)?;
        let mut found = statement.query(params_from_iter(values))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values: Vec<Value> =
                (0..table.columns.len()).map(|at| row.get(at)).collect::<std::result::Result<_, _>>()?;
            rows.push(Arc::new(Row { table: place, id: id(table, &values), values }));
        }
        Ok(rows)
    }
}

/// What tells a row from all others: its table and its key, or all of it.
fn id(table: &Table, values: &[Value]) -> u64 {
    let mut hasher = DefaultHasher::new();
    table.name.hash(&mut hasher);
    for (column, value) in table.columns.iter().zip(values) {
        if table.key.is_empty() || table.key.contains(column) {
            format!("{value:?}").hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// By which keys an event's rows are found in a table.
fn keys(link: &Link, event: &Event) -> Vec<String> {
    match link {
        Link::Event => vec![event.id.clone()],
        Link::Conversation => event.conversation.iter().cloned().collect(),
        Link::Identity => event.profile.iter().flat_map(Profile::keys).map(|key| key.to_text()).collect(),
        Link::Order => event.order().map(str::to_owned).into_iter().collect(),
        Link::OfConversation | Link::Spread => Vec::new(),
    }
}
