//! Every page as people meet it: in each language, light and dark, wide and narrow. Axe looks for what keeps somebody
//! out, the console for complaints, and pictures are kept for looking at.

use std::path::PathBuf;

use hilo::domain::access::Role;
use hilo::i18n::Language;
use serde_json::{Value, json};
use thirtyfour::Cookie;

use super::chromium::Chromium;
use super::journey::demo;
use crate::support::people::Person;
use crate::support::{App, NOW, at};

/// A filled account with somebody who may see all of it.
async fn filled() -> (App, Person) {
    let app = App::start().await;
    for some in hilo::demo::events(at(NOW), 5, 300).chunks(1000) {
        app.take(some).await;
    }
    let owner = app.person(Role::Owner, &[]).await;
    app.person(Role::Agent, &["Care"]).await;
    owner.post("/settings/keys", &[("name", "shop"), ("scope", "ingest")]).await;
    owner.post("/views", &[("name", "Unresolved"), ("list", "status=unresolved")]).await;
    (app, owner)
}

/// Every page, by the name of its picture.
async fn pages(app: &App, owner: &Person) -> Vec<(&'static str, String)> {
    let listed = app.json("/api/v1/conversations?status=unresolved&limit=1").await;
    let thread = format!("/conversations/{}", listed["conversations"][0]["id"].as_str().expect("an id"));
    let location =
        |answer: &reqwest::Response| answer.headers()["location"].to_str().expect("text").to_owned();
    let asked = [("action", "tag"), ("tag", "shipping"), ("all", "1"), ("total", "250"), ("list", "")];
    let job = location(&owner.post("/conversations/bulk", &asked).await);
    let numbers = [("time_zone", "Europe/Madrid"), ("currency", "EUR"), ("auto_close_hours", "24")];
    let windows = ["email", "sms", "web_chat", "whatsapp"].map(|channel| format!("window.{channel}"));
    let mut form: Vec<(&str, &str)> = numbers.to_vec();
    form.extend(windows.iter().map(|name| (name.as_str(), "24")));
    let change = location(&owner.post("/settings/numbers", &form).await);
    let invited = [("email", "eva@example.com"), ("name", "Eva"), ("role", "analyst"), ("groups", "")];
    let invited = owner.post("/settings/users", &invited).await.text().await.expect("text");
    let link = invited.split("/welcome/").nth(1).and_then(|rest| rest.split('<').next()).expect("a link");
    let mut pages = vec![
        ("welcome", format!("/welcome/{link}")),
        ("overview", "/?range=last_90_days".to_owned()),
        ("overview-by-tag", "/?group_by=tag".to_owned()),
        ("overview-empty-days", "/?from=2001-01-01&to=2001-01-02".to_owned()),
        ("conversations", "/conversations".to_owned()),
        ("conversations-search", "/conversations?q=pedido&status=unresolved".to_owned()),
        ("conversations-none", "/conversations?q=zzzzzz".to_owned()),
        ("thread", thread.clone()),
        ("transcript", format!("{thread}/transcript")),
        ("bulk", job),
        ("change", change),
        ("not-found", "/conversations/nothing".to_owned()),
    ];
    for name in ["start", "keys", "me", "sign-in"] {
        pages.push((name, format!("/{name}")));
    }
    for name in ["account", "numbers", "users", "keys", "privacy", "audit"] {
        pages.push((["settings-", name].concat().leak(), format!("/settings/{name}")));
    }
    pages
}

/// What the pages with forms answer: a name, the page, and the script that fills and sends the form.
fn answers() -> Vec<(&'static str, &'static str, String)> {
    let events = hilo::demo::events(at(NOW), 5, 300);
    let email =
        events.iter().find_map(|event| event["profile"]["email"].as_str()).expect("somebody is known");
    // Sent once the script is over: with its page, its answer would go.
    let sent = |form: &str, fields: &[(&str, &str)]| {
        let fill = |(name, value): &(&str, &str)| format!("form.elements['{name}'].value = `{value}`;");
        let fill: String = fields.iter().map(fill).collect();
        format!("const form = document.querySelector(`{form}`); {fill} setTimeout(() => form.submit())")
    };
    let invited = [("email", "${Date.now()}@example.com"), ("role", "analyst")];
    let known = [("email", "eva@example.com"), ("role", "analyst")];
    let wrong = [("email", "nobody@example.com"), ("password", "nothing")];
    vec![
        ("start-key", "/start", sent("[action='/start/key']", &[])),
        ("settings-users-invited", "/settings/users", sent("#invite", &invited)),
        ("settings-users-refused", "/settings/users", sent("#invite", &known)),
        ("settings-keys-refused", "/settings/keys", sent("form.form[action='/settings/keys']", &[])),
        ("settings-privacy-found", "/settings/privacy", sent("#customer", &[("value", email)])),
        ("sign-in-refused", "/sign-in", sent("[action='/sign-in']", &wrong)),
    ]
}

async fn choose(browser: &Chromium, name: &str, value: &str) {
    browser.driver.add_cookie(Cookie::new(name, value)).await.expect("chosen");
}

/// For somebody who wants less motion: what comes and goes slowly has too little contrast on its way.
async fn still(browser: &Chromium) {
    let wanted = json!([{"name": "prefers-reduced-motion", "value": "reduce"}]);
    browser.engine("Emulation.setEmulatedMedia", json!({"features": wanted})).await;
}

