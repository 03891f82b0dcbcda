//! What is found: every query against every conversation, as a naive search finds it. The same test runs on both engines.

mod many;
mod naive;

use std::collections::BTreeSet;

use scraper::Html;
use serde_json::{Value, json};

use self::naive::Spoken;
use crate::pages::{select, text};
use crate::support::{App, message, percent};

/// Conversations: what was said, by whom, and what else is known, each `kind: text`.
const SPOKEN: [&[(&str, &str)]; 26] = [
    &[("customer", "¿Dónde está mi envío?"), ("ai", "Su envío sale mañana."), ("tag", "Late delivery")],
    &[("customer", "donde esta mi envio"), ("human", "On its way")],
    &[("customer", "El ENVÍO llegó ayer"), ("tag", "praise")],
    &[("customer", "Straße und Maße"), ("ai", "STRASSE 5")],
    &[("customer", "Привет, где мой заказ?"), ("ai", "Здравствуйте! Ёлка")],
    &[("customer", "ПРИВЕТ, мир"), ("human", "елка")],
    &[("customer", "mañana MANANA"), ("order", "1001-A")],
    &[("customer", "ana@example.com wrote it"), ("profile", "Ana María García")],
    &[("customer", "order #1001-A, please"), ("order", "1002")],
    &[("customer", "it's John’s order"), ("profile", "john@example.org")],
    &[("customer", "naïve café"), ("ai", "cafe\u{301} con leche")],
    &[("customer", "100% sure_thing a_b"), ("reason", "Broken item")],
    &[("customer", "مَرْحَبًا بك"), ("ai", "طلب ١٢٣")],
    &[("customer", "مرحبا"), ("human", "order 123")],
    &[("customer", "配送状況を教えてください"), ("ai", "配送は明日です")],
    &[("customer", "送料 配"), ("ai", "状況")],
    &[("customer", "ガガーリン"), ("ai", "カカーリン")],
    &[("customer", "😀 smile 👍🏽"), ("ai", "❤️ thanks")],
    &[("customer", "refund refunds refunded"), ("human", "no refund")],
    &[("customer", "my order"), ("customer", "is late"), ("ai", "I see")],
    &[("customer", "state-of-the-art e-mail"), ("ai", "state of the art")],
    &[("customer", "OR AND NOT NEAR"), ("ai", "\"quoted\" text")],
    &[("customer", ""), ("human", "picture only")],
    &[("customer", "ส่งของวันไหน"), ("tag", "ไทย")],
    &[("customer", "Łódź smørrebrød"), ("profile", "Søren Łuk")],
    &[("customer", "ΟΔΟΣ οδός İstanbul ısı ﬁne"), ("reason", "late delivery of a broken item")],
];

const QUERIES: [&str; 88] = [
    "envio",
    "ENVÍO",
    "envío ayer",
    "\"mi envio\"",
    "\"envio mi\"",
    "\"mi envio\" -ayer",
    "env*",
    "-envio",
    "-envio -order",
    "envio -mañana",
    "from:ai envio",
    "from:customer envio",
    "from:human",
    "-from:human",
    "-from:ai from:customer",
    "from:ai from:human order",
    "from:robot envio",
    "strasse",
    "straße",
    "masse",
    "привет",
    "ПРИВЕТ мир",
    "заказ",
    "елка",
    "ёлка",
    "manana",
    "mañana",
    "ana@example.com",
    "ana",
    "example",
    "profile:ana",
    "profile:\"maria garcia\"",
    "profile:garc*",
    "-profile:ana example",
    "1001",
    "1001-a",
    "\"1001 a\"",
    "#1001-A",
    "order:1001",
    "order:1001-a",
    "order:10*",
    "order:please",
    "-order:1002 order",
    "it's",
    "john's",
    "john’s order",
    "s",
    "naive",
    "café",
    "cafe leche",
    "100",
    "100%",
    "sure_thing",
    "a_b",
    "مرحبا",
    "مَرْحَبًا",
    "123",
    "١٢٣",
    "配送",
    "\"配送状況\"",
    "状況 配",
    "送料",
    "配*",
    "ガ",
    "カ",
    "ガガ",
    "😀",
    "👍",
    "❤",
    "refund*",
    "refund",
    "refun",
    "\"order is\"",
    "order late",
    "state-of-the-art",
    "e-mail",
    "\"state of\"*",
    "OR",
    "NOT NEAR(",
    "\"quoted",
    "tag:late",
    "tag:\"late delivery\"",
    "-tag:late envio",
    "tag:ไทย",
    "broken",
    "lodz smorrebrod",
    "οδος istanbul isi fine",
    "id:c-7",
];

