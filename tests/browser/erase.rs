//! A customer who asks to be forgotten.

use serde_json::Value;
use thirtyfour::Key;

use super::chromium::Chromium;
use super::journey::demo;
use super::table::ask;

#[actix_web::test]
async fn a_customer_is_found_erased_and_found_no_more_while_the_numbers_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let events = reqwest::get(format!("{}/api/v1/export/events.ndjson", demo.url)).await.expect("an answer");
    let events = events.text().await.expect("text");
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let texts: Vec<&str> = events.iter().filter_map(|event| event["text"].as_str()).collect();
    // What somebody wrote into a conversation by which they are known otherwise is not found by it.
    let told = |email: &&str| !texts.iter().any(|text| text.contains(email));
    let messages = events.iter().filter(|event| event["type"] == "message.sent");
    let email = messages.filter_map(|event| event["profile"]["email"].as_str()).find(told);
    let email = email.expect("somebody wrote with an address");
    let browser = Chromium::start(1280, 900).await;
    // What people wrote is not among them: frequent questions and reasons go with who wrote them.
    let numbers = "[...document.querySelectorAll('.tiles, #chart-data, #by-channel, #by-tag, #by-agent, .heat')]\
                   .map(part => part.textContent).join()";
    browser.open(&format!("{}/?range=last_90_days", demo.url)).await;
    let before = ask(&browser, numbers).await;
    assert_eq!(browser.count(".tiles, #chart-data, #by-channel, #by-tag, #by-agent, .heat").await, 6);
    browser.open(&format!("{}/settings/privacy", demo.url)).await;
    browser.picture("settings-privacy").await;
    let value = browser.find("#customer #value").await;
    value.send_keys(email + Key::Enter).await.expect("typed");
    browser.arrive("").await;
    assert!(browser.text("#found").await.contains("conversations"));
    browser.picture("settings-privacy-found").await;
    let confirm = browser.find("#erase-customer #confirm").await;
    confirm.send_keys(email + Key::Enter).await.expect("typed");
    browser.arrive("").await;
    assert!(!browser.text("#receipt").await.contains(email));
    browser.picture("settings-privacy-receipt").await;
    browser.open(&format!("{}/conversations?q={email}", demo.url)).await;
    assert_eq!(browser.count(".rows tbody tr").await, 0);
    browser.open(&format!("{}/?range=last_90_days", demo.url)).await;
    assert_eq!(ask(&browser, numbers).await, before);
    browser.quit_without_complaint().await;
}
