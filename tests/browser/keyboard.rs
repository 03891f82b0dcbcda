//! Every flow by keys alone: nothing is clicked, focused or filled by the driver. Tab walks, and every stop on the way can be
//! seen and shows that the focus is there.

use thirtyfour::Key;

use super::chromium::Chromium;
use super::journey::demo;
use super::table::{ask, press};
use crate::support::binary::Served;

/// What the focus is on, or what is wrong with it: it is out of sight, covered, or nothing shows it.
const STOP: &str = "((node, wanted) => {
    const name = `${node.tagName.toLowerCase()}${node.id && '#' + node.id}.${node.className} ${node.getAttribute('href') ?? node.name ?? ''}`;
    if (node === document.body) return 'start';
    const shown = [node, node.closest('label'), ...(node.labels ?? [])].filter(Boolean);
    const box = shown.map((one) => one.getBoundingClientRect()).find((one) => one.width > 4 && one.height > 4);
    if (!box || box.bottom < 1 || box.top > innerHeight - 1) return `${name} is out of sight`;
    const [x, y] = [box.left + Math.min(box.width / 2, 8), box.top + box.height / 2];
    const there = document.elementFromPoint(x, Math.max(1, Math.min(y, innerHeight - 1)));
    if (!shown.some((one) => one.contains(there) || there?.contains(one))) return `${name} is covered by ${there?.outerHTML.slice(0, 80)}`;
    const seen = shown.flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::after')]).some((style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none');
    if (!seen) return `${name} does not show it`;
    return node.matches(wanted) ? 'here' : name;
})(document.activeElement, 'WANTED')";

/// Presses Tab until the focus is where a selector says.
async fn reach(browser: &Chromium, selector: &str) {
    let script = STOP.replace("WANTED", selector);
    let mut way = Vec::new();
    for _ in 0..200 {
        press(browser, "" + Key::Tab).await;
        let stop = ask(browser, &script).await;
        assert!(
            !["out of sight", "covered by", "not show"].iter().any(|wrong| stop.contains(wrong)),
            "{stop}"
        );
        if stop == "here" {
            return;
        }
        way.push(stop);
    }
    panic!("never at {selector}: {way:#?}");
}

async fn enter(browser: &Chromium) {
    press(browser, "" + Key::Enter).await;
}

/// Reaches a button or a summary, and presses it.
async fn push(browser: &Chromium, selector: &str) {
    reach(browser, selector).await;
    enter(browser).await;
}

/// The same of what leads to another page.
async fn follow(browser: &Chromium, selector: &str) {
    push(browser, selector).await;
    browser.arrive("").await;
}

/// Reaches a field, which selects what is in it, and types over that.
async fn fill(browser: &Chromium, selector: &str, text: &str) {
    reach(browser, selector).await;
    press(browser, text).await;
}

