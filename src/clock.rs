//! What time it is. Everywhere else time is an argument.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, Utc};

/// A clock that runs, one that stands still for tests, demonstrations and screenshots, or one that tests move.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stopped at an instant (`HILO_NOW`).
    Fixed(DateTime<Utc>),
    /// Moved by hand while a server runs: milliseconds since 1970.
    Moved(&'static AtomicI64),
}

impl Clock {
    /// The present instant, to the millisecond.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(3),
            Self::Fixed(at) => at,
            Self::Moved(millis) => {
                DateTime::from_timestamp_millis(millis.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }
}
