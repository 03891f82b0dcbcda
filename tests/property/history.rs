//! Random histories: few customers, few conversations, few instants, so that everything meets everything.

use chrono::{DateTime, Duration, FixedOffset, TimeZone, Utc};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// What happened to an account, its settings, and the instants at which somebody looks.
#[derive(Clone, Debug)]
pub struct Story {
    pub events: Vec<Value>,
    pub settings: Settings,
    pub nows: Vec<DateTime<Utc>>,
}

/// Settings of the account, as they are kept: the naive computation reads the same JSON.
#[derive(Clone, Debug)]
pub struct Settings {
    pub auto_close_hours: i64,
    pub attribution: Value,
    pub tag_rules: Value,
}

/// The first instant anything happens at.
pub fn begin() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 0, 0, 0).single().expect("an instant")
}

/// An instant that often lies on, just before or just after a multiple of half a day from another one.
fn instant(half_days: i64) -> impl Strategy<Value = DateTime<Utc>> {
    let aside = prop_oneof![
        8 => Just(0),
        1 => Just(-1),
        1 => Just(1),
        4 => (0_i64..6).prop_map(|n| n * 3_600_000),
        2 => 0_i64..43_200_000,
    ];
    (0..half_days, aside).prop_map(|(halves, aside)| {
        begin() + Duration::hours(12 * halves) + Duration::milliseconds(aside + 1)
    })
}

pub fn story() -> impl Strategy<Value = Story> {
    let few = prop::bool::weighted(0.7);
    (vec(event(), 1..36), settings(), vec(instant(14), 2), few).prop_map(|(events, settings, nows, few)| {
        let told = |(n, event)| numbered(if few { among_few(event) } else { event }, n);
        Story { events: events.into_iter().enumerate().map(told).collect(), settings, nows }
    })
}

/// The same with one customer fewer of each kind, so that orders more often meet what earned them.
fn among_few(mut event: Value) -> Value {
    let same =
        [("c-2", "c-0"), ("c-3", "c-1"), ("b@x.org", "a@x.org"), ("b2", "b1"), ("b3", "b1"), ("o-3", "o-1")];
    let few = |value: &mut Value| {
        if let Some((_, one)) = same.iter().find(|(other, _)| value == other) {
            *value = (*one).into();
        }
    };
    for name in ["conversation", "order"] {
        event.get_mut(name).into_iter().for_each(few);
    }
    if let Some(profile) = event.get_mut("profile").and_then(Value::as_object_mut) {
        profile.values_mut().for_each(few);
        profile.remove("phone");
    }
    event
}

/// Distinct ids whose order says nothing of the order of times.
fn numbered(mut event: Value, n: usize) -> Value {
    let id = event["id"].as_str().unwrap_or_default().to_owned();
    event["id"] = format!("{id}-{n}").into();
    event
}

fn settings() -> impl Strategy<Value = Settings> {
    let attribution = prop_oneof![
        Just(json!({})),
        Just(json!({
            "sms": {"touchpoints": ["product_click", "message_received", "link_click"], "window_hours": 72},
            "whatsapp": {"touchpoints": ["link_click"], "window_hours": 1},
        })),
        Just(json!({
            "web_chat": {"touchpoints": ["message_received"], "window_hours": 48},
            "email": {"touchpoints": [], "window_hours": 720},
        })),
    ];
    let tag_rules = prop_oneof![
        Just(json!([])),
        Just(json!([{"words": ["refund", "geld"], "tag": "money"}, {"words": ["where"], "tag": "delivery"}])),
    ];
    (select(vec![48_i64, 48, 24, 1]), attribution, tag_rules).prop_map(
        |(auto_close_hours, attribution, tag_rules)| Settings { auto_close_hours, attribution, tag_rules },
    )
}

fn words(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(str::to_owned)
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value.into());
    }
}

/// Types that need no conversation.
const LOOSE: [&str; 5] =
    ["order.placed", "order.cancelled", "order.refunded", "profile.identified", "agent.status"];

fn event() -> impl Strategy<Value = Value> {
    (envelope(), fact()).prop_map(|(mut out, fact)| {
        let kind = fact["type"].as_str().unwrap_or_default().to_owned();
        let map = out.as_object_mut().expect("an envelope");
        // Of those that need no conversation some name none.
        if map.remove("free") == Some(Value::Bool(true)) && LOOSE.contains(&kind.as_str()) {
            map.remove("conversation");
        }
        map.extend(fact.as_object().cloned().unwrap_or_default());
        match kind.as_str() {
            "profile.identified" => {
                map.entry("profile").or_insert(json!({"anonymous_id": "b1", "email": "a@x.org"}));
            }
            "agent.status" => {
                map.insert("agent".into(), "Maya".into());
            }
            _ => {}
        }
        out
    })
}

