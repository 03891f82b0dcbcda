//! Searching, reading what was found, narrowing it down and widening it again.

use thirtyfour::Key;

use super::chromium::Chromium;
use super::journey::demo;
use super::table::{ask, focused, in_sight, press};
use crate::pages::number;

#[actix_web::test]
async fn a_search_leads_to_its_hits_one_after_the_other_and_back_to_the_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser.open(&format!("{}/conversations?range=last_90_days", demo.url)).await;
    press(&browser, "/").await;
    let search = browser.driver.active_element().await.expect("the search box");
    search.send_keys("mi pedido -tarjeta").await.expect("typed");
    search.send_keys("" + Key::Enter).await.expect("sent");
    browser.arrive("q=mi+pedido").await;
    assert_eq!(browser.count(".snippet").await, browser.count(".rows tbody tr").await, "each shows why");
    let first = browser.text(".snippet mark").await.to_lowercase();
    assert!(["mi", "pedido", "mi pedido"].contains(&first.as_str()), "{first}");
    assert!(browser.text("#understood").await.contains("without tarjeta"));
    browser.picture("search").await;

    // Best match first, and newest first again: the same conversations.
    let found = browser.text("#count").await;
    browser.click("#order").await;
    browser.arrive("sort=-relevance").await;
    assert_eq!(browser.text("#count").await, found);
    browser.click("#order").await;
    browser.arrive("q=mi+pedido").await;

    // The row with most hits of the page, so that there is a next one.
    let most = "(() => { const rows = [...document.querySelectorAll('.rows tbody tr')]; return rows.findIndex((row) => \
                row.querySelectorAll('.snippet mark').length > 1) })()";
    let row: usize = ask(&browser, most).await.parse().unwrap_or(0);
    press(&browser, "j".repeat(row + 1)).await;
    let opened = focused(&browser).await;
    browser.driver.active_element().await.expect("a link").send_keys("" + Key::Enter).await.expect("a key");
    browser.arrive("#hit-1").await;
    let seen = |id: &str| {
        format!(
            "(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById('{id}').getBoundingClientRect())"
        )
    };
    assert_eq!(ask(&browser, &seen("hit-1")).await, "true", "it opens at the first");
    let hits = browser.count(".hit").await;
    assert!(hits > 1, "{hits}");
    assert_eq!(number(&browser.text(".hits").await), hits as u64);
    browser.picture("search-hits").await;
    press(&browser, "n").await;
    browser.arrive("#hit-2").await;
    assert_eq!(ask(&browser, &seen("hit-2")).await, "true");
    press(&browser, "p").await;
    browser.arrive("#hit-1").await;

    // However many were looked at, one step back is the list, at the row.
    browser.driver.back().await.expect("back");
    browser.arrive(&format!("#{opened}")).await;
    assert_eq!((focused(&browser).await, in_sight(&browser, &opened).await), (opened, true));
    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn values_tell_how_many_they_give_are_left_out_and_taken_off_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser.open(&format!("{}/conversations?range=last_90_days", demo.url)).await;
    let all = number(&browser.text("#count").await);
    browser.click("[data-field=channel] summary").await;
    browser.picture("filter-channel").await;
    let sms = number(&browser.text("[data-field=channel] label:has([value=sms]) .num").await);
    browser.click("[data-field=channel] [name=channel][value=sms]").await;
    browser.click("[data-field=channel] .btn").await;
    browser.arrive("channel=sms").await;
    assert_eq!(number(&browser.text("#count").await), sms);
    assert!(0 < sms && sms < all);

    // Left out, it is the others.
    browser.click("[data-field=channel] summary").await;
    browser.click("[data-field=channel] [name=channel][value=sms]").await;
    browser.click("[data-field=channel] [name=not_channel][value=sms]").await;
    browser.click("[data-field=channel] .btn").await;
    browser.arrive("not_channel=sms").await;
    assert_eq!(number(&browser.text("#count").await), all - sms);

    browser.click("[data-field=more] summary").await;
    browser.find("[name=min_messages]").await.send_keys("6").await.expect("typed");
    browser.find("[name=max_duration]").await.send_keys("2h").await.expect("typed");
    browser.picture("filter-more").await;
    browser.click("[data-field=more] > div > .btn").await;
    browser.arrive("max_duration=2h").await;
    let narrow = number(&browser.text("#count").await);
    assert!(narrow < all - sms);
    let sentence = browser.text(".list-head .shown").await;
    assert!(
        ["Channel: not SMS", "Messages: ≥ 6", "Duration: ≤ 2h"].iter().all(|part| sentence.contains(part)),
        "{sentence}"
    );
    browser.picture("filter-sentence").await;

    // Each part is taken off with one click.
    for left in ["Messages", "Duration", ""] {
        browser.click(".list-head .part + .part .off").await;
        browser.arrive("range=last_90_days").await;
        let sentence = browser.text(".list-head .shown").await;
        assert!(sentence.contains(left) && !sentence.contains("Channel"), "{sentence}");
    }
    assert_eq!(number(&browser.text("#count").await), all);
    browser.quit().await;
}
