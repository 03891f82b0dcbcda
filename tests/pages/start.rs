//! The way from an empty account to the first thread.

use std::process::Command;

use hilo::domain::access::Role;
use scraper::Html;

use super::{select, text};
use crate::support::{App, message};

/// The commands of a page, by what they are called.
fn commands(page: &Html) -> Vec<(String, String)> {
    let named = select(page, ".snippet");
    let of = |snippet: &scraper::ElementRef<'_>| {
        let code = scraper::Selector::parse("code").expect("a selector");
        let code = snippet.select(&code).next().expect("a command").text().collect::<String>();
        (snippet.value().attr("id").expect("an id").trim_start_matches("snippet-").to_owned(), code)
    };
    named.iter().map(of).collect()
}

#[actix_web::test]
async fn an_empty_account_shows_a_key_once_and_a_command_that_works_as_written() {
    let app = App::start_at("2026-11-20T12:00:00Z").await;
    let owner = app.person(Role::Owner, &[]).await;
    let page = Html::parse_document(&owner.get("/").await.text().await.expect("text"));
    assert_eq!(commands(&page).len(), 3);
    assert!(commands(&page)[0].1.contains("$HILO_KEY"));
    let made = owner.post("/start/key", &[]).await.text().await.expect("text");
    let page = Html::parse_document(&made);
    let key = text(&page, ".secret code");
    assert!(key.starts_with("hilo_"), "{key}");
    assert!(commands(&page).iter().all(|(_, command)| command.contains(&key)));
    assert!(!owner.get("/start").await.text().await.expect("text").contains(&key), "shown once");
    assert!(text(&page, "#start-arrived").contains("Waiting"));

    // The clock of this server stands; that of the shell does not.
    let command = commands(&page)[0].1.replace("'$(date -u +%FT%TZ)'", "2026-11-20T11:59:00Z");
    let sent = tokio::task::spawn_blocking(move || Command::new("bash").args(["-c", &command]).output());
    let sent = sent.await.expect("joined").expect("curl runs");
    let told = String::from_utf8_lossy(&sent.stdout).into_owned();
    assert!(told.contains("\"accepted\":1"), "{told} {}", String::from_utf8_lossy(&sent.stderr));
    let page = Html::parse_document(&owner.get("/start").await.text().await.expect("text"));
    assert!(text(&page, "#start-arrived").contains("has arrived"));
    let thread =
        select(&page, "[data-live=start] a.btn.primary")[0].value().attr("href").expect("an address");
    assert!(owner.get(thread).await.text().await.expect("text").contains("Hola"));
    assert!(commands(&Html::parse_document(&owner.get("/").await.text().await.expect("text"))).is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn who_may_not_make_keys_is_told_whom_to_ask_and_makes_none() {
    let app = App::start().await;
    let reviewer = app.person(Role::Reviewer, &[]).await;
    let page = Html::parse_document(&reviewer.get("/start").await.text().await.expect("text"));
    assert!(select(&page, "form[action='/start/key']").is_empty());
    assert_eq!(reviewer.post("/start/key", &[]).await.status(), 403);
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
    let page = Html::parse_document(&reviewer.get("/start").await.text().await.expect("text"));
    assert!(select(&page, "[data-live=start] a[href='/settings/users']").is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn the_documentation_has_the_same_commands() {
    let app = App::start().await;
    let page = Html::parse_document(&app.page("/start").await);
    let docs = include_str!("../../docs/getting-started.md");
    for (name, command) in commands(&page) {
        let command = command.replace(&app.url, "http://127.0.0.1:8080");
        assert!(docs.contains(&command), "{name}: {command}");
    }
    app.stop().await;
}
