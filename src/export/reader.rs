//! Reads an export batch after batch, as text.

use std::collections::HashMap;

use serde_json::Value;

use super::pieces::{Kept, Pieces};
use super::{Export, Format, What, csv};
use crate::domain::exchange::Exchange;
use crate::error::Result;
use crate::json;
use crate::store::accounts::Account;
use crate::store::conversations::Model as Conversation;
use crate::store::list::{self, Asked, Cursor, Sort, SortBy};
use crate::store::{conversations, events, filter, orders};

/// Rows read at a time.
const BATCH: u64 = 500;

/// How many conversations are enough to judge the size of all by.
const SAMPLE: usize = 20;

/// A row before it is text.
pub enum Row {
    /// In the words of `crate::json`.
    Made(What, Value),
    /// An event, as it is kept.
    Kept(String),
}

impl Row {
    /// As a line, with its end.
    pub fn text(&self, format: Format, account: &Account) -> String {
        match (format, self) {
            (Format::Ndjson, Self::Made(_, value)) => format!("{value}\n"),
            (Format::Ndjson, Self::Kept(body)) => format!("{body}\n"),
            (Format::Csv, Self::Made(what, value)) => {
                csv::line(csv::cells(*what, value, account.settings.currency))
            }
            (Format::Csv, Self::Kept(body)) => {
                // What cannot be read is damaged, and told of by `hilo check`: its row is there, and empty.
                let value = serde_json::from_str(body).unwrap_or_default();
                csv::line(csv::cells(What::Events, &value, account.settings.currency))
            }
        }
    }
}

/// Conversations, oldest first, a page at a time.
struct Walk {
    asked: Asked,
    place: Option<Cursor>,
    over: bool,
}

/// Where to read on.
enum Place {
    Conversations(Walk),
    /// Messages or events, conversation after conversation; each by its source's id.
    Said {
        walk: Walk,
        of: HashMap<i64, String>,
        pieces: Pieces,
    },
    /// All orders or events, by time.
    After(Option<(i64, String)>),
    End,
}

/// An export under way.
pub struct Reader {
    export: Export,
    format: Format,
    place: Place,
    begun: bool,
}

impl Reader {
    pub(super) fn new(export: Export, format: Format) -> Self {
        let walk = || Walk { asked: export.asked(), place: None, over: false };
        let said = || Place::Said { walk: walk(), of: HashMap::new(), pieces: Pieces::default() };
        let place = match export.what {
            What::Conversations => Place::Conversations(walk()),
            What::Messages => said(),
            What::Events if export.narrowed().is_some() => said(),
            What::Events | What::Orders => Place::After(None),
        };
        Self { export, format, place, begun: false }
    }

