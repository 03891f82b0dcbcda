//! People, with a browser each: setting up, inviting, signing in, what is not theirs to see, and what a setting would do.

use thirtyfour::Key;

use super::chromium::Chromium;
use crate::support::App;
use crate::support::binary::Served;

const PASSWORD: &str = "seis gatos bailan tango";

async fn fill(browser: &Chromium, selector: &str, text: &str) {
    let field = browser.find(selector).await;
    field.clear().await.expect("cleared");
    field.send_keys(text).await.expect(selector);
}

#[actix_web::test]
async fn a_server_is_set_up_somebody_invited_and_each_sees_what_is_theirs() {
    let folder = tempfile::tempdir().expect("a folder");
    let (served, link) = Served::start_fresh(folder.path());
    let owner = Chromium::start(1280, 900).await;
    owner.open(&format!("{}/", served.url)).await;
    assert!(owner.address().await.contains("/sign-in"));
    owner.picture("sign-in").await;
    owner.open(&link).await;
    owner.picture("setup").await;
    fill(&owner, "#email", "ana@example.com").await;
    fill(&owner, "#name", "Ana").await;
    fill(&owner, "#password", "short").await;
    owner.follow(".btn.primary").await;
    assert!(owner.text("[role=alert]").await.contains("at least 12 characters"));
    fill(&owner, "#password", PASSWORD).await;
    owner.follow(".btn.primary").await;
    assert_eq!(owner.text(".me").await, "Ana");

    owner.follow(".settings-link").await;
    assert_eq!(owner.text(".tabs [href='/settings/users']").await, "Users");
    owner.follow(".tabs [href='/settings/users']").await;
    fill(&owner, "#invite #email", "eva@example.com").await;
    fill(&owner, "#invite #name", "Eva").await;
    owner.click("#invite [value=reviewer]").await;
    owner.follow("#invite .btn.primary").await;
    owner.picture("settings-users").await;
    let invitation = owner.text(".secret").await;
    assert!(invitation.starts_with(&served.url), "{invitation}");

    let reviewer = Chromium::start(390, 844).await;
    reviewer.open(&invitation).await;
    reviewer.picture("phone-welcome").await;
    fill(&reviewer, "#password", "ocho perros cantan jotas").await;
    reviewer.follow(".btn.primary").await;
    assert_eq!(reviewer.count(".settings-link").await, 0);
    reviewer.open(&format!("{}/settings/users", served.url)).await;
    assert_eq!(reviewer.text(".code").await, "403");
    reviewer.picture("phone-not-allowed").await;
    // The cookie is out of reach for scripts.
    let seen = reviewer.driver.execute("return document.cookie", vec![]).await.expect("an answer");
    assert!(!seen.json().as_str().expect("text").contains("hilo_session"));
    reviewer.open(&format!("{}/me", served.url)).await;
    reviewer.picture("phone-me").await;

    // Shut out, the next click leads to the door.
    owner.open(&format!("{}/settings/users", served.url)).await;
    owner.click("#users .edit summary").await;
    owner.picture("settings-users-edit").await;
    assert_eq!(owner.text("form[action$=disable] button").await, "Shut out");
    owner.click("form[action$=disable] button").await;
    owner.arrive("done=disabled").await;
    reviewer.open(&format!("{}/", served.url)).await;
    assert!(reviewer.address().await.contains("/sign-in"));
    fill(&reviewer, "#email", "eva@example.com").await;
    fill(&reviewer, "#password", "ocho perros cantan jotas").await;
    let password = reviewer.find("#password").await;
    password.send_keys("" + Key::Enter).await.expect("a key");
    reviewer.arrive("").await;
    assert!(reviewer.text("[role=alert]").await.contains("No account opens"));

    owner.open(&format!("{}/settings/keys", served.url)).await;
    fill(&owner, "#key-new #name", "agent").await;
    owner.click("#key-new [value=ingest]").await;
    owner.follow("#key-new .btn.primary").await;
    assert!(owner.text(".secret").await.starts_with("hilo_1_"));
    owner.picture("settings-keys").await;
    owner.open(&format!("{}/settings/audit", served.url)).await;
    assert!(owner.text("#audit").await.contains("user.disabled"));
    owner.picture("settings-audit").await;
    owner.click("form[action='/sign-out'] button").await;
    owner.arrive("/sign-in").await;
    for browser in [owner, reviewer] {
        // A refusal is told to the console too: it is the answer's status.
        let complaints = browser.complaints().await;
        assert!(complaints.iter().all(|told| told.contains("403")), "{complaints:?}");
        browser.quit().await;
    }
}

#[actix_web::test]
async fn what_a_setting_does_is_seen_before_it_is_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = super::journey::demo(folder.path());
    let browser = Chromium::start(1280, 900).await;
    browser.open(&format!("{}/settings/numbers", demo.url)).await;
    browser.picture("settings-numbers").await;
    fill(&browser, "#auto_close_hours", "2").await;
    fill(&browser, "#tag_rules", "talla: talla, size, tamanho").await;
    fill(&browser, "#sample", "¿Qué talla necesito?").await;
    browser.follow("[value=try]").await;
    assert_eq!(browser.text("#tried").await, "It would be tagged talla.");
    browser.click("#preview").await;
    browser.arrive("/settings/changes/").await;
    browser.find("[data-state=ready]").await;
    browser.picture("settings-preview").await;
    assert!(browser.count("#preview tr.differs").await > 0);
    assert!(browser.text("#matches").await.contains("talla"));
    let open = browser.text("#preview tbody tr:nth-child(5) td:last-child").await;
    browser.click("#save .btn").await;
    browser.find("[data-state=saved]").await;
    browser.open(&format!("{}/?range=last_90_days", demo.url)).await;
    assert!(browser.text("main").await.contains(&format!("{open} open")), "{open}");
    browser.quit_without_complaint().await;
}

