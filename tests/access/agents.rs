//! An agent sees the conversations of their groups, and nothing tells them of others.

use hilo::domain::access::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::App;
use crate::support::people::Person;

async fn begin() -> (App, Person, Person) {
    let app = App::start().await;
    let mut events = Vec::new();
    for (id, group) in [("a-1", Some("Norte")), ("a-2", Some("Sur")), ("a-3", None)] {
        let mut event = json!({
            "id": format!("m-{id}"), "type": "message.sent", "time": "2026-11-19T10:00:00Z",
            "conversation": id, "role": "customer", "text": format!("pregunta {id}"),
        });
        if let Some(group) = group {
            event["group"] = group.into();
        }
        events.push(event);
    }
    assert_eq!(app.send(&json!({"events": events})).await.status(), StatusCode::OK);
    let agent = app.person(Role::Agent, &["Norte"]).await;
    let reviewer = app.person(Role::Reviewer, &[]).await;
    (app, agent, reviewer)
}

async fn listed(person: &Person, query: &str) -> Vec<(String, String)> {
    let answer = person.get(&format!("/api/v1/conversations?{query}")).await;
    let answer: Value = serde_json::from_str(&answer.text().await.expect("text")).expect("JSON");
    let rows = answer["conversations"].as_array().expect("rows");
    let word = |row: &Value, name: &str| row[name].as_str().expect(name).to_owned();
    let mut rows: Vec<_> = rows.iter().map(|row| (word(row, "conversation"), word(row, "id"))).collect();
    rows.sort();
    assert_eq!(answer["total"], rows.len());
    rows
}

#[actix_web::test]
async fn an_agent_sees_their_groups_in_numbers_lists_search_and_threads() {
    let (_app, agent, reviewer) = begin().await;
    let all = listed(&reviewer, "").await;
    assert_eq!(all.len(), 3);
    for query in
        ["", "q=pregunta", "group=Norte&group=Sur", "not_group=x", "q=a-2", "group=Sur", "group=(none)"]
    {
        for (source, _) in listed(&agent, query).await {
            assert_eq!(source, "a-1", "{query}");
        }
    }
    assert_eq!(listed(&agent, "").await.len(), 1);
    let overview =
        agent.get("/api/v1/overview?from=2026-11-19&to=2026-11-19").await.text().await.expect("text");
    let overview: Value = serde_json::from_str(&overview).expect("JSON");
    assert_eq!(overview["totals"]["conversations"], 1);
    let page = agent.get("/?range=last_7_days").await.text().await.expect("text");
    let list = agent.get("/conversations").await.text().await.expect("text");
    assert!(!page.contains("Sur") && !list.contains("Sur") && !list.contains("a-2"));
    for (source, id) in &all {
        let expected = if source == "a-1" { StatusCode::OK } else { StatusCode::NOT_FOUND };
        for path in [
            format!("/conversations/{id}"),
            format!("/conversations/{source}"),
            format!("/conversations/{id}/transcript"),
            format!("/api/v1/conversations/{id}"),
        ] {
            assert_eq!(agent.get(&path).await.status(), expected, "{path}");
        }
    }
}

#[actix_web::test]
async fn an_agent_changes_the_conversations_of_their_groups_alone() {
    let (_app, agent, reviewer) = begin().await;
    let all = listed(&reviewer, "").await;
    for (source, id) in &all {
        let answer = agent.post(&format!("/conversations/{id}/tag"), &[("tag", "envío")]).await;
        let expected = if source == "a-1" { StatusCode::SEE_OTHER } else { StatusCode::NOT_FOUND };
        assert_eq!(answer.status(), expected, "{source}");
    }
    let mut form = vec![("action", "tag"), ("tag", "todas"), ("list", "")];
    form.extend(all.iter().map(|(_, id)| ("pick", id.as_str())));
    assert_eq!(agent.post("/conversations/bulk", &form).await.status(), StatusCode::SEE_OTHER);
    let tagged: Vec<_> = listed(&reviewer, "tag=todas").await.into_iter().map(|(source, _)| source).collect();
    assert_eq!(tagged, ["a-1"]);
    let form = [("action", "tag"), ("tag", "otra"), ("list", ""), ("all", "1"), ("total", "1")];
    assert_eq!(agent.post("/conversations/bulk", &form).await.status(), StatusCode::SEE_OTHER);
    let tagged: Vec<_> = listed(&reviewer, "tag=otra").await.into_iter().map(|(source, _)| source).collect();
    assert_eq!(tagged, ["a-1"]);
}

#[actix_web::test]
async fn an_agent_without_a_group_sees_nothing() {
    let (app, ..) = begin().await;
    let agent = app.person(Role::Agent, &[]).await;
    assert!(listed(&agent, "").await.is_empty());
    assert_eq!(agent.get("/conversations").await.status(), StatusCode::OK);
    assert_eq!(agent.get("/").await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn an_agent_is_not_told_what_others_were_asked_or_why_they_were_handed_over() {
    let (app, agent, reviewer) = begin().await;
    let mut events = Vec::new();
    for id in ["b-1", "b-2"] {
        let event = |event: &str, kind: &str| json!({"id": format!("{event}-{id}"), "type": kind, "time": "2026-11-19T11:00:00Z", "conversation": id});
        let (mut asked, mut handed) = (event("q", "message.sent"), event("h", "handoff.accepted"));
        (asked["role"], asked["text"]) = ("customer".into(), "lo mismo de siempre".into());
        (asked["group"], asked["channel"]) = ("Sur".into(), "telegram".into());
        handed["reason"] = "pide hablar con Marta".into();
        events.extend([asked, handed]);
    }
    app.take(&events).await;
    let told = ["lo mismo de siempre", "Marta", "telegram"];
    let page = reviewer.get("/?range=last_7_days").await.text().await.expect("text");
    assert!(told.iter().all(|word| page.contains(word)), "they are told to who sees all");
    let page = agent.get("/?range=last_7_days").await.text().await.expect("text");
    assert!(told.iter().all(|word| !page.contains(word)), "{page}");
    for query in ["question=lo+mismo+de+siempre", "handoff_reason=pide+hablar+con+marta", "weekday=4&hour=11"]
    {
        assert!(listed(&agent, query).await.is_empty(), "{query}");
        assert_eq!(listed(&reviewer, query).await.len(), 2, "{query}");
    }
}
