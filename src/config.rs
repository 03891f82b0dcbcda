//! Every setting, its default and why. Flags win over `HILO_*` variables, and those over defaults.

use std::net::SocketAddr;

use chrono::{DateTime, SubsecRound, Utc};
use clap::Args;

use crate::clock::Clock;
use crate::store::accounts::DEFAULT;

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Where the data is kept: sqlite://FILE, created where it does not exist
    #[arg(
        long,
        env = "HILO_DATABASE_URL",
        default_value = "sqlite://hilo.db",
        global = true,
        value_name = "URL"
    )]
    pub database_url: String,

    /// Which account; a fresh database has one, `default`
    #[arg(long, env = "HILO_ACCOUNT", default_value = DEFAULT, global = true, value_name = "NAME")]
    pub account: String,

    /// Stop the clock at this instant (RFC 3339), for tests, demonstrations and screenshots
    #[arg(long, env = "HILO_NOW", global = true, value_name = "TIME", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
}

impl Common {
    /// The clock to go by.
    pub fn clock(&self) -> Clock {
        self.now.map_or(Clock::System, Clock::Fixed)
    }
}

/// Where to listen.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// Address and port; port 0 takes a free one
    // Loopback: what is behind it is personal data, and opening it to a network is a decision.
    #[arg(long, env = "HILO_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc).trunc_subsecs(3))
        .map_err(|_| "must be an RFC 3339 time with an offset, as in 2026-11-20T00:00:00Z".to_owned())
}
