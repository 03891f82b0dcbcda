//! What an undo takes back where others have been at it since.

use super::{EXPORT, led_to, page, picks, sent, with};
use crate::exports::{table, text as exported};
use crate::pages::{filled, text};
use crate::support::App;

/// Tags rows, and gives the address that takes it back.
async fn tag(app: &App, ids: &[String], tag: &str) -> String {
    let url = led_to(app, "/conversations/bulk", &with("", ids, &[("action", "tag"), ("tag", tag)])).await;
    format!("/bulk/{}/undo", url.split("undo=").nth(1).expect("a job"))
}

async fn tag_of(app: &App, id: &str) -> String {
    let rows = table(app, EXPORT).await;
    rows.iter().find(|row| row["id"] == id).expect("a row")["tag"].clone()
}

#[actix_web::test]
async fn what_somebody_has_changed_since_is_left_alone_and_counted() {
    let app = filled(60).await;
    let ids = &picks(&page(&app, "/conversations").await)[..5];
    let undo = tag(&app, ids, "first").await;
    sent(&app, &format!("/conversations/{}/tag", ids[0]), &[("tag", "mine")]).await;
    // The same word again is a person's word too.
    sent(&app, &format!("/conversations/{}/tag", ids[1]), &[("tag", "first")]).await;
    let shown = sent(&app, &undo, &[]).await;
    assert_eq!(
        text(&shown, ".toast span"),
        "Undone for 3 conversations. Changed by somebody since, and left alone: 2."
    );
    assert_eq!([tag_of(&app, &ids[0]).await, tag_of(&app, &ids[1]).await], ["mine", "first"]);
    assert_ne!(tag_of(&app, &ids[2]).await, "first");
    app.stop().await;
}

#[actix_web::test]
async fn one_after_the_other_is_taken_back_the_latest_first() {
    let app = filled(60).await;
    let ids = &picks(&page(&app, "/conversations").await)[..4];
    let before = exported(&app, EXPORT).await;
    let first = tag(&app, ids, "first").await;
    let between = exported(&app, EXPORT).await;
    let second = tag(&app, &ids[..2], "second").await;
    let shown = sent(&app, &second, &[]).await;
    assert_eq!(text(&shown, ".toast span"), "Undone for 2 conversations.");
    assert!(exported(&app, EXPORT).await == between);
    let shown = sent(&app, &first, &[]).await;
    assert_eq!(text(&shown, ".toast span"), "Undone for 4 conversations.");
    assert!(exported(&app, EXPORT).await == before);
    app.stop().await;
}

#[actix_web::test]
async fn the_earlier_one_taken_back_alone_leaves_the_later_one() {
    let app = filled(60).await;
    let ids = &picks(&page(&app, "/conversations").await)[..4];
    let first = tag(&app, ids, "first").await;
    tag(&app, &ids[..2], "second").await;
    let shown = sent(&app, &first, &[]).await;
    assert_eq!(
        text(&shown, ".toast span"),
        "Undone for 2 conversations. Changed by somebody since, and left alone: 2."
    );
    assert_eq!(tag_of(&app, &ids[0]).await, "second");
    app.stop().await;
}