/// What others have tried on pages that show what strangers write; from lists that are passed around for that purpose.
const PAYLOADS: [&str; 24] = [
    "<script>xss()</script>",
    "<ScRiPt>xss()</sCrIpT>",
    "\"><script>xss()</script>",
    "'><script>xss()</script>",
    "</textarea><script>xss()</script>",
    "</title><script>xss()</script>",
    "<img src=x onerror=xss()>",
    "<img src=x onerror=\"xss()\">",
    "\"><img src=x onerror=xss()>",
    "<svg onload=xss()>",
    "<svg/onload=xss()>",
    "<svg><script>xss()</script></svg>",
    "<body onload=xss()>",
    "<iframe src=\"javascript:xss()\"></iframe>",
    "<a href=\"javascript:xss()\" autofocus onfocus=xss()>x</a>",
    "javascript:xss()",
    "\" onmouseover=\"xss()\" autofocus onfocus=\"xss()\" x=\"",
    "' autofocus onfocus='xss()' x='",
    "<details open ontoggle=xss()>",
    "<input autofocus onfocus=xss()>",
    "<math><mtext></p><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=xss()&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=xss()>\">",
    "{{constructor.constructor('xss()')()}}",
    "<!--><script>xss()</script>",
];

#[actix_web::test]
async fn nothing_that_a_stranger_writes_is_run_on_any_page() {
    let app = App::start().await;
    let mut events = Vec::new();
    for (n, payload) in PAYLOADS.iter().enumerate() {
        let short: String = payload.chars().take(190).collect();
        let at = |minute: usize| format!("2026-11-19T10:{minute:02}:00Z");
        let base = |id: &str, kind: &str, minute: usize| {
            serde_json::json!({
                "id": format!("{id}{payload}{n}"), "type": kind, "time": at(minute), "conversation": short,
            })
        };
        let mut said = base("m", "message.sent", 0);
        for (name, value) in
            [("role", "customer"), ("text", payload), ("agent", &short), ("app", &short), ("group", &short)]
        {
            said[name] = value.into();
        }
        said["profile"] = serde_json::json!({"id": short, "name": payload, "email": payload});
        said["channel"] = short.clone().into();
        // The same from an agent, whose messages are formatted.
        let mut answered = said.clone();
        answered["id"] = format!("a{payload}{n}").into();
        answered["role"] = "ai".into();
        let mut tagged = base("t", "conversation.tagged", 1);
        tagged["tag"] = short.clone().into();
        let mut handed = base("h", "handoff.tagged", 2);
        for name in ["reason", "team", "by"] {
            handed[name] = short.clone().into();
        }
        handed["method"] = "ticket".into();
        let mut clicked = base("c", "product.clicked", 3);
        for name in ["product", "name", "url", "price"] {
            clicked[name] = short.clone().into();
        }
        let mut bought = base("o", "order.placed", 4);
        bought["order"] = short.clone().into();
        bought["total"] = "1.00".into();
        bought["currency"] = "USD".into();
        events.extend([said, answered, tagged, handed, clicked, bought]);
    }
    let taken = app.send(&serde_json::json!({"events": events})).await;
    assert!(taken.status().is_success());
    let owner = app.person(hilo::domain::access::Role::Owner, &[PAYLOADS[0]]).await;
    for payload in PAYLOADS {
        owner
            .post(
                "/settings/users",
                &[("email", "x@y.z"), ("name", payload), ("role", "agent"), ("groups", payload)],
            )
            .await;
        owner.post("/settings/keys", &[("name", payload), ("scope", "read")]).await;
        owner.post("/views", &[("name", payload), ("shared", "1"), ("list", "status=open")]).await;
    }
    let browser = Chromium::of(&owner, 1280, 900).await;
    let listed = app.json("/api/v1/conversations?limit=100").await;
    let threads: Vec<String> = listed["conversations"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| format!("/conversations/{}", row["id"].as_str().expect("an id")))
        .collect();
    assert_eq!(threads.len(), PAYLOADS.len());
    let transcripts: Vec<String> =
        threads.iter().take(3).map(|thread| format!("{thread}/transcript")).collect();
    let mut pages: Vec<String> = [
        "/?group_by=tag",
        "/?group_by=agent",
        "/?group_by=channel",
        "/conversations",
        "/conversations?columns=status,tag,agent,channel,app,group,origin,profile,reason,sales",
        "/conversations?q=script",
        "/conversations?q=%22%3E%3Cscript%3Exss()%3C%2Fscript%3E",
        "/conversations?tag=%3Cimg+src%3Dx+onerror%3Dxss()%3E",
        "/sign-in?back=%22%3E%3Cscript%3Exss()%3C%2Fscript%3E",
        "/settings/users",
        "/settings/keys",
        "/settings/account",
        "/settings/numbers",
        "/settings/audit",
        "/me",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.extend(threads);
    pages.extend(transcripts);
    for page in &pages {
        browser.open(&format!("{}{page}", app.url)).await;
        // Whatever ran would have called it: the policy would have told the console, and an alert would stop the test.
        let asked = "return document.querySelectorAll('main script, main [onerror], main [onload], main [onfocus], main iframe').length";
        let found = browser.driver.execute(asked, vec![]).await.expect(page);
        assert_eq!(found.json().as_u64(), Some(0), "{page}");
    }
    browser.quit_without_complaint().await;
    app.stop().await;
}
