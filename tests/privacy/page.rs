//! The page: what is decided is shown before it is done, and who erases says so twice.

use hilo::domain::access::Role;
use reqwest::StatusCode;

use super::shop::{OF_ANA, numbers, open};

#[actix_web::test]
async fn a_manager_finds_downloads_and_erases_a_customer() {
    let app = open().await;
    let manager = app.person(Role::Manager, &[]).await;
    let who = [("kind", "email"), ("value", "ana@example.com")];
    let found = manager.post("/settings/privacy/customer", &who).await.text().await.expect("text");
    assert!(found.contains("2 conversations, 1 order, 9 events"), "{found}");
    let nobody = manager.post("/settings/privacy/customer", &[("kind", "id"), ("value", "nobody")]).await;
    assert!(nobody.text().await.expect("text").contains("Nobody is known by that."));

    let file = manager.post("/settings/privacy/export", &who).await;
    assert!(!format!("{:?}", file.headers()).contains("ana"), "the file's name says nothing of her");
    assert!(file.text().await.expect("text").contains("zapatillas"));

    let before = numbers(&app).await;
    let typed = |confirm: &'static str| [who[0], who[1], ("confirm", confirm)];
    let wrong = manager.post("/settings/privacy/erase", &typed("yes")).await.text().await.expect("text");
    assert!(wrong.contains("Nothing was erased."), "{wrong}");
    let done =
        manager.post("/settings/privacy/erase", &typed("ana@example.com")).await.text().await.expect("text");
    assert!(done.contains("id=\"receipt\"") && OF_ANA.iter().all(|word| !done.contains(word)), "{done}");
    assert_eq!(before, numbers(&app).await);
    let log = manager.get("/settings/audit.ndjson").await.text().await.expect("text");
    assert!(log.contains("customer.erased") && log.contains("customer.exported"), "{log}");
    assert!(OF_ANA.iter().all(|word| !log.contains(word)), "{log}");
}

#[actix_web::test]
async fn where_else_it_was_said_is_told_before_anything_is_erased() {
    let app = open().await;
    let said = "Mi correo es ana@example.com";
    app.take(&[crate::support::message("else", "c-else", "2026-11-19T10:00:00Z", "customer", said)]).await;
    let manager = app.person(Role::Manager, &[]).await;
    let who = [("kind", "email"), ("value", " ana@example.com ")];
    let page = manager.post("/settings/privacy/customer", &who).await.text().await.expect("text");
    let page = scraper::Html::parse_document(&page);
    let links = crate::pages::select(&page, "#elsewhere a");
    let links: Vec<String> = links.iter().map(crate::pages::words).collect();
    assert_eq!(links, ["c-else"], "their own conversations are not among them");
}

#[actix_web::test]
async fn what_retention_would_erase_is_shown_before_it_is_decided() {
    let app = open().await;
    let owner = app.person(Role::Owner, &[]).await;
    let mut form =
        vec![("mask", "cards"), ("mask", "emails"), ("text_days", "20"), ("conversation_days", "0")];
    let preview = owner.post("/settings/privacy", &form).await.text().await.expect("text");
    assert!(preview.contains("Texts: 6"), "{preview}");
    let kept = || async { app.ndjson("/api/v1/export/messages.ndjson").await };
    assert!(format!("{:?}", kept().await).contains("zapatillas"), "nothing is decided yet");
    let other = [&form[..], &[("sure", "30/0")]].concat();
    let again = owner.post("/settings/privacy", &other).await;
    assert_eq!(again.status(), StatusCode::OK, "what was seen was another preview");
    form.push(("sure", "20/0"));
    let saved = owner.post("/settings/privacy", &form).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    for _ in 0..200 {
        if !format!("{:?}", kept().await).contains("zapatillas") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(!format!("{:?}", kept().await).contains("zapatillas"), "it begins at once");
    let page = owner.get("/settings/privacy").await.text().await.expect("text");
    assert!(page.contains("value=\"emails\" checked") && page.contains("value=\"20\""), "{page}");
    let wrong = owner.post("/settings/privacy", &[("text_days", "1"), ("conversation_days", "5")]).await;
    assert!(wrong.text().await.expect("text").contains("role=\"alert\""));
}
