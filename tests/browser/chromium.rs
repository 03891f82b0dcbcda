//! Headless Chromium, driven by its own driver on a free port.

use std::cell::RefCell;
use std::fmt::Display;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::people::Person;
use crate::support::setting;

/// How often something is tried that a page may not have yet, and the pause between: half a minute, for where all cores
/// are busy.
const PATIENCE: usize = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// Tries something until it works, and fails with what it last failed with.
pub async fn patiently<T, E: Display>(what: &str, attempt: impl AsyncFn() -> Result<T, E>) -> T {
    for _ in 0..PATIENCE {
        if let Ok(done) = attempt().await {
            return done;
        }
        tokio::time::sleep(PAUSE).await;
    }
    attempt().await.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// When the page that is shown began, which no other page shares, once all of it is there; its address; and whether what
/// it puts the focus on has it.
const PLACE: &str = "const first = document.querySelector('[autofocus]');
    const began = document.readyState === 'complete' ? String(performance.timeOrigin) : '';
    return [began, location.href, !(first && document.activeElement === document.body)];";

/// How often the driver is started until it has a port.
const STARTS: usize = 100;

/// Starts the driver, and gives its port. It takes a free one of IPv6 and wants the same of IPv4, which one of the many
/// connections of other tests may have: it ends then, and the next one takes another.
fn start_driver() -> (Child, u16) {
    for _ in 0..STARTS {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, so that the browser goes with its driver when a test fails.
            .process_group(0)
            .spawn()
            .expect("chromedriver is installed; scripts/test installs it");
        let out = BufReader::new(process.stdout.take().expect("its output"));
        let port = out.lines().map_while(Result::ok).find_map(|line| {
            let rest = line.split("started successfully on port ").nth(1)?;
            rest.trim_end_matches('.').parse().ok()
        });
        if let Some(port) = port {
            return (process, port);
        }
        process.wait().expect("it ends");
    }
    panic!("chromedriver finds no free port");
}

/// A browser; ended with the test.
pub struct Chromium {
    pub driver: WebDriver,
    /// When the page began that was opened, arrived at or touched last.
    page: RefCell<String>,
    port: u16,
    process: Child,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts one with a window of this size.
    pub async fn start(width: u32, height: u32) -> Self {
        let (process, port) = start_driver();
        let profile = tempfile::tempdir().expect("a folder");
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
            "--lang=en",
            &format!("--window-size={width},{height}"),
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            capabilities.add_arg(argument).expect("an argument");
        }
        capabilities.set("goog:loggingPrefs", json!({"browser": "ALL"})).expect("a capability");
        let driver =
            WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.expect("a browser");
        // Looking a page through takes long where all cores are busy.
        driver.set_script_timeout(Duration::from_secs(120)).await.expect("told");
        let browser = Self { driver, page: RefCell::default(), port, process, _profile: profile };
        if let Some(times) = setting("HILO_TEST_SLOWER") {
            browser.slow_down(times).await;
        }
        browser
    }

    /// As a machine so many times slower shows pages, behind a network to match: what does not wait for a page shows.
    async fn slow_down(&self, times: u32) {
        self.engine("Emulation.setCPUThrottlingRate", json!({"rate": times})).await;
        self.engine("Network.enable", json!({})).await;
        let network = json!({
            "offline": false, "latency": 50 * times, "downloadThroughput": -1, "uploadThroughput": -1
        });
        self.engine("Network.emulateNetworkConditions", network).await;
    }

    /// One in which somebody is signed in, without the form.
    pub async fn of(person: &Person, width: u32, height: u32) -> Self {
        let browser = Self::start(width, height).await;
        // A cookie is taken on a page of its server alone.
        browser.open(&person.url("/sign-in")).await;
        let (name, value) = person.cookie.split_once('=').expect("a cookie");
        browser.driver.add_cookie(Cookie::new(name, value)).await.expect("signed in");
        browser
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.expect(url);
        let place = patiently(url, async || self.begun().await).await;
        self.page.replace(place.0);
    }

    /// When the page that is shown began, its address, and whether it has put the focus where it wants it.
    async fn place(&self) -> Result<(String, String, bool), String> {
        let place = self.driver.execute(PLACE, vec![]).await.map_err(|error| error.to_string())?;
        let (began, address, focused): (String, String, bool) =
            place.convert().map_err(|error| error.to_string())?;
        if began.is_empty() {
            Err(format!("{address} is never there"))
        } else {
            Ok((began, address, focused))
        }
    }

    /// The first two of a page that somebody can begin to type on.
    async fn begun(&self) -> Result<(String, String), String> {
        let (began, address, focused) = self.place().await?;
        if focused {
            Ok((began, address))
        } else {
            Err(format!("the focus is never where {address} puts it"))
        }
    }

    /// Waits until all of the page is there that a click or key is for. It is the one that they lead away from: some load
    /// themselves again, and are another one then than was arrived at.
    pub async fn settle(&self) {
        let place = patiently("a whole page", async || self.place().await).await;
        self.page.replace(place.0);
    }

    /// The first element that a selector finds, once there is one: a form that was just sent leads to another page, and
    /// its driver does not always wait for that.
    pub async fn find(&self, selector: &str) -> WebElement {
        patiently(selector, async || self.driver.find(By::Css(selector)).await).await
    }

    /// Its text as shown.
    pub async fn text(&self, selector: &str) -> String {
        patiently(selector, async || self.shown(selector).await).await
    }

    async fn shown(&self, selector: &str) -> WebDriverResult<String> {
        self.driver.find(By::Css(selector)).await?.text().await
    }

    /// The same once this is part of it: what is drawn, or moves into sight, shows it in a moment.
    pub async fn text_with(&self, selector: &str, part: &str) -> String {
        let shown = async || {
            let text = self.shown(selector).await.map_err(|error| error.to_string())?;
            if text.contains(part) { Ok(text) } else { Err(format!("{part:?} is never in {text:?}")) }
        };
        patiently(selector, shown).await
    }

    /// Clicks it.
    pub async fn click(&self, selector: &str) {
        self.settle().await;
        patiently(selector, async || self.driver.find(By::Css(selector)).await?.click().await).await;
    }

    /// How many elements a selector finds.
    pub async fn count(&self, selector: &str) -> usize {
        self.driver.find_all(By::Css(selector)).await.expect(selector).len()
    }

    /// Waits for the page that was just asked for by click or key: another one than that, whose address holds this. A mere
    /// `#place` may be on the same page.
    pub async fn arrive(&self, part: &str) {
        let arrived = async || {
            let (began, address) = self.begun().await?;
            let left = part.starts_with('#') || began != *self.page.borrow();
            if left && address.contains(part) {
                Ok(began)
            } else {
                Err(format!("never arrived there, but at {address}"))
            }
        };
        let began = patiently(part, arrived).await;
        self.page.replace(began);
    }

    /// Clicks what leads to another page, and waits for that.
    pub async fn follow(&self, selector: &str) {
        self.click(selector).await;
        self.arrive("").await;
    }

    /// The address of the page that is shown.
    pub async fn address(&self) -> String {
        self.driver.current_url().await.expect("an address").to_string()
    }

    /// Tells the browser's engine something that a page cannot, as that it prints.
    pub async fn engine(&self, command: &str, parameters: serde_json::Value) {
        let session = self.driver.session_id();
        let url = format!("http://127.0.0.1:{}/session/{session}/goog/cdp/execute", self.port);
        let body = json!({"cmd": command, "params": parameters}).to_string();
        let answer = reqwest::Client::new().post(url).body(body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{command}: {}", answer.text().await.expect("text"));
    }

    /// Keeps a picture for people to look at.
    pub async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        let file = folder.join(format!("{name}.png"));
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        // One that is on its way to another page has no picture just then.
        patiently(name, async || self.driver.screenshot(&file).await).await;
    }

    /// What the browser complained of since it was asked last.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.expect("the log");
        entries.iter().map(|entry| format!("{entry:?}")).collect()
    }

    /// Ends the browser, which must not have complained of anything since it was asked last.
    pub async fn quit_without_complaint(self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "the browser complains: {complaints:?}");
        self.quit().await;
    }

    /// Ends the browser.
    pub async fn quit(mut self) {
        let driver = self.driver.clone();
        driver.quit().await.expect("it ends");
        self.end();
    }

    fn end(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.process.wait();
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.end();
    }
}
