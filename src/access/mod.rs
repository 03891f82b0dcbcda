//! Who is asking, from where, and whether they may: the one place that asks. What each may is said in
//! [`crate::domain::access`].

mod caller;
mod limits;
mod password;
pub mod people;
mod place;
pub mod programs;
mod route;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;

pub use self::caller::{Caller, Who, app, caller, cookie, is_still_in, place, session, sign_in_from};
pub use self::limits::Limits;
pub use self::password::{Passwords, SHORTEST, WeakPassword};
pub use self::place::Place;
pub(crate) use self::route::routes;
pub use self::route::{Rule, gate};
use crate::clock::Clock;
use crate::ingest::Ingest;
use crate::kept::Kept;
use crate::live::{Beat, Live};
use crate::store::Store;

/// What all handlers share.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The way in.
    pub ingest: Ingest,
    /// The clock.
    pub clock: Clock,
    /// A demonstration: everybody who reaches it is signed in to this account.
    pub demo: Option<i64>,
    /// How often something may be tried.
    pub limits: Arc<Limits>,
    /// Where passwords are looked at.
    pub passwords: Passwords,
    /// How it is reached.
    pub reached: Arc<Reached>,
    /// How long a request that changes something may take, reading it included: who sends a byte now and then holds a
    /// connection, but not for ever.
    pub patience: Duration,
    /// Who waits to hear that something changed.
    pub live: Live,
    /// Pages that were made before.
    pub kept: Arc<Kept>,
}

/// Longer than the slowest honest sender needs for 5 MiB, and than any change of one request takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a server is reached.
#[derive(Clone, Debug, Default)]
pub struct Reached {
    /// Proxies that are believed when they say who asked, and how.
    pub proxies: Vec<IpNet>,
    /// The address that people use, as in `https://hilo.example.com`, without a slash at its end; empty: that of the
    /// request.
    pub public_url: String,
}

impl Reached {
    /// Whether a proxy is believed.
    fn trusts(&self, proxy: IpAddr) -> bool {
        self.proxies.iter().any(|net| net.contains(&proxy.to_canonical()))
    }
}

impl App {
    /// A server's, reached without any proxy.
    pub fn new(store: Store, ingest: Ingest, clock: Clock) -> Self {
        let (limits, passwords, reached, kept) = Default::default();
        let live = Live::start(store.clone(), Beat::default());
        Self { store, ingest, clock, demo: None, limits, passwords, reached, patience: PATIENCE, live, kept }
    }
}
