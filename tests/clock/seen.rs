//! What every place says of the same conversations at the same instant.

use reqwest::StatusCode;
use scraper::Html;
use serde_json::{Value, json};

use crate::pages::{number, select, text, words};
use crate::support::App;

/// The dates that hold all conversations of these tests.
const RANGE: &str = "from=2026-11-01&to=2026-11-30";

/// What is expected of a conversation: its status, and the reason where it has one.
pub type Expected = (&'static str, Option<&'static str>);

/// A page without how often its account was written, which the sweep does.
fn without_revision(html: &str) -> String {
    let Some((before, rest)) = html.split_once(" data-revision=\"") else { return html.to_owned() };
    let (_, after) = rest.split_once('"').expect("the end of the attribute");
    format!("{before}{after}")
}

/// The words of the pages.
fn word((status, _): Expected) -> &'static str {
    match status {
        "open" => "Open",
        "resolved" => "Resolved",
        _ => "Unresolved",
    }
}

/// Looks everywhere, asserts what is said there, and gives all of it, to compare with what is said later.
pub async fn everywhere(app: &App, expected: &[(&str, Expected)], when: &str) -> Vec<String> {
    let mut said = Vec::new();
    let listed = app.json(&format!("/api/v1/conversations?{RANGE}&sort=started_at")).await;
    assert_eq!(listed["total"], expected.len(), "{when}");
    let exported = app.ndjson(&format!("/api/v1/export/conversations.ndjson?{RANGE}")).await;
    for (source, wanted) in expected {
        let one = |rows: &[Value]| rows.iter().find(|row| row["conversation"] == *source).cloned();
        let rows = listed["conversations"].as_array().expect("rows");
        let shown = app.json(&format!("/api/v1/conversations/{source}")).await;
        for (place, row) in [("list", one(rows)), ("export", one(&exported)), ("thread", Some(shown.clone()))]
        {
            let row = row.unwrap_or_else(|| panic!("{when}: {source} is in the {place}"));
            assert_eq!(
                (&row["status"], &row["reason"]),
                (&json!(wanted.0), &json!(wanted.1)),
                "{when}: {source}, {place}"
            );
            if let Some(closed_at) = closed_at(*wanted) {
                assert_eq!(row["closed_at"], closed_at, "{when}: {source}, {place}");
            }
        }
        let html = app.page(&format!("/conversations/{source}")).await;
        assert_eq!(text(&Html::parse_document(&html), "#status"), word(*wanted), "{when}: page of {source}");
        said.extend([shown.to_string(), without_revision(&html)]);
    }
    said.push(listed.to_string());
    said.extend(exported.iter().map(Value::to_string));
    for status in ["open", "resolved", "unresolved"] {
        said.extend(filtered(app, expected, status, when).await);
    }
    said.extend(overview(app, expected, when).await);
    said
}

/// When it closed; `None`: nothing is asked of it, an event decides.
fn closed_at(expected: Expected) -> Option<Value> {
    match expected {
        ("open", _) => Some(Value::Null),
        (_, Some("auto_closed" | "unanswered")) => Some(json!(super::CLOSES)),
        _ => None,
    }
}

/// The lists behind a status: page, API and export.
async fn filtered(app: &App, expected: &[(&str, Expected)], status: &str, when: &str) -> Vec<String> {
    let mut wanted: Vec<&str> =
        expected.iter().filter(|(_, (is, _))| *is == status).map(|(source, _)| *source).collect();
    wanted.sort_unstable();
    let query = format!("{RANGE}&status={status}");
    let of_api = app.json(&format!("/api/v1/conversations?{query}")).await;
    let of_export = app.ndjson(&format!("/api/v1/export/conversations.ndjson?{query}")).await;
    for rows in [of_api["conversations"].as_array().expect("rows"), &of_export] {
        let mut found: Vec<&str> = rows.iter().filter_map(|row| row["conversation"].as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "{when}: {status}");
    }
    let response = app.get(&format!("/conversations?{query}")).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    let html = response.text().await.expect("text");
    let page = Html::parse_document(&html);
    let rows = select(&page, "table.rows tbody tr");
    assert_eq!(rows.len(), wanted.len(), "{when}: rows of the page with {status}");
    for badge in select(&page, "table.rows tbody .badge:not(.tag)") {
        assert_eq!(words(&badge).to_lowercase(), status, "{when}");
    }
    vec![of_api.to_string(), without_revision(&html)]
}

/// The overview, as JSON and as a page.
async fn overview(app: &App, expected: &[(&str, Expected)], when: &str) -> Vec<String> {
    let count = |status: &str| expected.iter().filter(|(_, (is, _))| *is == status).count() as u64;
    let told = app.json(&format!("/api/v1/overview?{RANGE}")).await;
    let html = app.page(&format!("/?{RANGE}")).await;
    let page = Html::parse_document(&html);
    let parts = select(&page, "#tile-volume .split li");
    for (i, status) in ["resolved", "unresolved", "open"].into_iter().enumerate() {
        assert_eq!(told["totals"][status], count(status), "{when}: overview, {status}");
        assert_eq!(number(&words(&parts[i])), count(status), "{when}: tile, {status}");
    }
    assert_eq!(number(&text(&page, "#tile-resolution small")), count("resolved"), "{when}: tile of the rate");
    vec![told.to_string(), without_revision(&html)]
}
