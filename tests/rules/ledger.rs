//! A small real store, for rules that need more than one conversation: who is whom, and who earned what.

use chrono::{DateTime, Utc};
use hilo::clock::Clock;
use hilo::domain::money::Currency;
use hilo::ingest::{Ingest, Pace};
use hilo::store::orders::{By, Model as Order};
use hilo::store::{Store, accounts, conversations, orders};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::builder::{at, event};

/// An account that events can be told to.
pub struct Ledger {
    runtime: Runtime,
    store: Store,
    ingest: Ingest,
    account: i64,
    told: u32,
    _folder: TempDir,
}

impl Ledger {
    pub fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let url = crate::support::database::url(folder.path());
        let now: DateTime<Utc> = at("100 00:00");
        let (store, ingest, account) = runtime.block_on(async {
            let store = Store::open(&url).await.expect("a store");
            let usd = Currency::parse("USD").expect("USD");
            accounts::create(store.writer(), "shop", chrono_tz::UTC, usd).await.expect("created");
            let account = accounts::find(store.reader(), "shop").await.expect("read").expect("there");
            (store.clone(), Ingest::start(store, Clock::Fixed(now), Pace::default()), account.id)
        });
        Self { runtime, store, ingest, account, told: 0, _folder: folder }
    }

    /// Tells one event, by itself; its id is `e-1` for the first one told.
    pub fn tell(&mut self, kind: &str, time: &str, fields: Value) -> &mut Self {
        self.told += 1;
        let mut said = json!({"id": format!("e-{}", self.told), "type": kind, "time": at(time)});
        for (name, value) in fields.as_object().expect("fields") {
            said[name] = value.clone();
        }
        let submitted = self.ingest.submit(self.account, vec![event(said)]);
        self.runtime.block_on(submitted).expect("written");
        self
    }

    /// A customer's message with this profile.
    pub fn asks(&mut self, conversation: &str, time: &str, profile: Value) -> &mut Self {
        let fields =
            json!({"conversation": conversation, "role": "customer", "text": "hi", "profile": profile});
        self.tell("message.sent", time, fields)
    }

    /// A click on a product in a conversation.
    pub fn clicks(&mut self, conversation: &str, time: &str) -> &mut Self {
        self.tell("product.clicked", time, json!({"conversation": conversation}))
    }

    /// An order of ten dollars by this profile.
    pub fn buys(&mut self, order: &str, time: &str, profile: Value) -> &mut Self {
        let fields = json!({"order": order, "total": "10.00", "currency": "USD", "profile": profile});
        self.tell("order.placed", time, fields)
    }

    /// Profiles are joined.
    pub fn identifies(&mut self, time: &str, profile: Value) -> &mut Self {
        self.tell("profile.identified", time, json!({"profile": profile}))
    }

    fn conversation(&self, source: &str) -> conversations::Model {
        let found = conversations::find(self.store.reader(), self.account, source);
        self.runtime.block_on(found).expect("read").expect("a conversation")
    }

    /// The customer of a conversation, as in `email:ana@example.com`.
    pub fn customer(&self, conversation: &str) -> String {
        self.conversation(conversation).customer
    }

    /// What the customer of a conversation is called; empty: Anonymous.
    pub fn called(&self, conversation: &str) -> String {
        self.conversation(conversation).profile
    }

    pub fn order(&self, number: &str) -> Order {
        let numbers = [number.to_owned()];
        let found = orders::load(self.store.reader(), self.account, By::Number(&numbers));
        self.runtime.block_on(found).expect("read").pop().expect("an order")
    }

    /// The event that earned an order, else why none did.
    pub fn earned(&self, number: &str) -> String {
        let order = self.order(number);
        if order.touchpoint.is_empty() { order.why_not } else { order.touchpoint }
    }

    /// What a conversation sold, as in `USD 10.00`.
    pub fn sales(&self, conversation: &str) -> Vec<String> {
        let id = self.conversation(conversation).id;
        let sales = orders::sales_of(self.store.reader(), self.account, std::slice::from_ref(&id));
        let sales = self.runtime.block_on(sales).expect("read");
        sales.get(&id).into_iter().flatten().map(ToString::to_string).collect()
    }
}
