//! `hilo check`: what it finds, what it puts right, and that it may be asked while others write.

use std::path::Path;

use hilo::store::Store;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::binary::{Served, hilo, run, stderr, stdout};
use crate::support::{database, message};

/// Two customers, one of whom is known by two names; a click, an order, a refund, a handoff.
fn shop() -> Vec<Value> {
    let said = |id: &str, conversation: &str, time: &str, role: &str| {
        message(id, conversation, time, role, "¿y mi envío?")
    };
    let mut first = said("m-1", "c-1", "2026-11-01T10:00:00Z", "customer");
    first["profile"] = json!({"anonymous_id": "browser-1", "email": "ana@example.com"});
    let mut second = said("m-3", "c-2", "2026-11-02T10:00:00Z", "customer");
    second["profile"] = json!({"anonymous_id": "browser-1"});
    vec![
        first,
        said("m-2", "c-1", "2026-11-01T10:01:00Z", "ai"),
        json!({"id": "k-1", "type": "product.clicked", "time": "2026-11-01T10:02:00Z", "conversation": "c-1", "product": "p-1"}),
        json!({"id": "o-1", "type": "order.placed", "time": "2026-11-01T12:00:00Z", "order": "1001", "total": "40.00",
               "currency": "USD", "profile": {"email": "ana@example.com"}}),
        json!({"id": "r-1", "type": "order.refunded", "time": "2026-11-03T12:00:00Z", "order": "1001", "amount": "15.50", "currency": "USD"}),
        second,
        json!({"id": "h-1", "type": "handoff.accepted", "time": "2026-11-02T10:05:00Z", "conversation": "c-2", "method": "ticket"}),
    ]
}

fn imported() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let lines: Vec<String> = shop().iter().map(Value::to_string).collect();
    std::fs::write(folder.path().join("shop.ndjson"), lines.join("\n")).expect("written");
    assert_eq!(run(folder.path(), &["import", "shop.ndjson"]).status.code(), Some(0));
    folder
}

fn tamper(folder: &Path, sql: &str) {
    let url = database::url(folder);
    actix_web::rt::System::new().block_on(async {
        let store = Store::open(&url).await.expect("opened");
        let done = store.writer().execute_unprepared(sql).await.expect(sql);
        assert!(done.rows_affected() > 0, "{sql}");
    });
}

fn exports(folder: &Path) -> Vec<String> {
    ["events", "conversations", "orders"].map(|what| stdout(&run(folder, &["export", what]))).to_vec()
}

#[test]
fn check_finds_and_repairs_whatever_was_tampered_with() {
    let folder = imported();
    let before = exports(folder.path());
    // SQLite's index keeps no documents: what it was given is told by a digest.
    let other_words = match database::postgres() {
        Some(_) => "UPDATE conversation_search SET customer = 'other words'",
        None => "UPDATE conversation_search_content SET c8 = 'other words'",
    };
    for (sql, told) in [
        ("UPDATE conversation SET messages = 7 WHERE source_id = 'c-1'", "conversation c-1\n  messages"),
        ("UPDATE conversation SET outcome = 3 WHERE source_id = 'c-2'", "conversation c-2\n  outcome"),
        (
            "UPDATE conversation SET question_key = 'other' WHERE source_id = 'c-1'",
            "conversation c-1\n  question_key",
        ),
        (
            "UPDATE conversation SET handoff_key = 'other' WHERE source_id = 'c-2'",
            "conversation c-2\n  handoff_key",
        ),
        ("UPDATE conversation SET source_id = 'other' WHERE source_id = 'c-1'", "source_id"),
        ("DELETE FROM conversation WHERE source_id = 'c-1'", "conversation c-1: missing"),
        (
            "INSERT INTO conversation SELECT account_id, 5, {uuid}, 'ghost', asked, test, started_at, updated_at, channel, agent, \
             tag, app, group_name, origin, first_question, messages, outcome, closes_at, close_explicit, closed_by_event, \
             reopened, named, customer, profile, evidence, question_key, handoff_reason, handoff_key FROM conversation LIMIT 1",
            "conversation ghost: no event speaks of it",
        ),
        ("UPDATE orders SET refunded = 0", "order 1001\n  refunded"),
        ("UPDATE orders SET conversation_id = NULL, touchpoint = ''", "order 1001\n  conversation_id"),
        ("DELETE FROM orders", "order 1001: missing"),
        ("UPDATE conversation_sale SET amount = amount + 1", "amount"),
        ("DELETE FROM conversation_sale", "sales of conversation row"),
        ("DELETE FROM total WHERE field = 0", "total 0 \"\" of 2026-11-0"),
        ("UPDATE total SET day = day + 100 WHERE field = 2", "total 2 \"web_chat\""),
        ("DELETE FROM touchpoint", "touchpoint k-1: missing"),
        ("UPDATE touchpoint SET customer = 'id:somebody'", "touchpoint k-1\n  customer"),
        ("UPDATE identity SET leads_to = '' WHERE key = 'anonymous:browser-1'", "leads_to"),
        ("DELETE FROM identity", "customer identifier email:ana@example.com: missing"),
        ("DELETE FROM conversation_search", "search document"),
        (other_words, "search document of conversation row"),
        ("UPDATE event SET time = time + 1 WHERE event_id = 'm-1'", "event m-1"),
        ("UPDATE event SET conversation_id = NULL WHERE event_id = 'm-2'", "event m-2"),
        ("UPDATE event SET order_id = NULL WHERE event_id = 'r-1'", "event r-1"),
        ("DELETE FROM conversation_words WHERE part = 0", "of other texts"),
        ("UPDATE conversation_words SET words = words || $$'1cghost':9$$::tsvector", "of other texts"),
    ] {
        if sql.contains("conversation_words") && database::postgres().is_none() {
            // There the words stand in the documents themselves.
            continue;
        }
        let uuid = if database::postgres().is_some() { "gen_random_uuid()" } else { "randomblob(16)" };
        tamper(folder.path(), &sql.replace("{uuid}", uuid));
        let found = run(folder.path(), &["check"]);
        assert_eq!(found.status.code(), Some(1), "{sql}: {}", stderr(&found));
        assert!(stdout(&found).contains(told), "{sql}: {}", stdout(&found));
        let again = run(folder.path(), &["check"]);
        assert_eq!(stdout(&again), stdout(&found), "{sql}: a check changes nothing");
        let repaired = run(folder.path(), &["check", "--repair"]);
        assert_eq!(repaired.status.code(), Some(0), "{sql}: {}", stderr(&repaired));
        assert!(stderr(&repaired).ends_with(": 0 differences"), "{sql}: {}", stderr(&repaired));
        assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0), "{sql}");
        assert_eq!(exports(folder.path()), before, "{sql}");
    }
}

