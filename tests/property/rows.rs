//! A real store, and what it keeps, as JSON to be compared.

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use hilo::clock::Clock;
use hilo::domain::event::parse;
use hilo::domain::filter::{Field, Filter};
use hilo::domain::money::Currency;
use hilo::domain::status::{Reason, Status};
use hilo::export::{Export, Format, What};
use hilo::ingest::{Ingest, Outcome, Pace};
use hilo::store::conversations::Model as Conversation;
use hilo::store::entity::account;
use hilo::store::list::{Cursor, Sort, SortBy};
use hilo::store::orders::Model as Order;
use hilo::store::seen::Seen;
use hilo::store::{
    Store, accounts, conversations, events, filter, list, orders, overview, search, touchpoints,
};
use sea_orm::{ActiveModelTrait, ActiveValue};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::history::{Settings, begin};

/// More than a history has of anything.
const ALL: u64 = 1_000;

/// Every way the table can be sorted.
pub fn sorts() -> impl Iterator<Item = Sort> {
    let both = |&by: &SortBy| [false, true].map(|descending| Sort { by, descending });
    SortBy::ALL.iter().flat_map(both)
}

/// Conversations, orders, and what each conversation sold by currency.
type Rows = (Vec<Conversation>, Vec<Order>, BTreeMap<i64, Map<String, Value>>);

/// A store in a folder of its own. Every case works in accounts of its own, so that it is opened once.
pub struct Desk {
    runtime: Runtime,
    store: Store,
    ingest: Ingest,
    accounts: Cell<u32>,
    _folder: Option<TempDir>,
}

