//! What is in a row.

use serde_json::{Value, json};

use super::{table, text};
use crate::support::{App, Shuffle, message};

/// A greeting, a question, an answer 75 s later, a human, a click and an order; in an order of its own.
fn story() -> Vec<Value> {
    let mut question =
        message("m-2", "c-1", "2026-11-18T10:00:00Z", "customer", "=HYPERLINK(\"x\"), please\nsoon");
    question["profile"] = json!({"phone": "+34 600 111 222"});
    question["app"] = "shop".into();
    let mut answer = message("m-3", "c-1", "2026-11-18T10:01:15.400Z", "ai", "Aquí está");
    answer["agent"] = "-Ada".into();
    let of_customer = |mut event: Value| {
        event["profile"] = json!({"phone": "+34 600 111 222"});
        event
    };
    vec![
        message("m-1", "c-1", "2026-11-18T09:59:00Z", "ai", "Hello"),
        question,
        answer,
        message("m-4", "c-1", "2026-11-18T10:05:00Z", "human", "@you"),
        of_customer(
            json!({"id": "k-1", "type": "product.clicked", "time": "2026-11-18T10:02:00Z", "conversation": "c-1"}),
        ),
        of_customer(
            json!({"id": "o-1", "type": "order.placed", "time": "2026-11-18T11:00:00Z", "order": "N-1", "total": "12.50", "currency": "USD"}),
        ),
        of_customer(
            json!({"id": "o-2", "type": "order.placed", "time": "2026-11-18T11:30:00Z", "order": "N-2", "total": "3.00", "currency": "EUR"}),
        ),
        json!({"id": "r-1", "type": "order.refunded", "time": "2026-11-18T12:00:00Z", "order": "N-1", "amount": "2.50", "currency": "USD"}),
    ]
}

#[actix_web::test]
async fn a_conversation_is_one_row_with_its_times_counts_durations_and_sales() {
    let app = App::start().await;
    app.take(&story()).await;
    let rows = table(&app, "/api/v1/export/conversations.csv").await;
    assert_eq!(rows.len(), 1);
    for (column, cell) in [
        ("conversation", "c-1"),
        ("started_at", "2026-11-18T09:59:00.000Z"),
        ("updated_at", "2026-11-18T10:05:00.000Z"),
        ("closed_at", ""),
        ("status", "unresolved"),
        ("reason", "human"),
        ("tag", ""),
        ("channel", "web_chat"),
        ("agent", "'-Ada"),
        ("app", "shop"),
        ("profile", "'+34 600 111 222"),
        ("first_question", "'=HYPERLINK(\"x\"), please\nsoon"),
        ("messages", "4"),
        ("customer_messages", "1"),
        ("ai_messages", "2"),
        ("human_messages", "1"),
        ("first_response_seconds", "75"),
        ("length_seconds", "360"),
        ("orders", "2"),
        ("sales", "10.00"),
        ("sales_currency", "USD"),
        ("sales_other", "EUR 3.00"),
        ("test", "false"),
    ] {
        assert_eq!(rows[0][column], cell, "{column}");
    }
    let row = &app.ndjson("/api/v1/export/conversations.ndjson").await[0];
    assert_eq!(row["sales"], json!({"USD": "10.00", "EUR": "3.00"}));
    assert_eq!((&row["first_response_seconds"], &row["length_seconds"]), (&json!(75), &json!(360)));
    assert_eq!((&row["messages"], &row["orders"], &row["agent"]), (&json!(4), &json!(2), &json!("-Ada")));
    let raw = text(&app, "/api/v1/export/messages.csv").await;
    assert_eq!(
        raw.lines().next(),
        Some("id,conversation,time,role,channel,agent,text"),
        "no mark before the first name: programs read this"
    );
    assert!(
        raw.contains("\r\nm-2,c-1,2026-11-18T10:00:00.000Z,customer,web_chat,,\"'=HYPERLINK(\"\"x\"\"), please\nsoon\"\r\nm-3,"),
        "{raw}"
    );
    assert!(raw.contains(",'@you\r\n"), "{raw}");
    app.stop().await;
}

