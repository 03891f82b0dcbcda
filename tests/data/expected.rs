//! The comparison with what others computed, over the API as other programs would.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::lines;
use crate::support::App;

/// All days of the sets.
const RANGE: &str = "from=2026-09-01&to=2026-11-20";

fn numbers(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).expect("the expected numbers");
    serde_json::from_str(&text).expect("JSON")
}

/// Every number of a set.
pub async fn compare(app: &App, folder: &Path) {
    let expected = numbers(&folder.join("expected.json"));
    totals(app, &expected).await;
    details(app, &expected, folder).await;
    groups(app, &expected).await;
    for (zone, days) in expected["by_day"].as_object().expect("zones") {
        app.set_zone(zone.parse().expect("a zone")).await;
        by_day(app, days).await;
    }
}

/// The numbers of a set at an earlier instant: of these the details are not known.
pub async fn compare_earlier(app: &App, file: &Path) {
    let expected = numbers(file);
    totals(app, &expected).await;
    groups(app, &expected).await;
    let rows = app.ndjson("/api/v1/export/conversations.ndjson").await;
    let statuses = expected["conversations"].as_object().expect("statuses");
    assert_eq!(rows.len(), statuses.len());
    for row in rows {
        assert_eq!(row["status"], statuses[row["conversation"].as_str().expect("an id")], "{row}");
    }
}

async fn groups(app: &App, expected: &Value) {
    for (field, parameter) in [("by_channel", "channel"), ("by_tag", "tag"), ("by_agent", "agent")] {
        for (value, wanted) in expected[field].as_object().expect("groups") {
            let value = if value == "(untagged)" { "(none)" } else { value };
            let query = format!("{RANGE}&{parameter}={value}");
            same_numbers(app, &query, wanted).await;
        }
    }
}

async fn totals(app: &App, expected: &Value) {
    let wanted = &expected["totals"];
    same_numbers(app, RANGE, wanted).await;
    let found = app.json(&format!("/api/v1/overview?{RANGE}")).await;
    for rate in ["resolution_rate", "unresolved_rate"] {
        let (found, wanted) = (found["totals"][rate].as_f64(), wanted[rate].as_f64());
        assert_eq!(found, wanted, "{rate}");
    }
    let resolved_by = &wanted["resolved_by"];
    for reason in ["closed", "auto_closed"] {
        let found = app.json(&format!("/api/v1/conversations?reason={reason}&limit=1")).await;
        assert_eq!(found["total"], resolved_by[reason], "{reason}");
    }
    let rows = app.ndjson("/api/v1/export/conversations.ndjson").await;
    let messages: i64 = rows.iter().filter_map(|row| row["messages"].as_i64()).sum();
    assert_eq!(Some(messages), wanted["messages"].as_i64(), "messages");
}

/// The numbers of a set, and the count of the list behind each.
async fn same_numbers(app: &App, query: &str, wanted: &Value) {
    let found = app.json(&format!("/api/v1/overview?{query}")).await;
    let found = &found["totals"];
    for number in ["conversations", "resolved", "unresolved", "open", "unresolved_by", "sales"] {
        assert_eq!(found[number], wanted[number], "{query}: {number}");
    }
    let listed = app.json(&format!("/api/v1/conversations?{query}&limit=1")).await;
    assert_eq!(listed["total"], wanted["conversations"], "{query}: the list");
}

async fn by_day(app: &App, days: &Value) {
    let found = app.json(&format!("/api/v1/overview?{RANGE}")).await;
    let series = found["series"].as_array().expect("series");
    let mut counted = 0;
    for (day, wanted) in days.as_object().expect("days") {
        let found = series.iter().find(|found| found["day"] == day.as_str()).expect(day);
        for status in ["resolved", "unresolved", "open"] {
            assert_eq!(found[status], wanted[status], "{day}: {status}");
        }
        let one = app.json(&format!("/api/v1/overview?from={day}&to={day}")).await;
        assert_eq!(one["totals"]["sales"], wanted["sales"], "{day}: sales");
        assert_eq!(one["totals"]["unresolved_by"], wanted["unresolved_by"], "{day}: unresolved by");
        counted += wanted["conversations"].as_i64().expect("a number");
    }
    assert_eq!(found["totals"]["conversations"].as_i64(), Some(counted), "the days make the total");
}

/// Every conversation and every order, field by field.
async fn details(app: &App, expected: &Value, folder: &Path) {
    let by_id = |rows: Vec<Value>, id: &str| -> HashMap<String, Value> {
        rows.into_iter().map(|row| (row[id].as_str().expect("an id").to_owned(), row)).collect()
    };
    let conversations = by_id(app.ndjson("/api/v1/export/conversations.ndjson").await, "conversation");
    let orders = by_id(app.ndjson("/api/v1/export/orders.ndjson").await, "order");
    let statuses = expected["conversations"].as_object().expect("statuses");
    assert_eq!(conversations.len(), statuses.len());
    for (id, status) in statuses {
        assert_eq!(conversations[id]["status"], *status, "{id}");
    }
    for line in lines(&folder.join("expected_details.ndjson.gz")) {
        let wanted: Value = serde_json::from_str(&line).expect("JSON");
        match wanted.get("order") {
            Some(order) => same_order(&orders[order.as_str().expect("an order")], &wanted),
            None => {
                let id = wanted["conversation"].as_str().expect("a conversation");
                same_conversation(&conversations[id], &wanted);
            }
        }
    }
}

fn same_conversation(found: &Value, wanted: &Value) {
    for (field, value) in wanted.as_object().expect("a row") {
        let none = field == "tag" && value == "(untagged)";
        let value = if none { &Value::Null } else { value };
        assert_eq!(found[field], *value, "{}: {field}", wanted["conversation"]);
    }
}

fn same_order(found: &Value, wanted: &Value) {
    for (field, value) in wanted.as_object().expect("a row") {
        let name = &wanted["order"];
        match field.as_str() {
            "click" => assert_eq!(found["touchpoint"], *value, "{name}: touchpoint"),
            "total" | "refunded" | "net" => {
                assert_eq!(minor(&found[field]), minor(value), "{name}: {field}");
            }
            _ => assert_eq!(found[field], *value, "{name}: {field}"),
        }
    }
}

/// A decimal amount of a currency with two decimals, in cents: `0` and `0.00` are the same.
fn minor(amount: &Value) -> i64 {
    let text = amount.as_str().expect("an amount");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<2}").parse().expect(text)
}
