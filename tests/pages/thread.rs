//! A thread reads like a chat: who, when, in which part, after which silence, and what happened meanwhile.

use hilo::domain::identity::Profile;
use hilo::ingest::erase;
use hilo::store::audit::Actor;
use scraper::Html;
use serde_json::{Value, json};

use super::{filled, select, text, words};
use crate::support::{App, message};

fn at(mut event: Value, channel: &str) -> Value {
    event["channel"] = json!(channel);
    event
}

fn other(id: &str, time: &str, what: Value) -> Value {
    let mut event = json!({"id": id, "time": time, "conversation": "c-1"});
    for (name, value) in what.as_object().expect("fields") {
        event[name] = value.clone();
    }
    event
}

/// Three parts on two channels over a week, with a handoff and an order.
async fn week() -> App {
    let app = App::start().await;
    let said = |id: &str, time: &str, role: &str, text: &str| message(id, "c-1", time, role, text);
    app.take(&[
        at(said("m-1", "2026-11-10T10:00:00Z", "customer", "Hi"), "web_chat"),
        at(said("m-2", "2026-11-10T10:01:00Z", "customer", "A question"), "web_chat"),
        at(said("m-3", "2026-11-10T10:02:00Z", "ai", "Yes?"), "web_chat"),
        at(said("m-4", "2026-11-10T13:32:00Z", "customer", "Shoes"), "web_chat"),
        other(
            "h-1",
            "2026-11-10T13:33:00Z",
            json!({"type": "handoff.accepted", "ticket": "T-7", "group": "Shoes", "reason": "size"}),
        ),
        at(said("m-5", "2026-11-10T13:40:00Z", "human", "Hello"), "web_chat"),
        at(said("m-6", "2026-11-17T09:00:00Z", "customer", "Again"), "whatsapp"),
        other("c-1", "2026-11-17T09:05:00Z", json!({"type": "product.clicked", "name": "Boot"})),
        at(said("m-7", "2026-11-19T09:10:00Z", "customer", "Anybody?"), "whatsapp"),
    ])
    .await;
    app
}

#[actix_web::test]
async fn parts_silences_days_and_whoever_goes_on_are_told_apart() {
    let app = week().await;
    let page = Html::parse_document(&app.page("/conversations/c-1").await);
    let parts: Vec<_> = select(&page, ".chat > .seg").iter().map(words).collect();
    assert_eq!(parts.len(), 4, "{parts:?}");
    assert!(parts[0].starts_with("Part 1 · Web chat 10:00 – 13:32 · 4 messages"), "{parts:?}");
    assert!(
        parts[1].starts_with("Part 2 · transferred to a human · Web chat 13:40 · 1 message"),
        "{parts:?}"
    );
    assert!(parts[2].starts_with("Part 3 · re-opened after 6 days 19 h · WhatsApp"), "{parts:?}");
    assert!(parts[3].starts_with("Part 4 · re-opened after 2 days · WhatsApp"), "{parts:?}");
    let later: Vec<_> = select(&page, ".chat > .later").iter().map(words).collect();
    assert_eq!(later, ["3 h 30 min later"]);
    let days: Vec<_> = select(&page, ".chat > .day-sep").iter().map(words).collect();
    assert_eq!(days.len(), 4, "one of them for a close by silence: {days:?}");
    assert_eq!(days[0], "Tuesday, 10 November 2026");
    let more: Vec<_> = select(&page, ".msg.more .bubble").iter().map(words).collect();
    assert_eq!(more, ["A question"], "the same sender within minutes");
    assert_eq!(select(&page, "#unanswered").len(), 1);
    let unanswered = select(&page, ".msg:has(#unanswered) .bubble");
    assert_eq!(words(&unanswered[0]), "Again", "the first of those that nobody answered");
    let card = text(&page, ".ev.handoff");
    assert!(card.starts_with("Handoff accepted by the customer 13:33 ticket T-7"), "{card}");
    let utc: Vec<_> =
        select(&page, ".msg time").iter().filter_map(|time| time.value().attr("title")).collect();
    assert_eq!(utc[0], "2026-11-10 10:00:00 UTC");
    let roles: Vec<_> = select(&page, ".msg .who > span").iter().map(words).collect();
    assert_eq!(roles, ["Customer", "Customer", "AI", "Customer", "Human", "Customer", "Customer"]);
    let paper = Html::parse_document(&app.page("/conversations/c-1/transcript").await);
    assert_eq!(select(&paper, ".said-seg").len(), 3, "the paper stays as it was");
    app.stop().await;
}

#[actix_web::test]
async fn every_mark_of_the_timeline_leads_to_its_place() {
    let app = week().await;
    let page = Html::parse_document(&app.page("/conversations/c-1").await);
    let quiet: Vec<_> = select(&page, ".rail .quiet").iter().map(words).collect();
    assert_eq!(quiet[0], "3 h 30 min");
    let labels: Vec<_> =
        select(&page, ".rail a").iter().filter_map(|mark| mark.value().attr("aria-label")).collect();
    for wanted in [
        "Customer Anonymous",
        "AI · 10:02",
        "Handoff accepted by the customer · 13:33",
        "Part 3 · re-opened",
        "Clicked Boot",
    ] {
        let wanted = wanted.trim_end_matches(" Anonymous");
        assert!(labels.iter().any(|label| label.starts_with(wanted)), "{wanted} in {labels:?}");
    }
    let filled = filled(60).await;
    let list = filled.json("/api/v1/conversations?sort=-messages&limit=10").await;
    for row in list["conversations"].as_array().expect("rows") {
        let page = filled.page(&format!("/conversations/{}", row["id"].as_str().expect("an id"))).await;
        let page = Html::parse_document(&page);
        let marks = select(&page, ".rail a");
        assert!(marks.len() > 3);
        for mark in marks {
            let anchor = &mark.value().attr("href").expect("an anchor")[1..];
            assert_eq!(select(&page, &format!(".chat > [id=\"{anchor}\"]")).len(), 1, "{anchor}");
        }
        let ids: Vec<_> = select(&page, "[id]").iter().filter_map(|element| element.value().id()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "no anchor twice: {ids:?}");
    }
    app.stop().await;
    filled.stop().await;
}

#[actix_web::test]
async fn what_was_erased_says_so_in_the_reader_s_language() {
    let app = App::start().await;
    let mut event = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "My name is Ana");
    event["profile"] = json!({"id": "ana"});
    app.take(&[event, message("m-2", "c-1", "2026-11-19T10:01:00Z", "ai", "")]).await;
    let row =
        app.json("/api/v1/conversations").await["conversations"][0]["id"].as_str().expect("an id").to_owned();
    let page = Html::parse_document(&app.page(&format!("/conversations/{row}")).await);
    assert_eq!(text(&page, ".ai .bubble"), "(no text)", "never an empty bubble");
    let key = Profile { id: Some("ana".to_owned()), ..Profile::default() }.keys().remove(0);
    erase::customer(&app.store, app.account, &key, &Actor::command(), app.clock.now())
        .await
        .expect("erased")
        .expect("Ana");
    let row =
        app.json("/api/v1/conversations").await["conversations"][0]["id"].as_str().expect("an id").to_owned();
    for (language, wanted) in
        [("en", "The text was erased"), ("es", "El texto se borró"), ("pt", "O texto foi apagado")]
    {
        let request =
            app.get(&format!("/conversations/{row}")).header("Cookie", format!("hilo_language={language}"));
        let html = request.send().await.expect("an answer").text().await.expect("text");
        assert_eq!(text(&Html::parse_document(&html), ".customer .bubble.gone"), wanted);
    }
    app.stop().await;
}
