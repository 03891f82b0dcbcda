//! Date ranges: whole days in the account's time zone, first and last included.

use chrono::{DateTime, Datelike, Days, Duration, LocalResult, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::event::words;

words!(
    /// What a period is compared with.
    Compare {
        /// The same number of days just before.
        Previous = "previous",
        /// The same days a year before.
        Year = "year",
        /// Nothing.
        None = "none",
    }
);

impl Compare {
    /// What is meant where nothing is said.
    pub const USUAL: Self = Self::Previous;

    /// The days that a period is compared with.
    pub fn period(self, period: Period) -> Option<Period> {
        match self {
            Self::Previous => Some(period.previous()),
            Self::Year => Some(period.year_before()),
            Self::None => None,
        }
    }
}

/// From the first to the last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day, not before the first.
    pub to: NaiveDate,
}

words!(
    /// Ranges people ask for by name.
    Preset {
        /// The day that is going on.
        Today = "today",
        /// The day before.
        Yesterday = "yesterday",
        /// Today and the six days before: on 7 June, 1–7 June.
        Last7 = "last_7_days",
        /// Today and the 29 days before.
        Last30 = "last_30_days",
        /// Today and the 89 days before.
        Last90 = "last_90_days",
        /// From the first of the month to today.
        ThisMonth = "this_month",
        /// The whole month before.
        LastMonth = "last_month",
    }
);

impl Preset {
    /// The days of the range, seen on `today`.
    pub fn period(self, today: NaiveDate) -> Period {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let first = today.with_day(1).unwrap_or(today);
        let last_of_before = first.pred_opt().unwrap_or(first);
        match self {
            Self::Today => Period { from: today, to: today },
            Self::Yesterday => Period { from: back(1), to: back(1) },
            Self::Last7 => Period { from: back(6), to: today },
            Self::Last30 => Period { from: back(29), to: today },
            Self::Last90 => Period { from: back(89), to: today },
            Self::ThisMonth => Period { from: first, to: today },
            Self::LastMonth => {
                Period { from: first.checked_sub_months(Months::new(1)).unwrap_or(first), to: last_of_before }
            }
        }
    }
}

impl Period {
    /// The days from `from` to `to`; `None` when they are the wrong way round.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// How many days: at least one.
    pub fn length(self) -> u64 {
        u64::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }

    /// The days, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// The comparison period: the same number of days just before.
    pub fn previous(self) -> Self {
        let days = Days::new(self.length());
        Self {
            from: self.from.checked_sub_days(days).unwrap_or(self.from),
            to: self.to.checked_sub_days(days).unwrap_or(self.to),
        }
    }

    /// The same days a year before. 29 February, which that year does not have, becomes the 28th.
    pub fn year_before(self) -> Self {
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        Self { from: back(self.from), to: back(self.to) }
    }

    /// The instants of the range: from the first day's start up to, not including, the start of the day after.
    pub fn bounds(self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        let after = self.to.succ_opt().unwrap_or(self.to);
        (day_start(self.from, zone), day_start(after, zone))
    }

    /// The start of each day and, last, the end of the range.
    pub fn cuts(self, zone: Tz) -> Vec<DateTime<Utc>> {
        let end = self.bounds(zone).1;
        self.days().map(|day| day_start(day, zone)).chain([end]).collect()
    }
}

/// The first instant of a local day. Midnight itself is missing where clocks jump at midnight
/// (then the day begins at the jump) and comes twice where they fall back over it (then the first counts).
pub fn day_start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Every gap in IANA's zones is a whole number of minutes and at most a day long (Samoa, 2011).
    for minutes in 0..=24 * 60 {
        match zone.from_local_datetime(&(midnight + Duration::minutes(minutes))) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.with_timezone(&Utc),
            LocalResult::None => {}
        }
    }
    midnight.and_utc()
}

/// The day whose [`Period::bounds`] an instant is within. Where a zone goes back over midnight that is the day that had begun,
/// though the clock says the one before again.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let day = local_day(at, zone);
    let next = day.succ_opt().unwrap_or(day);
    if at >= day_start(next, zone) { next } else { day }
}

/// The local day of an instant.
pub fn local_day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
