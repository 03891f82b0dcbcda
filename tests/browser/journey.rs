//! The whole way: demo, overview, list, search, thread, handoff, and back.

use thirtyfour::Key;

use super::chromium::Chromium;
use crate::pages::number;
use crate::support::binary::{Served, hilo};

/// A demo with a standing clock.
pub fn demo(folder: &std::path::Path) -> Served {
    let mut command = hilo(folder);
    command.env("HILO_NOW", "2026-11-20T15:30:00Z");
    Served::start(command.args(["demo", "--no-browser", "--listen", "127.0.0.1:0", "--conversations", "400"]))
}

async fn unresolved(browser: &Chromium) -> u64 {
    number(&browser.text("#tile-unresolved small").await)
}

#[actix_web::test]
async fn a_support_lead_goes_from_the_overview_to_a_thread_tags_a_handoff_and_takes_it_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 1000).await;

    browser.open(&demo.url).await;
    assert!(browser.text(".demo-bar").await.starts_with("Demo"));
    assert!(browser.count("#chart-data tbody tr").await > 20);
    super::chart::draw(&browser).await;
    browser.driver.execute("scrollTo(0, 0)", vec![]).await.expect("scrolled");
    browser.picture("overview").await;

    // Another range: choosing one is enough.
    let before = number(&browser.text("#tile-volume .tile-value").await);
    browser.click("select[name=range] option[value=last_90_days]").await;
    browser.arrive("range=last_90_days").await;
    let volume = number(&browser.text("#tile-volume .tile-value").await);
    assert!(volume > before, "90 days hold more than 30: {volume} > {before}");

    // Another grouping: the same conversations.
    browser.click(".segmented a[href*='group_by=channel']").await;
    browser.arrive("group_by=channel").await;
    assert!(browser.text(".legend").await.contains("WhatsApp"));
    assert_eq!(number(&browser.text("#tile-volume .tile-value").await), volume);
    browser.picture("overview-by-channel").await;

    // The tile opens exactly its list.
    let tile = unresolved(&browser).await;
    browser.click("#tile-unresolved h2 a").await;
    browser.arrive("status=unresolved").await;
    assert_eq!(number(&browser.text("#count").await), tile);
    browser.picture("conversations-unresolved").await;

    // Of the resolved ones, one is found by a word, with the keyboard alone.
    browser.open(&format!("{}/conversations?status=resolved&range=last_90_days", demo.url)).await;
    let all = number(&browser.text("#count").await);
    super::table::press(&browser, "/").await;
    let box_ = browser.driver.active_element().await.expect("the search box");
    assert_eq!(box_.attr("name").await.expect("a name").as_deref(), Some("q"));
    box_.send_keys("pedido").await.expect("typed");
    box_.send_keys("" + Key::Enter).await.expect("sent");
    browser.arrive("q=pedido").await;
    let found = number(&browser.text("#count").await);
    assert!(found > 0 && found < all, "{found} of {all}");
    assert!(browser.address().await.contains("status=resolved"));
    browser.picture("conversations-search").await;

    // A row opens its thread, wherever it is clicked.
    browser.click("table.rows tbody tr td.c-messages").await;
    browser.arrive("/conversations/").await;
    assert_eq!(browser.text("#status").await, "Resolved");
    let thread = browser.address().await;
    browser.picture("thread").await;
    let crumb = browser.find(".crumb a").await.prop("href").await.expect("a property").expect("an address");
    assert!(crumb.contains("q=pedido"), "the way back leads to the same search: {crumb}");

    // Tag a handoff: the status changes, and so does the overview.
    browser.find("#handoff-form input[name=team]").await.send_keys("Returns").await.expect("typed");
    browser.find("#handoff-form input[name=reason]").await.send_keys("Called back").await.expect("typed");
    browser.click("#handoff-form button").await;
    browser.arrive("done=handoff_tagged").await;
    assert_eq!(browser.text("#status").await, "Unresolved");
    assert!(browser.text(".rule.holds").await.contains("A person tagged the handoff"));
    browser.picture("thread-tagged").await;
    let overview = format!("{}/?range=last_90_days", demo.url);
    browser.open(&overview).await;
    assert_eq!(unresolved(&browser).await, tile + 1);

    // Undo: all is as before.
    browser.open(&thread).await;
    browser.click("#handoff-undo button").await;
    browser.arrive("done=handoff_withdrawn").await;
    assert_eq!(browser.text("#status").await, "Resolved");
    browser.open(&overview).await;
    assert_eq!(unresolved(&browser).await, tile);

    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn pages_fit_a_phone_and_the_table_becomes_cards() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(500, 900).await;
    for (name, path) in [("overview", "/?group_by=tag"), ("conversations", "/conversations")] {
        browser.open(&format!("{}{path}", demo.url)).await;
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let beyond = browser.driver.execute(script, vec![]).await.expect("measured");
        assert_eq!(beyond.json().as_i64(), Some(0), "{path} scrolls sideways");
        browser.picture(&format!("phone-{name}")).await;
    }
    let edge = "const edge = (selector, side) => document.querySelector(selector).getBoundingClientRect()[side]; \
                return edge('.pick input[name]', 'right') <= edge('.c-first_question', 'left')";
    let beside = browser.driver.execute(edge, vec![]).await.expect("measured");
    assert_eq!(beside.json().as_bool(), Some(true), "the box stands beside the question");
    browser.click("table.rows tbody tr a").await;
    browser.arrive("/conversations/").await;
    browser.picture("phone-thread").await;
    browser.quit().await;
}
