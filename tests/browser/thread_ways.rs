//! Ways out of a thread and into it: addresses that somebody wrote, links to messages, the keyboard alone.

use serde_json::Value;
use thirtyfour::Key;

use super::table::{ask, press, until};
use super::thread::{reader, talk};
use crate::support::message;

/// Keeps what is copied: nobody lets a browser without a window have the clipboard.
const COPIED: &str = "(window.copied = '', Object.defineProperty(navigator, 'clipboard', \
                      {value: {writeText: async text => { window.copied = text }}}), 1)";

#[actix_web::test]
async fn an_address_tells_where_it_leads_before_anybody_follows_it() {
    let app = talk().await;
    app.take(&[message(
        "x-1",
        "c-1",
        "2026-11-15T10:00:00Z",
        "ai",
        "[https://bank.example](https://аpple.com/in)",
    )])
    .await;
    let browser = reader(&app, 1440).await;
    let url = format!("{}/conversations/c-1", app.url);
    browser.open(&url).await;
    let inert = "[...document.querySelectorAll('.bubble a:not(.leads a, .hit)')].length";
    assert_eq!(ask(&browser, inert).await, "0");
    let last = ask(&browser, "[...document.querySelectorAll('.msg')].at(-1).id").await;
    browser.click(&format!("#{last} .leads > summary")).await;
    let title = browser.text("#leads-title").await;
    assert_eq!(title, "This leads to xn--pple-43d.com");
    assert_eq!(browser.text("#leads-address").await, "https://xn--pple-43d.com/in");
    browser.picture("thread-leads").await;
    let way = browser.find("#leads-open").await;
    assert_eq!(way.attr("rel").await.expect("an attribute").as_deref(), Some("noopener noreferrer nofollow"));
    assert_eq!(way.prop("href").await.expect("a property").as_deref(), Some("https://xn--pple-43d.com/in"));
    press(&browser, "" + Key::Escape).await;
    assert_eq!(ask(&browser, "document.getElementById('leads').open").await, "false");
    assert_eq!(ask(&browser, "location.href").await, url, "nobody has left");
    browser.quit_without_complaint().await;
    app.stop().await;
}

#[actix_web::test]
async fn the_keyboard_alone_walks_the_timeline_copies_a_link_and_opens_what_is_folded() {
    let app = talk().await;
    let browser = reader(&app, 1440).await;
    browser.open(&format!("{}/conversations/c-1?list=status%3Dopen", app.url)).await;
    ask(&browser, COPIED).await;
    // The timeline is one stop of the Tab key.
    ask(&browser, "document.querySelector('.crumb span a:last-child').focus()").await;
    press(&browser, "" + Key::Tab).await;
    assert_eq!(ask(&browser, "!!document.activeElement.closest('.rail')").await, "true");
    press(&browser, "" + Key::End).await;
    assert_eq!(
        ask(
            &browser,
            "document.activeElement.closest('li') === document.querySelector('.rail li:last-child')"
        )
        .await,
        "true"
    );
    press(&browser, "" + Key::Home).await;
    press(&browser, "" + Key::Down).await;
    let hash = ask(&browser, "document.activeElement.hash").await;
    assert_eq!(hash, "#e-1");
    press(&browser, "" + Key::Enter).await;
    browser.arrive("#e-1").await;

    // From the message one goes to: its time, its button, and what unfolds it.
    ask(&browser, "document.querySelector('#e-2 .at').focus()").await;
    press(&browser, "" + Key::Tab).await;
    let shown = "getComputedStyle(document.activeElement).opacity";
    until(&browser, shown, "1").await;
    press(&browser, "" + Key::Enter).await;
    until(&browser, "document.querySelector('.told').textContent", "Link copied").await;
    assert_eq!(ask(&browser, "window.copied").await, format!("{}/conversations/c-1#e-2", app.url));
    assert_eq!(ask(&browser, "document.querySelector('.told').getAttribute('role')").await, "status");
    browser.picture("thread-copied").await;
    ask(&browser, "document.querySelector('#e-2 .unfold').focus()").await;
    press(&browser, "" + Key::Enter).await;
    assert_eq!(ask(&browser, "document.activeElement.getAttribute('aria-expanded')").await, "true");
    until(&browser, "document.querySelector('.told').textContent", "").await;

    // Whoever gets that address arrives at the message, which is marked.
    let copied = Value::from(ask(&browser, "window.copied").await);
    browser.open(copied.as_str().expect("text")).await;
    assert_eq!(ask(&browser, "document.querySelector(':target').id").await, "e-2");
    let line = "getComputedStyle(document.querySelector(':target .bubble')).outlineStyle";
    assert_eq!(ask(&browser, line).await, "solid");
    browser.quit_without_complaint().await;
    app.stop().await;
}
