//! What is timed: prepared statements, one transaction a group.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, params_from_iter};

use super::documents::Documents;
use super::replay::{Prepared, Row};
use super::schema::{Schema, Table};
use crate::Result;

/// Writes rows: one transaction a group, as durably as Hilo does.
pub struct Writer {
    db: Connection,
    inserts: Vec<String>,
    documents: Option<Documents>,
    /// Rows that hang on nothing, how many of them each group writes, and which is the next.
    spread: Vec<(Vec<Arc<Row>>, usize, usize)>,
}

impl Writer {
    /// Into a database that is there, with the same schema.
    pub fn open(file: &Path, schema: &Schema, spread: Vec<(Vec<Arc<Row>>, usize, usize)>) -> Result<Self> {
        let db = Connection::open(file)?;
        db.set_prepared_statement_cache_capacity(64);
        // As Hilo has them; the file itself keeps that it is written ahead.
        db.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA temp_store = memory",
        )?;
        let inserts = schema.tables.iter().map(Table::insert).collect();
        let documents = schema.documents.as_ref();
        let documents = documents.map(|(name, columns, sql)| Documents::new(name, columns, sql));
        Ok(Self { db, inserts, documents, spread })
    }

    /// Writes what some events bring about.
    pub fn write(&mut self, group: &[&Prepared]) -> Result<()> {
        let mut seen = HashSet::with_capacity(group.len() * 4);
        let mut rows: Vec<&Row> = group.iter().flat_map(|event| &event.rows).map(AsRef::as_ref).collect();
        rows.retain(|row| seen.insert(row.id));
        rows.sort_by_key(|row| row.table);
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        for row in rows {
            self.db.prepare_cached(&self.inserts[row.table])?.execute(params_from_iter(&row.values))?;
        }
        for (rows, each, next) in &mut self.spread {
            for row in (0..*each).filter_map(|n| rows.get((*next + n) % rows.len())) {
                self.db.prepare_cached(&self.inserts[row.table])?.execute(params_from_iter(&row.values))?;
            }
            *next += *each;
        }
        if let Some(documents) = &mut self.documents {
            documents.write(&self.db, group.iter().filter_map(|event| event.said.as_ref()))?;
        }
        self.db.execute_batch("COMMIT")?;
        Ok(())
    }
}
