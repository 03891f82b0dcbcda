//! Valid events of every type: what mutants are made of.

use fastrand::Rng;
use serde_json::{Value, json};

/// Every type of the contract.
pub const TYPES: [&str; 18] = [
    "message.sent",
    "handoff.offered",
    "handoff.accepted",
    "handoff.declined",
    "handoff.tagged",
    "handoff.withdrawn",
    "conversation.closed",
    "conversation.tagged",
    "conversation.assigned",
    "product.clicked",
    "product.recommended",
    "product.added",
    "link.clicked",
    "order.placed",
    "order.cancelled",
    "order.refunded",
    "profile.identified",
    "agent.status",
];

/// A valid event. Ids are drawn from so many: that bounds what is kept, and sends duplicates.
pub fn event(rng: &mut Rng, ids: usize) -> Value {
    let kind = match rng.u8(..4) {
        0 => TYPES[0],
        _ => TYPES[rng.usize(..TYPES.len())],
    };
    let (day, hour, minute) = (rng.u8(1..20), rng.u8(..24), rng.u8(..60));
    let mut event = json!({
        "id": format!("e-{}", rng.usize(..ids)),
        "type": kind,
        "time": format!("2026-11-{day:02}T{hour:02}:{minute:02}:00Z"),
        "conversation": format!("c-{}", rng.usize(..ids / 6 + 1)),
    });
    let more = of_type(rng, kind, ids);
    let Value::Object(fields) = &mut event else { unreachable!("made above") };
    fields.extend(more.as_object().cloned().unwrap_or_default());
    if rng.u8(..3) == 0 {
        fields.insert("profile".into(), profile(rng, ids));
    }
    for (name, value) in [
        ("sequence", json!(rng.i64(-5..50))),
        ("channel", json!("whatsapp")),
        ("agent", json!("Luz")),
        ("app", json!("shop")),
        ("group", json!("north")),
        ("origin", json!("help desk")),
        ("test", json!(rng.bool())),
        ("metadata", json!({"n": 1.50, "list": [1, {"deep": ["er"]}], "text": "free"})),
        ("something_new", json!({"of": "the source"})),
    ] {
        if rng.u8(..8) == 0 {
            fields.insert(name.into(), value);
        }
    }
    event
}

fn of_type(rng: &mut Rng, kind: &str, ids: usize) -> Value {
    let order = format!("o-{}", rng.usize(..ids / 10 + 1));
    let amount = format!("{}.{:02}", rng.u16(..500), rng.u8(..100));
    match kind {
        "message.sent" => {
            let role = ["customer", "ai", "human"][usize::from(rng.u8(..8).saturating_sub(5))];
            json!({"role": role, "text": "¿Dónde está mi pedido? 👩‍🚀"})
        }
        "conversation.closed" => json!({"by": "ai"}),
        "conversation.tagged" => json!({"tag": "shipping", "by": "human"}),
        "conversation.assigned" => json!({"agent": "Nora", "group": "south"}),
        "link.clicked" => json!({"url": "https://example.com/?a=1"}),
        "order.placed" => json!({"order": order, "total": amount, "currency": "USD"}),
        "order.cancelled" => json!({"order": order}),
        "order.refunded" => json!({"order": order, "amount": amount, "currency": "usd"}),
        "profile.identified" => json!({"profile": profile(rng, ids)}),
        "agent.status" => json!({"agent": "Nora", "activity": "busy"}),
        handoff if handoff.starts_with("handoff") => {
            json!({"method": "ticket", "ticket": "T-1", "reason": "asked for", "team": "north", "by": "Nora"})
        }
        _ => json!({"product": "p-1", "url": "/p/1", "name": "Cup", "price": "12.5", "currency": "EUR"}),
    }
}

fn profile(rng: &mut Rng, ids: usize) -> Value {
    let n = rng.usize(..ids / 8 + 1);
    let all = [
        ("id", json!(n)),
        ("email", json!(format!("Ana{n}@Example.com "))),
        ("phone", json!(format!("+55 (11) {n:08}"))),
        ("anonymous_id", json!(format!("a-{}", n / 2))),
        ("name", json!("Ana")),
        ("plan", json!(["gold", 2])),
    ];
    let kept = all.into_iter().filter(|_| rng.bool());
    kept.map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
}
