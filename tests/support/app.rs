//! A real server on a free port, over a database of its own.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use hilo::clock::Clock;
use hilo::ingest::resettle::resettle;
use hilo::ingest::{Ingest, Pace};
use hilo::live::{Beat, Live};
use hilo::server;
use hilo::store::keys::{New, Scope};
use hilo::store::{Store, accounts, keys};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// The instant that tests stop the clock at, unless they say otherwise.
pub const NOW: &str = "2026-11-20T00:00:00Z";

pub struct App {
    pub store: Store,
    pub ingest: Ingest,
    pub clock: Clock,
    pub account: i64,
    pub url: String,
    /// The address of its database.
    pub database: String,
    pub key: String,
    /// Who waits to hear of changes.
    pub live: Live,
    client: Client,
    handle: actix_web::dev::ServerHandle,
    _folder: Option<tempfile::TempDir>,
}

/// The hand of a clock that tests move.
#[derive(Clone, Copy)]
pub struct Hand(&'static AtomicI64);

impl Hand {
    /// Moves the clock.
    pub fn set(self, to: DateTime<Utc>) {
        self.0.store(to.timestamp_millis(), Ordering::SeqCst);
    }
}

/// An instant as tests write it.
pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect(text).with_timezone(&Utc)
}

/// Everything that is done again and again for those who wait is done many times a second.
fn beat() -> Beat {
    let millis = std::time::Duration::from_millis;
    Beat { look: millis(50), sign: millis(200), check: millis(100) }
}

/// A message as a source sends it.
pub fn message(id: &str, conversation: &str, time: &str, role: &str, text: &str) -> Value {
    json!({"id": id, "type": "message.sent", "time": time, "conversation": conversation, "role": role, "text": text})
}

impl App {
    /// A server with a key for everything.
    pub async fn start() -> Self {
        Self::build(Clock::Fixed(at(NOW)), Pace::default()).await
    }

    /// A server over a database that others use too.
    pub async fn over(database: &str) -> Self {
        Self::build_over(Clock::Fixed(at(NOW)), Pace::default(), database.to_owned()).await
    }

    /// A server that writes at another pace.
    pub async fn start_paced(pace: Pace) -> Self {
        Self::build(Clock::Fixed(at(NOW)), pace).await
    }

    /// A server whose clock stands still at another instant.
    pub async fn start_at(now: &str) -> Self {
        Self::build(Clock::Fixed(at(now)), Pace::default()).await
    }

    /// A server whose clock is moved by hand, and the hand.
    pub async fn start_moving(now: &str) -> (Self, Hand) {
        // For as long as the process runs: the clock is copied everywhere.
        let hand = Hand(Box::leak(Box::new(AtomicI64::new(0))));
        hand.set(at(now));
        (Self::build(Clock::Moved(hand.0), Pace::default()).await, hand)
    }