    /// The next lines; nothing after the last. A CSV begins with its header, also where no row follows.
    ///
    /// # Errors
    /// When the database does not answer, or an event that is needed is damaged. Then nothing follows.
    pub async fn next(&mut self) -> Result<Option<String>> {
        let mut text = String::new();
        if self.format == Format::Csv && !self.begun {
            text = csv::header(self.export.what);
        }
        self.begun = true;
        let rows = self.rows().await.inspect_err(|_| self.place = Place::End)?;
        for row in rows.into_iter().flatten() {
            text.push_str(&row.text(self.format, &self.export.account));
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// The next rows: at least one, or nothing.
    async fn rows(&mut self) -> Result<Option<Vec<Row>>> {
        let export = &self.export;
        let (db, account) = (export.store.pages(), export.account.id);
        match &mut self.place {
            Place::Conversations(walk) => match walk.next(export).await? {
                Some(rows) => Ok(Some(in_full(export, &rows).await?)),
                None => Ok(None),
            },
            Place::Said { walk, of, pieces } => loop {
                if let Some(kept) = pieces.next(db, account).await? {
                    let rows = said(export.what, kept, of)?;
                    if !rows.is_empty() {
                        return Ok(Some(rows));
                    }
                } else if let Some(rows) = walk.next(export).await? {
                    *pieces = Pieces::of(&rows);
                    *of = sources(rows);
                } else {
                    return Ok(None);
                }
            },
            Place::After(after) => {
                let (rows, last) = match export.what {
                    What::Orders => by_time_orders(export, after.as_ref()).await?,
                    _ => by_time_events(export, after.as_ref()).await?,
                };
                *after = last;
                Ok((!rows.is_empty()).then_some(rows))
            }
            Place::End => Ok(None),
        }
    }
}

impl Walk {
    async fn next(&mut self, export: &Export) -> Result<Option<Vec<Conversation>>> {
        if self.over {
            return Ok(None);
        }
        let sort = Sort { by: SortBy::Started, descending: false };
        let asked = self.asked.clone();
        let page = list::page(export.store.pages(), asked, sort, self.place.as_ref(), BATCH).await?;
        self.over = page.next.is_none();
        self.place = page.next;
        Ok((!page.rows.is_empty()).then_some(page.rows))
    }
}

/// Conversations with what their messages and orders come to.
async fn in_full(export: &Export, rows: &[Conversation]) -> Result<Vec<Row>> {
    let (db, account) = (export.store.pages(), export.account.id);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sold = orders::sold_by(db, account, &ids).await?;
    let at_once = filter::first_contacts(db, account, &ids, export.seen.now).await?;
    let mut exchanges: HashMap<i64, Exchange> = HashMap::new();
    let mut pieces = Pieces::of(rows);
    while let Some(kept) = pieces.next(db, account).await? {
        for event in kept {
            if let Some(role) = event.role {
                exchanges.entry(event.conversation).or_default().hear(role, event.time());
            }
        }
    }
    let row = |row: &Conversation| {
        let sold = sold.get(&row.id).map_or(&[][..], Vec::as_slice);
        let exchange = exchanges.get(&row.id).copied().unwrap_or_default();
        let first_contact = at_once.contains(&row.id);
        let made = json::conversation_in_full(row, sold, &exchange, first_contact, export.seen.now);
        Row::Made(What::Conversations, made)
    };
    Ok(rows.iter().map(row).collect())
}

fn sources(rows: Vec<Conversation>) -> HashMap<i64, String> {
    rows.into_iter().map(|row| (row.id, row.source_id)).collect()
}

/// Events of conversations as they are asked for: messages alone, or all as they are.
fn said(what: What, kept: Vec<Kept>, of: &HashMap<i64, String>) -> Result<Vec<Row>> {
    if what == What::Events {
        return Ok(kept.into_iter().map(|event| Row::Kept(event.body)).collect());
    }
    let mut rows = Vec::with_capacity(kept.len());
    for message in kept.iter().filter(|event| event.role.is_some()) {
        let source = of.get(&message.conversation).map_or("", String::as_str);
        rows.push(Row::Made(What::Messages, json::message(&events::read_line(&message.body)?, source)));
    }
    Ok(rows)
}

/// Rows, and the time and id of the last.
type ByTime = (Vec<Row>, Option<(i64, String)>);

async fn by_time_orders(export: &Export, after: Option<&(i64, String)>) -> Result<ByTime> {
    let (db, account) = (export.store.pages(), export.account.id);
    let rows = match export.narrowed() {
        None => orders::after(db, account, after, BATCH).await?,
        Some(condition) => orders::credited_after(db, account, condition, after, BATCH).await?,
    };
    let ids: Vec<i64> = rows.iter().filter_map(|order| order.conversation_id).collect();
    let credited = conversations::by_ids(db, account, &ids).await?;
    let source = |id| credited.get(&id).map(|row| row.source_id.as_str());
    let last = rows.last().map(|row| (row.time, row.order_id.clone()));
    let row = |row| Row::Made(What::Orders, json::order(row, row.conversation_id.and_then(source)));
    Ok((rows.iter().map(row).collect(), last))
}

async fn by_time_events(export: &Export, after: Option<&(i64, String)>) -> Result<ByTime> {
    let rows = events::bodies_after(export.store.pages(), export.account.id, after, BATCH).await?;
    let last = rows.last().map(|(time, id, _)| (*time, id.clone()));
    Ok((rows.into_iter().map(|(_, _, body)| Row::Kept(body)).collect(), last))
}

/// Some rows, to judge the size of all by: those of some conversations. Orders are all of about one length.
pub async fn sample(export: &Export, some: &[Conversation]) -> Result<Vec<Row>> {
    let (db, account) = (export.store.pages(), export.account.id);
    let some = &some[..some.len().min(SAMPLE)];
    match export.what {
        What::Conversations => in_full(export, some).await,
        What::Orders => Ok(by_time_orders(export, None).await?.0),
        What::Messages | What::Events => {
            let kept = Pieces::of(some).next(db, account).await?.unwrap_or_default();
            said(export.what, kept, &sources(some.to_vec()))
        }
    }
}