/// What means nothing finds everything: as if nothing had been typed.
const NOTHING: [&str; 8] = ["\"", "-", "*", "!!! ???", "tag:", "from:", "\"\" ''", "( ) ^ ~ : ; --"];

fn events() -> (Vec<Value>, Vec<Spoken>) {
    let (mut events, mut all) = (Vec::new(), Vec::new());
    for (n, said) in SPOKEN.iter().enumerate() {
        let conversation = format!("c-{n}");
        let mut spoken = Spoken::default();
        let mut add = |mut event: Value, place: usize| {
            event["id"] = format!("{n}-{place}").into();
            event["time"] = format!("2026-11-18T10:{place:02}:00Z").into();
            event["conversation"] = conversation.clone().into();
            events.push(event);
        };
        for (place, (kind, text)) in said.iter().enumerate() {
            let event = match *kind {
                "tag" => json!({"type": "conversation.tagged", "tag": text, "by": "human"}),
                "order" => {
                    json!({"type": "order.placed", "order": text, "total": "1.00", "currency": "USD"})
                }
                "reason" => json!({"type": "handoff.accepted", "method": "ticket", "reason": text}),
                "profile" => {
                    let email = format!("zz{n}@zz.test");
                    spoken.texts.push(("profile", email.clone()));
                    json!({"type": "profile.identified", "profile": {"name": text, "email": email}})
                }
                role => message("", "", "", role, text),
            };
            add(event, place);
            spoken.texts.push((kind, (*text).to_owned()));
        }
        spoken.texts.push(("id", conversation.clone()));
        all.push(spoken);
    }
    (events, all)
}

