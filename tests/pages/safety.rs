//! What customers write is text; what browsers are told keeps it so.

use reqwest::StatusCode;
use scraper::Html;
use serde_json::json;

use super::{select, text};
use crate::support::{App, message};

/// Markup, right-to-left overrides, control characters, quotes, templates, a very long word.
const NASTY: [&str; 6] = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\u{202e}evil\u{202c} שלום مرحبا",
    "a\u{0000}b\u{0007}c\u{001b}[31m",
    "\"><svg onload=alert(3)> ' {{ 7*7 }} {% raw %}",
    "line one\n  line two\t& &amp; done",
    "loooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooong",
];

#[actix_web::test]
async fn texts_with_markup_right_to_left_or_control_characters_show_as_text() {
    let app = App::start().await;
    for (i, nasty) in NASTY.iter().enumerate() {
        let mut event =
            message(&format!("m-{i}"), &format!("c-{i}"), "2026-11-19T10:00:00Z", "customer", nasty);
        event["profile"] = json!({"id": format!("u-{i}"), "name": nasty.replace(char::is_control, "")});
        app.take(&[
            event,
            json!({"id": format!("t-{i}"), "type": "conversation.tagged", "time": "2026-11-19T10:00:01Z",
                "conversation": format!("c-{i}"), "tag": nasty.replace(char::is_control, "")}),
            json!({"id": format!("h-{i}"), "type": "handoff.tagged", "time": "2026-11-19T10:00:02Z",
                "conversation": format!("c-{i}"), "reason": nasty}),
        ])
        .await;
    }
    for path in ["/conversations", "/?range=last_7_days&group_by=tag"] {
        assert_harmless(&app.page(path).await, path);
    }
    for (i, nasty) in NASTY.iter().enumerate() {
        let html = app.page(&format!("/conversations/c-{i}")).await;
        assert_harmless(&html, nasty);
        let page = Html::parse_document(&html);
        let bubble: String = select(&page, ".bubble")[0].text().collect();
        // HTML itself cannot carry U+0000; the export does.
        assert_eq!(bubble.replace('\u{fffd}', ""), nasty.replace('\0', ""), "to the letter");
    }
    let exported = app.ndjson("/api/v1/export/events.ndjson").await;
    assert!(exported.iter().any(|event| event["text"] == NASTY[2]), "control characters are kept");
    app.stop().await;
}

fn assert_harmless(html: &str, what: &str) {
    let page = Html::parse_document(html);
    let scripts = select(&page, "script");
    assert!(scripts.iter().all(|script| script.value().attr("src").is_some()), "{what}: inline script");
    assert!(
        select(&page, "[onerror], [onload], [onclick], [style], style, img:not([alt=''])").is_empty(),
        "{what}"
    );
}

#[actix_web::test]
async fn browsers_are_told_to_run_nothing_but_our_own_files() {
    let app = App::start().await;
    for path in ["/", "/conversations", "/sign-in", "/nothing"] {
        let response = app.get(path).send().await.expect("an answer");
        let policy = response.headers()["content-security-policy"].to_str().expect("text").to_owned();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{path}");
        assert_harmless(&response.text().await.expect("text"), path);
    }
    app.stop().await;
}

#[actix_web::test]
async fn files_are_served_under_the_hash_of_their_content_and_cached_for_ever() {
    let app = App::start().await;
    let page = Html::parse_document(&app.page("/").await);
    for (selector, attribute) in
        [("link[rel=stylesheet]", "href"), ("link[rel=icon]", "href"), ("script", "src")]
    {
        let path = select(&page, selector)[0].value().attr(attribute).expect("an address").to_owned();
        let response = app.anonymous(&path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(response.headers()["cache-control"].to_str().expect("text").contains("immutable"));
    }
    let stale = app.anonymous("/static/000000000000/app.css").send().await.expect("an answer");
    assert_eq!(stale.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn a_form_sent_from_another_site_changes_nothing() {
    let app = App::start().await;
    app.take(&[message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "hi")]).await;
    for (name, value) in
        [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]
    {
        let request = app.post("/conversations/c-1/handoff").header(name, value);
        let form = request.header("Content-Type", "application/x-www-form-urlencoded").body("method=ticket");
        assert_eq!(form.send().await.expect("an answer").status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let page = Html::parse_document(&app.page("/conversations/c-1").await);
    assert_eq!(text(&page, "#status"), "Open");
    app.stop().await;
}