fn envelope() -> impl Strategy<Value = Value> {
    let when = (instant(9), weighted(0.3, -1_i64..3), weighted(0.2, select(vec![-18_000, 7_200, 20_700])));
    let place =
        (words(&["c-0", "c-1", "c-2", "c-3"]), prop::bool::weighted(0.3), weighted(0.012, Just(true)));
    let channel = weighted(0.6, words(&["web_chat", "SMS", "whatsapp", "email", "sms"]));
    let names = (
        channel,
        weighted(0.4, words(&["Ada", "Bo"])),
        weighted(0.15, words(&["shop", "help"])),
        weighted(0.15, words(&["north", "south"])),
        weighted(0.15, words(&["ads", "home"])),
    );
    (words(&["a", "b", "m", "z"]), when, place, names, weighted(0.5, profile())).prop_map(
        |(id, (time, sequence, offset), (conversation, free, test), names, profile)| {
            let (channel, agent, app, group, origin) = names;
            let zone = FixedOffset::east_opt(offset.unwrap_or(0)).expect("an offset");
            let mut out = Map::new();
            put(&mut out, "id", Some(id));
            put(&mut out, "time", Some(time.with_timezone(&zone).to_rfc3339()));
            put(&mut out, "sequence", sequence);
            put(&mut out, "conversation", Some(conversation));
            put(&mut out, "free", Some(free));
            put(&mut out, "test", test);
            put(&mut out, "channel", channel);
            put(&mut out, "agent", agent);
            put(&mut out, "app", app);
            put(&mut out, "group", group);
            put(&mut out, "origin", origin);
            put(&mut out, "profile", profile);
            Value::Object(out)
        },
    )
}

fn profile() -> impl Strategy<Value = Value> {
    (
        weighted(0.25, words(&["u1", "u2"])),
        weighted(0.35, words(&["a@x.org", " A@X.org", "b@x.org"])),
        weighted(0.3, words(&["+34 600", "+34600", "(55) 11"])),
        weighted(0.6, words(&["b1", "b2", "b3"])),
        weighted(0.3, words(&["Ana", "Ben"])),
    )
        .prop_map(|(id, email, phone, anonymous_id, name)| {
            let mut out = Map::new();
            put(&mut out, "id", id);
            put(&mut out, "email", email);
            put(&mut out, "phone", phone);
            put(&mut out, "anonymous_id", anonymous_id);
            put(&mut out, "name", name);
            Value::Object(out)
        })
}

fn fact() -> impl Strategy<Value = Value> {
    let text = words(&["Where is it?", "¿wHeRe is  it", "I want a REFUND", "ok", ""]);
    let message = (words(&["customer", "customer", "ai", "ai", "ai", "human"]), text)
        .prop_map(|(role, text)| json!({"type": "message.sent", "role": role, "text": text}));
    let handoff = (
        words(&[
            "handoff.offered",
            "handoff.accepted",
            "handoff.declined",
            "handoff.tagged",
            "handoff.withdrawn",
        ]),
        weighted(0.7, words(&["ticket", "ticket", "message"])),
        weighted(0.5, words(&["Refund!", "refund", "Wants a PERSON", "…"])),
    )
        .prop_map(|(kind, method, reason)| json!({"type": kind, "method": method, "reason": reason}));
    let tagged = (words(&["delivery", "returns", ""]), weighted(0.7, words(&["source", "rule", "human"])))
        .prop_map(|(tag, by)| json!({"type": "conversation.tagged", "tag": tag, "by": by}));
    let other = words(&[
        "conversation.closed",
        "conversation.closed",
        "conversation.closed",
        "conversation.assigned",
        "product.recommended",
        "product.added",
        "link.clicked",
        "link.clicked",
        "profile.identified",
        "profile.identified",
        "profile.identified",
    ])
    .prop_map(|kind| json!({"type": kind}));
    let click = Just(json!({"type": "product.clicked", "product": "p-1", "price": "12.00"}));
    let presence = Just(json!({"type": "agent.status", "activity": "busy"}));
    prop_oneof![
        10 => message,
        2 => handoff,
        2 => tagged,
        5 => other,
        8 => click,
        1 => presence,
        8 => order(),
    ]
}

fn order() -> impl Strategy<Value = Value> {
    let number = || words(&["o-1", "o-2", "o-3", "o-4", "o-5"]);
    let money = || (0_u32..4_000, select(vec!["USD", "USD", "USD", "EUR", "jpy"]));
    let amount = |cents: u32, currency: &str| match currency {
        "jpy" => cents.to_string(),
        _ => format!("{}.{:02}", cents / 100, cents % 100),
    };
    let placed = (number(), money()).prop_map(move |(order, (cents, currency))| {
        json!({"type": "order.placed", "order": order, "total": amount(cents, currency), "currency": currency})
    });
    let refunded = (number(), money()).prop_map(move |(order, (cents, currency))| {
        let amount = amount(cents, currency);
        json!({"type": "order.refunded", "order": order, "amount": amount, "currency": currency})
    });
    let cancelled = number().prop_map(|order| json!({"type": "order.cancelled", "order": order}));
    prop_oneof![12 => placed, 4 => refunded, 1 => cancelled]
}
