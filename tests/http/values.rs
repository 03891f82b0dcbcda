//! Numbers and times in every shape that senders give them, by the same way in and out as everything.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{App, body, message};

#[actix_web::test]
async fn amounts_are_taken_as_texts_and_as_numbers_to_the_last_digit() {
    let app = App::start().await;
    let amounts = [
        (r#""12.50""#, "12.50"),
        ("12.5", "12.50"),
        ("12.50", "12.50"),
        ("12", "12.00"),
        ("1e1", "10.00"),
        ("1.25E+1", "12.50"),
        ("90071992547409.93", "90071992547409.93"),
    ];
    let lines: String = amounts
        .iter()
        .enumerate()
        .map(|(i, (sent, _))| {
            format!(
                r#"{{"id":"o-{i}","type":"order.placed","time":"2026-11-19T10:00:0{i}Z","order":{i},"total":{sent},"currency":"usd"}}"#
            ) + "\n"
        })
        .collect();
    let response = app.post("/api/v1/events").body(lines).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(body(response).await["accepted"], amounts.len());
    let orders = app.ndjson("/api/v1/export/orders.ndjson").await;
    let totals: Vec<&str> = orders.iter().filter_map(|order| order["total"].as_str()).collect();
    assert_eq!(totals, amounts.map(|(_, kept)| kept));
    app.stop().await;
}

#[actix_web::test]
async fn big_numbers_as_ids_are_kept_to_the_last_digit() {
    let app = App::start().await;
    let ids = ["9007199254740993", "123456789012345678901234567890"];
    for id in ids {
        let text = format!(
            r#"{{"id":{id},"type":"message.sent","time":"2026-11-19T10:00:00Z","conversation":{id},"role":"customer","text":"Hola"}}"#
        );
        let response = app.post("/api/v1/events").body(text).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        let answer = body(response).await;
        assert_eq!(answer["accepted"], 1, "{answer}");
        assert_eq!(answer["results"][0]["id"], id, "the answer names it too: {answer}");
        let thread = app.json(&format!("/api/v1/conversations/{id}")).await;
        assert_eq!((&thread["conversation"], &thread["messages"][0]["id"]), (&json!(id), &json!(id)));
    }
    app.stop().await;
}

#[actix_web::test]
async fn times_are_read_with_any_offset_and_any_fraction() {
    let app = App::start().await;
    let mut times = vec![
        ("2026-11-19T15:30:00+05:30".to_owned(), "2026-11-19T10:00:00.000Z"),
        ("2026-11-19T07:00:00-03:00".to_owned(), "2026-11-19T10:00:00.000Z"),
        ("2026-11-19t10:00:00z".to_owned(), "2026-11-19T10:00:00.000Z"),
        ("2026-11-19T10:00:00+00:00".to_owned(), "2026-11-19T10:00:00.000Z"),
        ("2026-11-19T10:00:00-00:00".to_owned(), "2026-11-19T10:00:00.000Z"),
    ];
    times.push(("2026-11-19T10:00:00.123999999999999Z".to_owned(), "2026-11-19T10:00:00.123Z"));
    let kept = ["100", "120", "123", "123", "123", "123", "123", "123", "123"];
    let fractions: Vec<(String, String)> = (1..=9)
        .map(|digits| {
            let sent = format!("2026-11-19T10:00:00.{}Z", &"123987654"[..digits]);
            (sent, format!("2026-11-19T10:00:00.{}Z", kept[digits - 1]))
        })
        .collect();
    times.extend(fractions.iter().map(|(sent, kept)| (sent.clone(), kept.as_str())));
    for (i, (sent, kept)) in times.iter().enumerate() {
        let event = message(&format!("m-{i}"), &format!("c-{i}"), sent, "customer", "Hola");
        let response = app.send(&event).await;
        assert_eq!(response.status(), StatusCode::OK, "{sent}");
        let thread: Value = app.json(&format!("/api/v1/conversations/c-{i}")).await;
        assert_eq!(thread["messages"][0]["time"], *kept, "{sent}");
    }
    app.stop().await;
}
