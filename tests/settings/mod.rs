//! Settings: what a change would do is what it does, and what it does is what a fresh import gives.

mod demo;
mod page;

use chrono::Duration;
use hilo::domain::access::Role;
use hilo::domain::attribution::{ChannelRule, TouchKind};
use hilo::domain::settings::Settings;
use hilo::domain::tag::TagRule;
use hilo::store::accounts;
use reqwest::StatusCode;
use scraper::Html;

use crate::exports::text as exported;
use crate::pages::{number, select, text};
use crate::support::people::Person;
use crate::support::{App, at};

/// Made-up conversations of half a year, as they come.
async fn filled() -> App {
    let app = App::start().await;
    let events = hilo::demo::events(at(crate::support::NOW), 5, 300);
    take(&app, &events).await;
    app
}

async fn take(app: &App, events: &[serde_json::Value]) {
    for some in events.chunks(1_000) {
        app.take(some).await;
    }
}

async fn settings(app: &App) -> Settings {
    accounts::get(app.store.reader(), app.account).await.expect("read").expect("there").settings
}

/// Asks for settings by the form, and gives the page of the change once it tells what it would do.
async fn ask(person: &Person, form: &[(&str, &str)]) -> (String, Html) {
    let url = begin(person, form).await;
    let page = until(person, &url, "ready").await;
    (url, page)
}

