//! The forms of the settings: what they refuse, and what the audit log says of a change.

use hilo::domain::access::Role;
use hilo::store::audit::{self, Action, Wanted};
use reqwest::StatusCode;
use scraper::Html;

use super::{ask, filled, save};
use crate::pages::{select, text, words};
use crate::support::people::Person;
use crate::support::{App, message};

async fn sent(person: &Person, form: &[(&str, &str)]) -> Html {
    let usual = [("time_zone", "UTC"), ("currency", "USD"), ("auto_close_hours", "48"), ("tag_rules", "")];
    let mut all: Vec<(&str, &str)> = usual.to_vec();
    for channel in ["window.web_chat", "window.sms", "window.whatsapp", "window.email"] {
        all.push((channel, "24"));
    }
    for channel in ["touch.web_chat", "touch.sms", "touch.whatsapp", "touch.email"] {
        all.push((channel, "product_click"));
    }
    all.retain(|(name, _)| form.iter().all(|(other, _)| other != name));
    all.extend(form);
    let answer = person.post("/settings/numbers", &all).await;
    assert_eq!(answer.status(), StatusCode::OK, "{form:?}");
    Html::parse_document(&answer.text().await.expect("text"))
}

#[actix_web::test]
async fn what_means_nothing_is_refused_and_stays_in_the_form() {
    let app = App::start().await;
    let manager = app.person(Role::Manager, &[]).await;
    for (name, value, told) in [
        ("time_zone", "Madrid", "IANA"),
        ("currency", "euro", "ISO 4217"),
        ("auto_close_hours", "0", "from 1 to 8760"),
        ("auto_close_hours", "9000", "from 1 to 8760"),
        ("window.sms", "721", "from 1 to 720"),
        ("window.sms", "", "from 1 to 720"),
        ("tag_rules", "envío: pedido\nsin palabras", "Line 2"),
        ("tag_rules", "envío:", "Line 1"),
    ] {
        let page = sent(&manager, &[(name, value)]).await;
        assert!(text(&page, "[role=alert]").contains(told), "{name}={value}: {}", text(&page, "main"));
        let field = format!("[name=\"{name}\"]");
        let kept = &select(&page, &field)[0];
        let kept = kept.value().attr("value").map_or_else(|| kept.text().collect(), str::to_owned);
        assert_eq!(kept.trim(), value.trim(), "{name}");
    }
    let page = sent(&manager, &[("action", "preview")]).await;
    assert!(text(&page, "[role=status]").contains("nothing would change"));
    app.stop().await;
}

#[actix_web::test]
async fn a_sentence_is_tried_with_the_rules_as_they_are_written() {
    let app = App::start().await;
    let manager = app.person(Role::Manager, &[]).await;
    let rules = "envío: pedido, paquete\ndevolución: devolver";
    app.take(&[
        message("m-1", "c-1", "2026-11-10T10:00:00Z", "customer", "Mi pedido"),
        message("m-2", "c-2", "2026-11-10T10:00:00Z", "customer", "Mi paquete"),
        message("m-3", "c-3", "2026-10-10T10:00:00Z", "customer", "Mi pedido"),
    ])
    .await;
    manager.post("/conversations/c-2/tag", &[("tag", "otro")]).await;
    for (sample, told) in [
        ("¿Dónde está mi PAQUETE?", "It would be tagged envío."),
        ("Quiero devolverlo", "It would be tagged devolución."),
        ("Hola", "No rule holds for it."),
    ] {
        let page = sent(&manager, &[("tag_rules", rules), ("sample", sample), ("action", "try")]).await;
        assert_eq!(text(&page, "#tried"), told);
        // The first message is of the last 30 days, the second was tagged by hand, the third is older.
        let matches = select(&page, "#matches tbody tr");
        let words: Vec<String> = matches.iter().map(words).collect();
        assert_eq!(words, ["envío21", "devolución00"]);
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_change_is_one_entry_of_the_log_with_what_it_was_and_is() {
    let app = filled().await;
    let manager = app.person(Role::Manager, &[]).await;
    let (url, _) = ask(&manager, &[("auto_close_hours", "24"), ("currency", "EUR")]).await;
    save(&manager, &url).await;
    let wanted = Wanted { action: Some(Action::SettingsChanged), ..Wanted::default() };
    let entries = audit::page(app.store.reader(), app.account, &wanted, None, 10).await.expect("read");
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(entry.actor, format!("user:{}", manager.user.id));
    let details: serde_json::Value = serde_json::from_str(&entry.details).expect("JSON");
    assert_eq!(details, serde_json::json!({"auto_close_hours": [48, 24], "currency": ["USD", "EUR"]}));
    let page = manager.get("/settings/audit?action=settings.changed").await.text().await.expect("text");
    assert!(text(&Html::parse_document(&page), "#audit tbody tr").contains("auto_close_hours: 48 → 24"));
    app.stop().await;
}

#[actix_web::test]
async fn the_account_gets_another_name_and_language() {
    let app = App::start().await;
    app.another_account("tienda").await;
    let manager = app.person(Role::Manager, &[]).await;
    let refused = manager.post("/settings/account", &[("name", "tienda"), ("language", "es")]).await;
    assert!(refused.text().await.expect("text").contains("Another account has that name"));
    let saved = manager.post("/settings/account", &[("name", " La  Lumbre "), ("language", "es")]).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let page = Html::parse_document(&manager.get("/").await.text().await.expect("text"));
    assert_eq!(text(&page, ".account"), "La Lumbre");
    assert_eq!(select(&page, "html")[0].value().attr("lang"), Some("es"));
    app.stop().await;
}
