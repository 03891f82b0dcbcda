//! Pages that are open while something happens: they follow, and nobody who reads, types or chooses is disturbed.

use hilo::domain::access::Role;
use serde_json::{Value, json};

use super::chromium::Chromium;
use super::table::{ask, press, until};
use crate::support::binary::Served;
use crate::support::{App, binary, message};

async fn signed_in(app: &App) -> Chromium {
    Chromium::of(&app.person(Role::Owner, &[]).await, 1280, 900).await
}

/// Waits until the page listens: what happens before is found otherwise.
async fn listening(browser: &Chromium) {
    until(browser, "document.getElementById('live').dataset.listens", "yes").await;
}

fn text_of(selector: &str) -> String {
    format!("document.querySelector('{selector}')?.textContent.trim()")
}

fn said(conversation: usize, n: usize) -> Value {
    let time = format!("2026-11-19T{:02}:{:02}:{:02}Z", 10 + n / 3600, n / 60 % 60, n % 60);
    let role = if n.is_multiple_of(2) { "customer" } else { "ai" };
    message(&format!("m-{conversation}-{n}"), &format!("c-{conversation}"), &time, role, &format!("Hola {n}"))
}

const BAR: &str =
    "document.getElementById('live-bar').hidden ? '' : document.getElementById('live-text').textContent";
/// A mark that goes with the page: it is still there as long as nothing was loaded anew.
const STAYED: &str = "window.stayed";

#[actix_web::test]
async fn the_overview_follows_without_being_loaded_again() {
    let app = App::start().await;
    app.take(&[said(1, 0), said(2, 0)]).await;
    let browser = signed_in(&app).await;
    browser.open(&format!("{}/?range=last_7_days", app.url)).await;
    super::chart::draw(&browser).await;
    browser.driver.execute("window.stayed = 'yes'; scrollTo(0, 200)", vec![]).await.expect("marked");
    assert_eq!(ask(&browser, &text_of("#tile-volume .tile-value")).await, "2");
    let scrolled = ask(&browser, "scrollY").await;
    listening(&browser).await;
    // The table of the chart is open, and stays so; so does what the keyboard is at.
    browser.click("details.more summary").await;
    browser.find("#chart-plot").await.send_keys("" + thirtyfour::Key::End).await.expect("a key");
    app.take(&[said(3, 3600)]).await;
    until(&browser, &text_of("#tile-volume .tile-value"), "3").await;
    until(&browser, &text_of("#chart-data tfoot td:last-child"), "3").await;
    // The hours of the week stay one stop of the Tab key.
    until(&browser, "document.querySelectorAll('.heat td a').length", "2").await;
    assert_eq!(browser.count(".heat td a:not([tabindex='-1'])").await, 1);
    assert_eq!(ask(&browser, "document.querySelector('details.more').open").await, "true");
    assert_eq!(ask(&browser, "document.activeElement.id").await, "chart-plot");
    assert_eq!(browser.count(".chart canvas").await, 1);
    assert_eq!(ask(&browser, STAYED).await, "yes");
    assert_eq!(ask(&browser, "scrollY").await, scrolled);
    // A filter that is being chosen is left alone until it is sent; the numbers follow.
    browser.click("details.picker[data-field=channel] summary").await;
    app.take(&[said(4, 0)]).await;
    until(&browser, &text_of("#tile-volume .tile-value"), "4").await;
    assert_eq!(browser.count("details.picker[data-field=channel][open]").await, 1);
    browser.quit_without_complaint().await;
    app.stop().await;
}

