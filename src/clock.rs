//! What time it is. Everywhere else time is an argument.

use chrono::{DateTime, SubsecRound, Utc};

/// A clock that runs, or one that stands still for tests, demonstrations and screenshots.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stopped at an instant (`HILO_NOW`).
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present instant, to the millisecond.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(3),
            Self::Fixed(at) => at,
        }
    }
}
