//! Far corners of the contract: what one sender writes must never stop the others, nor be kept unreadable.

use hilo::domain::event::{parse, parse_line};
use hilo::domain::filter::Filter;
use serde_json::{Value, json};

use super::builder::{at, event};
use super::ledger::Ledger;

/// Either refused, or read back from its own writing.
fn refused_or_readable(line: &str) {
    let Ok(read) = parse_line(line.as_bytes(), at("400 00:00")) else { return };
    let again = parse_line(read.to_line().as_bytes(), at("400 00:00"));
    assert_eq!(again.map_err(|refusal| refusal.message), Ok(read));
}

fn message(name: &str, value: Value) -> Value {
    let mut out = json!({
        "id": "e", "type": "message.sent", "time": at("10:00"), "conversation": "c", "role": "ai", "text": "hi",
    });
    out[name] = value;
    out
}

#[test]
fn a_time_before_the_year_zero_is_refused() {
    let line = message("time", json!("0000-01-01T00:00:00+01:00")).to_string();
    let refused = parse_line(line.as_bytes(), at("400 00:00")).expect_err("an empty date");
    assert_eq!((refused.code, refused.field.as_str()), ("invalid_field", "time"));
}

#[test]
fn a_channel_that_grows_when_made_small_is_refused_or_readable() {
    refused_or_readable(&message("channel", "İ".repeat(200).into()).to_string());
}

#[test]
fn a_deeply_nested_unknown_field_is_refused_or_readable() {
    for depth in 120..=127 {
        let deep = (1..depth).fold(json!([]), |inner, _| json!([inner]));
        refused_or_readable(&message("x", deep).to_string());
    }
}

#[test]
fn leads_in_a_leap_second_are_ordered_alike_whenever_they_arrive() {
    let leads = [("e-9", "sixty", "2016-12-31T23:59:60Z"), ("e-8", "zero", "2017-01-01T00:00:00Z")];
    let customer = |order: [usize; 2]| {
        let mut ledger = Ledger::new();
        ledger.asks("c", "10:00", json!({"anonymous_id": "b"}));
        for (event, id, time) in order.map(|n| leads[n]) {
            let lead = json!({"id": event, "time": time, "profile": {"anonymous_id": "b", "id": id}});
            ledger.tell("profile.identified", "10:00", lead);
        }
        ledger.customer("c")
    };
    assert_eq!(customer([0, 1]), customer([1, 0]));
}

#[test]
fn the_largest_orders_do_not_stop_the_way_in() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"id": "7"})).clicks("c", "10:01");
    for n in 0..2 {
        let order =
            json!({"order": n, "total": "100000000000000.00", "currency": "USD", "profile": {"id": "7"}});
        ledger.tell("order.placed", "11:00", order);
    }
    ledger.asks("d", "12:00", json!({"id": "8"}));
    assert_eq!(ledger.customer("d"), "id:8");
}

#[test]
fn a_customer_whose_phone_is_no_phone_is_anonymous() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"anonymous_id": "b", "phone": "n/a"}));
    assert_eq!(ledger.called("c"), "");
}

#[test]
fn a_day_is_written_as_in_the_contract_or_refused() {
    let today = "2026-06-07".parse().expect("a day");
    for day in ["+99999-1-1", "-9999-1-01", "2026- 1- 1"] {
        let pairs = [("from".to_owned(), day.to_owned())];
        assert!(Filter::parse(&pairs, today).is_err(), "{day}");
    }
}

#[test]
fn an_event_told_twice_with_other_words_counts_as_first_told() {
    let mut ledger = Ledger::new();
    ledger.asks("c", "10:00", json!({"id": "first"}));
    let again = json!({"id": "e-1", "conversation": "c", "role": "customer", "text": "hi", "profile": {"id": "second"}});
    ledger.tell("message.sent", "11:00", again);
    assert_eq!(ledger.customer("c"), "id:first");
}

#[test]
fn an_event_read_back_from_what_was_kept_is_the_event() {
    let read =
        event(message("metadata", json!({"id": "not an id", "type": 5, "metadata": {"metadata": {}}})));
    assert_eq!(parse(serde_json::json!(read), at("400 00:00")), Ok(read));
}
