//! All that match, also many: asked first, done in the background, and exactly those that were counted.

use std::collections::BTreeSet;

use reqwest::StatusCode;

use super::{EXPORT, count, led_to, over, page, sent};
use crate::exports::{table, text as exported};
use crate::pages::{filled, select, text};
use crate::support::{App, message};

async fn ids(app: &App, query: &str) -> BTreeSet<String> {
    table(app, &format!("{EXPORT}?{query}")).await.into_iter().map(|row| row["id"].clone()).collect()
}

#[actix_web::test]
async fn all_that_match_a_filter_and_a_search_are_tagged_in_the_background_and_put_back() {
    let app = filled(900).await;
    let list = "status=resolved&status=unresolved&q=p*";
    let (matching, listed) = (ids(&app, list).await, count(&app, list).await);
    assert!(listed > 200 && matching.len() as u64 == listed, "{listed}");
    let total = listed.to_string();
    let fields = [("list", list), ("all", "1"), ("total", &total), ("action", "tag"), ("tag", "winter")];
    let job = led_to(&app, "/conversations/bulk", &fields).await;
    assert!(job.starts_with("/bulk/"), "{job}");
    let asked = page(&app, &job).await;
    assert_eq!(text(&asked, "h1"), format!("Tag {listed} conversations “winter”?"));
    assert!(select(&asked, "progress").is_empty());
    assert_eq!(count(&app, "tag=winter").await, 0, "nothing is done before the answer");

    // What comes later was not counted.
    app.take(&[
        message("late-1", "late", "2026-11-10T10:00:00Z", "customer", "pedido"),
        message("late-2", "late", "2026-11-10T10:00:01Z", "ai", "pedido"),
    ])
    .await;
    assert_eq!(count(&app, list).await, listed + 1);
    let before = exported(&app, EXPORT).await;

    let to = led_to(&app, &format!("{job}/start"), &[]).await;
    assert_eq!(to, job);
    let done = over(&app, &job).await;
    assert_eq!(text(&done, "h1"), format!("{listed} conversations tagged “winter”."));
    assert_eq!(count(&app, "tag=winter").await, listed);
    assert!(ids(&app, "tag=winter").await == matching, "the very ones");
    let back = select(&done, ".bulk-job a.btn")[0].value().attr("href").expect("an address").to_owned();
    // A search finds tags too: it may find fewer now, but they were fixed before.
    assert_eq!(back, format!("/conversations?{list}"), "the way back is the list");
    // Started again, nothing more happens.
    assert_eq!(led_to(&app, &format!("{job}/start"), &[]).await, job);
    let events = app.ndjson("/api/v1/export/events.ndjson").await;
    let prefix = format!("hilo-bulk-{}-", &job["/bulk/".len()..]);
    let written = events.iter().filter(|event| event["id"].as_str().expect("an id").starts_with(&prefix));
    assert_eq!(written.count() as u64, listed);

    let undo = select(&done, "#bulk-undo")[0].value().attr("action").expect("an address").to_owned();
    let undone = led_to(&app, &undo, &[]).await;
    let shown = over(&app, &undone).await;
    assert_eq!(text(&shown, "h1"), format!("Undone for {listed} conversations."));
    assert!(select(&shown, "#bulk-undo").is_empty());
    assert!(exported(&app, EXPORT).await == before, "all is as it was");
    app.stop().await;
}

#[actix_web::test]
async fn many_are_tagged_as_handed_off_and_withdrawn_again() {
    let app = filled(500).await;
    let list = "status=resolved";
    let (listed, before) = (count(&app, list).await, exported(&app, EXPORT).await);
    assert!(listed > 200, "{listed}");
    let fields = [("list", list), ("all", "1"), ("action", "handoff"), ("method", "ticket")];
    let job = led_to(&app, "/conversations/bulk", &fields).await;
    led_to(&app, &format!("{job}/start"), &[]).await;
    let done = over(&app, &job).await;
    assert_eq!(text(&done, "h1"), format!("{listed} conversations tagged as handed off."));
    assert_eq!(count(&app, list).await, 0);
    let undone = led_to(&app, &format!("{job}/undo"), &[]).await;
    over(&app, &undone).await;
    assert!(exported(&app, EXPORT).await == before, "all is as it was");
    app.stop().await;
}

#[actix_web::test]
async fn few_that_match_are_done_at_once_unless_the_list_had_said_another_number() {
    let app = filled(120).await;
    let list = "reason=handoff";
    let listed = count(&app, list).await;
    assert!((2..200).contains(&listed), "{listed}");
    let (right, wrong) = (listed.to_string(), (listed - 1).to_string());
    let fields =
        |total| [("list", list), ("all", "1"), ("total", total), ("action", "tag"), ("tag", "theirs")];
    let before = exported(&app, EXPORT).await;
    let job = led_to(&app, "/conversations/bulk", &fields(&wrong)).await;
    assert!(text(&page(&app, &job).await, "h1").starts_with(&format!("Tag {listed} ")));
    let to = led_to(&app, &format!("{job}/cancel"), &[]).await;
    assert_eq!(to, format!("/conversations?{list}"));
    assert_eq!(app.get(&job).send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
    assert!(exported(&app, EXPORT).await == before, "nothing was done");
    let shown = sent(&app, "/conversations/bulk", &fields(&right)).await;
    assert_eq!(text(&shown, ".toast span"), format!("{listed} conversations tagged “theirs”."));
    assert_eq!(count(&app, "tag=theirs").await, listed);
    app.stop().await;
}
