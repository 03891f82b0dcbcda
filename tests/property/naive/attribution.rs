//! Orders, and who earned them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Customers, HOUR, Settings, channel, is, millis, text};

/// Something an order may be credited to.
struct Touch<'a> {
    at: i64,
    event: String,
    conversation: &'a str,
    customer: String,
    window_hours: i64,
}

fn touches<'a>(
    threads: &'a BTreeMap<String, Vec<Value>>,
    settings: &Settings,
    customers: &Customers,
) -> Vec<Touch<'a>> {
    let mut out = Vec::new();
    for (id, thread) in threads {
        if thread.iter().any(|event| event["test"] == true) {
            continue;
        }
        let default = json!({"touchpoints": ["product_click"], "window_hours": 24});
        let rule = settings.attribution.get(channel(thread)).unwrap_or(&default);
        for event in thread {
            let kind = match event["type"].as_str() {
                Some("product.clicked") => "product_click",
                Some("link.clicked") => "link_click",
                Some("message.sent") if event["role"] == "ai" => "message_received",
                _ => continue,
            };
            if !rule["touchpoints"].as_array().expect("kinds").contains(&kind.into()) {
                continue;
            }
            out.push(Touch {
                at: millis(event),
                event: text(&event["id"]),
                conversation: id,
                customer: customers.named_by(event).unwrap_or_else(|| customers.of_conversation(id, thread)),
                window_hours: rule["window_hours"].as_i64().expect("hours"),
            });
        }
    }
    out.sort_by(|a, b| (a.at, &a.event).cmp(&(b.at, &b.event)));
    out
}

/// Every order that was placed, by its number. Events are in order.
pub fn orders(
    events: &[Value],
    threads: &BTreeMap<String, Vec<Value>>,
    settings: &Settings,
    customers: &Customers,
) -> Map<String, Value> {
    let touches = touches(threads, settings, customers);
    let numbers: BTreeSet<String> =
        events.iter().filter_map(|event| event["order"].as_str().map(str::to_owned)).collect();
    let mut out = Map::new();
    for number in numbers {
        let spoken: Vec<&Value> = events.iter().filter(|event| event["order"] == number.as_str()).collect();
        let Some(placed) = spoken.iter().find(|event| is(event, "order.placed")) else { continue };
        let at = millis(placed);
        let currency = text(&placed["currency"]).to_uppercase();
        let total = minor(&placed["total"], &currency);
        let refunded: i64 = spoken
            .iter()
            .filter(|event| is(event, "order.refunded"))
            .filter(|event| text(&event["currency"]).to_uppercase() == currency)
            .map(|event| minor(&event["amount"], &currency))
            .sum();
        let cancelled = spoken.iter().any(|event| is(event, "order.cancelled"));
        let place = placed["conversation"].as_str();
        let customer = customers
            .named_by(placed)
            .or_else(|| place.map(|place| customers.of_conversation(place, &threads[place])));
        let (credited, touchpoint, why_not) = if cancelled {
            (None, None, Some("cancelled".to_owned()))
        } else if spoken.iter().any(|event| event["test"] == true) {
            (None, None, Some("a trial".to_owned()))
        } else if let Some(customer) = &customer {
            credit(at, touches.iter().filter(|touch| touch.customer == *customer))
        } else {
            (None, None, Some("the order names no customer".to_owned()))
        };
        let net = if cancelled { 0 } else { (total - refunded).max(0) };
        let said = json!({
            "time": at,
            "currency": currency,
            "total": total,
            "net": net,
            "customer": customer,
            "credited": credited,
            "touchpoint": touchpoint,
            "why_not": why_not,
        });
        out.insert(number, said);
    }
    out
}

type Credit = (Option<String>, Option<String>, Option<String>);

/// The touchpoints of the order's customer come in order: the last that fits earns it.
fn credit<'a>(at: i64, touches: impl Iterator<Item = &'a Touch<'a>>) -> Credit {
    let mut why_not = "never clicked".to_owned();
    let mut earned = None;
    for touch in touches {
        if touch.at > at {
            if why_not == "never clicked" {
                why_not = "clicked only after the order".to_owned();
            }
            continue;
        }
        why_not = format!("last click before the order is more than {} h old", touch.window_hours);
        if touch.at >= at - touch.window_hours * HOUR {
            earned = Some(touch);
        }
    }
    match earned {
        Some(touch) => (Some(touch.conversation.to_owned()), Some(touch.event.clone()), None),
        None => (None, None, Some(why_not)),
    }
}

fn minor(amount: &Value, currency: &str) -> i64 {
    let amount = text(amount);
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    let minor: i64 = digits.parse().expect("digits");
    assert_eq!(amount.contains('.'), currency != "JPY", "histories write two decimals, and none for yen");
    minor
}
