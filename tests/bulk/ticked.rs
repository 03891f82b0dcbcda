//! Rows that were ticked.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{EXPORT, count, page, picks, sent, with};
use crate::exports::{table, text as exported};
use crate::pages::{filled, select, text, words};
use crate::support::App;

/// Has a person tag some of these conversations, one of them with nothing, and hand one off.
async fn by_hand(app: &App, ids: &[String]) {
    sent(app, &format!("/conversations/{}/tag", ids[0]), &[("tag", "by hand")]).await;
    sent(app, &format!("/conversations/{}/tag", ids[1]), &[("tag", ""), ("clear", "1")]).await;
    let fields = [("method", "message"), ("team", "Kiln"), ("reason", "broken"), ("note", "call back")];
    sent(app, &format!("/conversations/{}/handoff", ids[2]), &fields).await;
}

#[actix_web::test]
async fn ticked_rows_are_tagged_and_every_tag_is_put_back_to_the_letter() {
    let app = filled(150).await;
    let list = "range=last_90_days&sort=-messages";
    let ids = picks(&page(&app, &format!("/conversations?{list}")).await);
    assert_eq!(ids.len(), 50);
    let ids = &ids[..20];
    by_hand(&app, ids).await;
    let (before, rows) = (exported(&app, EXPORT).await, table(&app, EXPORT).await);
    let tags: BTreeSet<&str> =
        rows.iter().filter(|row| ids.contains(&row["id"])).map(|row| row["tag"].as_str()).collect();
    assert!(tags.len() > 2 && tags.contains("") && tags.contains("by hand"), "{tags:?}");

    for (fields, tag, told) in [
        ([("action", "tag"), ("tag", " Łzy & <b> ")], "Łzy & <b>", "20 conversations tagged “Łzy & <b>”."),
        ([("action", "untag"), ("tag", "ignored")], "", "Tags cleared from 20 conversations."),
    ] {
        let shown = sent(&app, "/conversations/bulk", &with(list, ids, &fields)).await;
        assert_eq!(text(&shown, ".toast span"), told);
        assert_eq!(picks(&shown)[..20], *ids, "the list is the one it was sent from");
        for (was, is) in rows.iter().zip(table(&app, EXPORT).await) {
            let mut wanted = was.clone();
            if ids.contains(&was["id"]) {
                wanted.insert("tag".to_owned(), tag.to_owned());
            }
            assert_eq!(is, wanted);
        }
        if !tag.is_empty() {
            assert_eq!(count(&app, "tag=%C5%81zy+%26+%3Cb%3E").await, 20);
        }
        let undo = select(&shown, ".toast form")[0].value().attr("action").expect("an address").to_owned();
        let shown = sent(&app, &undo, &[("list", list)]).await;
        assert_eq!(text(&shown, ".toast span"), "Undone for 20 conversations.");
        assert!(select(&shown, ".toast form").is_empty(), "an undo is not undone");
        assert!(exported(&app, EXPORT).await == before, "all is as it was");
        // Pressed twice, it is done once.
        let again = sent(&app, &undo, &[]).await;
        assert_eq!(text(&again, "h1"), "Undone for 20 conversations.");
        assert!(exported(&app, EXPORT).await == before);
    }
    app.stop().await;
}

#[actix_web::test]
async fn each_conversation_gets_an_ordinary_event_by_the_person_who_did_it() {
    let app = filled(60).await;
    let ids = &picks(&page(&app, "/conversations").await)[..3];
    sent(&app, "/conversations/bulk", &with("", ids, &[("action", "tag"), ("tag", "returns")])).await;
    let fields = [("action", "handoff"), ("method", "message"), ("team", "Kiln"), ("reason", "broken")];
    sent(&app, "/conversations/bulk", &with("", ids, &fields)).await;
    let events = app.ndjson("/api/v1/export/events.ndjson").await;
    let written: Vec<&Value> = events
        .iter()
        .filter(|event| event["id"].as_str().expect("an id").starts_with("hilo-bulk-"))
        .collect();
    let of = |kind: &str| written.iter().filter(|event| event["type"] == kind).copied().collect::<Vec<_>>();
    let tagged = of("conversation.tagged");
    assert_eq!(tagged.len(), 3);
    for event in tagged {
        assert_eq!((&event["tag"], &event["by"]), (&json!("returns"), &json!("human")));
        assert_eq!(event["metadata"], json!({"person": "test"}));
    }
    for event in of("handoff.tagged") {
        let said = ["by", "method", "team", "reason"].map(|field| event[field].as_str().expect("text"));
        assert_eq!(said, ["test", "message", "Kiln", "broken"]);
    }
    // The thread says it as it says everything else.
    let thread = page(&app, &format!("/conversations/{}", ids[0])).await;
    assert!(words(&select(&thread, ".ev.handoff").pop().expect("an event")).contains("test"));
    app.stop().await;
}

#[actix_web::test]
async fn handoffs_are_counted_at_once_and_those_there_were_stay_as_they_are() {
    let app = filled(200).await;
    let overview = async || {
        app.json("/api/v1/overview?range=last_90_days").await["totals"]["unresolved_by"]["handoff"].as_u64()
    };
    let list = "range=last_90_days&status=resolved";
    let fresh = picks(&page(&app, &format!("/conversations?{list}")).await);
    by_hand(&app, &fresh).await;
    let mut ids = fresh[2..12].to_vec();
    ids.extend(picks(&page(&app, "/conversations?reason=handoff").await).into_iter().take(3));
    let unique: BTreeSet<&String> = ids.iter().collect();
    let already = 1 + 3 - (13 - unique.len());
    let (before, number) = (exported(&app, EXPORT).await, overview().await.expect("a number"));
    let fields = [("action", "handoff"), ("method", "ticket"), ("team", ""), ("reason", "")];
    let shown = sent(&app, "/conversations/bulk", &with(list, &ids, &fields)).await;
    assert_eq!(
        text(&shown, ".toast span"),
        format!("9 conversations tagged as handed off. Handed off already: {already}.")
    );
    assert_eq!(overview().await, Some(number + 9));
    let undo = select(&shown, ".toast form")[0].value().attr("action").expect("an address").to_owned();
    let shown = sent(&app, &undo, &[]).await;
    assert_eq!(text(&shown, ".toast span"), "Undone for 9 conversations.");
    assert_eq!(overview().await, Some(number));
    assert!(exported(&app, EXPORT).await == before, "all is as it was");
    let thread = page(&app, &format!("/conversations/{}", fresh[2])).await;
    let card = text(&thread, "[aria-labelledby=handoff]");
    assert!(card.contains("Kiln") && card.contains("call back"), "{card}");
    app.stop().await;
}
