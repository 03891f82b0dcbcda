//! Two databases side by side, table by table, a page of rows at a time.

use std::cmp::Ordering;
use std::collections::VecDeque;

use sea_orm::{ConnectionTrait, Value};

use super::progress::Progress;
use crate::error::Result;
use crate::store::derived::{self, Key, Row, Table};
use crate::store::events::Model as Event;

/// Rows read at a time. A search document holds all texts of a conversation.
const PAGE: u64 = 500;

/// At most this many differences are listed; their number is always told.
pub const LISTED: usize = 50;

/// At most so many characters of a value are shown.
const SHOWN: usize = 200;

/// What was found.
#[derive(Default)]
pub struct Differences {
    found: usize,
}

impl Differences {
    /// How many.
    pub fn found(&self) -> usize {
        self.found
    }

    fn add(&mut self, progress: &Progress, line: impl FnOnce() -> String) {
        self.found += 1;
        match self.found.cmp(&(LISTED + 1)) {
            Ordering::Less => progress.say(&line()),
            Ordering::Equal => progress.say("… more differ"),
            Ordering::Greater => {}
        }
    }

    /// Compares an event's columns with what its body says.
    pub fn event(&mut self, kept: &Event, right: Option<&Event>, progress: &Progress) {
        let id = &kept.event_id;
        match right {
            None => {
                self.add(progress, || format!("event {id}: its body cannot be read; no number counts it"));
            }
            Some(right) if right != kept => self.add(progress, || {
                let columns =
                    |row: &Event| format!("{}, {:?}, {:?}", row.time, row.conversation_id, row.order_id);
                format!(
                    "event {id}: (time, conversation, order)\n  kept:  {}\n  right: {}",
                    columns(kept),
                    columns(right)
                )
            }),
            Some(_) => {}
        }
    }

    fn rows(&mut self, table: Table, kept: Option<&Row>, right: Option<&Row>, progress: &Progress) {
        let Some(label) = kept.or(right).map(|row| format!("{} {}", table.row_name(), row.label)) else {
            return;
        };
        match (kept, right) {
            (Some(kept), Some(right)) => {
                let differ = kept.differ(right);
                if differ.is_empty() {
                    return;
                }
                self.add(progress, || {
                    let lines = differ.iter().map(|(name, kept, right)| {
                        format!("\n  {name}\n    kept:  {}\n    right: {}", shown(kept), shown(right))
                    });
                    format!("{label}{}", lines.collect::<String>())
                });
            }
            (Some(_), None) => self.add(progress, || format!("{label}: no event speaks of it")),
            (None, _) => self.add(progress, || format!("{label}: missing")),
        }
    }
}

fn shown(value: &Value) -> String {
    let text = match value {
        value if value.as_null() == *value => "nothing".to_owned(),
        Value::String(Some(text)) => format!("{text:?}"),
        Value::BigInt(Some(n)) => n.to_string(),
        Value::Int(Some(n)) => n.to_string(),
        Value::SmallInt(Some(n)) => n.to_string(),
        Value::Bool(Some(it)) => it.to_string(),
        Value::Uuid(Some(id)) => id.to_string(),
        other => format!("{other:?}"),
    };
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}… ({} bytes)", &text[..cut], text.len()),
        None => text,
    }
}

/// Compares a table and gives the number of rows.
pub async fn compare(
    kept: &impl ConnectionTrait,
    right: &impl ConnectionTrait,
    account_id: i64,
    table: Table,
    progress: &Progress,
    differences: &mut Differences,
) -> Result<usize> {
    let (mut kept, mut right) = (Rows::new(kept, account_id, table), Rows::new(right, account_id, table));
    let mut compared = 0;
    loop {
        kept.fill().await?;
        right.fill().await?;
        let order = match (kept.page.front(), right.page.front()) {
            (None, None) => return Ok(compared),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(kept), Some(right)) => kept.key.cmp(&right.key),
        };
        let mine = order.is_le().then(|| kept.page.pop_front()).flatten();
        let other = order.is_ge().then(|| right.page.pop_front()).flatten();
        differences.rows(table, mine.as_ref(), other.as_ref(), progress);
        progress.compared(1);
        compared += 1;
    }
}

/// The rows of a table in order of their keys.
struct Rows<'a, C> {
    db: &'a C,
    account_id: i64,
    table: Table,
    page: VecDeque<Row>,
    last: Option<Key>,
    ended: bool,
}

impl<'a, C: ConnectionTrait> Rows<'a, C> {
    fn new(db: &'a C, account_id: i64, table: Table) -> Self {
        Self { db, account_id, table, page: VecDeque::new(), last: None, ended: false }
    }

    async fn fill(&mut self) -> Result<()> {
        if self.page.is_empty() && !self.ended {
            let rows =
                derived::rows_after(self.db, self.account_id, self.table, self.last.as_ref(), PAGE).await?;
            self.ended = rows.is_empty();
            self.last = rows.last().map(|row| row.key.clone()).or(self.last.take());
            self.page = rows.into();
        }
        Ok(())
    }
}
