//! Whatever order events come in, however often and in whatever batches: the same rows, and the rows the rules ask for.
//!
//! A random history is applied to a real store twice, in order and shuffled with duplicates, and both are compared
//! with a second, naive computation that shares no code with the program.

pub mod arrival;
pub mod history;
mod naive;
pub mod rows;
mod totals;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use self::arrival::Arrival;
use self::history::Story;
use self::rows::Desk;
use crate::support::setting;

/// How many histories are tried; `HILO_PROPERTY_CASES` asks for more.
const CASES: u32 = 200;

pub fn cases() -> u32 {
    setting("HILO_PROPERTY_CASES").unwrap_or(CASES)
}

pub fn config() -> Config {
    Config {
        cases: cases(),
        max_shrink_iters: 3_000,
        failure_persistence: None,
        source_file: None,
        ..Config::default()
    }
}

/// Fails with what differs alone: whole tables would hide it.
pub fn same(what: &str, left: &Value, right: &Value) -> Result<(), TestCaseError> {
    let mut out = String::new();
    differences(what, left, right, &mut out);
    if out.is_empty() { Ok(()) } else { Err(TestCaseError::fail(out)) }
}

fn differences(path: &str, left: &Value, right: &Value, out: &mut String) {
    if let (Value::Object(left), Value::Object(right)) = (left, right) {
        let names: std::collections::BTreeSet<&String> = left.keys().chain(right.keys()).collect();
        for name in names {
            let of = |map: &serde_json::Map<String, Value>| map.get(name).cloned().unwrap_or_default();
            differences(&format!("{path} / {name}"), &of(left), &of(right), out);
        }
    } else if left != right {
        out.push_str(&format!("\n{path}: {left} ≠ {right}"));
    }
}

#[test]
fn every_order_of_arrival_gives_the_rows_the_rules_ask_for() {
    let desk = Desk::open();
    let mut runner = TestRunner::new(config());
    let cases = (history::story(), arrival::arrival());
    let outcome = runner.run(&cases, |(story, arrival)| {
        let Story { events, settings, nows } = &story;
        let in_order = desk.account(settings);
        desk.submit(in_order, &arrival.by_time(events), false);
        let shuffled = desk.account(settings);
        let batches = arrival.batches(events);
        desk.submit(shuffled, &batches, arrival.at_once);

        let totals = desk.totals(in_order);
        same("totals in order ≠ shuffled", &totals, &desk.totals(shuffled))?;
        same("totals kept ≠ summed anew", &totals, &desk.summed_anew(shuffled, chrono_tz::UTC))?;
        let rows = desk.all_columns(in_order);
        same("in order ≠ shuffled", &rows, &desk.all_columns(shuffled))?;
        desk.fold_again(in_order);
        same("added one by one ≠ folded from all", &rows, &desk.all_columns(in_order))?;
        for now in nows {
            let expected = naive::compute(events, settings, *now);
            same("kept ≠ rules", &desk.as_shown(shuffled, *now), &expected)?;
        }
        if let Some(now) = nows.first() {
            same("exports in order ≠ shuffled", &desk.export(in_order, *now), &desk.export(shuffled, *now))?;
            let expected = naive::compute(events, settings, *now);
            same("listed ≠ rules", &desk.listed(shuffled, *now), &naive::lists(&expected, *now))?;
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn totals_say_what_the_rows_say_at_every_instant_and_in_every_zone() {
    let desk = Desk::open();
    let mut runner = TestRunner::new(Config { cases: cases() / 100 + 2, ..config() });
    let zones = [chrono_tz::UTC, chrono_tz::America::Sao_Paulo, chrono_tz::Asia::Kathmandu];
    let cases = (history::story(), proptest::sample::select(zones.to_vec()));
    let outcome = runner.run(&cases, |(story, zone)| {
        let account = desk.account(&story.settings);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        desk.summed_anew(account, zone);
        for now in story.nows.iter().take(1) {
            prop_assert!(desk.says_alike(account, *now, zone) > 100, "totals are asked");
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn pages_make_the_list_whatever_it_is_sorted_by() {
    let desk = Desk::open();
    let mut runner = TestRunner::new(Config { cases: cases() / 20 + 1, ..config() });
    let outcome = runner.run(&history::story(), |story| {
        let account = desk.account(&story.settings);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        for now in &story.nows {
            for sort in rows::sorts() {
                let whole = desk.pages(account, *now, sort, 100);
                prop_assert_eq!(&desk.pages(account, *now, sort, 1), &whole, "{}", sort);
                prop_assert_eq!(&desk.pages(account, *now, sort, 2), &whole, "{}", sort);
            }
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn a_second_import_of_the_same_events_changes_nothing() {
    let desk = Desk::open();
    let mut runner = TestRunner::new(Config { cases: cases() / 10 + 1, ..config() });
    let outcome = runner.run(&history::story(), |story| {
        let account = desk.account(&story.settings);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        let before = desk.all_columns(account);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        same("first ≠ second import", &before, &desk.all_columns(account))
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn exported_events_in_an_empty_account_give_the_same_rows() {
    let desk = Desk::open();
    let mut runner = TestRunner::new(Config { cases: cases() / 10 + 1, ..config() });
    let outcome = runner.run(&history::story(), |story| {
        let account = desk.account(&story.settings);
        desk.submit(account, &Arrival::in_order(&story.events), false);
        let twin = desk.account(&story.settings);
        desk.submit(twin, &[desk.exported(account)], false);
        same("kept ≠ imported again", &desk.all_columns(account), &desk.all_columns(twin))?;
        prop_assert_eq!(desk.exported(account), desk.exported(twin));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
