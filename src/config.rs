//! Every setting, its default and why. Flags win over `HILO_*` variables, and those over defaults.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

use crate::clock::Clock;
use crate::ingest::Pace;
use crate::store::Pools;
use crate::store::accounts::DEFAULT;

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Where the data is kept: sqlite://FILE, created where it does not exist, or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(
        long,
        env = "HILO_DATABASE_URL",
        default_value = "sqlite://hilo.db",
        global = true,
        // It may hold a password.
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: String,

    /// A PostgreSQL replica that pages and exports are read from; it may lag behind a little
    #[arg(long, env = "HILO_READ_DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub read_database_url: Option<String>,

    /// Connections to PostgreSQL that read, in each process
    // Twice the cores of a common server; a hundred connections are what it takes by default, for all processes.
    #[arg(
        long,
        env = "HILO_DATABASE_CONNECTIONS",
        global = true,
        default_value_t = 8,
        value_name = "CONNECTIONS"
    )]
    pub database_connections: u32,

    /// After how many seconds PostgreSQL ends a statement that reads, and gives up waiting for a lock
    // Long enough for the widest question over a large history, short enough that nobody waits for an answer given up.
    #[arg(long, env = "HILO_STATEMENT_TIMEOUT", global = true, default_value_t = 30, value_name = "SECONDS")]
    pub statement_timeout: u64,

    /// Which account; a fresh database has one, `default`
    #[arg(long, env = "HILO_ACCOUNT", default_value = DEFAULT, global = true, value_name = "NAME")]
    pub account: String,

    /// Stop the clock at this instant (RFC 3339), for tests, demonstrations and screenshots
    #[arg(long, env = "HILO_NOW", global = true, value_name = "TIME", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
}

impl Common {
    /// How PostgreSQL is used.
    pub fn pools(&self) -> Pools {
        Pools {
            readers: self.database_connections.max(1),
            statement_timeout: Duration::from_secs(self.statement_timeout),
        }
    }

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

/// How people reach the server.
#[derive(Args, Clone, Debug)]
pub struct Public {
    /// The address people use, as in https://hilo.example.com: for links, and so that cookies travel encrypted only
    #[arg(long, env = "HILO_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
}

impl Public {
    /// What links begin with.
    pub fn url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| "http://127.0.0.1:8080".to_owned())
    }
}

/// What stands before the server.
#[derive(Args, Clone, Debug)]
pub struct Proxies {
    /// Addresses or networks of proxies that are believed when they say who asked (X-Forwarded-For) and how
    /// (X-Forwarded-Proto), as in 10.0.0.0/8; separated by commas
    // Nobody: without a proxy anybody could send such headers, and pass for anybody.
    #[arg(long, env = "HILO_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
}

fn public_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = host.map(|host| host.trim_end_matches('/'));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("must be a scheme and a host, as in https://hilo.example.com".to_owned()),
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or_else(|_| alone())
        .map_err(|_| "must be an address or a network, as in 10.0.0.0/8".to_owned())
}

/// How events are written: many senders, one transaction, one answer each after it is durable.
#[derive(Args, Clone, Debug)]
pub struct Writing {
    /// At most so many events in one transaction
    // Enough that the commit costs little per event, few enough that nobody waits long behind one.
    #[arg(long, env = "HILO_GROUP_EVENTS", default_value_t = Pace::default().group, value_name = "EVENTS")]
    pub group_events: usize,

    /// Wait so long for more events before a transaction begins
    // Nothing: what comes in during one commit is the next group, and waiting longer was measured to make it slower.
    #[arg(long, env = "HILO_GROUP_WAIT_MS", default_value_t = 0, value_name = "MILLISECONDS")]
    pub group_wait_ms: u64,

    /// So many events may wait to be written before senders are told to come again (503)
    // A few seconds of work, and at most some 80 MB: an event of more than 4 KiB counts for several.
    #[arg(long, env = "HILO_QUEUE_EVENTS", default_value_t = Pace::default().queue, value_name = "EVENTS")]
    pub queue_events: usize,
}

impl Writing {
    /// The same for the writer.
    pub fn pace(&self) -> Pace {
        let wait = Duration::from_millis(self.group_wait_ms);
        Pace { group: self.group_events.max(1), wait, queue: self.queue_events.max(1) }
    }
}

/// What the server tells of itself on standard error.
#[derive(Args, Clone, Debug)]
pub struct Logs {
    /// How log lines look: text for people, json for machines
    #[arg(long, env = "HILO_LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,

    /// The least that is worth a log line; a request is info, one that failed on our side warn or error
    #[arg(long, env = "HILO_LOG_LEVEL", default_value = "info", value_name = "LEVEL")]
    pub log_level: LogLevel,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The least that is worth a log line. Nothing is told below `info`: there is nothing more that may be told.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What failed and should not have.
    Error,
    /// Trouble that passes.
    Warn,
    /// Every request.
    Info,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Off => Self::OFF,
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
        }
    }
}

/// How often closes by silence are noticed.
#[derive(Args, Clone, Debug)]
pub struct Sweep {
    /// Seconds between two looks for conversations that silence has closed; 0: never look
    // A minute: what hangs on a close is late by no more, and a look that finds nothing is one index search an account.
    #[arg(long, env = "HILO_SWEEP_SECONDS", default_value_t = 60, value_name = "SECONDS")]
    pub sweep_seconds: u64,
}

impl Sweep {
    /// The time between two looks; `None`: none.
    pub fn every(&self) -> Option<Duration> {
        (self.sweep_seconds > 0).then(|| Duration::from_secs(self.sweep_seconds))
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc).trunc_subsecs(3))
        .map_err(|_| "must be an RFC 3339 time with an offset, as in 2026-11-20T00:00:00Z".to_owned())
}