async fn found(app: &App, query: &str) -> BTreeSet<String> {
    let answer = app.json(&format!("/api/v1/conversations?limit=500&q={}", percent(query))).await;
    let rows = answer["conversations"].as_array().expect("rows");
    assert_eq!(answer["total"], rows.len(), "{query}: the count");
    rows.iter().map(|row| row["conversation"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn every_query_finds_what_a_naive_search_finds() {
    let app = App::start().await;
    let (events, all) = events();
    app.take(&events).await;
    let mut some = 0;
    for query in QUERIES {
        let wanted: BTreeSet<String> = (0..)
            .zip(&all)
            .filter(|(_, spoken)| naive::finds(spoken, query))
            .map(|(n, _): (usize, _)| format!("c-{n}"))
            .collect();
        assert_eq!(found(&app, query).await, wanted, "{query}");
        some += usize::from(!wanted.is_empty() && wanted.len() < all.len());
    }
    assert!(some > 75, "most queries tell conversations apart: {some}");
    app.stop().await;
}

#[actix_web::test]
async fn what_means_nothing_hides_nothing_and_ten_kilobytes_of_garbage_are_answered() {
    let app = App::start().await;
    let (events, all) = events();
    app.take(&events).await;
    for query in NOTHING {
        assert_eq!(found(&app, query).await.len(), all.len(), "{query}");
    }
    let mut garbage = String::new();
    for n in 0..4_000u32 {
        garbage.push(char::from_u32(0x21 + n * 7 % 0x3000).unwrap_or('"'));
        garbage.push_str([" ", "\"", "-", "*", ":", "'"][n as usize % 6]);
    }
    assert!(garbage.len() > 10_000 && found(&app, &garbage).await.is_empty());
    assert!(
        found(&app, &"envio ".repeat(1_700)).await.len() > 1,
        "repeated a thousand times it is the same word"
    );
    app.stop().await;
}

#[actix_web::test]
async fn what_does_not_hold_any_more_is_not_found() {
    let app = App::start().await;
    let said = message("m-1", "c-1", "2026-11-18T10:00:00Z", "customer", "hola");
    let event = |id: &str, mut fields: Value| {
        fields["id"] = id.into();
        fields["time"] = format!("2026-11-18T11:00:0{}Z", &id[2..]).into();
        fields["conversation"] = "c-1".into();
        fields
    };
    let tagged = |tag: &str| json!({"type": "conversation.tagged", "by": "human", "tag": tag});
    let named = |name: &str| json!({"type": "profile.identified", "profile": {"id": "7", "name": name}});
    app.take(&[said, event("e-1", tagged("zebra")), event("e-2", named("Aurelia"))]).await;
    for word in ["zebra", "aurelia", "tag:zebra"] {
        assert_eq!(found(&app, word).await.len(), 1, "{word}");
    }
    app.take(&[event("e-3", tagged("")), event("e-4", named("Bettina"))]).await;
    for (word, times) in [("zebra", 0), ("aurelia", 0), ("tag:zebra", 0), ("bettina", 1), ("-zebra", 1)] {
        assert_eq!(found(&app, word).await.len(), times, "{word}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_best_matches_come_first_on_every_page_of_them() {
    let app = App::start().await;
    let mut events = Vec::new();
    // In the order of time; the later, the newer.
    for (n, (said, by, tag)) in [
        ("nothing", "customer", "returns"),
        ("returns", "customer", ""),
        ("returns", "ai", ""),
        ("nothing", "customer", "returns"),
        ("returns please", "customer", ""),
        ("order", "customer", ""),
    ]
    .iter()
    .enumerate()
    {
        let (conversation, time) = (format!("c-{n}"), format!("2026-11-18T1{n}:00:00Z"));
        events.push(message(&format!("q-{n}"), &conversation, &time, "customer", "?"));
        events.push(message(&format!("m-{n}"), &conversation, &time, by, said));
        if !tag.is_empty() {
            events.push(
                json!({"id": format!("t-{n}"), "type": "conversation.tagged", "time": time, "by": "human",
                "conversation": conversation, "tag": tag}),
            );
        }
    }
    events.push(
        json!({"id": "o", "type": "order.placed", "time": "2026-11-18T10:00:00Z", "order": "returns-1",
        "total": "1.00", "currency": "USD", "conversation": "c-5"}),
    );
    app.take(&events).await;
    for limit in [1, 2, 10] {
        let (mut order, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/conversations?q=returns&sort=-relevance&limit={limit}{cursor}");
            let page = app.json(&path).await;
            let rows = page["conversations"].as_array().expect("rows").iter();
            order.extend(rows.map(|row| row["conversation"].as_str().expect("an id").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={}", percent(next));
        }
        assert_eq!(order, ["c-5", "c-3", "c-0", "c-4", "c-1", "c-2"], "{limit} a page");
    }
    app.stop().await;
}

#[actix_web::test]
async fn ten_thousand_are_counted_and_more_are_told_as_more() {
    let app = App::start().await;
    let said = |n: usize| {
        let text = if n == 0 { "word odd" } else { "word" };
        message(&format!("m-{n}"), &format!("c-{n}"), "2026-11-18T10:00:00Z", "customer", text)
    };
    let all: Vec<Value> = (0..=10_000).map(said).collect();
    for some in all.chunks(1_000) {
        app.take(some).await;
    }
    for (query, shown) in [("word", "10,000+ conversations"), ("word -odd", "10,000 conversations")] {
        let url = format!("/conversations?q={}", percent(query));
        let page = Html::parse_document(&app.page(&url).await);
        assert_eq!(text(&page, "#count"), shown);
        assert!(select(&page, ".filters .num").is_empty(), "{query}: numbers beside values");
        let later = select(&page, "#later")[0].value().attr("href").expect("an address");
        let page = Html::parse_document(&app.page(later).await);
        let wanted = if query == "word" { "10,001 conversations" } else { shown };
        assert_eq!(text(&page, "#count"), wanted, "{later}");
        assert!(!select(&page, ".filters .num").is_empty(), "{query}: numbers beside values");
        assert!(select(&page, "#later").is_empty(), "nothing is left");
    }
    let answer = app.json("/api/v1/conversations?q=word&limit=1").await;
    assert_eq!(answer["total"], 10_001, "programs are told exactly");
    app.stop().await;
}
