//! What is masked never reaches the disk.

use hilo::domain::mask::{Mask, Masks};
use hilo::store::accounts::{self, Privacy};
use serde_json::json;

use crate::support::binary::{run, stderr, stdout};
use crate::support::{App, message};

#[actix_web::test]
async fn a_card_number_is_gone_before_it_is_kept_however_it_comes_in() {
    let app = App::start().await;
    let mut event =
        message("m-1", "c-1", "2026-11-01T10:00:00Z", "customer", "It is 4111 1111-1111 1111, thanks");
    event["metadata"] = json!({"raw": "4111111111111111", "n": 7});
    app.take(&[
        event,
        json!({"id": "h-1", "type": "handoff.tagged", "time": "2026-11-01T10:01:00Z", "conversation": "c-1", "by": "Maya",
            "reason": "paid with 5500 0055 5555 5559"}),
        json!({"id": "o-1", "type": "order.placed", "time": "2026-11-01T10:02:00Z", "order": "4111111111111111", "total": "1.00",
            "currency": "USD", "profile": {"id": "5500005555555559"}}),
    ])
    .await;
    let kept = app.ndjson("/api/v1/export/events.ndjson").await;
    assert_eq!(kept[0]["text"], "It is [card], thanks");
    assert_eq!(kept[0]["metadata"], json!({"raw": "[card]", "n": 7}));
    assert_eq!(kept[1]["reason"], "paid with [card]");
    assert_eq!(kept[2]["order"], "4111111111111111", "order numbers join, and stay");
    assert_eq!(kept[2]["profile"]["id"], "5500005555555559");
    let bytes = app.everything_kept();
    assert!(!bytes.windows(19).any(|window| window == b"4111 1111-1111 1111"));
    let found = app.json("/api/v1/conversations?q=4111").await;
    assert_eq!(found["conversations"], json!([]));
}

#[actix_web::test]
async fn an_account_masks_what_it_says_and_nothing_else() {
    let app = App::start().await;
    let text = "4111111111111111 ana@example.com +34 600 111 222";
    for (n, (masks, kept)) in [
        (Masks::new([]), text),
        (Masks::default(), "[card] ana@example.com +34 600 111 222"),
        (Masks::new(Mask::ALL.iter().copied()), "[card] [email] [phone]"),
    ]
    .into_iter()
    .enumerate()
    {
        let privacy = Privacy { masks, ..Privacy::default() };
        accounts::set_privacy(app.store.writer(), app.account, &privacy).await.expect("set");
        app.take(&[message(&format!("m-{n}"), "c-1", &format!("2026-11-01T10:0{n}:00Z"), "customer", text)])
            .await;
        assert_eq!(app.ndjson("/api/v1/export/events.ndjson").await[n]["text"], kept);
    }
}

#[test]
fn an_import_is_masked_its_export_comes_back_the_same_and_check_is_clean() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let line = message("m-1", "c-1", "2026-11-01T10:00:00Z", "customer", "4111111111111111, ana@example.com");
    std::fs::write(one.path().join("in.ndjson"), line.to_string()).expect("written");
    let set = run(one.path(), &["account", "set", "--mask", "cards", "--mask", "emails"]);
    assert!(set.status.success(), "{}", stderr(&set));
    assert!(run(one.path(), &["import", "in.ndjson"]).status.success());
    let events = stdout(&run(one.path(), &["export", "events"]));
    assert!(events.contains("[card], [email]") && !events.contains("4111"), "{events}");
    std::fs::write(other.path().join("out.ndjson"), &events).expect("written");
    assert!(run(other.path(), &["import", "out.ndjson"]).status.success());
    assert_eq!(stdout(&run(other.path(), &["export", "events"])), events);
    let again = run(one.path(), &["import", "in.ndjson"]);
    assert!(stdout(&again).contains("1") && again.status.success());
    assert_eq!(stdout(&run(one.path(), &["export", "events"])), events, "nothing comes back");
    for folder in [&one, &other] {
        let check = run(folder.path(), &["check"]);
        assert!(check.status.success(), "{}", stdout(&check));
    }
}
