//! Whoever is erased from whatever history: every number stays, and nothing is left of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use hilo::domain::event::parse;
use hilo::domain::identity::Key;
use hilo::ingest::erase::found::{Found, Whose, naming};
use hilo::ingest::{erase, rebuild};
use hilo::store::audit::Actor;
use hilo::store::derived::{self, Row, Table};
use hilo::store::{accounts, conversations, orders, touchpoints};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::property::arrival::Arrival;
use crate::property::history::{self, Story, begin};
use crate::property::rows::Desk;
use crate::property::{cases, config, same};

/// More than a history has of anything.
const ALL: u64 = 1_000;

/// The same number for the same name, in order of appearance.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn of(&mut self, name: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(name.to_owned()).or_insert(next)
    }
}

/// All that is counted of an account, by row ids and with customers as numbers: nothing of it may change.
fn counted(desk: &Desk, account: i64, now: DateTime<Utc>) -> Value {
    let mut customers = Numbers::default();
    let (rows, sold, sales, touched) = desk.wait(async {
        let db = desk.store().reader();
        let mut rows = conversations::after(db, account, None, ALL).await.expect("read");
        rows.sort_by_key(|row| row.id);
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let sold = orders::after(db, account, None, ALL).await.expect("read");
        let sales = orders::sold_by(db, account, &ids).await.expect("read");
        (rows, sold, sales, touchpoints::of_conversations(db, account, &ids).await.expect("read"))
    });
    let source: HashMap<&str, String> =
        rows.iter().map(|row| (row.source_id.as_str(), row.id.to_string())).collect();
    let mut out = serde_json::Map::new();
    for row in &rows {
        let said = json!([
            row.asked,
            row.test,
            row.started_at,
            row.updated_at,
            row.channel,
            row.agent,
            row.tag,
            row.app,
            row.group_name,
            row.origin,
            row.messages,
            row.outcome,
            row.closes_at,
            row.close_explicit,
            row.closed_by_event,
            row.reopened,
            row.profile.is_empty(),
            row.first_question.is_empty() || row.asked,
            customers.of(&row.customer),
            sales.get(&row.id).map(|sold| format!("{sold:?}")),
        ]);
        out.insert(format!("conversation {}", row.id), said);
    }
    let mut bought: Vec<String> = sold
        .iter()
        .map(|row| {
            let customer = (!row.customer.is_empty()).then(|| customers.0.get(&row.customer)).flatten();
            json!([
                row.time,
                row.currency,
                row.total,
                row.refunded,
                row.cancelled,
                row.test,
                row.placed_in,
                customer,
                row.conversation_id,
                row.touchpoint,
                row.why_not,
            ])
            .to_string()
        })
        .collect();
    bought.sort();
    let touches: BTreeMap<String, String> = touched
        .iter()
        .map(|row| {
            (
                row.event_id.clone(),
                format!("{} {} {:?}", row.time, row.conversation_id, customers.0.get(&row.customer)),
            )
        })
        .collect();
    let mut listed = desk.listed(account, now);
    for ids in listed.as_object_mut().expect("lists").values_mut().filter_map(Value::as_array_mut) {
        let mut of: Vec<String> = ids.iter().map(|id| source[id.as_str().expect("an id")].clone()).collect();
        of.sort();
        *ids = of.into_iter().map(Value::from).collect();
    }
    json!({"conversations": out, "orders": bought, "touchpoints": touches, "listed": listed})
}

/// Every derived row of an account.
fn derived_rows(desk: &Desk, account: i64) -> Value {
    let mut out = serde_json::Map::new();
    for table in Table::ALL {
        let rows: Vec<Row> =
            desk.wait(derived::rows_after(desk.store().reader(), account, table, None, ALL)).expect("read");
        let rows =
            rows.into_iter().map(|row| (format!("{:?}", row.key), format!("{:?}", row.columns).into()));
        out.insert(table.row_name().to_owned(), Value::Object(rows.collect()));
    }
    Value::Object(out)
}