#[actix_web::test]
async fn keys_alone_set_up_invite_shut_out_make_and_revoke_a_key_and_sign_in_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (served, link) = Served::start_fresh(folder.path());
    let browser = Chromium::start(1280, 900).await;
    browser.open(&link).await;
    press(&browser, "ana@example.com").await; // where somebody begins who opens it
    fill(&browser, "#name", "Ana").await;
    fill(&browser, "#password", "seis gatos bailan tango").await;
    enter(&browser).await;
    browser.arrive("").await;
    browser.find(".me").await;

    browser.open(&format!("{}/start", served.url)).await;
    follow(&browser, "form[action=\"/start/key\"] button").await;
    push(&browser, ".secret .copy-text").await;
    push(&browser, "#snippet-python summary").await;
    browser.find("#snippet-python[open]").await;

    follow(&browser, ".settings-link").await;
    follow(&browser, ".tabs [href=\"/settings/users\"]").await;
    fill(&browser, "#invite #email", "eva@example.com").await;
    fill(&browser, "#invite #name", "Eva").await;
    reach(&browser, "#invite [name=role]").await;
    for _ in 0..8 {
        if ask(&browser, "document.activeElement.value").await == "reviewer" {
            break;
        }
        press(&browser, "" + Key::Down).await;
    }
    follow(&browser, "#invite .btn.primary").await;
    browser.find(".secret").await;
    assert!(browser.text("#users").await.contains("Reviewer"));
    push(&browser, "#users .edit summary").await;
    follow(&browser, "form[action$=disable] button").await;
    browser.find("form[action$=enable]").await;

    follow(&browser, ".tabs [href=\"/settings/keys\"]").await;
    fill(&browser, "#key-new #name", "agent").await;
    reach(&browser, "#key-new [value=ingest]").await;
    press(&browser, " ").await;
    follow(&browser, "#key-new .btn.primary").await;
    browser.find(".secret").await;
    let keys = browser.count("#api-keys .edit").await;
    push(&browser, "#api-keys .edit summary").await;
    follow(&browser, "#api-keys .edit .btn").await;
    assert_eq!(browser.count("#api-keys .edit").await, keys - 1);

    push(&browser, "form[action=\"/sign-out\"] button").await;
    browser.arrive("/sign-in").await;
    press(&browser, "ana@example.com").await;
    fill(&browser, "#password", "seis gatos bailan tango").await;
    enter(&browser).await;
    browser.arrive("").await;
    browser.find(".me").await;
    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn keys_alone_filter_choose_days_keep_a_view_export_and_change_language_and_theme() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    browser.open(&demo.url).await;
    reach(&browser, ".skip").await;
    enter(&browser).await;
    // Under the arrows nothing is sent: every range on the way would be a page.
    reach(&browser, "#range").await;
    let first = ask(&browser, "document.activeElement.value").await;
    press(&browser, "" + Key::Down + Key::Down).await;
    let chosen = ask(&browser, "document.activeElement.value").await;
    assert_ne!(chosen, first);
    assert_eq!(ask(&browser, "location.search").await, "");
    enter(&browser).await;
    browser.arrive(&format!("range={chosen}")).await;
    reach(&browser, "#range").await;
    press(&browser, "" + Key::End).await;
    fill(&browser, "[name=from]", "11012026").await;
    fill(&browser, "[name=to]", "11152026").await;
    enter(&browser).await;
    browser.arrive("from=2026-11-01&to=2026-11-15").await;

    push(&browser, "[data-field=channel] summary").await;
    reach(&browser, "[data-field=channel] input").await;
    press(&browser, " ").await;
    push(&browser, "[data-field=channel] .btn").await;
    browser.arrive("channel=").await;
    // A card, the hours of the week, and a tile open their lists.
    push(&browser, ".ranking tbody a").await;
    browser.arrive("/conversations?").await;
    follow(&browser, ".nav [href=\"/\"]").await;
    reach(&browser, ".heat td a").await;
    press(&browser, "" + Key::Right).await;
    enter(&browser).await;
    browser.arrive("/conversations?").await;
    follow(&browser, ".nav [href=\"/\"]").await;
    push(&browser, "#tile-unresolved h2 a").await;
    browser.arrive("status=unresolved").await;

    push(&browser, "#views summary").await;
    fill(&browser, "#view-new [name=name]", "Mine").await;
    enter(&browser).await;
    browser.arrive("").await;
    assert_eq!(browser.text("#views summary b").await, "Mine");
    push(&browser, ".export-menu summary").await;
    reach(&browser, ".export-menu a[download]").await;
    press(&browser, "" + Key::Escape).await;
    assert_eq!(ask(&browser, "document.activeElement.matches('.export-menu summary')").await, "true");

    follow(&browser, ".langs [hreflang=es]").await;
    browser.find("html[lang=es]").await;
    push(&browser, ".themes summary").await;
    follow(&browser, ".themes a[href*=dark]").await;
    browser.find("html[data-theme=dark]").await;
    browser.picture("keyboard-spanish-dark").await;
    browser.quit_without_complaint().await;
}

#[actix_web::test]
async fn keys_alone_change_a_number_after_its_preview_and_erase_a_customer() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let events = reqwest::get(format!("{}/api/v1/export/events.ndjson", demo.url)).await.expect("an answer");
    let events = events.text().await.expect("text");
    let email = events.lines().find_map(|line| {
        let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
        Some(event["profile"]["email"].as_str()?.to_owned())
    });
    let email = email.expect("somebody wrote with an address");
    let browser = Chromium::start(1280, 900).await;
    browser.open(&format!("{}/settings/numbers", demo.url)).await;
    fill(&browser, "#auto_close_hours", "2").await;
    follow(&browser, "#preview").await;
    browser.find("[data-state=ready]").await;
    push(&browser, "#save .btn").await;
    browser.find("[data-state=saved]").await;

    follow(&browser, ".tabs [href=\"/settings/privacy\"]").await;
    fill(&browser, "#customer #value", &email).await;
    enter(&browser).await;
    browser.arrive("").await;
    browser.find("#found").await;
    fill(&browser, "#confirm", &email).await;
    enter(&browser).await;
    browser.arrive("").await;
    assert!(!browser.text("#receipt").await.contains(&email));
    browser.quit_without_complaint().await;
}