#[test]
fn an_event_whose_body_is_damaged_is_told_and_cannot_be_repaired() {
    let folder = imported();
    tamper(folder.path(), "UPDATE event SET body = substr(body, 2) WHERE event_id = 'o-1'");
    let found = run(folder.path(), &["check"]);
    assert_eq!(found.status.code(), Some(1));
    assert!(stdout(&found).contains("event o-1: its body cannot be read"), "{}", stdout(&found));
    assert_ne!(run(folder.path(), &["check", "--repair"]).status.code(), Some(0));
}

#[test]
fn rows_from_before_evidence_was_kept_are_no_difference_and_take_new_events() {
    let folder = imported();
    tamper(folder.path(), "UPDATE conversation SET evidence = ''");
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    let more = message("m-9", "c-1", "2026-11-01T11:00:00Z", "customer", "gracias").to_string();
    std::fs::write(folder.path().join("more.ndjson"), more).expect("written");
    assert_eq!(run(folder.path(), &["import", "more.ndjson"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
}

#[test]
fn rows_from_before_questions_and_reasons_were_grouped_are_brought_up_to_date_at_the_next_start() {
    let folder = imported();
    // As the change of the schema leaves them.
    tamper(
        folder.path(),
        "UPDATE conversation SET question_key = '-', handoff_reason = '', handoff_key = ''",
    );
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(1), "check finds them by itself");
    let more = message("m-9", "c-9", "2026-11-01T11:00:00Z", "customer", "gracias").to_string();
    std::fs::write(folder.path().join("more.ndjson"), more).expect("written");
    let imported = run(folder.path(), &["import", "more.ndjson"]);
    assert!(stderr(&imported).contains("bringing its conversations up to date"), "{}", stderr(&imported));
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
    let again = run(folder.path(), &["import", "more.ndjson"]);
    assert!(!stderr(&again).contains("up to date"), "once is enough: {}", stderr(&again));
}

#[test]
fn conversations_from_before_there_were_totals_are_added_up_at_the_next_start() {
    let folder = imported();
    // As the change of the schema leaves them.
    tamper(folder.path(), "DELETE FROM total");
    tamper(folder.path(), "UPDATE account SET closed_until = -1");
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "what is not kept is no difference: {}", stdout(&checked));
    let more = message("m-9", "c-9", "2026-11-01T11:00:00Z", "customer", "gracias").to_string();
    std::fs::write(folder.path().join("more.ndjson"), more).expect("written");
    let imported = run(folder.path(), &["import", "more.ndjson"]);
    assert!(stderr(&imported).contains("adding up its conversations"), "{}", stderr(&imported));
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
    tamper(folder.path(), "DELETE FROM total WHERE field = 0");
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(1), "they are kept now, and compared");
}

#[actix_web::test]
async fn a_check_beside_a_server_that_writes_sees_one_moment() {
    let folder = imported();
    let key = stdout(&run(folder.path(), &["key", "create", "--name", "k", "--scope", "ingest"]));
    let served = Served::start(hilo(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    let url = format!("{}/api/v1/events", served.url);
    let sender = actix_web::rt::spawn(async move {
        let client = reqwest::Client::new();
        for n in 0.. {
            let time = "2026-11-05T10:00:00Z";
            let event =
                message(&format!("x-{n}"), &format!("x-{}", n % 9), time, "customer", "hola").to_string();
            if client.post(&url).bearer_auth(&key).body(event).send().await.is_err() {
                return n;
            }
        }
        0
    });
    for _ in 0..3 {
        let path = folder.path().to_owned();
        let checked = actix_web::rt::task::spawn_blocking(move || run(&path, &["check"])).await.expect("run");
        assert_eq!(checked.status.code(), Some(0), "{}{}", stdout(&checked), stderr(&checked));
    }
    drop(served);
    assert!(sender.await.expect("the sender") > 0, "there was something to write");
}