impl Desk {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = crate::support::database::url(folder.path());
        Self { _folder: Some(folder), ..Self::over(&url) }
    }

    /// The same over a database that is given.
    pub fn over(url: &str) -> Self {
        // One thread: cases run one after the other, and hops between threads would be most of the work.
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let clock = Clock::Fixed(begin() + Duration::days(60));
        let (store, ingest) = runtime.block_on(async {
            let store = Store::open(url).await.expect("a store");
            let ingest = Ingest::start(store.clone(), clock, Pace::default());
            (store, ingest)
        });
        Self { runtime, store, ingest, accounts: Cell::new(0), _folder: None }
    }

    /// The store, for what only one room asks of it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Waits for work with the store.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// A new account with these settings.
    pub fn account(&self, settings: &Settings) -> i64 {
        self.accounts.set(self.accounts.get() + 1);
        let name = format!("account {}", self.accounts.get());
        let usd = Currency::parse("USD").expect("USD");
        self.runtime.block_on(async {
            let db = self.store.writer();
            accounts::create(db, &name, chrono_tz::UTC, usd).await.expect("created");
            let made = accounts::find(db, &name).await.expect("found").expect("there");
            let row = account::ActiveModel {
                id: ActiveValue::Unchanged(made.id),
                auto_close_hours: ActiveValue::Set(settings.auto_close_hours),
                attribution: ActiveValue::Set(settings.attribution.to_string()),
                tag_rules: ActiveValue::Set(settings.tag_rules.to_string()),
                ..Default::default()
            };
            row.update(db).await.expect("set");
            made.id
        })
    }

    /// Sends batches through the way in. Of each event exactly the first is taken.
    pub fn submit(&self, account: i64, batches: &[Vec<Value>], at_once: bool) {
        let now = begin() + Duration::days(60);
        let read = |event: &Value| parse(event.clone(), now).expect("a good event");
        let batches: Vec<Vec<_>> = batches.iter().map(|batch| batch.iter().map(read).collect()).collect();
        let before = self.runtime.block_on(events::count(self.store.reader(), account)).expect("counted");
        let ids: HashSet<String> = batches.iter().flatten().map(|event| event.id.clone()).collect();
        let outcomes: Vec<Outcome> = self.runtime.block_on(async {
            let mut out = Vec::new();
            if at_once {
                let all = batches.into_iter().map(|batch| self.ingest.submit(account, batch));
                for outcomes in join_all(all).await {
                    out.extend(outcomes.expect("written"));
                }
            } else {
                for batch in batches {
                    out.extend(self.ingest.submit(account, batch).await.expect("written"));
                }
            }
            out
        });
        let accepted = outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count();
        let fresh = if before == 0 { ids.len() } else { 0 };
        assert_eq!(accepted, fresh, "accepted of {} sent", outcomes.len());
        assert!(outcomes.iter().all(|o| matches!(o, Outcome::Accepted | Outcome::Duplicate)));
    }

    /// What is exported of an account, byte for byte.
    pub fn export(&self, account: i64, now: DateTime<Utc>) -> Value {
        self.runtime.block_on(async {
            let of = accounts::get(self.store.reader(), account).await.expect("read").expect("there");
            let mut out = Map::new();
            for what in What::ALL.iter().copied() {
                for format in Format::ALL.iter().copied() {
                    let (store, account) = (self.store.clone(), of.clone());
                    let seen = Seen::all(&account, now);
                    let export = Export { store, account, seen, what, filter: Filter::default() };
                    let (mut reader, mut text) = (export.reader(format), String::new());
                    while let Some(more) = reader.next().await.expect("exported") {
                        text.push_str(&more);
                    }
                    out.insert(export.file_name(format), text.into());
                }
            }
            Value::Object(out)
        })
    }

    /// Every event of an account, as exports write it.
    pub fn exported(&self, account: i64) -> Vec<Value> {
        let bodies = events::bodies_after(self.store.reader(), account, None, ALL);
        let bodies = self.runtime.block_on(bodies).expect("read");
        bodies.iter().map(|(_, _, body)| serde_json::from_str(body).expect("JSON")).collect()
    }

    /// Folds all conversations of an account from all their events, as after a change of its settings.
    pub fn fold_again(&self, account: i64) {
        self.runtime.block_on(async {
            let account = accounts::get(self.store.reader(), account).await.expect("read").expect("there");
            hilo::ingest::refold(&self.store, &account).await.expect("folded");
        });
    }

    /// What else is kept of conversations, by row id: search documents, and touchpoints by event.
    fn beside(&self, account: i64, ids: &[i64]) -> (BTreeMap<i64, String>, BTreeMap<String, String>) {
        self.runtime.block_on(async {
            let db = self.store.reader();
            let documents = search::digests(db, account, ids).await.expect("read");
            let touchpoints = touchpoints::of_conversations(db, account, ids).await.expect("read");
            let touchpoints = touchpoints
                .into_iter()
                .map(|row| (row.event_id.clone(), format!("{} {} {}", row.time, row.named, row.customer)));
            (documents.into_iter().collect(), touchpoints.collect())
        })
    }

    fn rows(&self, account: i64) -> Rows {
        self.runtime.block_on(async {
            let db = self.store.reader();
            let rows = conversations::after(db, account, None, ALL).await.expect("read");
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let sales = orders::sales_of(db, account, &ids).await.expect("read");
            let sales = sales.into_iter().map(|(id, sales)| {
                let amounts = sales.iter().map(|m| (m.currency.code().to_owned(), m.minor.into())).collect();
                (id, amounts)
            });
            (rows, orders::after(db, account, None, ALL).await.expect("read"), sales.collect())
        })
    }

    /// Everything kept of conversations and orders, without row ids.
    pub fn all_columns(&self, account: i64) -> Value {
        let (rows, orders, sales) = self.rows(account);
        let source = |id: Option<i64>| rows.iter().find(|row| Some(row.id) == id).map(|row| &row.source_id);
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let (documents, touchpoints) = self.beside(account, &ids);
        let mut conversations = Map::new();
        for row in &rows {
            let kept = Conversation { id: 0, account_id: 0, ..row.clone() };
            let said = json!({
                "row": format!("{kept:?}"), "sales": sales.get(&row.id), "found by": documents.get(&row.id),
            });
            conversations.insert(row.source_id.clone(), said);
        }
        let mut placed = Map::new();
        for row in &orders {
            let kept = Order { account_id: 0, conversation_id: None, placed_in: None, ..row.clone() };
            let (credited, place) = (source(row.conversation_id), source(row.placed_in));
            let said = json!({"row": format!("{kept:?}"), "credited": credited, "placed in": place});
            placed.insert(row.order_id.clone(), said);
        }
        json!({"conversations": conversations, "orders": placed, "touchpoints": touchpoints})
    }

    /// What screens and exports say at an instant, in the words of the rules.
    pub fn as_shown(&self, account: i64, now: DateTime<Utc>) -> Value {
        let (rows, orders, sales) = self.rows(account);
        let none = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
        let mut conversations = Map::new();
        for row in &rows {
            let facts = row.facts();
            let (status, reason) = facts.status(now);
            let mut said = json!({
                "counts": row.asked && !row.test,
                "messages": row.messages,
                "started_at": row.started_at,
                "updated_at": row.updated_at,
                "channel": row.channel,
                "agent": none(&row.agent),
                "tag": none(&row.tag),
                "app": none(&row.app),
                "group": none(&row.group_name),
                "origin": none(&row.origin),
                "question_key": row.question_key,
                "first_question": none(&row.first_question),
                "handoff_reason": none(&row.handoff_reason),
                "handoff_key": row.handoff_key,
                "reopened": row.reopened,
                "customer": row.customer,
                "called": none(&row.profile),
                "sales": sales.get(&row.id).cloned().unwrap_or_default(),
            });
            if row.messages > 0 {
                said["status"] = status.as_str().into();
                said["reason"] = reason.map(hilo::domain::status::Reason::as_str).into();
                said["closed_at"] = facts.closed_at(now).map(|at| at.timestamp_millis()).into();
            }
            conversations.insert(row.source_id.clone(), said);
        }
        let source = |id: Option<i64>| rows.iter().find(|row| Some(row.id) == id).map(|row| &row.source_id);
        let orders = orders.iter().map(|row| {
            let said = json!({
                "time": row.time,
                "currency": row.currency,
                "total": row.total,
                "net": row.net(),
                "customer": none(&row.customer),
                "credited": source(row.conversation_id),
                "touchpoint": none(&row.touchpoint),
                "why_not": none(&row.why_not),
            });
            (row.order_id.clone(), said)
        });
        json!({"conversations": conversations, "orders": orders.collect::<Map<_, _>>()})
    }

    /// What the lists and numbers of screens say at an instant.
    pub fn listed(&self, account: i64, now: DateTime<Utc>) -> Value {
        self.runtime.block_on(async {
            let db = self.store.reader();
            let seen = Seen { account_id: account, zone: chrono_tz::UTC, now, groups: None };
            let asked = |filter: &Filter| filter::asked(self.store.reader(), &seen, filter);
            let condition = |filter: &Filter| asked(filter).condition;
            let mut out = Map::new();
            let all = Filter::default();
            let counts = overview::counts(db, condition(&all), now).await.expect("counted");
            out.insert("conversations".into(), counts.conversations().into());
            let sales = overview::sales(db, account, condition(&all)).await.expect("summed");
            let sales = sales.iter().map(|s| (s.amount.currency.code().to_owned(), s.amount.minor.into()));
            out.insert("sales".into(), Value::Object(sales.collect()));
            let by_status = Status::ALL.iter().map(|s| (s.as_str(), Filter::of(Field::Status, s.as_str())));
            let by_reason = Reason::ALL.iter().map(|r| (r.as_str(), Filter::of(Field::Reason, r.as_str())));
            let at_once = [("first_contact", Filter::of(Field::FirstContact, "yes"))];
            for (name, filter) in by_status.chain(by_reason).chain(at_once) {
                let page = list::page(db, asked(&filter), Sort::default(), None, ALL).await.expect("listed");
                let mut ids: Vec<String> = page.rows.into_iter().map(|row| row.source_id).collect();
                ids.sort();
                out.insert(name.into(), ids.into());
            }
            Value::Object(out)
        })
    }

    /// The list read page by page to its end. Read back from there, the pages are the same.
    pub fn pages(&self, account: i64, now: DateTime<Utc>, sort: Sort, limit: u64) -> Vec<String> {
        let seen = Seen { account_id: account, zone: chrono_tz::UTC, now, groups: None };
        let read = |cursor: Option<Cursor>| {
            let asked = filter::asked(self.store.reader(), &seen, &Filter::default());
            let page = list::page(self.store.reader(), asked, sort, cursor.as_ref(), limit);
            self.runtime.block_on(page).expect("a page")
        };
        let ids = |page: &list::Page| -> Vec<String> {
            page.rows.iter().map(|row| row.source_id.clone()).collect()
        };
        let again = |cursor: Cursor| Cursor::parse(&cursor.to_string()).expect("a cursor");
        let mut page = read(None);
        assert!(page.previous.is_none(), "nothing before the first page");
        let mut pages = vec![ids(&page)];
        while let Some(next) = page.next.clone() {
            page = read(Some(again(next)));
            pages.push(ids(&page));
            assert!(pages.len() < 100, "pages without end, by {sort}");
        }
        for before in pages.iter().rev().skip(1) {
            page = read(page.previous.clone().map(again));
            assert_eq!(ids(&page), *before, "back, by {sort}");
        }
        pages.concat()
    }
}
