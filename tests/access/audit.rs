//! The log of who did what: complete, filtered, and never changed.

use hilo::domain::access::Role;
use reqwest::StatusCode;
use scraper::Html;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::pages::{select, text, words};
use crate::support::{App, message};

/// The lines of the file, the latest first.
async fn file(app: &App, query: &str) -> Vec<Value> {
    let owner = app.person(Role::Owner, &[]).await;
    let answer = owner.get(&format!("/settings/audit.ndjson?{query}")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let lines = answer.text().await.expect("text");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn actions(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["action"].as_str().expect("a word")).collect()
}

#[actix_web::test]
async fn what_people_do_is_written_down_with_who_when_and_from_where() {
    let app = App::start().await;
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "zanahoria")]).await;
    let ana = app.person(Role::Owner, &[]).await;
    let thread = "/conversations/c-1";
    for (path, form) in [
        (format!("{thread}/tag"), vec![("tag", "envío")]),
        (format!("{thread}/handoff"), vec![("method", "ticket"), ("reason", "zanahoria")]),
        (format!("{thread}/handoff/withdraw"), vec![]),
        ("/settings/keys".to_owned(), vec![("name", "page"), ("scope", "read")]),
        ("/settings/keys/revoke".to_owned(), vec![("name", "page")]),
        (
            "/conversations/bulk".to_owned(),
            vec![("all", "1"), ("total", "1"), ("action", "tag"), ("tag", "x"), ("list", "")],
        ),
    ] {
        let answer = ana.post(&path, &form).await;
        assert!(answer.status().is_success() || answer.status() == StatusCode::SEE_OTHER, "{path}");
    }
    assert_eq!(ana.get("/export/messages.csv?q=zanahoria&status=open").await.status(), StatusCode::OK);
    let lines = file(&app, "").await;
    let wanted = [
        "export.downloaded",
        "bulk.started",
        "key.revoked",
        "key.created",
        "handoff.withdrawn",
        "handoff.tagged",
        "conversation.tagged",
    ];
    assert_eq!(actions(&lines), wanted);
    for line in &lines {
        assert_eq!(line["actor"], format!("user:{}", ana.user.id), "{line}");
        assert_eq!(line["address"], "127.0.0.1");
        assert_eq!(line["time"], "2026-11-20T00:00:00.000Z");
        // What a customer wrote could not be erased from it.
        assert!(!line.to_string().contains("zanahoria"), "{line}");
    }
    assert_eq!(lines[0]["details"], serde_json::json!({"filter": "status=open", "searched": true}));
    assert_eq!(actions(&file(&app, "action=key.created").await), ["key.created"]);
    assert_eq!(file(&app, &format!("thing={}", lines[6]["thing"].as_str().expect("an id"))).await.len(), 3);
    assert!(file(&app, "to=2026-11-19").await.is_empty());
    assert_eq!(file(&app, "from=2026-11-20&to=2026-11-20").await.len(), 7);
    let wrong = ana.get("/settings/audit?action=dance").await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn the_page_has_a_hundred_entries_at_a_time_and_leads_to_older_ones() {
    let app = App::start().await;
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
    let ana = app.person(Role::Reviewer, &[]).await;
    for n in 0..130 {
        ana.post("/conversations/c-1/tag", &[("tag", &format!("t-{n}"))]).await;
    }
    let owner = app.person(Role::Owner, &[]).await;
    let (mut path, mut seen) = ("/settings/audit".to_owned(), Vec::new());
    loop {
        let page = Html::parse_document(&owner.get(&path).await.text().await.expect("text"));
        assert_eq!(text(&page, "#audit-count"), "130 entries");
        seen.extend(select(&page, "#audit tbody tr").iter().map(words));
        match select(&page, "a[rel=next]").first() {
            Some(next) => path = next.value().attr("href").expect("an address").to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 130);
    assert!(seen[0].contains("t-129") && seen[129].contains("t-0"), "{} {}", seen[0], seen[129]);
}

#[actix_web::test]
async fn people_are_named_and_every_thing_leads_to_its_other_entries() {
    let app = App::start().await;
    let owner = app.person(Role::Owner, &[]).await;
    owner
        .post(
            "/settings/users",
            &[("email", "leo@example.com"), ("name", "Leo"), ("role", "agent"), ("groups", "Care, Sales")],
        )
        .await;
    owner.post("/settings/keys", &[("name", "shop"), ("scope", "ingest")]).await;
    let page = Html::parse_document(
        &owner.get("/settings/audit?action=user.added").await.text().await.expect("text"),
    );
    assert!(text(&page, "#audit tbody tr").contains("Leo"), "{}", text(&page, "#audit tbody tr"));
    assert!(text(&page, "#audit tbody tr").contains("groups: Care, Sales"));
    let same = select(&page, "#audit tbody a")[0].value().attr("href").expect("an address").to_owned();
    let page = Html::parse_document(&owner.get(&same).await.text().await.expect("text"));
    assert_eq!(text(&page, "#audit-count"), "1 entry");
    app.stop().await;
}

#[actix_web::test]
async fn the_engine_itself_refuses_to_change_or_remove_an_entry() {
    let app = App::start().await;
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola")]).await;
    app.person(Role::Reviewer, &[]).await.post("/conversations/c-1/tag", &[("tag", "x")]).await;
    for change in ["UPDATE audit SET name = 'nobody'", "DELETE FROM audit"] {
        let error = app.store.writer().execute_unprepared(change).await.expect_err(change);
        assert!(error.to_string().contains("append-only"), "{change}: {error}");
    }
    assert_eq!(file(&app, "").await.len(), 1);
}