fn derive_anew(desk: &Desk, account: i64) {
    desk.wait(async {
        let tx = desk.store().begin().await.expect("a transaction");
        let account = accounts::lock(&tx, account).await.expect("there");
        rebuild(&tx, &account, &|_, _| {}).await.expect("derived");
        tx.commit().await.expect("kept");
    });
}

/// Events by id, of those that are not the customer's and are told of nobody else's conversation or order either.
fn of_others(desk: &Desk, account: i64, whose: &Whose) -> (BTreeMap<String, Value>, BTreeSet<String>) {
    let theirs = desk.wait(async {
        let db = desk.store().reader();
        let ids = naming(db, account, whose, None).await.expect("read");
        let ids: Vec<String> = ids.into_iter().map(|(id, _)| id).collect();
        let found = Found::gather(db, account, whose.clone(), &[], &ids).await.expect("read");
        let own = found.conversation_ids();
        let theirs = found.events.values().filter(|(row, event)| found.is_theirs(row, event, &own));
        theirs.map(|(row, _)| row.event_id.clone()).collect::<BTreeSet<_>>()
    });
    let all = desk
        .exported(account)
        .into_iter()
        .map(|event| (event["id"].as_str().expect("an id").to_owned(), event));
    (all.filter(|(id, _)| !theirs.contains(id)).collect(), theirs)
}

fn run(cases: u32, test: impl Fn(&Desk, Story, Index) -> Result<(), TestCaseError>) {
    let desk = Desk::open();
    let mut runner = TestRunner::new(Config { cases, ..config() });
    let outcome = runner.run(&(history::story(), any::<Index>()), |(story, which)| test(&desk, story, which));
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// Somebody whom the events name.
fn somebody(desk: &Desk, account: i64, which: &Index) -> Option<Key> {
    let rows = derived::rows_after(desk.store().reader(), account, Table::Identity, None, ALL);
    let rows = desk.wait(rows).expect("read");
    (!rows.is_empty()).then(|| Key::from_text(&which.get(&rows).label).expect("a key"))
}

#[test]
fn erasing_anybody_from_any_history_leaves_every_number_as_it_was() {
    run(cases(), |desk, story, which| {
        let account = desk.account(&story.settings);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        let Some(key) = somebody(desk, account, &which) else { return Ok(()) };
        let whose = desk.wait(Whose::named(desk.store().reader(), account, &[key.to_text()])).expect("read");
        let before: Vec<Value> = story.nows.iter().map(|now| counted(desk, account, *now)).collect();
        let (others, theirs) = of_others(desk, account, &whose);
        let now = begin() + Duration::days(60);
        let receipt =
            desk.wait(erase::customer(desk.store(), account, &key, &Actor::system(), now)).expect("erased");
        prop_assert!(receipt.is_some_and(|receipt| receipt.purged), "{key:?} was there");

        for (now, before) in story.nows.iter().zip(&before) {
            same("before ≠ after", before, &counted(desk, account, *now))?;
        }
        let left = desk.exported(account);
        for event in &left {
            let id = event["id"].as_str().expect("an id");
            if let Some(untouched) = others.get(id) {
                prop_assert_eq!(untouched, event, "of somebody else");
            }
            if theirs.contains(id) {
                let text = event["text"].as_str().unwrap_or_default();
                prop_assert!(!text.contains("is it") && !text.contains("want") && text != "ok", "{}", event);
                prop_assert!(event.get("metadata").is_none(), "{}", event);
            }
        }
        for event in &left {
            let event = parse(event.clone(), now).expect("a good event");
            prop_assert_eq!(whose.of(&event), None, "named again by {}", event.id);
        }

        let derived = derived_rows(desk, account);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        same("erased ≠ sent again", &derived, &derived_rows(desk, account))?;
        prop_assert_eq!(&left, &desk.exported(account), "nothing comes back");
        derive_anew(desk, account);
        same("erased ≠ derived anew", &derived, &derived_rows(desk, account))
    });
}
