//! Rows and heads of the table, as finished values.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::columns::Column;
use super::found::Found;
use super::view::View;
use super::words;
use crate::domain::event::instant;
use crate::domain::money::Money;
use crate::i18n::{Locale, fill, utc};
use crate::store::conversations::Model as Conversation;
use crate::store::from_millis;
use crate::store::list::Sort;

/// The longest beginning of a first question that a row carries, in characters: two lines on any screen.
const SHOWN_CHARS: usize = 300;

/// A conversation in the table.
pub struct Row {
    /// Its thread.
    pub url: String,
    /// What addresses and the way back call the row.
    pub anchor: String,
    /// What forms call the conversation.
    pub pick: String,
    /// What ticking it does.
    pub select: String,
    /// Where the search found something in it.
    pub found: Option<Found>,
    /// A cell a column.
    pub cells: Vec<Cell>,
}

/// What a row says in a column.
pub struct Cell {
    /// The column's word.
    pub column: &'static str,
    /// The column's name.
    pub label: &'static str,
    /// It stands at the end.
    pub end: bool,
    /// It carries the row's link.
    pub link: bool,
    /// What it says.
    pub value: Value,
}

/// What a cell says.
pub enum Value {
    /// Somebody's words or a name.
    Text(String),
    /// A number or sums.
    Number(String),
    /// An identifier.
    Code(String),
    /// A topic.
    Tag(String),
    /// A status, and its reason where that has no column of its own.
    Status {
        /// The status.
        text: &'static str,
        /// Its colour.
        class: &'static str,
        /// The reason.
        reason: &'static str,
    },
    /// An instant: local, for machines, and exactly.
    Time {
        /// As people read it.
        text: String,
        /// RFC 3339.
        iso: String,
        /// In UTC.
        utc: String,
    },
    /// Nothing.
    None,
}

/// The head of a column.
pub struct Heading {
    /// The column's word.
    pub column: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Where a click leads that sorts by it.
    pub url: Option<String>,
    /// `ascending`, `descending`, or nothing where the table is sorted by another column.
    pub sorted: &'static str,
    /// It stands at the end.
    pub end: bool,
}

/// What rows are made with.
pub struct Rows<'a> {
    /// How numbers and instants look.
    pub locale: &'a Locale,
    /// The columns.
    pub view: &'a View,
    /// What the conversations sold, by row id.
    pub sales: &'a HashMap<i64, Vec<Money>>,
    /// Those that were resolved at first contact, by row id.
    pub at_once: &'a HashSet<i64>,
    /// What was found, by row id.
    pub found: RefCell<HashMap<i64, Found>>,
    /// The list as its threads name it, to lead back to it.
    pub list: &'a str,
    /// The instant of the page.
    pub now: DateTime<Utc>,
}

impl Rows<'_> {
    /// A row.
    pub fn row(&self, row: &Conversation) -> Row {
        let columns = &self.view.look.columns;
        let linked = columns.iter().position(|column| *column == Column::Question).unwrap_or(0);
        let cell = |(i, column): (usize, &Column)| {
            let mut value = self.value(row, *column);
            if i == linked && matches!(value, Value::None) {
                value = Value::Text("–".to_owned());
            }
            let (column, label, end) = (column.as_str(), column.label(self.locale.t), column.is_number());
            Cell { column, label, end, link: i == linked, value }
        };
        let found = self.found.borrow_mut().remove(&row.id);
        // A thread that is opened from a search shows what was found first.
        let said = found.as_ref().is_some_and(|found| found.said);
        let hit = if said { "#hit-1" } else { "" };
        Row {
            url: format!("/conversations/{}?list={}{hit}", row.public_id, self.list),
            found,
            anchor: format!("c-{}", row.public_id),
            pick: row.public_id.to_string(),
            select: fill(self.locale.t.bulk_select, &[("question", &self.beginning(row))]),
            cells: columns.iter().enumerate().map(cell).collect(),
        }
    }

    /// The beginning of the first question.
    fn beginning(&self, row: &Conversation) -> String {
        let beginning: String = row.first_question.chars().take(SHOWN_CHARS).collect();
        if beginning.trim().is_empty() { self.locale.t.no_text.to_owned() } else { beginning }
    }

    fn value(&self, row: &Conversation, column: Column) -> Value {
        let t = self.locale.t;
        let or =
            |text: &str, none: &str| if text.trim().is_empty() { none.to_owned() } else { text.to_owned() };
        let named = |text: &str| if text.is_empty() { Value::None } else { Value::Text(text.to_owned()) };
        let facts = row.facts();
        let (status, reason) = facts.status(self.now);
        let reason = reason.map_or("", |reason| words::reason(t, reason));
        match column {
            Column::Question => Value::Text(self.beginning(row)),
            Column::Profile => Value::Text(or(&row.profile, t.anonymous)),
            Column::Status => {
                let apart = self.view.look.columns.contains(&Column::Reason);
                let (text, class) = (words::status(t, status), words::status_class(status));
                Value::Status { text, class, reason: if apart { "" } else { reason } }
            }
            Column::Reason => named(reason),
            Column::Tag if row.tag.is_empty() => Value::None,
            Column::Tag => Value::Tag(row.tag.clone()),
            Column::Channel => Value::Text(words::channel(t, &row.channel)),
            Column::Agent => named(&row.agent),
            Column::Messages => self.number(row.messages),
            Column::Started => self.time(from_millis(row.started_at)),
            Column::Updated => self.time(from_millis(row.updated_at)),
            Column::Closed => facts.closed_at(self.now).map_or(Value::None, |at| self.time(at)),
            Column::Sales => match self.sales.get(&row.id).map_or(&[][..], Vec::as_slice) {
                [] => Value::None,
                sums => {
                    let sums: Vec<_> = sums.iter().map(|sum| self.locale.money(*sum)).collect();
                    Value::Number(sums.join(", "))
                }
            },
            Column::Group => named(&row.group_name),
            Column::App => named(&row.app),
            Column::Origin => named(&row.origin),
            Column::Reopened => self.number(row.reopened),
            Column::FirstContact if self.at_once.contains(&row.id) => Value::Text(t.yes.to_owned()),
            Column::FirstContact => Value::None,
            Column::Id => Value::Code(row.source_id.clone()),
        }
    }

    fn number(&self, n: i32) -> Value {
        Value::Number(self.locale.number(u64::try_from(n).unwrap_or(0)))
    }

    fn time(&self, at: DateTime<Utc>) -> Value {
        Value::Time { text: self.locale.day_time(at, self.now), iso: instant(at), utc: utc(at) }
    }

    /// The heads; a click sorts by one, the next click the other way round. Numbers and times begin with the greatest.
    pub fn headings(&self) -> Vec<Heading> {
        let heading = |column: &Column| {
            let current = self.view.sort;
            let url = column.sort().map(|(by, greatest_first)| {
                let descending = if current.by == by { !current.descending } else { greatest_first };
                View { sort: Sort { by, descending }, ..self.view.clone() }.url()
            });
            let sorted = match column.sort() {
                Some((by, _)) if by == current.by && current.descending => "descending",
                Some((by, _)) if by == current.by => "ascending",
                _ => "",
            };
            let (label, end) = (column.label(self.locale.t), column.is_number());
            Heading { column: column.as_str(), label, url, sorted, end }
        };
        self.view.look.columns.iter().map(heading).collect()
    }
}
