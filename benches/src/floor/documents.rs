//! Search documents, made of the events that were sent: an index may not give back what it was given.

use std::collections::HashMap;

use hilo::domain::event::{Event, Fact};
use hilo::domain::search::{Document, Field, said};
use rusqlite::{Connection, ToSql};

use crate::Result;

/// What an event adds to the document of its conversation, in words already: making them is no part of the floor.
pub struct Said {
    /// Row id of the conversation.
    pub conversation: i64,
    /// Comes behind what was said before.
    adds: Document,
    /// Is said once.
    once: Document,
    /// Replaces what was said before.
    sets: Document,
}

impl Said {
    /// Of an event; `None`: it says nothing that can be searched for.
    pub fn of(event: &Event, conversation: i64) -> Option<Self> {
        let [mut adds, mut once, mut sets] = <[Document; 3]>::default();
        if let Some((field, text)) = said(event) {
            adds.add(field, text);
        }
        if let Fact::ConversationTagged { tag, .. } = &event.fact {
            sets.set(Field::Tag, [tag.as_str()]);
        }
        if let Some(profile) = &event.profile {
            let known = [&profile.name, &profile.email, &profile.phone, &profile.id];
            once.set(Field::Profile, known.into_iter().flatten().map(String::as_str));
        }
        let silent = adds.is_empty() && sets.is_empty();
        (!silent).then_some(Self { conversation, adds, once, sets })
    }
}

/// More conversations than are ever under way at once. What is said late of one before them would be a document without
/// its beginning, in place of the whole: a little less work for the floor.
const KEPT: usize = 200_000;

/// The documents as they stand, kept in memory, and how they are written.
pub struct Documents {
    texts: HashMap<i64, Vec<String>>,
    insert: String,
    remove: String,
    /// An index that does not know its own documents must be told what to forget.
    told: bool,
    columns: usize,
}

impl Documents {
    /// For an index, its columns and the statement that made it.
    pub fn new(name: &str, columns: &[String], sql: &str) -> Self {
        let sql = sql.to_lowercase().replace([' ', '\n'], "");
        let contentless = sql.contains("content=") && !sql.contains("contentless_delete=1");
        let (names, places) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
        let remove = match contentless {
            true => format!("INSERT INTO {name} ({name}, rowid, {names}) VALUES ('delete', ?, {places})"),
            false => format!("DELETE FROM {name} WHERE rowid = ?"),
        };
        let insert = if contentless { "INSERT" } else { "INSERT OR REPLACE" };
        Self {
            texts: HashMap::new(),
            insert: format!("{insert} INTO {name} (rowid, {names}) VALUES (?, {places})"),
            remove,
            told: contentless,
            columns: columns.len(),
        }
    }

    /// Writes the documents of the conversations that a group speaks of, each once.
    pub fn write<'a>(&mut self, db: &Connection, group: impl Iterator<Item = &'a Said>) -> Result<()> {
        if self.texts.len() > KEPT {
            let greatest = self.texts.keys().max().copied().unwrap_or(0);
            let latest = greatest - i64::try_from(KEPT / 2).unwrap_or(0);
            self.texts.retain(|id, _| *id > latest);
        }
        let mut touched: HashMap<i64, Vec<&Said>> = HashMap::new();
        let mut order = Vec::new();
        for said in group {
            let of = touched.entry(said.conversation).or_default();
            if of.is_empty() {
                order.push(said.conversation);
            }
            of.push(said);
        }
        order.sort_unstable();
        for id in order {
            if let Some(texts) = self.texts.get(&id) {
                let mut remove = db.prepare_cached(&self.remove)?;
                match self.told {
                    true => remove.execute(values(&id, texts).as_slice())?,
                    false => remove.execute([id])?,
                };
            }
            let columns = self.columns;
            let texts = self.texts.entry(id).or_insert_with(|| vec![String::new(); columns]);
            for said in &touched[&id] {
                join(texts, said);
            }
            db.prepare_cached(&self.insert)?.execute(values(&id, texts).as_slice())?;
        }
        Ok(())
    }
}

fn values<'a>(id: &'a i64, texts: &'a [String]) -> Vec<&'a dyn ToSql> {
    let mut values: Vec<&dyn ToSql> = vec![id];
    values.extend(texts.iter().map(|text| text as &dyn ToSql));
    values
}

fn join(texts: &mut [String], said: &Said) {
    for (place, text) in texts.iter_mut().enumerate() {
        let of = |document: &Document| document.fields().get(place).cloned().unwrap_or_default();
        let (adds, once, sets) = (of(&said.adds), of(&said.once), of(&said.sets));
        if !sets.is_empty() {
            *text = sets;
        } else if text.is_empty() && !once.is_empty() {
            *text = once;
        }
        if !adds.is_empty() {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(&adds);
        }
    }
}
