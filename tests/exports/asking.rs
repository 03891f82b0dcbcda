//! What is asked for, by whom, and what the file is called.

use hilo::domain::access::Role;
use hilo::store::keys::Scope;
use reqwest::StatusCode;
use serde_json::json;

use super::{table, text};
use crate::support::{App, message};

async fn two_channels(app: &App) {
    let mut sms = message("b-1", "c-2", "2026-11-17T10:00:00Z", "customer", "Quiero un café");
    sms["channel"] = "sms".into();
    let customer = json!({"email": "ana@example.com"});
    app.take(&[
        message("a-1", "c-1", "2026-11-16T10:00:00Z", "customer", "Hola"),
        sms,
        json!({"id": "k-1", "type": "product.clicked", "time": "2026-11-17T10:01:00Z", "conversation": "c-2", "profile": customer}),
        json!({"id": "o-1", "type": "order.placed", "time": "2026-11-17T11:00:00Z", "order": "N-1", "total": "5.00", "currency": "USD", "profile": customer}),
        json!({"id": "o-2", "type": "order.placed", "time": "2026-11-17T12:00:00Z", "order": "N-2", "total": "5.00", "currency": "USD"}),
        json!({"id": "t-1", "type": "message.sent", "time": "2026-11-17T13:00:00Z", "conversation": "trial", "role": "customer", "text": "test", "test": true}),
    ])
    .await;
}

#[actix_web::test]
async fn filter_and_search_choose_conversations_and_with_them_messages_orders_and_events() {
    let app = App::start().await;
    two_channels(&app).await;
    for (query, conversations, messages, orders, events) in [
        (
            "",
            vec!["c-1", "c-2"],
            vec!["a-1", "b-1"],
            vec!["N-1", "N-2"],
            vec!["a-1", "b-1", "k-1", "o-1", "o-2", "t-1"],
        ),
        ("?channel=sms", vec!["c-2"], vec!["b-1"], vec!["N-1"], vec!["b-1", "k-1"]),
        ("?q=cafe", vec!["c-2"], vec!["b-1"], vec!["N-1"], vec!["b-1", "k-1"]),
        ("?from=2026-11-16&to=2026-11-16", vec!["c-1"], vec!["a-1"], vec![], vec!["a-1"]),
        ("?sales=any", vec!["c-2"], vec!["b-1"], vec!["N-1"], vec!["b-1", "k-1"]),
        ("?test=true", vec!["trial"], vec!["t-1"], vec![], vec!["t-1"]),
        ("?q=nothing", vec![], vec![], vec![], vec![]),
    ] {
        for (what, id, wanted) in [
            ("conversations", "conversation", &conversations),
            ("messages", "id", &messages),
            ("orders", "order", &orders),
            ("events", "id", &events),
        ] {
            let path = format!("/api/v1/export/{what}");
            let cells: Vec<String> = table(&app, &format!("{path}.csv{query}"))
                .await
                .into_iter()
                .map(|mut row| row.remove(id).expect(id))
                .collect();
            assert_eq!(cells, **wanted, "{what}.csv{query}");
            let lines = app.ndjson(&format!("{path}.ndjson{query}")).await;
            let lines: Vec<&str> = lines.iter().filter_map(|line| line[id].as_str()).collect();
            assert_eq!(lines, **wanted, "{what}.ndjson{query}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_file_is_called_by_what_is_in_it_and_which_days() {
    let app = App::start().await;
    for (path, name) in [
        ("/export/conversations.csv?range=last_7_days", "hilo-conversations-2026-11-14-to-2026-11-20.csv"),
        ("/export/messages.ndjson?from=2026-11-16&to=2026-11-16", "hilo-messages-2026-11-16.ndjson"),
        ("/api/v1/export/orders.csv", "hilo-orders-until-2026-11-20.csv"),
        ("/api/v1/export/events.ndjson?q=x", "hilo-events-until-2026-11-20-filtered.ndjson"),
    ] {
        let response = app.get(path).send().await.expect("an answer");
        assert_eq!(response.headers()["content-disposition"], format!("attachment; filename=\"{name}\""));
        let csv = path.contains(".csv");
        let kind = if csv { "text/csv; charset=utf-8; header=present" } else { "application/x-ndjson" };
        assert_eq!(response.headers()["content-type"], kind);
    }
    app.stop().await;
}

#[actix_web::test]
async fn spreadsheets_get_a_mark_programs_get_none_and_both_the_same_rows() {
    let app = App::start().await;
    assert_eq!(
        text(&app, "/api/v1/export/messages.csv").await,
        "id,conversation,time,role,channel,agent,text\r\n",
        "the header is there without a row"
    );
    assert_eq!(text(&app, "/export/messages.ndjson").await, "");
    two_channels(&app).await;
    for what in ["conversations", "messages", "orders", "events"] {
        let for_programs = text(&app, &format!("/api/v1/export/{what}.csv")).await;
        let for_people = app.get(&format!("/export/{what}.csv")).send().await.expect("an answer");
        let for_people = for_people.bytes().await.expect("bytes");
        assert_eq!(for_people.strip_prefix(b"\xef\xbb\xbf"), Some(for_programs.as_bytes()), "{what}");
        let lines = text(&app, &format!("/api/v1/export/{what}.ndjson")).await;
        assert_eq!(text(&app, &format!("/export/{what}.ndjson")).await, lines, "{what}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn an_export_is_for_those_who_may_read_and_a_wrong_filter_is_told() {
    let app = App::start().await;
    let sender = app.another_key("sender", &[Scope::Ingest]).await;
    let analyst = app.person(Role::Analyst, &[]).await;
    for what in ["conversations", "messages", "orders", "events"] {
        for format in ["csv", "ndjson"] {
            let path = format!("/api/v1/export/{what}.{format}");
            let status = |response: reqwest::Response| response.status();
            assert_eq!(
                status(app.anonymous(&path).send().await.expect("an answer")),
                StatusCode::UNAUTHORIZED
            );
            let with = app.anonymous(&path).bearer_auth(&sender).send();
            assert_eq!(status(with.await.expect("an answer")), StatusCode::FORBIDDEN, "{path}");
            let wrong = app.get(&format!("{path}?status=lost")).send();
            assert_eq!(status(wrong.await.expect("an answer")), StatusCode::BAD_REQUEST, "{path}");
            let page = format!("/export/{what}.{format}");
            assert_eq!(status(app.anonymous(&page).send().await.expect("an answer")), StatusCode::SEE_OTHER);
            assert_eq!(status(analyst.get(&page).await), StatusCode::OK, "{page}");
        }
    }
    let unknown = app.get("/api/v1/export/customers.csv").send().await.expect("an answer");
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}
