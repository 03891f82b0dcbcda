//! Ticking rows by hand: boxes, ranges, the keyboard, and the bar that shows what can be done.

use thirtyfour::Key;

use super::chromium::Chromium;
use super::journey::demo;
use super::table::{ask, press};

const TICKED: &str = "document.querySelectorAll('td.pick :checked').length";

#[actix_web::test]
async fn rows_are_ticked_by_box_range_and_key_and_tagged_from_a_bar_that_shows_when_it_is_needed() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser.open(&format!("{}/conversations?range=last_90_days", demo.url)).await;
    assert!(!browser.find("#bulk").await.is_displayed().await.expect("an answer"));
    // The first by key, a range by shift and click; the cell does not open the row.
    press(&browser, "jx").await;
    assert_eq!(browser.text("#bulk .bulk-count b").await, "1 selected");
    browser.click("tbody tr:nth-child(2) td.pick input").await;
    let fifth = browser.find("tbody tr:nth-child(5) td.pick label").await;
    let chain = browser.driver.action_chain().key_down(Key::Shift).click_element(&fifth);
    chain.key_up(Key::Shift).perform().await.expect("clicked");
    assert_eq!(browser.text("#bulk .bulk-count b").await, "5 selected");
    assert_eq!(ask(&browser, "location.pathname").await, "/conversations");
    browser.picture("table-selected").await;
    // Escape closes what is open first.
    browser.click("#bulk details summary").await;
    browser.picture("table-selected-handoff").await;
    press(&browser, "" + Key::Escape).await;
    assert_eq!(ask(&browser, TICKED).await, "5");
    press(&browser, "" + Key::Escape).await;
    assert_eq!(ask(&browser, TICKED).await, "0");
    assert!(!browser.find("#bulk").await.is_displayed().await.expect("an answer"));

    // The whole page, and then all that match.
    browser.click("th.pick input").await;
    assert_eq!(browser.text("#bulk .bulk-count b").await, "50 selected");
    let all = browser.text(".bulk-all").await;
    browser.click(".bulk-all input").await;
    let selected = browser.text("#bulk .bulk-count b").await;
    let number = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert_eq!(number(&selected), number(&all));
    browser.click("tbody tr:nth-child(3) td.pick input").await;
    assert_eq!(browser.text("#bulk .bulk-count b").await, "49 selected", "then it is no longer all");
    browser.click("[data-bulk-clear]").await;

    // Enter in the field sets the tag; nothing to set keeps the ticks.
    browser.click("tbody tr:nth-child(1) td.pick input").await;
    let ticked = ask(&browser, TICKED).await;
    browser.click("#bulk button[value=tag]").await;
    assert_eq!(ask(&browser, TICKED).await, ticked);
    let field = browser.driver.active_element().await.expect("the field");
    field.send_keys("winter" + Key::Enter).await.expect("typed");
    browser.arrive("done=bulk_done").await;
    browser.text_with(".toast", "tagged “winter”").await;
    browser.picture("table-tagged").await;
    browser.click(".toast button").await;
    browser.arrive("done=bulk_done").await;

    // Many: a question, progress, and the way back.
    browser.open(&format!("{}/conversations", demo.url)).await;
    browser.click("th.pick input").await;
    browser.click(".bulk-all input").await;
    let field = browser.find("#bulk [name=tag]").await;
    field.send_keys("everything" + Key::Enter).await.expect("typed");
    browser.arrive("/bulk/").await;
    browser.picture("bulk-asked").await;
    browser.click("#bulk-start button").await;
    // It ends by itself.
    browser.text_with("h1", "tagged “everything”").await;
    browser.picture("bulk-done").await;
    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn on_a_phone_cards_are_ticked_and_the_bar_fits() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(500, 900).await;
    browser.open(&format!("{}/conversations", demo.url)).await;
    browser.click("tbody tr:nth-child(1) td.pick input").await;
    browser.click("#bulk details summary").await;
    browser.picture("phone-selected").await;
    let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(ask(&browser, beyond).await, "0", "nothing scrolls sideways");
    browser.quit().await;
}
