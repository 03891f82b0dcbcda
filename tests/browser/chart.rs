//! The chart of the overview: what hovering, clicking, dragging and the keyboard tell and open.

use thirtyfour::Key;

use super::chromium::Chromium;
use super::journey::demo;
use super::table::{ask, until};
use crate::pages::number;

/// Comes near to the chart, which is drawn then.
pub async fn draw(browser: &Chromium) {
    let near = "document.getElementById('chart').scrollIntoView()";
    browser.driver.execute(near, vec![]).await.expect("scrolled");
    until(browser, "document.querySelectorAll('.chart canvas').length", "1").await;
}

/// A place in the plot: in the middle of a bar, so many pixels above the axis; above the plot's middle from its top.
async fn point(browser: &Chromium, bar: usize, up: i64) -> (i64, i64) {
    let script = format!(
        "(() => {{ const plot = document.querySelector('.u-over'); plot.scrollIntoView({{ block: 'center' }}); \
         const box = plot.getBoundingClientRect(); \
         const count = document.querySelectorAll('#chart-data tbody tr').length; \
         return [Math.round(box.left + (({bar} + .5) * box.width) / count), \
         Math.round(box.bottom - {up})].join() }})()"
    );
    let at = ask(browser, &script).await;
    let (x, y) = at.split_once(',').expect("a place");
    (x.parse().expect("a number"), y.parse().expect("a number"))
}

async fn hover(browser: &Chromium, (x, y): (i64, i64)) {
    browser.driver.action_chain().move_to(x, y).perform().await.expect("moved");
}

/// A cell of the table below: the day's name, or a number.
async fn cell(browser: &Chromium, bar: usize, column: usize) -> String {
    let selector = format!("#chart-data tbody tr:nth-child({}) > :nth-child({})", bar + 1, column + 1);
    ask(browser, &format!("document.querySelector('{selector}').textContent")).await
}

