//! Both engines keep, find, sort and write the same, byte for byte.

use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::property::arrival::arrival;
use crate::property::history::{self, Story};
use crate::property::rows::Desk;
use crate::property::{cases, config, same};
use crate::support::server::Server;
use crate::support::{App, NOW, at, message, percent};

fn sqlite(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", folder.path().join("hilo.db").display())
}

#[test]
fn whatever_happened_is_exported_and_kept_alike() {
    let (server, folder) = (Server::start(), tempfile::tempdir().expect("a folder"));
    let (one, other) = (Desk::over(&sqlite(&folder)), Desk::over(&server.url("hilo")));
    let mut runner = TestRunner::new(Config { cases: cases() / 10 + 1, ..config() });
    let outcome = runner.run(&(history::story(), arrival()), |(story, arrival)| {
        let Story { events, settings, nows } = &story;
        let batches = arrival.batches(events);
        let accounts = [&one, &other].map(|desk| {
            let account = desk.account(settings);
            desk.submit(account, &batches, arrival.at_once);
            account
        });
        same("kept", &one.all_columns(accounts[0]), &other.all_columns(accounts[1]))?;
        for now in nows {
            same("exported", &one.export(accounts[0], *now), &other.export(accounts[1], *now))?;
            same("listed", &one.listed(accounts[0], *now), &other.listed(accounts[1], *now))?;
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// A server over each engine, with the same events.
async fn both(server: &Server, folder: &tempfile::TempDir, events: &[Value]) -> [App; 2] {
    let apps = [App::over(&sqlite(folder)).await, App::over(&server.url("hilo")).await];
    for app in &apps {
        for batch in events.chunks(1_000) {
            app.take(batch).await;
        }
    }
    apps
}

/// Names that languages sort otherwise than bytes do, and that differ in case or accents alone.
const NAMES: [&str; 18] = [
    "ana", "Ana", "ANA", "ána", "anb", "z", "Z", "ñu", "nu", "Ñu", "a b", "a-b", "a_b", "a%b", "", "é",
    "日本", "😀",
];

#[actix_web::test]
async fn lists_filters_and_totals_answer_alike_whatever_the_texts() {
    let (server, folder) = (Server::start(), tempfile::tempdir().expect("a folder"));
    let mut events = hilo::demo::events(at(NOW), 9, 120);
    for (n, name) in NAMES.iter().enumerate() {
        let id = format!("{name}{}", if n % 2 == 0 { "" } else { " x" });
        let mut event =
            message(&format!("n-{n}"), &format!("c-{id}"), "2026-11-18T10:00:00Z", "customer", name);
        event["channel"] = format!("ch{name}").into();
        event["agent"] = (*name).into();
        event["profile"] = json!({"name": name, "email": format!("{n}{name}@example.com")});
        events.push(event);
        events.push(
            json!({"id": format!("t-{n}"), "type": "conversation.tagged", "time": "2026-11-18T10:01:00Z",
            "conversation": format!("c-{id}"), "tag": name, "by": "human"}),
        );
    }
    let apps = both(&server, &folder, &events).await;
    let mut paths = Vec::new();
    for what in ["conversations", "messages", "orders", "events"] {
        for query in ["", "?q=pedido", "?status=unresolved&sales=any"] {
            paths.push(format!("/api/v1/export/{what}.ndjson{query}"));
            paths.push(format!("/api/v1/export/{what}.csv{query}"));
        }
    }
    for group in ["channel", "status", "tag", "agent"] {
        paths.push(format!("/api/v1/overview?from=2026-11-01&to=2026-11-20&by={group}"));
    }
    for days in ["from=2026-11-01&to=2026-11-20", "from=2026-09-01&to=2026-11-20&all=tag&compare=year"] {
        paths.push(format!("/?{days}"));
    }
    for hour in 0..24 {
        paths.push(format!("/api/v1/conversations?hour={hour}&not_weekday={}", hour % 7 + 1));
    }
    for question in ["question=¿donde+esta+mi+pedido", "question=(none)", "handoff_reason=(none)"] {
        paths.push(format!("/api/v1/conversations?{question}"));
    }
    for sort in
        ["started_at", "updated_at", "messages", "status", "tag", "profile", "first_question", "channel"]
    {
        for order in ["", "-"] {
            paths.push(format!("/api/v1/conversations?limit=200&sort={order}{sort}"));
        }
    }
    for name in NAMES {
        for parameter in ["channel", "agent", "tag", "q"] {
            paths.push(format!("/api/v1/conversations?{parameter}={}", percent(name)));
        }
    }
    let mut answered = 0;
    for path in &paths {
        let [one, other] = &apps;
        let (left, right) = (one.get(path).send().await, other.get(path).send().await);
        let (left, right) = (left.expect("an answer"), right.expect("an answer"));
        assert_eq!(left.status(), right.status(), "{path}");
        answered += usize::from(left.status() == 200);
        let (left, right) = (left.text().await.expect("text"), right.text().await.expect("text"));
        assert_eq!(left, right, "{path}");
    }
    assert!(answered * 10 > paths.len() * 8, "most of them mean something: {answered} of {}", paths.len());
    for app in apps {
        app.stop().await;
    }
}
