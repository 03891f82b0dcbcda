//! A thread in the hands of somebody who reads a lot of them: folded messages, timeline, without script, on paper, on phones.

use hilo::domain::access::Role;
use serde_json::{Value, json};

use super::chromium::Chromium;
use super::table::{ask, until};
use crate::support::{App, message};

/// A conversation with everything that a page may stumble over.
pub async fn talk() -> App {
    let app = App::start().await;
    let long = format!("{}needle in the end", "One of many lines\n".repeat(40));
    let formatted = format!(
        "# Returns\n\n1. **Pack** it\n2. Print `label`\n\n{}\n\n|a|b|\n|-|-|\n|1|2|\n\nSee [the page](https://example.com/returns/needle).",
        "Word after word after word, so that it is long. ".repeat(30)
    );
    let wide = format!("{} https://example.com/{} 😀 مرحبا بالعالم", "W".repeat(300), "path/".repeat(60));
    let said =
        |n: usize, time: &str, role: &str, text: &str| message(&format!("m-{n}"), "c-1", time, role, text);
    let mut events = vec![
        said(1, "2026-11-10T10:00:00Z", "customer", &long),
        said(2, "2026-11-10T10:01:00Z", "ai", &formatted),
        said(3, "2026-11-10T10:02:00Z", "ai", &wide),
        said(4, "2026-11-10T13:02:00Z", "customer", &wide),
        said(5, "2026-11-14T10:02:00Z", "customer", "Again"),
        said(6, "2026-11-14T10:03:00Z", "human", &wide),
    ];
    for n in 7..40 {
        let role = if n % 2 == 0 { "ai" } else { "customer" };
        events.push(said(n, &format!("2026-11-14T11:{n:02}:00Z"), role, "Yes, and so on, and so on."));
    }
    let other = |id: &str, time: &str, fields: Value| {
        let mut event = json!({"id": id, "time": time, "conversation": "c-1"});
        fields.as_object().expect("fields").iter().for_each(|(name, value)| event[name] = value.clone());
        event
    };
    events.push(other(
        "h-1",
        "2026-11-14T10:02:30Z",
        json!({"type": "handoff.accepted", "ticket": "T-1", "reason": "W".repeat(300)}),
    ));
    events.push(other(
        "o-1",
        "2026-11-14T11:50:00Z",
        json!({"type": "order.placed", "order": "1001", "total": "10.00", "currency": "USD"}),
    ));
    app.take(&events).await;
    app
}

/// A browser that is signed in to it.
pub async fn reader(app: &App, width: u32) -> Chromium {
    Chromium::of(&app.person(Role::Owner, &[]).await, width, 900).await
}

const FOLDED: &str =
    "[...document.querySelectorAll('.bubble')].filter(b => b.scrollHeight > b.clientHeight + 4).length";

#[actix_web::test]
async fn long_messages_unfold_by_button_by_arriving_there_and_where_something_was_found() {
    let app = talk().await;
    let browser = reader(&app, 1440).await;
    browser.open(&format!("{}/conversations/c-1", app.url)).await;
    assert_eq!(ask(&browser, FOLDED).await, "2");
    browser.picture("thread-folded").await;
    assert!(browser.text("#e-1 .unfold").await.starts_with("Show all ("));
    browser.click("#e-1 .unfold").await;
    assert_eq!(ask(&browser, FOLDED).await, "1");
    assert_eq!(browser.text("#e-1 .unfold").await, "Show less");
    browser.click("#e-1 .unfold").await;
    assert_eq!(ask(&browser, FOLDED).await, "2");
    // What the browser's own search finds is scrolled to, within the message too.
    ask(&browser, "document.querySelector('#e-1 .bubble').scrollTop = 99").await;
    until(&browser, FOLDED, "1").await;
    browser.open("about:blank").await;
    browser.open(&format!("{}/conversations/c-1#e-2", app.url)).await;
    until(&browser, FOLDED, "1").await;
    let top = "document.querySelector('#e-2').getBoundingClientRect().top";
    let top: f64 = ask(&browser, top).await.parse().expect("a number");
    assert!((0.0..200.0).contains(&top), "it opens at the message: {top}");
    assert!(browser.text("#e-2 .bubble table").await.contains('2'));

    browser.open(&format!("{}/conversations/c-1?list=q%3Dneedle#hit-2", app.url)).await;
    assert_eq!(ask(&browser, FOLDED).await, "0", "both were found");
    let seen = "(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById('hit-2').getBoundingClientRect())";
    until(&browser, seen, "true").await;
    browser.picture("thread-hit").await;
    browser.quit_without_complaint().await;
    app.stop().await;
}