#[actix_web::test]
async fn bars_tell_their_numbers_and_open_exactly_their_lists() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1280, 1000).await;
    let page = format!("{}/?from=2026-10-20&to=2026-11-20&group_by=status", demo.url);
    browser.open(&page).await;
    draw(&browser).await;
    assert_eq!(browser.count("details.more[open]").await, 0, "the chart stands for the table");
    let (day, resolved, total) =
        (cell(&browser, 8, 0).await, cell(&browser, 8, 1).await, cell(&browser, 8, 4).await);
    hover(&browser, point(&browser, 8, 4).await).await;
    let tip = browser.text_with(".tip", &day).await;
    for part in [&resolved, &total, "Resolved", "%"] {
        assert!(tip.contains(part), "{part} in {tip}");
    }
    browser.picture("overview-hover").await;
    // A piece opens its list, what is free above it that of the day.
    browser.driver.action_chain().click().perform().await.expect("clicked");
    browser.arrive("status=resolved").await;
    assert_eq!(number(&browser.text("#count").await), number(&resolved));
    browser.open(&page).await;
    draw(&browser).await;
    let free = ask(&browser, "document.querySelector('.u-over').clientHeight - 2").await;
    hover(&browser, point(&browser, 8, free.parse().expect("a number")).await).await;
    browser.driver.action_chain().click().perform().await.expect("clicked");
    browser.arrive("/conversations?from=2026-10-28&to=2026-10-28").await;
    assert_eq!(number(&browser.text("#count").await), number(&total));

    // Dragging across days leads to the overview of these.
    browser.open(&page).await;
    draw(&browser).await;
    let (from, to) = (point(&browser, 5, 60).await, point(&browser, 9, 60).await);
    let chain = browser.driver.action_chain().move_to(from.0, from.1).click_and_hold();
    chain.move_to(to.0, to.1).perform().await.expect("dragged");
    browser.text_with(".tip", "Show these days").await;
    browser.picture("overview-drag").await;
    let sum = number(browser.text(".tip .head td").await.as_str());
    browser.driver.action_chain().release().perform().await.expect("let go");
    browser.arrive("from=2026-10-25&to=2026-10-29").await;
    assert_eq!(number(&browser.text("#tile-volume .tile-value").await), sum);
    assert_eq!(browser.count("#chart-data tbody tr").await, 5);

    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn the_chart_is_one_stop_of_the_tab_key_and_its_bars_are_walked_and_heard() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1280, 1000).await;
    let page = format!("{}/?from=2026-10-20&to=2026-11-20&group_by=status", demo.url);
    browser.open(&page).await;
    draw(&browser).await;
    assert_eq!(browser.count(".chart [tabindex='0']").await, 1);
    let plot = browser.find("#chart-plot").await;
    assert!(plot.attr("aria-label").await.expect("a label").expect("a label").starts_with("Stacked bars"));
    plot.send_keys("" + Key::Home).await.expect("a key");
    let said = async || ask(&browser, "document.querySelector('.chart [data-said]').textContent").await;
    assert!(said().await.starts_with(&cell(&browser, 0, 0).await));
    for key in [Key::Right, Key::Right, Key::Up] {
        plot.send_keys("" + key).await.expect("a key");
    }
    let (day, resolved) = (cell(&browser, 2, 0).await, cell(&browser, 2, 1).await);
    assert!(said().await.starts_with(&format!("{day}. Resolved: {resolved} (")), "{}", said().await);
    assert!(browser.find(".tip").await.is_displayed().await.expect("shown"));
    plot.send_keys("" + Key::Escape).await.expect("a key");
    assert!(!browser.find(".tip").await.is_displayed().await.expect("hidden"));
    // The first key shows the last day; from there on back, and with Shift several days are chosen.
    for key in [Key::Left, Key::Left] {
        plot.send_keys("" + key).await.expect("a key");
    }
    plot.send_keys("" + Key::Shift + Key::Left + Key::Left).await.expect("keys");
    let sum: u64 = number(&cell(&browser, 28, 4).await)
        + number(&cell(&browser, 29, 4).await)
        + number(&cell(&browser, 30, 4).await);
    assert!(said().await.contains(&format!("Total: {sum}")), "{}", said().await);
    plot.send_keys("" + Key::Enter).await.expect("a key");
    browser.arrive("from=2026-11-17&to=2026-11-19").await;
    assert_eq!(number(&browser.text("#tile-volume .tile-value").await), sum);
    browser.quit().await;
}

#[actix_web::test]
async fn days_that_are_not_settled_are_marked_and_long_ranges_are_told_by_week_and_month() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(390, 844).await;
    browser.open(&format!("{}/?range=last_7_days", demo.url)).await;
    draw(&browser).await;
    browser.find(".u-under .hatched").await;
    let open = number(&browser.text("#unsettled").await);
    browser.picture("phone-overview-unsettled").await;
    browser.click("#unsettled").await;
    browser.arrive("status=open").await;
    assert_eq!(number(&browser.text("#count").await), open);
    for (range, bars, title) in [
        ("from=2026-11-20&to=2026-11-20", 1, "Conversations a day"),
        ("from=2026-07-25&to=2026-11-20", 119, "Conversations a day"),
        ("from=2026-01-01&to=2026-11-20", 47, "Conversations a week"),
        ("from=2017-01-01&to=2026-11-20", 119, "Conversations a month"),
    ] {
        browser.open(&format!("{}/?{range}", demo.url)).await;
        draw(&browser).await;
        assert_eq!(browser.count("#chart-data tbody tr").await, bars, "{range}");
        assert_eq!(browser.text("#chart-title").await, title, "{range}");
        let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(ask(&browser, beyond).await, "0", "{range}: the page scrolls sideways");
        browser.picture(&format!("phone-chart-{bars}")).await;
    }
    // A range in the address is not lost to what was asked for besides.
    browser.open(&format!("{}/?range=last_90_days&channel=whatsapp&group_by=tag", demo.url)).await;
    let over = browser.find("#chart").await.attr("data-over").await.expect("an attribute").expect("it");
    assert_eq!(over, "/?channel=whatsapp&group_by=tag");
    draw(&browser).await;
    browser.quit_without_complaint().await;
}