#[actix_web::test]
async fn rows_do_not_depend_on_the_order_in_which_events_came() {
    let paths = ["conversations.csv", "messages.csv", "orders.csv", "events.csv", "conversations.ndjson"]
        .map(|name| format!("/api/v1/export/{name}"));
    let mut wanted: Option<Vec<String>> = None;
    for seed in 0..4 {
        let app = App::start().await;
        let mut events = story();
        if seed > 0 {
            Shuffle::new(seed).shuffle(&mut events);
        }
        for event in events {
            app.take(&[event]).await;
        }
        let mut rows = Vec::new();
        for path in &paths {
            rows.push(text(&app, path).await);
        }
        assert_eq!(*wanted.get_or_insert_with(|| rows.clone()), rows, "{seed}");
        app.stop().await;
    }
}

#[actix_web::test]
async fn who_was_never_answered_has_no_first_response() {
    let app = App::start().await;
    app.take(&[
        message("a-1", "c-1", "2026-11-18T10:00:00Z", "ai", "Hello"),
        message("a-2", "c-1", "2026-11-18T10:00:05Z", "customer", "Hola?"),
        message("b-1", "c-2", "2026-11-18T11:00:00Z", "customer", "Hola?"),
    ])
    .await;
    for row in table(&app, "/api/v1/export/conversations.csv").await {
        assert_eq!(row["first_response_seconds"], "", "{row:?}");
        assert_eq!(row["length_seconds"], if row["conversation"] == "c-1" { "5" } else { "0" });
    }
    for row in app.ndjson("/api/v1/export/conversations.ndjson").await {
        assert_eq!(row["first_response_seconds"], Value::Null);
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_conversation_longer_than_a_batch_is_whole_and_in_order() {
    const MESSAGES: usize = 2_500;
    let app = App::start().await;
    // Three of each instant; their sequence, which the database does not know, runs against their ids.
    let said = |i: usize| {
        let time = format!("2026-11-18T{:02}:{:02}:00Z", 10 + i / 180, i / 3 % 60);
        let mut event =
            message(&format!("m-{:04}", 9_999 - i), "long", &time, ["customer", "ai"][i % 2], "x");
        event["sequence"] = i.into();
        event["text"] = i.to_string().into();
        event
    };
    let events: Vec<Value> = (0..MESSAGES).map(said).collect();
    for batch in events.chunks(500) {
        app.take(batch).await;
    }
    app.take(&[message("s-1", "short", "2026-11-18T10:00:30Z", "customer", "short")]).await;
    for path in ["messages.csv", "messages.csv?channel=web_chat", "events.csv?channel=web_chat"] {
        let rows = table(&app, &format!("/api/v1/export/{path}")).await;
        assert_eq!(rows.len(), MESSAGES + 1, "{path}");
        let order: Vec<&str> = rows.iter().map(|row| row["text"].as_str()).collect();
        let wanted: Vec<String> = (0..MESSAGES).map(|i| i.to_string()).chain(["short".to_owned()]).collect();
        assert_eq!(order, wanted, "{path}");
    }
    let rows = table(&app, "/api/v1/export/conversations.csv").await;
    assert_eq!((rows[0]["messages"].as_str(), rows[0]["customer_messages"].as_str()), ("2500", "1250"));
    assert_eq!(rows[0]["first_response_seconds"], "0");
    app.stop().await;
}

#[actix_web::test]
async fn every_field_of_an_event_has_its_column() {
    let app = App::start().await;
    let events = hilo::demo::events(crate::support::at(crate::support::NOW), 5, 150);
    for batch in events.chunks(500) {
        app.take(batch).await;
    }
    let kept = app.ndjson("/api/v1/export/events.ndjson").await;
    let rows = table(&app, "/api/v1/export/events.csv").await;
    assert_eq!(rows.len(), kept.len());
    for (row, event) in rows.iter().zip(&kept) {
        for (name, value) in event.as_object().expect("an event") {
            let cell = row.get(name).unwrap_or_else(|| panic!("{name} has no column"));
            match value {
                Value::String(text) => {
                    assert_eq!(cell.trim_start_matches('\''), text.trim_start_matches('\''));
                }
                other => assert_eq!(serde_json::from_str::<Value>(cell).expect(cell), *other),
            }
        }
        let filled = row.values().filter(|cell| !cell.is_empty()).count();
        let said = event.as_object().expect("an event").values().filter(|value| **value != "").count();
        assert_eq!(filled, said, "{row:?}");
    }
    app.stop().await;
}
