//! What an order is worth.

use hilo::domain::event::Event;
use hilo::domain::order::{Order, fold};
use serde_json::{Value, json};

use super::builder::{at, event};

fn placed(id: &str, time: &str, total: &str) -> Value {
    json!({"id": id, "type": "order.placed", "time": at(time), "order": "o-1", "total": total, "currency": "USD"})
}

fn refunded(id: &str, time: &str, amount: &str, currency: &str) -> Value {
    json!({"id": id, "type": "order.refunded", "time": at(time), "order": "o-1", "amount": amount, "currency": currency})
}

fn order(events: &[Value]) -> Option<Order> {
    let mut events: Vec<Event> = events.iter().cloned().map(event).collect();
    Event::sort(&mut events);
    fold(&events)
}

fn net(events: &[Value]) -> i64 {
    order(events).expect("an order").net()
}

#[test]
fn refunds_lower_an_order_but_never_below_zero() {
    let order = placed("p", "10:00", "10.00");
    for (refunds, expected) in [
        (vec![], 1000),
        (vec!["2.50"], 750),
        (vec!["2.50", "2.50"], 500),
        (vec!["10.00"], 0),
        (vec!["9.99", "0.02"], 0),
        (vec!["100000000000000.00", "100000000000000.00"], 0),
    ] {
        let mut events = vec![order.clone()];
        events.extend(
            (0..).zip(&refunds).map(|(n, amount)| refunded(&format!("r-{n}"), "11:00", amount, "USD")),
        );
        assert_eq!(net(&events), expected, "{refunds:?}");
    }
}

#[test]
fn a_refund_in_another_currency_is_not_taken_off() {
    let events = [placed("p", "10:00", "10.00"), refunded("r", "11:00", "5.00", "EUR")];
    assert_eq!(net(&events), 1000);
    let events = [placed("p", "10:00", "10.00"), refunded("r", "11:00", "5.00", "usd")];
    assert_eq!(net(&events), 500, "the case of a code means nothing");
}

#[test]
fn a_refund_may_come_before_its_order() {
    let refund = refunded("r", "09:00", "4.00", "USD");
    assert_eq!(order(std::slice::from_ref(&refund)), None, "no order yet");
    assert_eq!(net(&[refund, placed("p", "10:00", "10.00")]), 600);
}

#[test]
fn a_cancelled_order_is_worth_nothing_whenever_it_was_cancelled() {
    for time in ["09:00", "10:00", "11:00"] {
        let cancel = json!({"id": "x", "type": "order.cancelled", "time": at(time), "order": "o-1"});
        let cancelled = order(&[placed("p", "10:00", "10.00"), cancel]).expect("an order");
        assert!(cancelled.cancelled);
        assert_eq!(cancelled.net(), 0);
    }
}

#[test]
fn the_earliest_placement_says_what_the_order_is() {
    let twice = [placed("b", "10:01", "99.00"), placed("a", "10:00", "10.00")];
    let order = order(&twice).expect("an order");
    assert_eq!((order.time, order.net()), (at("10:00"), 1000));
    let same_time = [placed("b", "10:00", "99.00"), placed("a", "10:00", "10.00")];
    assert_eq!(net(&same_time), 1000, "of equal times the lesser id");
}

#[test]
fn an_order_knows_whom_it_names_and_where_it_was_placed() {
    let mut named = placed("p", "10:00", "10.00");
    assert_eq!(order(std::slice::from_ref(&named)).and_then(|order| order.named), None);
    named["profile"] = json!({"email": "Ana@X.org", "anonymous_id": "b"});
    named["conversation"] = json!("c-1");
    let order = order(&[named]).expect("an order");
    assert_eq!(order.named.map(|key| key.to_text()).as_deref(), Some("email:ana@x.org"));
    assert_eq!(order.placed_in.as_deref(), Some("c-1"));
}

#[test]
fn one_trial_event_makes_the_order_a_trial() {
    let mut refund = refunded("r", "11:00", "1.00", "USD");
    refund["test"] = true.into();
    assert!(order(&[placed("p", "10:00", "10.00"), refund]).expect("an order").test);
}

#[test]
fn amounts_are_in_the_minor_units_of_their_currency() {
    for (total, currency, minor) in [("10", "USD", 1000), ("10", "JPY", 10), ("1.234", "KWD", 1234)] {
        let mut event = placed("p", "10:00", total);
        event["currency"] = currency.into();
        assert_eq!(net(&[event]), minor, "{currency}");
    }
}
