//! The table under the hands of somebody who works in it all day: keys, the way back, saved views.

use thirtyfour::error::WebDriverResult;
use thirtyfour::{Key, TypingData};

use super::chromium::{Chromium, patiently};
use super::journey::demo;

/// Presses keys wherever the focus is.
pub async fn press(browser: &Chromium, keys: impl Into<TypingData>) {
    browser.settle().await;
    browser.driver.action_chain().send_keys(keys).perform().await.expect("keys");
}

async fn asked(browser: &Chromium, script: &str) -> WebDriverResult<String> {
    let answer = browser.driver.execute(format!("return String({script})"), vec![]).await?;
    Ok(answer.json().as_str().expect("text").to_owned())
}

/// What a script gives, as text, once the page can be asked.
pub async fn ask(browser: &Chromium, script: &str) -> String {
    patiently(script, async || asked(browser, script).await).await
}

/// Waits until a script gives this, and fails with what it gives instead.
pub async fn until(browser: &Chromium, script: &str, wanted: &str) {
    let given = async || {
        let given = asked(browser, script).await.unwrap_or_else(|error| error.to_string());
        if given == wanted { Ok(()) } else { Err(format!("gives {given}, never {wanted}")) }
    };
    patiently(script, given).await;
}

/// The row that has the focus, by its anchor.
pub async fn focused(browser: &Chromium) -> String {
    ask(browser, "document.activeElement.closest('tr')?.id").await
}

/// Whether the row of that anchor can be seen.
pub async fn in_sight(browser: &Chromium, anchor: &str) -> bool {
    let script = format!(
        "(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById('{anchor}').getBoundingClientRect())"
    );
    ask(browser, &script).await == "true"
}

#[actix_web::test]
async fn keys_walk_the_rows_and_every_way_back_ends_at_the_row_that_was_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser
        .open(&format!("{}/conversations?range=last_90_days&sort=-messages&density=compact", demo.url))
        .await;
    press(&browser, "n").await;
    browser.arrive("cursor=").await;
    let second_page = ask(&browser, "location.search").await;

    // j and k walk; the last one is in sight, below a head that stays.
    press(&browser, "j".repeat(21)).await;
    let row = focused(&browser).await;
    assert_eq!(row, ask(&browser, "document.querySelectorAll('.rows tbody tr')[20].id").await);
    press(&browser, "jjk").await;
    let row_after = focused(&browser).await;
    assert_eq!(row_after, ask(&browser, "document.querySelectorAll('.rows tbody tr')[21].id").await);
    assert!(in_sight(&browser, &row_after).await);
    let head = ask(&browser, "document.querySelector('.rows th').getBoundingClientRect().top").await;
    assert_eq!(head, "0", "the head of the table stays");
    browser.picture("table-compact").await;

    // Enter opens; u comes back to the very row.
    press(&browser, "k").await;
    browser.driver.active_element().await.expect("a link").send_keys("" + Key::Enter).await.expect("a key");
    browser.arrive(&row[2..]).await;
    assert_eq!(ask(&browser, "location.pathname").await, format!("/conversations/{}", &row[2..]));
    press(&browser, "u").await;
    browser.arrive(&format!("#{row}")).await;
    assert_eq!(ask(&browser, "location.search").await, second_page);
    assert_eq!(focused(&browser).await, row);
    assert!(in_sight(&browser, &row).await);
    browser.picture("table-back-at-the-row").await;

    // So does the browser's own way back, after a click, and after something was done in the thread.
    let clicked = ask(&browser, "document.querySelectorAll('.rows tbody tr')[30].id").await;
    ask(&browser, &format!("document.getElementById('{clicked}').scrollIntoView()")).await;
    browser.click(&format!("#{clicked} .c-messages")).await;
    browser.arrive(&format!("/conversations/{}", &clicked[2..])).await;
    browser.driver.back().await.expect("back");
    browser.arrive(&format!("#{clicked}")).await;
    assert_eq!((focused(&browser).await, in_sight(&browser, &clicked).await), (clicked.clone(), true));
    press(&browser, "jo").await;
    browser.arrive("/conversations/").await;
    browser.click("#tag-form button").await;
    browser.arrive("done=tag_").await;
    browser.click(".crumb a").await;
    browser.arrive(&second_page).await;
    assert_eq!(
        focused(&browser).await,
        ask(&browser, "document.querySelectorAll('.rows tbody tr')[31].id").await
    );

    // Where text is typed, and with a modifier, keys are but letters.
    let before = focused(&browser).await;
    let chain = browser.driver.action_chain();
    chain.key_down(Key::Control).send_keys("j").key_up(Key::Control).perform().await.expect("keys");
    assert_eq!(focused(&browser).await, before);
    press(&browser, "/jk?").await;
    assert_eq!(ask(&browser, "document.activeElement.value").await, "jk?");
    browser.quit().await;
}