#[actix_web::test]
async fn the_timeline_shows_what_is_in_view_and_leads_to_every_place() {
    let app = talk().await;
    let browser = reader(&app, 1440).await;
    browser.open(&format!("{}/conversations/c-1", app.url)).await;
    let first = "document.querySelector('.rail [aria-current]')?.hash";
    until(&browser, first, "#day-2026-11-10").await;
    let length: usize = ask(&browser, "history.length").await.parse().expect("a number");
    ask(&browser, "document.querySelector('.rail li:last-child a').click()").await;
    until(&browser, "document.querySelector('.rail li:last-child').classList.contains('here')", "true").await;
    let seen = "(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('.chat > li:last-child').getBoundingClientRect())";
    until(&browser, seen, "true").await;
    assert_eq!(ask(&browser, "history.length").await, length.to_string(), "one step back is still the list");
    // Its own marks and the cards beside the chat stay in sight.
    let rail = "(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('.rail').getBoundingClientRect())";
    assert_eq!(ask(&browser, rail).await, "true");
    let side = "document.querySelector('.side').getBoundingClientRect().bottom > innerHeight / 2";
    assert_eq!(ask(&browser, side).await, "true");
    browser.picture("thread-timeline").await;
    browser.quit_without_complaint().await;
    app.stop().await;
}

#[actix_web::test]
async fn nothing_is_out_of_reach_on_phones_with_large_text_without_script_or_on_paper() {
    let app = talk().await;
    let browser = reader(&app, 1440).await;
    let url = format!("{}/conversations/c-1", app.url);
    let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    for (width, scale) in [(390, 1), (320, 1), (640, 1), (1000, 1), (1440, 2)] {
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
        browser.engine("Emulation.setDeviceMetricsOverride", size).await;
        browser.open(&url).await;
        ask(&browser, &format!("document.documentElement.style.fontSize = '{scale}00%'")).await;
        assert_eq!(ask(&browser, beyond).await, "0", "{width} wide at {scale}00 % scrolls sideways");
        browser.picture(&format!("thread-{width}-{scale}")).await;
    }
    browser.engine("Emulation.clearDeviceMetricsOverride", json!({})).await;

    browser.open(&url).await;
    browser.engine("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
    assert_eq!(ask(&browser, FOLDED).await, "0", "paper has everything");
    let buttons = "[...document.querySelectorAll('main button, .rail, .leads')].filter(b => b.checkVisibility()).length";
    assert_eq!(ask(&browser, buttons).await, "0", "and nothing to press");
    assert_eq!(ask(&browser, "document.querySelector('.side').checkVisibility()").await, "true");
    browser.picture("thread-paper").await;
    browser.engine("Emulation.setEmulatedMedia", json!({"media": ""})).await;

    browser.engine("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    browser.open(&url).await;
    browser.engine("Emulation.setScriptExecutionDisabled", json!({"value": false})).await;
    assert_eq!(ask(&browser, FOLDED).await, "0", "nothing is folded");
    assert_eq!(ask(&browser, "document.querySelector('.copy').checkVisibility()").await, "false");
    browser.click("#e-2 .leads > summary").await;
    let way_out = browser.find("#e-2 .leads a").await;
    assert!(way_out.is_displayed().await.expect("an answer"));
    browser.picture("thread-without-script").await;
    browser.quit().await;
    app.stop().await;
}
