//! What is asked for wrongly, by the wrong ones, or of the wrong ones; and what the page offers.

use hilo::domain::event::parse;
use hilo::domain::money::Currency;
use hilo::store::keys::{New, Scope};
use hilo::store::{accounts, conversations};
use reqwest::StatusCode;
use scraper::Html;

use super::{EXPORT, form, led_to, page, picks, send, sent, with};
use crate::exports::text as exported;
use crate::pages::{filled, select, text, words};
use crate::support::{at, message};

#[actix_web::test]
async fn who_asks_wrongly_is_told_what_to_do_and_nothing_changes() {
    let app = filled(60).await;
    let list = "status=resolved";
    let ids = &picks(&page(&app, "/conversations").await)[..2];
    let before = exported(&app, "/api/v1/export/events.ndjson").await;
    let foreign = [uuid::Uuid::new_v4().to_string(), "nonsense".to_owned()];
    let none: &[String] = &[];
    let long = "x".repeat(201);
    for (ids, fields, told) in [
        (none, [("action", "tag"), ("tag", "x")], "Nothing is selected."),
        (&foreign[..], [("action", "untag"), ("tag", "")], "Nothing is selected."),
        (ids, [("action", "tag"), ("tag", "  ")], "Write the tag"),
    ] {
        let shown = sent(&app, "/conversations/bulk", &with(list, ids, &fields)).await;
        assert!(text(&shown, ".toast.error[role=alert]").starts_with(told), "{fields:?}");
        assert_eq!(select(&shown, "input[name=status][value=resolved][checked]").len(), 1, "the list stays");
    }
    let nothing =
        sent(&app, "/conversations/bulk/export", &with(list, none, &[("file", "messages.csv")])).await;
    assert!(text(&nothing, ".toast.error[role=alert]").starts_with("Nothing is selected."));
    for (fields, field) in [
        ([("action", "tag"), ("tag", long.as_str())], "tag: must be at most 200 characters"),
        ([("action", "tag"), ("tag", "a\u{7}b")], "tag: must not contain control characters"),
        ([("action", "handoff"), ("method", "shouting")], "method: `shouting`"),
        ([("action", "dance"), ("tag", "x")], "action: `dance`"),
    ] {
        let answer = send(&app, "/conversations/bulk", &with(list, ids, &fields)).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{fields:?}");
        let shown = Html::parse_document(&answer.text().await.expect("text"));
        assert!(text(&shown, ".card").contains(field), "{}", text(&shown, ".card"));
    }
    let lost = [("list", "status=lost"), ("all", "1"), ("action", "untag")];
    let answer = send(&app, "/conversations/bulk", &lost).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "a filter that means nothing means not all");
    for path in ["start", "cancel", "undo"].map(|what| format!("/bulk/{}/{what}", foreign[0])) {
        assert_eq!(send(&app, &path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert!(exported(&app, "/api/v1/export/events.ndjson").await == before);
    app.stop().await;
}

#[actix_web::test]
async fn only_own_pages_and_those_who_may_write_change_anything() {
    let app = filled(60).await;
    let ids = &picks(&page(&app, "/conversations").await)[..2];
    let before = exported(&app, EXPORT).await;
    let fields = with("", ids, &[("action", "tag"), ("tag", "x")]);
    let url = led_to(&app, "/conversations/bulk", &fields).await;
    let undo = format!("/bulk/{}/undo", url.split("undo=").nth(1).expect("a job"));
    let tagged = exported(&app, EXPORT).await;
    assert!(tagged != before);
    for path in ["/conversations/bulk", &undo] {
        let request = form(app.post(path), &fields).header("Origin", "https://evil.example");
        assert_eq!(request.send().await.expect("an answer").status(), StatusCode::FORBIDDEN, "{path}");
    }
    let reader = app.another_key("reader", &[Scope::Read]).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let client = client.build().expect("a client");
    let send = async |path: &str, fields: &[(&str, &str)]| {
        let request = client.post(format!("{}{path}", app.url)).bearer_auth(&reader);
        form(request, fields).send().await.expect("an answer")
    };
    for path in ["/conversations/bulk", &undo] {
        assert_eq!(send(path, &fields).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert!(exported(&app, EXPORT).await == tagged);
    // Exporting is reading.
    let answer = send("/conversations/bulk/export", &with("", ids, &[("file", "messages.ndjson")])).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let list = app.anonymous("/conversations").bearer_auth(&reader).send().await.expect("an answer");
    let list = Html::parse_document(&list.text().await.expect("text"));
    let buttons: Vec<_> = select(&list, "#bulk button[name]").iter().map(words).collect();
    assert_eq!(buttons, ["Conversations CSV", "Conversations NDJSON", "Messages CSV", "Messages NDJSON"]);
    app.stop().await;
}

#[actix_web::test]
async fn another_account_s_conversations_are_never_touched() {
    let app = filled(30).await;
    let euro = Currency::parse("EUR").expect("EUR");
    accounts::create(app.store.writer(), "other", chrono_tz::UTC, euro).await.expect("an account");
    let other = accounts::find(app.store.reader(), "other").await.expect("read").expect("there").id;
    let now = at("2026-11-20T15:30:00Z");
    let event = message("m", "c-theirs", "2026-11-19T10:00:00Z", "customer", "Hola");
    app.ingest.submit(other, vec![parse(event, now).expect("an event")]).await.expect("taken");
    let theirs = conversations::public_id("c-theirs").to_string();
    let fields = [("pick", theirs.as_str()), ("action", "tag"), ("tag", "mine")];
    let shown = sent(&app, "/conversations/bulk", &fields).await;
    assert!(text(&shown, ".toast").starts_with("Nothing is selected."));
    let all = [("all", "1"), ("action", "tag"), ("tag", "mine"), ("list", "")];
    sent(&app, "/conversations/bulk", &all).await;
    let row = conversations::find(app.store.reader(), other, "c-theirs").await.expect("read").expect("there");
    assert_eq!(row.tag, "");
    // Nor is a job of theirs known here.
    let new = New { name: "them".to_owned(), scopes: vec![Scope::Ingest, Scope::Read], ..New::default() };
    let key = hilo::store::keys::create(app.store.writer(), other, new, 0);
    let key = key.await.expect("a key");
    let job = led_to(&app, "/conversations/bulk", &[("all", "1"), ("action", "untag"), ("list", "")]).await;
    let id = job.split("undo=").nth(1).expect("a job");
    let seen = app.anonymous(&format!("/bulk/{id}")).bearer_auth(&key).send().await.expect("an answer");
    assert_eq!(seen.status(), StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn every_row_has_a_box_with_a_name_and_the_selection_leads_to_its_export() {
    let app = filled(130).await;
    let shown = page(&app, "/conversations?columns=status&range=last_90_days").await;
    let ids = picks(&shown);
    assert_eq!(ids.len(), select(&shown, ".rows tbody tr").len());
    let rows = select(&shown, "td.pick input");
    let label = |n: usize| rows[n].value().attr("aria-label").expect("a label").to_owned();
    assert!((0..rows.len()).all(|n| label(n).starts_with("Select: ") && label(n).len() > 8), "{}", label(0));
    let total = crate::pages::number(&text(&shown, "#count"));
    assert_eq!(text(&shown, "#bulk .bulk-all"), format!("Select all {total} that match"));
    for (all, query) in [
        (false, format!("only={}&only={}", ids[0], ids[1])),
        (true, "from=2026-08-23&to=2026-11-20".to_owned()),
    ] {
        let mut fields = with("range=last_90_days", &ids[..2], &[("file", "conversations.csv")]);
        fields.extend(all.then_some(("all", "1")));
        let to = led_to(&app, "/conversations/bulk/export", &fields).await;
        assert_eq!(to, format!("/export/conversations.csv?{query}"));
    }
    // All that match stand on the page: there is no more to select.
    let one = page(&app, &format!("/conversations?q={}", ids[0])).await;
    assert_eq!((picks(&one).len(), select(&one, ".bulk-all").len()), (1, 0));
    let none = page(&app, "/conversations?q=nothinglikethis").await;
    assert!(select(&none, "#bulk").is_empty(), "nothing to select, nothing to do");
    app.stop().await;
}