#[actix_web::test]
async fn the_help_sheet_opens_by_key_and_by_link_and_closes_by_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser.open(&format!("{}/conversations", demo.url)).await;
    let is_open = "document.getElementById('keys').open";
    press(&browser, "?").await;
    assert_eq!(ask(&browser, is_open).await, "true");
    browser.picture("keyboard-help").await;
    press(&browser, "j").await;
    assert_eq!(focused(&browser).await, "undefined", "the table waits while the sheet is open");
    press(&browser, "" + Key::Escape).await;
    assert_eq!(ask(&browser, is_open).await, "false");
    browser.click("[data-keys]").await;
    assert_eq!(ask(&browser, is_open).await, "true");
    browser.click("dialog button").await;
    press(&browser, "go").await;
    browser.arrive("/").await;
    assert_eq!(ask(&browser, "location.pathname").await, "/");
    press(&browser, "gc").await;
    browser.arrive("/conversations").await;
    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn a_view_is_saved_survives_a_reload_and_its_address_shows_the_same_in_another_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser.open(&format!("{}/conversations?range=last_90_days", demo.url)).await;
    browser.click("#columns summary").await;
    for column in ["profile", "messages", "sales", "id"] {
        browser.click(&format!("#columns input[value={column}]")).await;
    }
    let place = browser.find("#columns input[name='place.status']").await;
    place.clear().await.expect("cleared");
    place.send_keys("1").await.expect("typed");
    browser.click("#columns .chip:nth-of-type(2) input").await;
    browser.picture("table-columns").await;
    browser.click("#columns form > button").await;
    browser.arrive("columns=status").await;
    browser.click(".filters .chip input[value=unresolved]").await;
    browser.click(".filters > button.primary").await;
    browser.arrive("status=unresolved").await;
    let heads = browser.text(".rows thead").await;
    assert!(heads.starts_with("Status") && heads.contains("Sales") && !heads.contains("Profile"), "{heads}");

    browser.click("#views summary").await;
    browser.find("#view-new input[name=name]").await.send_keys("Where we lose").await.expect("typed");
    browser.picture("table-views").await;
    browser.click("#view-new button").await;
    browser.arrive("done=view_saved").await;
    let state = "document.querySelector('.rows').innerText + document.querySelector('#views b').innerText";
    let saved = ask(&browser, state).await;
    assert!(saved.ends_with("Where we lose"), "{saved}");
    browser.driver.refresh().await.expect("loaded again");
    assert_eq!(ask(&browser, state).await, saved);
    browser.open(&format!("{}/conversations", demo.url)).await;
    browser.click("#views summary").await;
    browser.click(".view-list li:nth-child(3) a").await;
    browser.arrive("columns=status").await;
    assert_eq!(ask(&browser, state).await, saved);

    let address = browser.address().await;
    let other = Chromium::start(1440, 900).await;
    other.open(&address).await;
    assert_eq!(ask(&other, state).await, saved);
    for each in [&browser, &other] {
        let complaints = each.complaints().await;
        assert!(complaints.is_empty(), "the browser complains: {complaints:?}");
    }
    other.quit().await;
    browser.quit().await;
}