    async fn build(clock: Clock, pace: Pace) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = super::database::url(folder.path());
        Self { _folder: Some(folder), ..Self::build_over(clock, pace, database).await }
    }

    async fn build_over(clock: Clock, pace: Pace, database: String) -> Self {
        let store = super::database::open(&database).await;
        if accounts::find(store.reader(), "default").await.expect("read").is_none() {
            let usd = hilo::domain::money::Currency::parse("USD").expect("USD");
            accounts::create(store.writer(), "default", chrono_tz::UTC, usd).await.expect("an account");
        }
        let account = accounts::find(store.reader(), "default").await.expect("read").expect("there").id;
        let scopes = [Scope::Ingest, Scope::Read];
        let new = |name: &str| New { name: name.to_owned(), scopes: scopes.to_vec(), ..New::default() };
        let key = match keys::create(store.writer(), account, new("test"), 0).await {
            Ok(key) => key,
            // Another server over the same database has it.
            Err(_) => {
                let name = format!("test {}", uuid::Uuid::new_v4());
                keys::create(store.writer(), account, new(&name), 0).await.expect("a key")
            }
        };
        let ingest = Ingest::start(store.clone(), clock, pace);
        let live = Live::start(store.clone(), beat());
        let state = hilo::access::App::new(store.clone(), ingest.clone(), clock);
        let state = hilo::access::App { live: live.clone(), ..state };
        let (address, server) = server::start(state, ([127, 0, 0, 1], 0).into()).expect("a port");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self {
            store,
            ingest,
            clock,
            account,
            url: format!("http://{address}"),
            database,
            key,
            live,
            client,
            handle,
            _folder: None,
        }
    }

    /// Another key of the same account.
    pub async fn another_key(&self, name: &str, scopes: &[Scope]) -> String {
        let new = New { name: name.to_owned(), scopes: scopes.to_vec(), ..New::default() };
        keys::create(self.store.writer(), self.account, new, 0).await.expect("a key")
    }

    /// Every byte that is kept, or every word where the files are a server's.
    pub fn everything_kept(&self) -> Vec<u8> {
        let Some(file) = self.database.strip_prefix("sqlite://") else {
            let tables = "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
                 WHERE nspname = 'public' AND relkind = 'r'";
            let tables = super::database::psql(&self.database, tables);
            let rows = |table: &str| format!("SELECT t::text FROM \"{table}\" t");
            return tables
                .lines()
                .map(|table| super::database::psql(&self.database, &rows(table)))
                .collect::<String>()
                .into();
        };
        let of = |end: &str| std::fs::read(format!("{file}{end}")).unwrap_or_default();
        [of(""), of("-wal")].concat()
    }

    /// Another account of the same server.
    pub async fn another_account(&self, name: &str) -> i64 {
        let usd = hilo::domain::money::Currency::parse("USD").expect("USD");
        accounts::create(self.store.writer(), name, chrono_tz::UTC, usd).await.expect("an account");
        accounts::find(self.store.reader(), name).await.expect("read").expect("there").id
    }

    /// Changes the account's time zone.
    pub async fn set_zone(&self, zone: chrono_tz::Tz) {
        let account = accounts::get(self.store.reader(), self.account).await.expect("read").expect("there");
        let settings = hilo::domain::settings::Settings { time_zone: zone, ..account.settings.clone() };
        let told = async |_, _| {};
        let changed = resettle(&self.store, &account, &settings, at(NOW), told).await;
        changed.unwrap_or_else(|_| panic!("resettled")).commit().await.expect("the zone is set");
    }

    /// Until when closes by silence were noticed.
    pub async fn closed_until(&self) -> i64 {
        let account = accounts::get(self.store.reader(), self.account).await.expect("read");
        account.expect("an account").closed_until
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.key)
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url)).bearer_auth(&self.key)
    }

    /// The same without a key.
    pub fn anonymous(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    /// Sends one event or a batch.
    pub async fn send(&self, body: &Value) -> Response {
        let request = self.post("/api/v1/events").header("Content-Type", "application/json");
        request.body(body.to_string()).send().await.expect("an answer")
    }

    /// Sends events that must all be taken.
    pub async fn take(&self, events: &[Value]) {
        let response = self.send(&json!({"events": events})).await;
        let answer = body(response).await;
        assert_eq!(answer["accepted"], events.len(), "{answer}");
    }

    /// Reads JSON.
    pub async fn json(&self, path: &str) -> Value {
        let response = self.get(path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        body(response).await
    }

    /// Reads NDJSON.
    pub async fn ndjson(&self, path: &str) -> Vec<Value> {
        let response = self.get(path).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let text = response.text().await.expect("text");
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Reads a page.
    pub async fn page(&self, path: &str) -> String {
        let response = self.get(path).send().await.expect("an answer");
        let status = response.status();
        let html = response.text().await.expect("text");
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        html
    }

    /// Stops the server.
    pub async fn stop(self) {
        self.live.end();
        self.handle.stop(true).await;
    }
}

/// The JSON of an answer.
pub async fn body(response: Response) -> Value {
    let text = response.text().await.expect("text");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"))
}

/// A text as the value of a parameter.
pub fn percent(text: &str) -> String {
    let mut url = reqwest::Url::parse("http://h/").expect("an address");
    url.query_pairs_mut().append_pair("q", text);
    url.query().expect("a query")[2..].to_owned()
}