#[actix_web::test]
async fn a_list_grows_at_its_top_and_waits_while_somebody_chooses_types_or_reads_below() {
    let app = App::start().await;
    let many: Vec<Value> = (0..60).map(|n| said(n, 0)).collect();
    app.take(&many).await;
    let browser = signed_in(&app).await;
    browser.open(&format!("{}/conversations", app.url)).await;
    browser.driver.execute("window.stayed = 'yes'", vec![]).await.expect("marked");
    listening(&browser).await;
    let count = text_of("#count");
    app.take(&[said(100, 8)]).await;
    until(&browser, &count, "61 conversations").await;
    assert_eq!(ask(&browser, BAR).await, "");
    // The rows are new ones: keys and boxes know them.
    press(&browser, "jx").await;
    assert_eq!(browser.text("#bulk .bulk-count b").await, "1 selected");
    app.take(&[said(101, 10)]).await;
    until(&browser, BAR, "New activity").await;
    assert_eq!(ask(&browser, &count).await, "61 conversations");
    browser.picture("live-bar").await;
    let ticked = ask(&browser, "document.querySelector('td.pick :checked').value").await;
    press(&browser, "r").await;
    until(&browser, &count, "62 conversations").await;
    assert_eq!(ask(&browser, BAR).await, "");
    assert_eq!(ask(&browser, "document.querySelector('td.pick :checked').value").await, ticked);
    assert_eq!(browser.text("#bulk .bulk-count b").await, "1 selected", "what was ticked stays so");
    browser.click("[data-bulk-clear]").await;

    // Somebody types.
    press(&browser, "/").await;
    press(&browser, "hola m").await;
    app.take(&[said(102, 12)]).await;
    until(&browser, BAR, "New activity").await;
    assert_eq!(ask(&browser, &count).await, "62 conversations");
    assert_eq!(ask(&browser, "document.activeElement.value").await, "hola m");
    browser.click("#live-show").await;
    until(&browser, &count, "63 conversations").await;
    assert_eq!(ask(&browser, "document.getElementById('q').value").await, "hola m", "nothing typed is lost");
    browser.find("#q").await.clear().await.expect("cleared");
    browser.driver.execute("document.activeElement.blur()", vec![]).await.expect("left");

    // Somebody reads further down.
    let scroll = "const wrap = document.querySelector('.table-wrap'); wrap.scrollTop = 400; scrollTo(0, 300)";
    browser.driver.execute(scroll, vec![]).await.expect("scrolled");
    let place =
        ask(&browser, "document.querySelector('.rows tbody tr:nth-child(20)').getBoundingClientRect().top")
            .await;
    app.take(&[said(103, 14)]).await;
    until(&browser, BAR, "New activity").await;
    let still = "document.querySelector('.rows tbody tr:nth-child(20)').getBoundingClientRect().top";
    assert_eq!(ask(&browser, still).await, place, "nothing moves");
    browser.click("#live-show").await;
    until(&browser, &count, "64 conversations").await;
    assert_eq!(ask(&browser, "document.activeElement.id").await, "count");
    let first = "document.querySelector('.rows tbody tr').getBoundingClientRect().top >= 0";
    assert_eq!(ask(&browser, first).await, "true", "what is new is seen");
    assert_eq!(ask(&browser, STAYED).await, "yes");
    browser.quit().await;
    app.stop().await;
}

#[actix_web::test]
async fn a_thread_grows_before_those_at_its_end_and_tells_the_others() {
    let app = App::start().await;
    let long: Vec<Value> = (0..80).map(|n| said(1, n)).collect();
    app.take(&long).await;
    let browser = signed_in(&app).await;
    browser.open(&format!("{}/conversations/c-1", app.url)).await;
    listening(&browser).await;
    let messages = "document.querySelectorAll('.chat .msg').length";
    let bottom = "Math.round(document.querySelector('.chat > li:last-child').getBoundingClientRect().bottom) <= innerHeight + 1";
    let end = "document.querySelector('.chat > li:last-child').scrollIntoView({block: 'end'})";
    browser.driver.execute(end, vec![]).await.expect("scrolled");
    app.take(&[said(1, 80)]).await;
    until(&browser, messages, "81").await;
    assert_eq!(ask(&browser, bottom).await, "true", "whoever is at the end stays there");
    assert_eq!(ask(&browser, BAR).await, "");
    until(&browser, &text_of("#live-said"), "1 new message").await;

    // Somebody who reads above is told, and led there when they like.
    browser.driver.execute("scrollTo(0, 900)", vec![]).await.expect("scrolled");
    let place = "document.querySelector('.chat > li:nth-child(14)').getBoundingClientRect().top";
    let before = ask(&browser, place).await;
    app.take(&[said(1, 81)]).await;
    until(&browser, BAR, "1 new message").await;
    app.take(&[said(1, 82)]).await;
    until(&browser, BAR, "2 new messages").await;
    assert_eq!(ask(&browser, place).await, before, "nothing moves");
    browser.picture("live-thread").await;
    browser.click("#live-show").await;
    assert!(ask(&browser, "document.activeElement.textContent").await.contains("Hola 81"));
    until(&browser, BAR, "").await;

    // What is being written beside it is left alone.
    browser.driver.execute("scrollTo(0, 0)", vec![]).await.expect("scrolled");
    let note = browser.find("#handoff-form textarea").await;
    note.send_keys("Called back").await.expect("typed");
    app.take(&[
        said(1, 83),
        json!({"id": "t-1", "type": "conversation.tagged", "time": "2026-11-19T12:00:00Z",
        "conversation": "c-1", "tag": "winter"}),
    ])
    .await;
    until(&browser, messages, "84").await;
    assert_eq!(ask(&browser, "document.activeElement.value").await, "Called back");
    browser.quit().await;
    app.stop().await;
}

