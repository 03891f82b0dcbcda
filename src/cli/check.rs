//! `hilo check`: replay all events into an empty database and compare what came of them with what is kept.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressStyle};

use super::{SOME_REFUSED, failed, open_account};
use crate::clock::Clock;
use crate::config::Common;
use crate::error::{Error, Result};
use crate::ingest::Ingest;
use crate::store::accounts::{self, Account};
use crate::store::conversations::Model as Conversation;
use crate::store::orders::Model as Order;
use crate::store::{Store, conversations, events, orders};

/// Rows read at a time.
const BATCH: u64 = 2_000;

/// At most this many differences are listed; their number is always told.
const LISTED: usize = 50;

/// Runs it: 0 when nothing differs.
pub async fn run(common: &Common) -> Result<u8> {
    let (store, account) = open_account(common).await?;
    let folder = tempfile::tempdir().map_err(|error| failed("no room to compute again in", error))?;
    let fresh = Store::open(&format!("sqlite://{}", folder.path().join("check.db").display())).await?;
    let replayed = replay(&store, &account, &fresh, common.clock()).await?;
    let mut differences = Differences::default();
    let conversations = compare_conversations(&store, &account, &fresh, &replayed, &mut differences).await?;
    let orders = compare_orders(&store, &account, &fresh, &replayed, &mut differences).await?;
    eprintln!(
        "compared {conversations} conversations and {orders} orders: {} differences",
        differences.found
    );
    Ok(if differences.found == 0 { 0 } else { SOME_REFUSED })
}

#[derive(Default)]
struct Differences {
    found: usize,
}

impl Differences {
    fn add(&mut self, what: &str, kept: Option<&str>, computed: Option<&str>) {
        self.found += 1;
        if self.found <= LISTED {
            let none = "(nothing)";
            println!(
                "{what}\n  kept:     {}\n  computed: {}",
                kept.unwrap_or(none),
                computed.unwrap_or(none)
            );
        }
    }
}

/// Sends every kept event through the way in again, into an account with the same settings.
async fn replay(store: &Store, account: &Account, fresh: &Store, clock: Clock) -> Result<Account> {
    accounts::copy(store.reader(), fresh.writer(), account.id).await?;
    let twin = accounts::find(fresh.reader(), &account.name).await?.ok_or(Error::NotFound("account"))?;
    let ingest = Ingest::start(fresh.clone(), clock, crate::ingest::Pace::default());
    let total = events::count(store.reader(), account.id).await?;
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} events · {per_sec} · {eta} left");
    let bar = ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut place = None;
    loop {
        let batch = events::bodies_after(store.reader(), account.id, place.as_ref(), BATCH).await?;
        let Some((time, id, _)) = batch.last() else { break };
        place = Some((*time, id.clone()));
        bar.inc(batch.len() as u64);
        let mut again = Vec::with_capacity(batch.len());
        for (_, _, body) in batch {
            again.push(events::read(&body)?);
        }
        ingest.submit(twin.id, again).await?;
    }
    bar.finish_and_clear();
    Ok(twin)
}

async fn compare_conversations(
    store: &Store,
    account: &Account,
    fresh: &Store,
    twin: &Account,
    differences: &mut Differences,
) -> Result<usize> {
    let mut compared = 0;
    let (mut ours, mut theirs) = (Rows::new(store, account.id), Rows::new(fresh, twin.id));
    let (mut kept, mut computed) = (ours.next().await?, theirs.next().await?);
    loop {
        let place = |row: &Option<(Conversation, String)>| row.as_ref().map(|(row, _)| row.public_id);
        let order = match (place(&kept), place(&computed)) {
            (None, None) => return Ok(compared),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(kept), Some(computed)) => kept.cmp(&computed),
        };
        compared += 1;
        let text = |row: &Option<(Conversation, String)>| row.as_ref().map(|(_, text)| text.clone());
        let (mine, other) = match order {
            std::cmp::Ordering::Less => (text(&kept), None),
            std::cmp::Ordering::Greater => (None, text(&computed)),
            std::cmp::Ordering::Equal => (text(&kept), text(&computed)),
        };
        if mine != other {
            let row = kept.as_ref().or(computed.as_ref()).map(|(row, _)| row.source_id.clone());
            let what = format!("conversation {}", row.unwrap_or_default());
            differences.add(&what, mine.as_deref(), other.as_deref());
        }
        if order.is_le() {
            kept = ours.next().await?;
        }
        if order.is_ge() {
            computed = theirs.next().await?;
        }
    }
}

/// The conversations of an account by public id, each with all that was computed of it as a text.
struct Rows<'a> {
    store: &'a Store,
    account_id: i64,
    after: Option<uuid::Uuid>,
    batch: std::vec::IntoIter<(Conversation, String)>,
}

impl<'a> Rows<'a> {
    fn new(store: &'a Store, account_id: i64) -> Self {
        Self { store, account_id, after: None, batch: Vec::new().into_iter() }
    }

    async fn next(&mut self) -> Result<Option<(Conversation, String)>> {
        if let Some(row) = self.batch.next() {
            return Ok(Some(row));
        }
        let db = self.store.reader();
        let rows = conversations::after(db, self.account_id, self.after, BATCH).await?;
        self.after = rows.last().map(|row| row.public_id).or(self.after);
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let sales = orders::sales_of(db, self.account_id, &ids).await?;
        let described = rows.into_iter().map(|row| {
            let sales: Vec<String> =
                sales.get(&row.id).into_iter().flatten().map(std::string::ToString::to_string).collect();
            let text = format!(
                "{:?} sold {}",
                Conversation { id: 0, account_id: 0, ..row.clone() },
                sales.join(", ")
            );
            (row, text)
        });
        self.batch = described.collect::<Vec<_>>().into_iter();
        Ok(self.batch.next())
    }
}

async fn compare_orders(
    store: &Store,
    account: &Account,
    fresh: &Store,
    twin: &Account,
    differences: &mut Differences,
) -> Result<usize> {
    let kept = all_orders(store, account.id).await?;
    let computed = all_orders(fresh, twin.id).await?;
    let numbers: std::collections::BTreeSet<&String> = kept.keys().chain(computed.keys()).collect();
    let count = numbers.len();
    for number in numbers {
        let (mine, other) = (kept.get(number), computed.get(number));
        if mine != other {
            differences.add(&format!("order {number}"), mine.map(String::as_str), other.map(String::as_str));
        }
    }
    Ok(count)
}

/// All orders by number, each with all that was computed of it as a text. Row ids differ between databases, so
/// conversations are told by the source's ids.
async fn all_orders(store: &Store, account_id: i64) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    let mut place = None;
    loop {
        let rows = orders::after(store.reader(), account_id, place.as_ref(), BATCH).await?;
        let Some(last) = rows.last() else { return Ok(out) };
        place = Some((last.time, last.order_id.clone()));
        let ids: Vec<i64> =
            rows.iter().flat_map(|row| [row.conversation_id, row.placed_in]).flatten().collect();
        let sources = conversations::by_ids(store.reader(), account_id, &ids).await?;
        let source = |id: Option<i64>| id.and_then(|id| sources.get(&id)).map(|row| row.source_id.as_str());
        for row in rows {
            let text = format!(
                "{:?} placed in {:?}, credited to {:?}",
                Order { account_id: 0, conversation_id: None, placed_in: None, ..row.clone() },
                source(row.placed_in),
                source(row.conversation_id)
            );
            out.insert(row.order_id, text);
        }
    }
}