/// What axe finds against WCAG 2.2 AA and good practice: a rule and the places, a line each.
async fn violations(browser: &Chromium) -> Vec<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser/axe/axe-4.14.1.min.js");
    let script = std::fs::read_to_string(file).expect("axe");
    browser.driver.execute(script, vec![]).await.expect("axe is read");
    let run = "const done = arguments[arguments.length - 1];
        axe.run(document, {resultTypes: ['violations']}).then(
            (found) => done(found.violations.map((rule) => [rule.id, ...rule.nodes.slice(0, 4).map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''))].join('\\n    '))),
            (error) => done([String(error)]));";
    let found = browser.driver.execute_async(run, vec![]).await.expect("axe ran");
    let lines = found.json().as_array().expect("a list").iter();
    lines.map(|line| line.as_str().expect("text").to_owned()).collect()
}

#[actix_web::test]
async fn axe_finds_nothing_on_any_page_in_any_language_light_or_dark() {
    let (app, owner) = filled().await;
    let browser = Chromium::of(&owner, 1440, 900).await;
    still(&browser).await;
    let asked = pages(&app, &owner).await.into_iter().map(|(name, path)| (name, path, None));
    let answered = answers().into_iter().map(|(name, path, script)| (name, path.to_owned(), Some(script)));
    let pages: Vec<_> = asked.chain(answered).collect();
    let mut found = Vec::new();
    for language in Language::all() {
        choose(&browser, "hilo_language", language.as_str()).await;
        for theme in ["light", "dark"] {
            choose(&browser, "hilo_theme", theme).await;
            for (name, path, script) in &pages {
                browser.open(&format!("{}{path}", app.url)).await;
                if let Some(script) = script {
                    browser.driver.execute(script.as_str(), vec![]).await.expect(script);
                    browser.arrive("").await;
                }
                let shown = browser.find("html").await.attr("lang").await.expect("read");
                assert_eq!(shown.as_deref(), Some(language.texts().language_tag), "{name}");
                for line in violations(&browser).await {
                    found.push(format!("{name} {language:?} {theme}: {line}"));
                }
                let again = language == Language::english() || theme == "dark";
                if again {
                    browser.picture(&format!("face/{name}-{}-{theme}", language.as_str())).await;
                }
            }
        }
    }
    assert!(found.is_empty(), "{} violations\n{}", found.len(), found.join("\n"));
    // The page that is not there is told to the console, too.
    let complaints = browser.complaints().await;
    let others: Vec<_> = complaints.iter().filter(|line| !line.contains("404")).collect();
    assert!(others.is_empty(), "{others:?}");
    browser.quit().await;
    app.stop().await;
}

#[actix_web::test]
async fn the_components_keep_nobody_out_either() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = demo(folder.path());
    let browser = Chromium::start(1440, 900).await;
    still(&browser).await;
    browser.open(&demo.url).await;
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        choose(&browser, "hilo_theme", theme).await;
        browser.open(&format!("{}/styleguide", demo.url)).await;
        found.extend(violations(&browser).await);
        browser.picture(&format!("face/styleguide-en-{theme}")).await;
    }
    narrow(&browser, 320, 16).await;
    browser.open(&format!("{}/styleguide", demo.url)).await;
    found.extend(too_wide(&browser).await);
    browser.picture("face/styleguide-320-16").await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    browser.quit_without_complaint().await;
}

/// As a phone shows it: Chromium's own windows are never this narrow.
async fn narrow(browser: &Chromium, width: u32, font: u32) {
    let size = json!({"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": true});
    browser.engine("Emulation.setDeviceMetricsOverride", size).await;
    let size = json!({"fontSizes": {"standard": font, "fixed": font}});
    browser.engine("Page.setFontSizes", size).await;
}

/// What reaches beyond the page's sides. What scrolls by itself may be wide, what is there for hearing alone too.
async fn too_wide(browser: &Chromium) -> Vec<String> {
    let asked = "const edge = document.documentElement.clientWidth + 1;
        const scrolls = (of) => of && of !== document.body && (/auto|scroll|hidden|clip/.test(getComputedStyle(of).overflowX) || scrolls(of.parentElement));
        return [...document.querySelectorAll('body *')].filter((of) => {
            const box = of.getBoundingClientRect();
            return box.width > 1 && (box.right > edge || box.left < -1) && !scrolls(of.parentElement) && getComputedStyle(of).visibility !== 'hidden' && !of.closest('.vh, .skip, svg, dialog:not([open]), details:not([open]) > :not(summary)');
        }).slice(0, 3).map((of) => of.outerHTML.slice(0, 120));";
    let found = browser.driver.execute(asked, vec![]).await.expect("asked");
    found.json().as_array().expect("a list").iter().map(Value::to_string).collect()
}

#[actix_web::test]
async fn nothing_is_wider_than_a_phone_nor_than_one_with_large_text() {
    let (app, owner) = filled().await;
    let browser = Chromium::of(&owner, 500, 900).await;
    let pages = pages(&app, &owner).await;
    let mut wide = Vec::new();
    for (width, font) in [(390, 16), (320, 16), (390, 32)] {
        narrow(&browser, width, font).await;
        for language in Language::all() {
            choose(&browser, "hilo_language", language.as_str()).await;
            for (name, path) in &pages {
                browser.open(&format!("{}{path}", app.url)).await;
                for place in too_wide(&browser).await {
                    wide.push(format!("{name} {language:?} {width} px, text of {font}: {place}"));
                }
                if language == Language::all().last().expect("one") {
                    browser.picture(&format!("face/{name}-{width}-{font}")).await;
                }
            }
        }
    }
    assert!(wide.is_empty(), "{} places\n{}", wide.len(), wide.join("\n"));
    browser.quit().await;
    app.stop().await;
}
