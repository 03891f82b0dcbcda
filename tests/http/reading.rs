//! The reading API: lists, pages, threads, and what they agree on.

use serde_json::{Value, json};

use crate::support::{App, message};

async fn forty(app: &App) {
    let mut events = Vec::new();
    for i in 0..40 {
        let day = 1 + i % 15;
        let (c, time) = (format!("c-{i:02}"), format!("2026-11-{day:02}T10:{i:02}:00Z"));
        let mut first = message(&format!("m-{i}"), &c, &time, "customer", &format!("Pregunta número {i}"));
        first["channel"] = ["web_chat", "sms", "email"][i % 3].into();
        events.push(first);
        if i % 2 == 0 {
            events.push(message(&format!("a-{i}"), &c, &time, "ai", "Una respuesta con café"));
        }
    }
    app.take(&events).await;
}

fn sources(page: &Value) -> Vec<String> {
    let rows = page["conversations"].as_array().expect("rows");
    rows.iter().map(|row| row["conversation"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn pages_by_keyset_give_every_row_once_in_order_and_lead_back() {
    let app = App::start().await;
    forty(&app).await;
    for sort in
        ["-updated_at", "started_at", "messages", "-status", "first_question", "profile", "-tag", "channel"]
    {
        let whole = sources(&app.json(&format!("/api/v1/conversations?sort={sort}&limit=100")).await);
        assert_eq!(whole.len(), 40);
        let (mut seen, mut cursor, mut last) = (Vec::new(), None::<String>, Value::Null);
        loop {
            let at = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
            let page = app.json(&format!("/api/v1/conversations?sort={sort}&limit=7{at}")).await;
            assert_eq!(page["total"], 40);
            seen.extend(sources(&page));
            cursor =
                page["next"].as_str().map(|next| form_urlencoded::byte_serialize(next.as_bytes()).collect());
            last = if cursor.is_none() { page } else { last };
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, whole, "{sort}: forwards");
        let mut back = sources(&last);
        let mut cursor = last["previous"].as_str().map(str::to_owned);
        while let Some(at) = cursor {
            let at: String = form_urlencoded::byte_serialize(at.as_bytes()).collect();
            let page = app.json(&format!("/api/v1/conversations?sort={sort}&limit=7&cursor={at}")).await;
            let mut rows = sources(&page);
            rows.extend(back);
            back = rows;
            cursor = page["previous"].as_str().map(str::to_owned);
        }
        assert_eq!(back, whole, "{sort}: backwards");
    }
    app.stop().await;
}

#[actix_web::test]
async fn search_finds_words_without_accents_phrases_profiles_and_ids() {
    let app = App::start().await;
    forty(&app).await;
    app.take(&[
        json!({"id": "p-1", "type": "profile.identified", "time": "2026-11-19T00:00:00Z",
            "profile": {"email": "ana.gomez@example.com", "name": "Ana Gómez", "anonymous_id": "b-9"}}),
        json!({"id": "x-1", "type": "message.sent", "time": "2026-11-19T00:00:00Z", "conversation": "c-ana",
            "role": "customer", "text": "¿Cuándo llega mi envío?", "profile": {"anonymous_id": "b-9"}}),
        json!({"id": "x-2", "type": "order.placed", "time": "2026-11-19T01:00:00Z", "conversation": "c-ana",
            "order": "LB-1001", "total": "5.00", "currency": "EUR"}),
    ])
    .await;
    for (q, found) in [
        ("envio", 1),
        ("ENVÍO", 1),
        ("numero", 40),
        ("cafe", 20),
        ("\"numero 7\"", 1),
        ("\"7 numero\"", 0),
        ("pregunta 7", 1),
        ("pregun*", 40),
        ("ana.gomez@example.com", 1),
        ("gomez", 1),
        ("LB-1001", 1),
        ("c-07", 1),
        ("nobody", 0),
        ("' OR 1=1 --", 0),
        ("\"", 41),
        ("***", 41),
    ] {
        let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let page = app.json(&format!("/api/v1/conversations?q={q}")).await;
        assert_eq!(page["total"], found, "{q}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_profile_that_is_learnt_late_names_the_conversations_that_were_anonymous() {
    let app = App::start().await;
    let mut first = message("m-1", "c-1", "2026-11-18T10:00:00Z", "customer", "hi");
    first["profile"] = json!({"anonymous_id": "browser-1"});
    app.take(&[first]).await;
    let row = |page: Value| page["conversations"][0].clone();
    assert_eq!(row(app.json("/api/v1/conversations").await)["profile"], Value::Null);
    app.take(&[json!({"id": "p-1", "type": "profile.identified", "time": "2026-11-17T00:00:00Z",
        "profile": {"anonymous_id": "browser-1", "email": "ana@example.com", "name": "Ana"}})])
        .await;
    assert_eq!(row(app.json("/api/v1/conversations?q=ana").await)["profile"], "Ana");
    app.stop().await;
}

#[actix_web::test]
async fn a_trial_is_in_no_number_and_no_list_unless_asked_for() {
    let app = App::start().await;
    forty(&app).await;
    let mut trial = message("t-1", "c-01", "2026-11-02T11:00:00Z", "ai", "a test");
    trial["test"] = true.into();
    app.take(&[trial]).await;
    assert_eq!(app.json("/api/v1/conversations").await["total"], 39);
    assert_eq!(app.json("/api/v1/overview").await["totals"]["conversations"], 39);
    let trials = app.json("/api/v1/conversations?test=true").await;
    assert_eq!(sources(&trials), ["c-01"]);
    app.stop().await;
}

#[actix_web::test]
async fn a_greeting_nobody_answered_is_kept_and_counts_nowhere() {
    let app = App::start().await;
    app.take(&[message("g-1", "c-1", "2026-11-19T10:00:00Z", "ai", "How can I help?")]).await;
    assert_eq!(app.json("/api/v1/conversations").await["total"], 0);
    assert_eq!(app.json("/api/v1/overview").await["totals"]["resolution_rate"], Value::Null);
    assert_eq!(app.json("/api/v1/conversations/c-1").await["messages"].as_array().map(Vec::len), Some(1));
    app.take(&[message("m-1", "c-1", "2026-11-19T10:01:00Z", "customer", "hi")]).await;
    assert_eq!(app.json("/api/v1/conversations").await["total"], 1);
    app.stop().await;
}

#[actix_web::test]
async fn the_thread_says_why_it_has_its_status() {
    let app = App::start_at("2026-11-20T09:59:59.999Z").await;
    app.take(&[
        message("m-1", "c-1", "2026-11-18T09:59:00Z", "customer", "hi"),
        message("m-2", "c-1", "2026-11-18T10:00:00Z", "ai", "hello"),
    ])
    .await;
    let thread = app.json("/api/v1/conversations/c-1").await;
    assert_eq!(
        (&thread["status"], &thread["closes_at"]),
        (&json!("open"), &json!("2026-11-20T10:00:00.000Z"))
    );
    let verdicts: Vec<&str> =
        thread["why"].as_array().expect("rules").iter().filter_map(|rule| rule["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["does_not_hold", "does_not_hold", "decides", "not_reached", "not_reached"]);
    let by_public_id =
        app.json(&format!("/api/v1/conversations/{}", thread["id"].as_str().expect("an id"))).await;
    assert_eq!(by_public_id, thread);
    app.stop().await;
}

#[actix_web::test]
async fn a_day_of_25_hours_holds_what_happened_in_it_and_the_next_begins_after_it() {
    let app = App::start().await;
    app.set_zone(chrono_tz::America::New_York).await;
    // Clocks fall back on 1 November 2026: that day lasts from 04:00 UTC to 05:00 UTC of the next.
    for (i, time) in [
        "2026-11-01T03:59:59.999Z",
        "2026-11-01T04:00:00Z",
        "2026-11-02T04:59:59.999Z",
        "2026-11-02T05:00:00Z",
    ]
    .iter()
    .enumerate()
    {
        app.take(&[message(&format!("m-{i}"), &format!("c-{i}"), time, "customer", "hi")]).await;
    }
    let overview = app.json("/api/v1/overview?from=2026-10-31&to=2026-11-02").await;
    let a_day: Vec<&Value> =
        overview["series"].as_array().expect("days").iter().map(|d| &d["unresolved"]).collect();
    assert_eq!(a_day, [1, 2, 1]);
    let listed = app.json("/api/v1/conversations?from=2026-11-01&to=2026-11-01").await;
    assert_eq!(listed["total"], 2);
    app.stop().await;
}

#[actix_web::test]
async fn a_thread_is_found_by_the_source_s_id_whatever_characters_it_has() {
    let app = App::start().await;
    for (i, (id, path)) in [
        ("whatsapp:+34 600 11 22", "whatsapp:%2B34%20600%2011%2022"),
        ("a/b", "a%2Fb"),
        ("100%", "100%25"),
        ("ñandú?#", "%C3%B1and%C3%BA%3F%23"),
        ("tail/", "tail%2F"),
        ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
    ]
    .into_iter()
    .enumerate()
    {
        app.take(&[message(&format!("m-{i}"), id, "2026-11-19T10:00:00Z", "customer", "hi")]).await;
        let thread = app.json(&format!("/api/v1/conversations/{path}")).await;
        assert_eq!(thread["conversation"], id);
    }
    app.stop().await;
}

#[actix_web::test]
async fn questions_of_any_length_that_end_in_blanks_are_still_paged_one_by_one() {
    let app = App::start().await;
    let long = "¿".repeat(30_000);
    let texts = ["hi", "hi ", "hi\n", " hi", &long, &format!("{long} ")];
    for (i, text) in texts.iter().enumerate() {
        app.take(&[message(&format!("m-{i}"), &format!("c-{i}"), "2026-11-19T10:00:00Z", "customer", text)])
            .await;
    }
    let (mut seen, mut at) = (Vec::new(), String::new());
    loop {
        let page = app.json(&format!("/api/v1/conversations?sort=first_question&limit=1{at}")).await;
        seen.extend(sources(&page));
        let Some(next) = page["next"].as_str() else { break };
        assert!(next.len() < 500 && seen.len() < 10, "{seen:?}");
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        at = format!("&cursor={next}");
    }
    seen.sort();
    assert_eq!(seen, ["c-0", "c-1", "c-2", "c-3", "c-4", "c-5"]);
    app.stop().await;
}

#[actix_web::test]
async fn the_series_has_each_group_beside_its_day_and_loses_none_that_is_called_day() {
    let app = App::start().await;
    for (i, tag) in ["stock", "stock", "day", ""].iter().enumerate() {
        let conversation = format!("c-{i}");
        app.take(&[
            message(&format!("m-{i}"), &conversation, "2026-11-19T10:00:00Z", "customer", "hi"),
            json!({"id": format!("t-{i}"), "type": "conversation.tagged", "time": "2026-11-19T10:00:01Z",
                "conversation": conversation, "tag": tag}),
        ])
        .await;
    }
    let overview = app.json("/api/v1/overview?from=2026-11-19&to=2026-11-19&group_by=tag").await;
    let groups = json!({"stock": 2, "day": 1, "(none)": 1});
    let wanted = json!({"day": "2026-11-19", "stock": 2, "(none)": 1, "groups": groups});
    assert_eq!(overview["series"], json!([wanted]));
    app.stop().await;
}

#[actix_web::test]
async fn the_thread_has_messages_handoffs_clicks_and_orders_apart() {
    let app = App::start().await;
    let profile = json!({"id": "7"});
    let mut first = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "hi");
    first["profile"] = profile.clone();
    app.take(&[
        first,
        json!({"id": "k-1", "type": "product.clicked", "time": "2026-11-19T10:01:00Z", "conversation": "c-1"}),
        json!({"id": "h-1", "type": "handoff.offered", "time": "2026-11-19T10:02:00Z", "conversation": "c-1"}),
        json!({"id": "o-1", "type": "order.placed", "time": "2026-11-19T11:01:00Z", "order": "1", "total": "5",
            "currency": "USD", "profile": profile}),
        json!({"id": "o-2", "type": "order.placed", "time": "2026-11-18T11:00:00Z", "order": "2", "total": "5",
            "currency": "USD", "profile": profile}),
    ])
    .await;
    let thread = app.json("/api/v1/conversations/c-1").await;
    let ids = |list: &str| -> Vec<String> {
        let rows = thread[list].as_array().expect(list);
        rows.iter()
            .map(|row| row.get("id").unwrap_or(&row["order"]).as_str().expect("an id").to_owned())
            .collect()
    };
    assert_eq!(
        (ids("messages"), ids("clicks"), ids("handoffs")),
        (vec!["m-1".into()], vec!["k-1".into()], vec!["h-1".into()])
    );
    assert_eq!((ids("orders"), ids("orders_not_credited")), (vec!["1".into()], vec!["2".into()]));
    assert_eq!(thread["orders"][0]["seconds_after_touchpoint"], 3600);
    assert_eq!(thread["orders_not_credited"][0]["why_not"], "clicked only after the order");
    assert_eq!(ids("events"), ["m-1", "k-1", "h-1", "o-1"]);
    app.stop().await;
}
