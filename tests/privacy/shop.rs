//! A small shop: Ana, about whom much is known, Ben, and a family address that two people share.

use serde_json::{Value, json};

use crate::support::{App, message};

/// What must be found nowhere once Ana is erased.
pub const OF_ANA: [&str; 12] = [
    "ana@example.com",
    "Ana@Example.com",
    "600111222",
    "600 111 222",
    "cust-ana-77",
    "browser-ana",
    "Ana Quintero",
    "zapatillas",
    "lumbago",
    "ticket-ana-9",
    "note-of-ana",
    "order-ana-1",
];

/// Conversations, orders and all: the source's id of Ana's conversation is her phone number.
pub fn events() -> Vec<Value> {
    let ana = json!({"email": "Ana@Example.com", "phone": "+34 600 111 222", "id": "cust-ana-77", "name": "Ana Quintero"});
    let with = |mut event: Value, more: Value| {
        event.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        event
    };
    let at = |minute: u32| format!("2026-10-01T10:{minute:02}:00Z");
    let phone = "+34600111222";
    vec![
        with(
            message("a-1", phone, &at(0), "customer", "Where are my zapatillas?"),
            json!({
                "channel": "whatsapp", "profile": ana, "metadata": {"note": "note-of-ana", "deep": [{"x": "Ana Quintero"}]},
            }),
        ),
        message("a-2", phone, &at(1), "ai", "Dear Ana Quintero, they are on their way to ana@example.com"),
        json!({"id": "a-3", "type": "product.clicked", "time": at(2), "conversation": phone, "product": "p-1",
            "url": "https://shop.example/p-1?u=cust-ana-77", "profile": {"anonymous_id": "browser-ana"}}),
        json!({"id": "a-4", "type": "profile.identified", "time": at(3),
            "profile": {"anonymous_id": "browser-ana", "email": "ana@example.com"}}),
        json!({"id": "a-5", "type": "order.placed", "time": at(9), "order": "order-ana-1", "total": "80.00",
            "currency": "USD", "profile": {"email": "ana@example.com"}}),
        json!({"id": "a-6", "type": "order.refunded", "time": at(20), "order": "order-ana-1", "amount": "10.00", "currency": "USD"}),
        json!({"id": "a-7", "type": "handoff.accepted", "time": at(21), "conversation": phone, "method": "ticket",
            "ticket": "ticket-ana-9", "reason": "Ana has lumbago", "team": "care"}),
        message("a-8", "web-of-ana", "2026-10-02T10:00:00Z", "customer", "More about my lumbago"),
        with(
            message("a-9", "web-of-ana", "2026-10-02T10:01:00Z", "ai", "Get well"),
            json!({"profile": {"anonymous_id": "browser-ana"}}),
        ),
        with(
            message("b-1", "of-ben", "2026-10-01T10:00:00Z", "customer", "Is there a green one?"),
            json!({"profile": {"email": "ben@example.com", "name": "Ben"}, "metadata": {"page": "/green"}}),
        ),
        message("b-2", "of-ben", "2026-10-01T10:01:00Z", "ai", "There is a green one"),
        json!({"id": "b-3", "type": "product.clicked", "time": at(3), "conversation": "of-ben", "product": "p-2"}),
        json!({"id": "b-4", "type": "order.placed", "time": at(30), "order": "order-ben", "total": "20.00", "currency": "USD",
            "profile": {"email": "ben@example.com"}}),
    ]
}

/// A server with all of it.
pub async fn open() -> App {
    let app = App::start().await;
    app.take(&events()).await;
    app
}

/// Everything that is counted and listed, without names.
pub async fn numbers(app: &App) -> Value {
    let mut out = app.json("/api/v1/overview?from=2026-09-01&to=2026-11-20").await;
    let mut lists: Vec<Value> = Vec::new();
    for what in ["conversations", "messages", "orders", "events"] {
        let rows = app.ndjson(&format!("/api/v1/export/{what}.ndjson")).await;
        let kept = [
            "status",
            "reason",
            "channel",
            "messages",
            "sales",
            "started_at",
            "updated_at",
            "orders",
            "time",
            "role",
            "total",
            "net",
            "refunded",
            "first_contact",
            "first_response_seconds",
            "length_seconds",
            "why_not",
            "touchpoint",
            "type",
            "tag",
        ];
        for row in rows {
            let row = row.as_object().expect("a row").clone();
            // A conversation's reason is one of few words; that of a handoff is what somebody wrote.
            let counted = |name: &str| kept.contains(&name) && (name != "reason" || what == "conversations");
            lists.push(row.into_iter().filter(|(name, _)| counted(name)).collect());
        }
    }
    lists.sort_by_key(Value::to_string);
    out["lists"] = lists.into();
    out
}
