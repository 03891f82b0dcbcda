//! When things happen: the shop's growth, its week and its day, and how long people take to answer.

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveTime, Timelike, Utc, Weekday};
use fastrand::Rng;

use super::people::weighted;

/// How far back the shop's conversations go.
const DAYS: i64 = 100;

/// The last days grow over the first ones by e to this power, about fivefold.
const GROWTH: f64 = 1.6;

/// How likely a conversation begins in each hour of Madrid's day. The nights are America's evenings.
const HOURS: [u32; 24] =
    [22, 15, 10, 8, 6, 6, 9, 18, 36, 60, 74, 78, 70, 58, 50, 52, 66, 76, 78, 74, 62, 54, 48, 34];

/// Why a conversation begins when it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// In the ordinary run of days.
    Usual,
    /// Placed so that its silence is about to last 48 hours.
    Lapsing,
    /// Placed in the last hours or minutes, so that something goes on.
    Live,
}

/// A beginning. For `Lapsing` ones it is the time of the last message instead.
pub struct Slot {
    /// When.
    pub start: DateTime<Utc>,
    /// Why then.
    pub kind: Kind,
}

/// As many beginnings as asked for, oldest first.
pub fn slots(now: DateTime<Utc>, count: usize, rng: &mut Rng) -> Vec<Slot> {
    let lapsing = (count / 15).min(4);
    let live = (count / 12).min(7);
    let fresh = count / 36;
    let mut slots = Vec::with_capacity(count);
    for place in 0..lapsing {
        // Silent for 45 to 47.7 hours: each closes within the next three hours, one after the other.
        let minutes = 45 * 60 + 10 + i64::try_from(place).unwrap_or(0) * 45 + rng.i64(0..15);
        slots.push(Slot { start: now - Duration::minutes(minutes), kind: Kind::Lapsing });
    }
    for seconds in [75, 380, 1_150, 2_900, 5_400, 8_100, 11_800].into_iter().take(live) {
        let start = now - Duration::seconds(seconds + rng.i64(0..60));
        slots.push(Slot { start, kind: Kind::Live });
    }
    while slots.len() < count {
        let start = moment(now, rng);
        let age = now - start;
        // The hours around the lapsing ones stay clear, so that only a handful is about to close.
        if age > Duration::minutes(44 * 60 + 40) && age < Duration::minutes(48 * 60 + 40) {
            continue;
        }
        // The first places after the fixed ones go to the last two days, where conversations are still open.
        if slots.len() < lapsing + live + fresh && age > Duration::hours(44) {
            continue;
        }
        slots.push(Slot { start, kind: Kind::Usual });
    }
    slots.sort_by_key(|slot| slot.start);
    slots
}

/// A moment before `now`, by growth, weekday and hour.
fn moment(now: DateTime<Utc>, rng: &mut Rng) -> DateTime<Utc> {
    loop {
        // Inverse of the growth curve's share: an even number in, a grown one out.
        let share = (1.0 + rng.f64() * (GROWTH.exp() - 1.0)).ln() / GROWTH;
        let span = std::time::Duration::from_secs(DAYS.unsigned_abs() * 86_400).mul_f64(share);
        let day = madrid(now - Duration::days(DAYS) + span);
        let busy = match day.weekday() {
            Weekday::Mon => 100,
            Weekday::Tue | Weekday::Thu => 92,
            Weekday::Wed => 88,
            Weekday::Fri => 84,
            Weekday::Sat => 56,
            Weekday::Sun => 50,
        };
        if rng.u32(0..100) >= busy {
            continue;
        }
        let hour = u32::try_from(weighted(rng, &HOURS)).unwrap_or(12);
        let Some(time) =
            NaiveTime::from_hms_milli_opt(hour, rng.u32(0..60), rng.u32(0..60), rng.u32(0..1_000))
        else {
            continue;
        };
        let Some(start) = day.with_time(time).single() else { continue };
        let start = start.to_utc();
        if start <= now && start >= now - Duration::days(DAYS) {
            return start;
        }
    }
}

/// The same instant on a clock in Madrid. Winter time all year: an hour is nothing to a made-up rhythm.
pub fn madrid(time: DateTime<Utc>) -> DateTime<FixedOffset> {
    time.with_timezone(&FixedOffset::east_opt(3_600).expect("one hour is a valid offset"))
}

/// The instant, or the next morning if the shop's people are not at work then.
pub fn office(time: DateTime<Utc>, rng: &mut Rng) -> DateTime<Utc> {
    let local = madrid(time);
    let days = match local.hour() {
        8..=22 => return time,
        23.. => 1,
        _ => 0,
    };
    let morning =
        local.date_naive().and_time(NaiveTime::MIN).and_utc() + Duration::days(days) + Duration::hours(7);
    morning + Duration::seconds(rng.i64(300..4_500))
}

/// How long the assistant takes to answer.
pub fn assistant(channel: &str, rng: &mut Rng) -> Duration {
    Duration::milliseconds(match channel {
        "email" => rng.i64(55_000..260_000),
        "sms" => rng.i64(4_000..16_000),
        _ => rng.i64(1_900..8_500),
    })
}

/// How long a customer takes to read `length` characters and answer.
pub fn customer(channel: &str, length: usize, rng: &mut Rng) -> Duration {
    let reading = i64::try_from(length).unwrap_or(0).min(800) * 40;
    Duration::milliseconds(match channel {
        "email" => rng.i64(18 * 60_000..9 * 3_600_000),
        "sms" => rng.i64(25_000..15 * 60_000),
        "whatsapp" if rng.u8(0..100) < 9 => rng.i64(10 * 60_000..90 * 60_000),
        "whatsapp" => rng.i64(12_000..240_000) + reading,
        _ => rng.i64(10_000..85_000) + reading,
    })
}

/// How long a person of the shop takes: `first` when they have just been called.
pub fn colleague(channel: &str, first: bool, rng: &mut Rng) -> Duration {
    Duration::milliseconds(match (channel, first) {
        ("email", _) => rng.i64(40 * 60_000..9 * 3_600_000),
        (_, true) => rng.i64(3 * 60_000..75 * 60_000),
        _ => rng.i64(50_000..6 * 60_000),
    })
}
