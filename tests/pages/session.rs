//! Signing in, the language, and what people do to a thread.

use hilo::store::keys::Scope;
use reqwest::StatusCode;
use scraper::Html;
use serde_json::{Value, json};

use super::{select, text};
use crate::support::{App, message};

const FORM: &str = "application/x-www-form-urlencoded";

async fn send_form(app: &App, path: &str, form: &str) -> reqwest::Response {
    app.post(path).header("Content-Type", FORM).body(form.to_owned()).send().await.expect("an answer")
}

#[actix_web::test]
async fn pages_speak_the_reader_s_language_and_remember_a_choice() {
    let app = App::start().await;
    let page = |language: &'static str, cookie: &'static str| {
        app.get("/").header("Accept-Language", language).header("Cookie", cookie).send()
    };
    for (language, cookie, lang) in [
        ("es-MX,es;q=0.9", "", "es"),
        ("pt-BR", "", "pt-BR"),
        ("fr", "", "en"),
        ("es", "hilo_language=pt", "pt-BR"),
    ] {
        let html = page(language, cookie).await.expect("an answer").text().await.expect("text");
        let html = Html::parse_document(&html);
        assert_eq!(select(&html, "html")[0].value().attr("lang"), Some(lang), "{language} {cookie}");
    }
    let chosen = app.get("/language/es?back=/conversations%3Fq%3Dx").send().await.expect("an answer");
    assert_eq!(chosen.headers()["location"], "/conversations?q=x");
    for away in ["//evil.example", "/%5Cevil.example", "https://evil.example"] {
        let sent = app.get(&format!("/language/es?back={away}")).send().await.expect("an answer");
        assert_eq!(sent.headers()["location"], "/", "{away}");
    }
    app.stop().await;
}

async fn thread(app: &App) -> (Html, Value) {
    (Html::parse_document(&app.page("/conversations/c-1").await), app.json("/api/v1/conversations/c-1").await)
}

async fn answered(app: &App) {
    app.take(&[
        message("m-1", "c-1", "2026-11-10T10:00:00Z", "customer", "hi"),
        message("m-2", "c-1", "2026-11-10T10:01:00Z", "ai", "hello"),
        json!({"id": "t-1", "type": "conversation.tagged", "time": "2026-11-10T10:02:00Z", "conversation": "c-1", "tag": "stock"}),
    ])
    .await;
}

#[actix_web::test]
async fn a_handoff_is_tagged_taken_back_and_tagged_again_although_the_clock_stands_still() {
    let app = App::start().await;
    answered(&app).await;
    for round in 0..3 {
        let form = "method=message&team=Returns&reason=Broken+item&note=call+back";
        let response = send_form(&app, "/conversations/c-1/handoff", form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "round {round}");
        let (page, json) = thread(&app).await;
        assert_eq!(
            (&json["status"], &json["reason"]),
            (&json!("unresolved"), &json!("handoff")),
            "round {round}"
        );
        assert_eq!(text(&page, "#status"), "Unresolved");
        assert!(text(&page, "[aria-labelledby=handoff] dl").contains("Returns"));
        assert_eq!(app.json("/api/v1/overview").await["totals"]["unresolved_by"]["handoff"], 1);
        send_form(&app, "/conversations/c-1/handoff/withdraw", "").await;
        let (_, json) = thread(&app).await;
        assert_eq!(
            (&json["status"], &json["reason"]),
            (&json!("resolved"), &json!("auto_closed")),
            "round {round}"
        );
    }
    let events = app.ndjson("/api/v1/export/events.ndjson").await;
    let tagged = events.iter().find(|event| event["type"] == "handoff.tagged").expect("it is an event");
    assert_eq!((&tagged["by"], &tagged["metadata"]["note"]), (&json!("test"), &json!("call back")));
    app.stop().await;
}

#[actix_web::test]
async fn a_tag_is_set_cleared_and_put_back() {
    let app = App::start().await;
    answered(&app).await;
    for (form, tag, undo) in
        [("tag=returns", json!("returns"), "stock"), ("tag=returns&clear=1", Value::Null, "returns")]
    {
        let response = send_form(&app, "/conversations/c-1/tag", form).await;
        let done = response.headers()["location"].to_str().expect("text").to_owned();
        assert_eq!(thread(&app).await.1["tag"], tag, "{form}");
        let page = Html::parse_document(&app.page(&done).await);
        let before = select(&page, ".toast input[name=tag]")[0].value().attr("value");
        assert_eq!(before, Some(undo), "the notice offers the way back");
    }
    app.stop().await;
}

#[actix_web::test]
async fn who_may_only_read_is_offered_no_form_and_can_send_none() {
    let app = App::start().await;
    answered(&app).await;
    let key = app.another_key("reader", &[Scope::Read]).await;
    let page = app.anonymous("/conversations/c-1").bearer_auth(&key).send().await.expect("an answer");
    let page = Html::parse_document(&page.text().await.expect("text"));
    assert!(select(&page, "form[action$=handoff], form[action$=tag]").is_empty());
    let request =
        reqwest::Client::new().post(format!("{}/conversations/c-1/handoff", app.url)).bearer_auth(&key);
    let refused = request.header("Content-Type", FORM).body("method=ticket").send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}