/// Asks for settings by the form, and gives the address of the change.
async fn begin(person: &Person, form: &[(&str, &str)]) -> String {
    let page = Html::parse_document(&person.get("/settings/numbers").await.text().await.expect("text"));
    let mut sent: Vec<(String, String)> = Vec::new();
    for field in select(&page, "#numbers input[name], #numbers textarea[name]") {
        let attr = |name: &str| field.value().attr(name).unwrap_or_default().to_owned();
        if attr("type") == "checkbox" && field.value().attr("checked").is_none() {
            continue;
        }
        let value = if field.value().name() == "textarea" { field.text().collect() } else { attr("value") };
        sent.push((attr("name"), value));
    }
    for (name, value) in form {
        // A checkbox may stand several times.
        if !name.starts_with("touch.") {
            sent.retain(|(other, _)| other != name);
        }
        sent.push(((*name).to_owned(), (*value).to_owned()));
    }
    sent.push(("action".to_owned(), "preview".to_owned()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let asked = person.post("/settings/numbers", &sent).await;
    let status = asked.status();
    if status != StatusCode::SEE_OTHER {
        let page = asked.text().await.expect("text");
        panic!("{status} {}", text(&Html::parse_document(&page), "main"));
    }
    asked.headers()["location"].to_str().expect("text").to_owned()
}

/// The page of a change once it is in a state.
async fn until(person: &Person, url: &str, state: &str) -> Html {
    for _ in 0..600 {
        let page = Html::parse_document(&person.get(url).await.text().await.expect("text"));
        if select(&page, "[data-state]")[0].value().attr("data-state") == Some(state) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{url} is never {state}");
}

async fn save(person: &Person, url: &str) {
    let saved = person.post(&format!("{url}/save"), &[]).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    until(person, url, "saved").await;
}

/// The numbers of a preview: label, before, after.
fn previewed(page: &Html) -> Vec<(String, String, String)> {
    let rows = select(page, "#preview tbody tr");
    let cell = |row: &scraper::ElementRef<'_>, n: usize| {
        let cells = row.children().filter_map(scraper::ElementRef::wrap);
        cells.map(|cell| crate::pages::words(&cell)).nth(n).expect("a cell")
    };
    rows.iter().map(|row| (cell(row, 0), cell(row, 1), cell(row, 2))).collect()
}

/// All that is exported, and the overview of the last 90 days.
async fn all(app: &App) -> Vec<String> {
    let mut all = Vec::new();
    for what in ["conversations", "messages", "orders", "events"] {
        all.push(exported(app, &format!("/api/v1/export/{what}.ndjson")).await);
    }
    all.push(app.json("/api/v1/overview?range=last_90_days").await.to_string());
    all
}

/// What an import gives under settings that were there before.
async fn fresh(settings: &Settings, events: &str) -> Vec<String> {
    let app = App::start().await;
    accounts::keep(app.store.writer(), app.account, settings).await.expect("kept");
    let lines: Vec<serde_json::Value> =
        events.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    take(&app, &lines).await;
    let given = all(&app).await;
    app.stop().await;
    given
}

#[actix_web::test]
async fn each_change_gives_what_a_fresh_import_under_it_gives() {
    let app = filled().await;
    let manager = app.person(Role::Manager, &[]).await;
    let kinds = [TouchKind::ProductClick, TouchKind::MessageReceived];
    for form in [
        vec![("time_zone", "America/Sao_Paulo")],
        vec![("currency", "EUR")],
        vec![("auto_close_hours", "6")],
        vec![("window.whatsapp", "720"), ("touch.whatsapp", "message_received")],
        vec![("tag_rules", "pedidos: pedido, order, compra\nresto: a, e, o")],
        vec![("auto_close_hours", "48"), ("window.web_chat", "1"), ("tag_rules", "resto: a")],
    ] {
        let before = all(&app).await;
        let (url, page) = ask(&manager, &form).await;
        assert_eq!(all(&app).await, before, "{form:?}: nothing changes before it is decided");
        let told = previewed(&page);
        save(&manager, &url).await;
        let after = all(&app).await;
        assert_eq!(after, fresh(&settings(&app).await, &after[3]).await, "{form:?}");
        let overview: serde_json::Value = serde_json::from_str(&after[4]).expect("JSON");
        for (row, name) in [(0, "conversations"), (1, "resolved"), (2, "unresolved"), (4, "open")] {
            assert_eq!(overview["totals"][name], number(&told[row].2), "{form:?}: {told:?}");
        }
    }
    let now = settings(&app).await;
    assert_eq!((now.time_zone, now.auto_close), (chrono_tz::America::Sao_Paulo, Duration::hours(48)));
    let whatsapp = ChannelRule { touchpoints: kinds.into_iter().collect(), window: Duration::hours(720) };
    assert_eq!(now.attribution_of("whatsapp"), whatsapp);
    assert_eq!(now.attribution_of("web_chat").window, Duration::hours(1));
    assert_eq!(now.tag_rules, [TagRule { words: vec!["a".to_owned()], tag: "resto".to_owned() }]);
    app.stop().await;
}

#[actix_web::test]
async fn what_comes_while_a_change_is_made_is_counted_by_it() {
    let app = filled().await;
    let manager = app.person(Role::Manager, &[]).await;
    let (url, _) = ask(&manager, &[("auto_close_hours", "5"), ("tag_rules", "tarde: llegó tarde")]).await;
    let late: Vec<_> = (0..50)
        .map(|n| {
            let time = "2026-11-19T12:00:00Z";
            crate::support::message(&format!("late-{n}"), &format!("c-{n}"), time, "customer", "Llegó tarde")
        })
        .collect();
    let saved = manager.post(&format!("{url}/save"), &[]).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    app.take(&late).await;
    until(&manager, &url, "saved").await;
    let after = all(&app).await;
    assert_eq!(after, fresh(&settings(&app).await, &after[3]).await);
    app.stop().await;
}

#[actix_web::test]
async fn of_two_who_change_at_once_the_second_is_told() {
    let app = filled().await;
    let (one, two) = (app.person(Role::Manager, &[]).await, app.person(Role::Owner, &[]).await);
    let (first, _) = ask(&one, &[("auto_close_hours", "5")]).await;
    let (second, _) = ask(&two, &[("auto_close_hours", "7")]).await;
    save(&one, &first).await;
    assert_eq!(two.post(&format!("{second}/save"), &[]).await.status(), StatusCode::SEE_OTHER);
    let page = until(&two, &second, "failed").await;
    assert!(text(&page, "#change-title").contains("Somebody else"));
    assert_eq!(settings(&app).await.auto_close, Duration::hours(5));
    app.stop().await;
}