#[actix_web::test]
async fn a_page_that_lost_its_server_catches_up_and_one_that_is_signed_out_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = binary::stdout(&binary::run(
        folder.path(),
        &["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"],
    ));
    let (mut served, link) = Served::start_fresh(folder.path());
    let address = served.url.trim_start_matches("http://").to_owned();
    let client = reqwest::Client::new();
    let take = async |n: usize| {
        let sent = client.post(format!("http://{address}/api/v1/events")).bearer_auth(&key);
        let sent = sent.body(said(n, 0).to_string()).send().await.expect("an answer");
        assert_eq!(sent.status(), 200);
    };
    take(1).await;
    let browser = Chromium::start(1280, 900).await;
    browser.open(&link).await;
    for (field, text) in
        [("#email", "ana@example.com"), ("#name", "Ana"), ("#password", "seis gatos bailan tango")]
    {
        browser.find(field).await.send_keys(text).await.expect("typed");
    }
    browser.follow(".btn.primary").await;
    browser.open(&format!("{}/?range=last_7_days", served.url)).await;
    browser.driver.execute("window.stayed = 'yes'", vec![]).await.expect("marked");
    listening(&browser).await;
    served.signal("TERM");
    assert_eq!(served.wait(), Some(0), "an open page does not hold it up");
    let file = folder.path().join("events.ndjson");
    std::fs::write(&file, said(2, 0).to_string()).expect("written");
    binary::run(folder.path(), &["import", file.to_str().expect("a path")]);
    let _again = Served::start(binary::hilo(folder.path()).args(["serve", "--listen", &address]));
    until(&browser, &text_of("#tile-volume .tile-value"), "2").await;
    assert_eq!(ask(&browser, STAYED).await, "yes");

    // Signed out elsewhere: the page does not go on as if nothing were.
    let out = "fetch('/sign-out', {method: 'POST'}).then(() => { window.out = 'out' })";
    browser.driver.execute(out, vec![]).await.expect("sent");
    until(&browser, "window.out", "out").await;
    take(3).await;
    until(&browser, BAR, "You are signed out: this page is no longer kept up to date.").await;
    assert_eq!(ask(&browser, &text_of("#tile-volume .tile-value")).await, "2");
    browser.picture("live-signed-out").await;
    browser.click("#live-in").await;
    browser.arrive("/sign-in?back=%2F%3Frange%3Dlast_7_days").await;
    browser.quit().await;
}

#[actix_web::test]
async fn a_page_that_nobody_sees_asks_for_nothing_and_is_right_when_it_is_looked_at() {
    let app = App::start().await;
    app.take(&[said(1, 0)]).await;
    let browser = signed_in(&app).await;
    browser.open(&format!("{}/?range=last_7_days", app.url)).await;
    listening(&browser).await;
    let page = browser.driver.window().await.expect("a window");
    browser.driver.new_tab().await.map(|_| ()).expect("a tab");
    let windows = browser.driver.windows().await.expect("windows");
    let other = windows.iter().find(|window| **window != page).expect("another").clone();
    browser.driver.switch_to_window(other).await.expect("there");
    app.take(&[said(2, 0)]).await;
    browser.driver.switch_to_window(page).await.expect("back");
    until(&browser, &text_of("#tile-volume .tile-value"), "2").await;
    browser.quit().await;
    app.stop().await;
}
