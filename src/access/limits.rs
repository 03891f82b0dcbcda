//! How often something may be tried. Kept in memory: each process counts for itself, and forgets when it ends.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

use crate::error::{Error, Result};

/// Sign-ins from one address at once; an office may share one.
const BY_ADDRESS: u32 = 30;

/// After so long one more may be tried from there.
const ADDRESS_AGAIN: Duration = Duration::from_secs(10);

/// Sign-ins with one e-mail address at once: more than anybody mistypes.
const BY_EMAIL: u32 = 10;

/// After so long one more may be tried with it.
const EMAIL_AGAIN: Duration = Duration::from_secs(60);

/// So many addresses are remembered before those of long ago are forgotten.
const REMEMBERED: usize = 10_000;

type Instant = <DefaultClock as Clock>::Instant;

/// The limit of a key, and what was asked with it.
type OfKey = (u32, Arc<DefaultDirectRateLimiter>);

/// What was tried.
#[derive(Debug)]
pub struct Limits {
    by_address: DefaultKeyedRateLimiter<String>,
    by_email: DefaultKeyedRateLimiter<String>,
    /// By account and name.
    by_key: Mutex<HashMap<(i64, String), OfKey>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            by_address: RateLimiter::keyed(quota(BY_ADDRESS, ADDRESS_AGAIN)),
            by_email: RateLimiter::keyed(quota(BY_EMAIL, EMAIL_AGAIN)),
            by_key: Mutex::default(),
        }
    }
}

fn quota(burst: u32, again: Duration) -> Quota {
    let one_per = Quota::with_period(again).expect("some time passes");
    one_per.allow_burst(NonZeroU32::new(burst).expect("more than none"))
}

impl Limits {
    /// Counts a sign-in, whether or not anybody has that e-mail address.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn sign_in(&self, address: &str, email: &str) -> Result<()> {
        self.address(address)?;
        if self.by_email.len() > REMEMBERED {
            self.by_email.retain_recent();
        }
        // No address is longer; what is remembered is bounded.
        let email = email.chars().take(254).collect();
        self.by_email.check_key(&email).map_err(|until| wait(&until))
    }

    /// Counts whatever else somebody may guess at.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn address(&self, address: &str) -> Result<()> {
        if self.by_address.len() > REMEMBERED {
            self.by_address.retain_recent();
        }
        self.by_address.check_key(&address.to_owned()).map_err(|until| wait(&until))
    }

    /// Counts a request with a key that may be used so often a minute.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn key(&self, account_id: i64, name: &str, per_minute: u32) -> Result<()> {
        let Some(most) = NonZeroU32::new(per_minute) else { return Ok(()) };
        let limiter = {
            let mut known = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = || (per_minute, Arc::new(RateLimiter::direct(Quota::per_minute(most))));
            let entry = known.entry((account_id, name.to_owned())).or_insert_with(fresh);
            if entry.0 != per_minute {
                *entry = fresh();
            }
            Arc::clone(&entry.1)
        };
        limiter.check().map_err(|until| wait(&until))
    }
}

/// Whole seconds: nobody is to come a moment too early.
fn wait(until: &NotUntil<Instant>) -> Error {
    let wait = until.wait_time_from(DefaultClock::default().now());
    Error::TooMany(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}
