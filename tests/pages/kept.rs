//! Pages that are given again, and answers that are not sent twice.

use chrono::Duration;
use hilo::domain::access::Role;
use hilo::store::accounts;
use serde_json::json;

use crate::support::{App, at, message};

#[actix_web::test]
async fn an_overview_given_again_says_what_is_so_at_that_instant() {
    let (app, hand) = App::start_moving("2026-11-20T09:00:00Z").await;
    app.take(&[
        message("m-1", "c-1", "2026-11-18T10:00:00.200Z", "customer", "hi"),
        message("m-2", "c-1", "2026-11-18T10:00:00.500Z", "ai", "hello"),
    ])
    .await;
    let resolved = async || app.json("/api/v1/overview").await["totals"]["resolved"].clone();
    let open = app.page("/").await;
    assert_eq!(resolved().await, 0);
    let closes = at("2026-11-20T10:00:00.500Z");
    let instant = Duration::milliseconds(1);
    hand.set(closes - instant);
    assert!(app.page("/").await == open, "nothing happened yet");
    hand.set(closes);
    let closed = app.page("/").await;
    assert_eq!(resolved().await, 1);
    assert!(closed != open, "it has closed");
    hand.set(closes - instant);
    assert!(app.page("/").await == open, "a clock that is put back");
    let midnight = at("2026-11-21T00:00:00Z");
    hand.set(midnight - instant);
    assert!(app.page("/").await == closed, "the same day");
    hand.set(midnight);
    let next_day = app.page("/").await;
    assert!(next_day != closed, "the last thirty days are others");
    app.take(&[message("m-3", "c-2", "2026-11-20T10:00:00Z", "customer", "hi")]).await;
    let two = app.page("/").await;
    assert!(two != next_day, "a conversation came in");
    assert!(app.page("/").await == two, "the same again");
    assert!(accounts::describe(app.store.writer(), app.account, "Tienda", "").await.expect("named"));
    assert!(app.page("/").await.contains("Tienda"), "the account has another name");
    app.stop().await;
}

#[actix_web::test]
async fn an_overview_given_again_is_of_whoever_asks() {
    let app = App::start().await;
    let of = |id: &str, conversation: &str, group: &str| {
        json!({"id": id, "type": "message.sent", "time": "2026-11-18T10:00:00Z", "conversation": conversation,
               "role": "customer", "text": "hi", "group": group})
    };
    app.take(&[of("m-1", "c-1", "north"), of("m-2", "c-2", "north"), of("m-3", "c-3", "south")]).await;
    let lead = app.person(Role::Owner, &[]).await;
    let [north, south] =
        [app.person(Role::Agent, &["north"]).await, app.person(Role::Agent, &["south"]).await];
    for _ in 0..2 {
        for (person, conversations) in [(&lead, "3"), (&north, "2"), (&south, "1")] {
            let page = person.get("/").await.text().await.expect("a page");
            let page = scraper::Html::parse_document(&page);
            assert!(super::text(&page, "#tile-volume .tile-value").starts_with(conversations));
            let name = super::text(&page, "header");
            assert!(name.contains(&person.user.name), "{name}");
        }
        for theme in ["light", "dark"] {
            let page = app.get("/").header("Cookie", format!("hilo_theme={theme}")).send().await;
            let page = page.expect("an answer").text().await.expect("a page");
            assert!(page.contains(&format!("data-theme=\"{theme}\"")), "{theme}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn an_answer_that_did_not_change_is_not_sent_again() {
    let app = App::start().await;
    app.take(&[message("m-1", "c-1", "2026-11-18T10:00:00Z", "customer", "hi")]).await;
    let paths = [
        "/",
        "/conversations?view=all",
        "/conversations/c-1",
        "/api/v1/overview",
        "/api/v1/conversations/c-1",
    ];
    let mut tags = Vec::new();
    for path in paths {
        let first = app.get(path).send().await.expect("an answer");
        assert_eq!(first.status(), 200, "{path}");
        let tag = first.headers()["etag"].to_str().expect("a text").to_owned();
        for known in [tag.clone(), format!("\"other\", {tag}")] {
            let again = app.get(path).header("If-None-Match", known).send().await.expect("an answer");
            assert_eq!(again.status(), 304, "{path}");
            assert_eq!(again.headers()["etag"], *tag, "{path}");
            assert!(again.headers().contains_key("content-security-policy"));
            assert!(again.bytes().await.expect("a body").is_empty(), "{path}");
        }
        tags.push((path, tag));
    }
    app.take(&[
        message("m-2", "c-1", "2026-11-18T10:00:01Z", "ai", "hello"),
        message("m-3", "c-2", "2026-11-18T10:00:01Z", "customer", "hi"),
    ])
    .await;
    for (path, tag) in tags {
        let changed = app.get(path).header("If-None-Match", &tag).send().await.expect("an answer");
        assert_eq!(changed.status(), 200, "{path}");
        assert_ne!(changed.headers()["etag"], *tag, "{path}");
    }
    for path in ["/nowhere", "/api/v1/conversations/c-9"] {
        let missing = app.get(path).send().await.expect("an answer");
        assert!(missing.status() == 404 && !missing.headers().contains_key("etag"), "{path}");
    }
    app.stop().await;
}
