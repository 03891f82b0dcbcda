//! The weekday and the hour at which conversations began, in an account's zone, as expressions that both engines compute.
//!
//! Time is cut where the zone changes its offset; within each piece an hour is a matter of whole numbers. A conversation
//! belongs to the hour of its quarter hour, as [`super::overview`] counts them, so that both are the same to the last one.

use chrono::{DateTime, Datelike, Duration, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};

use super::conversations::{Column, Entity};
use super::overview::QUARTER_HOUR;
use super::{from_millis, to_millis};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Whole weeks that keep every instant since 1970 above zero, where engines agree what a remainder is; and three days,
/// because 1 January 1970 was a Thursday.
const ABOVE_ZERO: i64 = 10 * 7 * DAY + 3 * DAY;

/// How far a zone is looked at beyond now where a filter says nothing of days: nothing begins later.
const AHEAD: Duration = Duration::days(400);

/// Weekday (Monday is 0) and hour of a quarter hour.
pub fn place(quarter: DateTime<Utc>, zone: Tz) -> (usize, usize) {
    let local = quarter.with_timezone(&zone);
    let index = |n: u32| usize::try_from(n).unwrap_or(0);
    (index(local.weekday().num_days_from_monday()), index(local.hour()))
}

/// From when to when conversations are looked at: in the order of time, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    start: i64,
    end: i64,
}

impl Span {
    /// Between two instants.
    pub fn between(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start: to_millis(start), end: to_millis(end) }
    }

    /// All that can have begun until now.
    pub fn all_time(now: DateTime<Utc>) -> Self {
        Self { start: 0, end: to_millis(now + AHEAD) }
    }
}

/// The weekday a conversation began on: 1 is Monday, 7 Sunday.
pub fn weekday(span: Span, zone: Tz) -> SimpleExpr {
    since_a_monday(span, zone).div(DAY).modulo(7_i64).add(1_i64)
}

/// The hour it began in: 0 to 23.
pub fn hour(span: Span, zone: Tz) -> SimpleExpr {
    since_a_monday(span, zone).div(HOUR).modulo(24_i64)
}

/// Local milliseconds between a Monday's midnight and the beginning of a conversation's quarter hour.
fn since_a_monday(span: Span, zone: Tz) -> SimpleExpr {
    let quarter = || Expr::col((Entity, Column::StartedAt)).div(QUARTER_HOUR).mul(QUARTER_HOUR);
    let (first, changes) = offsets(span, zone);
    if changes.is_empty() {
        return quarter().add(first + ABOVE_ZERO);
    }
    let mut offset = CaseStatement::new();
    // The latest first: most conversations are of late.
    for (from, after) in changes.into_iter().rev() {
        offset = offset.case(quarter().gte(from), Expr::value(after + ABOVE_ZERO));
    }
    quarter().add(offset.finally(Expr::value(first + ABOVE_ZERO)))
}

/// The offset at the beginning of a span, and from which instants on it is another, in milliseconds.
fn offsets(span: Span, zone: Tz) -> (i64, Vec<(i64, i64)>) {
    let at = |millis: i64| {
        let offset = zone.offset_from_utc_datetime(&from_millis(millis).naive_utc());
        i64::from(offset.fix().local_minus_utc()) * 1_000
    };
    // A quarter hour may have begun before the span does.
    let mut before = span.start.div_euclid(QUARTER_HOUR) * QUARTER_HOUR;
    let first = at(before);
    let mut changes = Vec::new();
    // No zone has changed twice within half a day.
    while before < span.end {
        let after = before + DAY / 2;
        let new = at(after);
        if new != at(before) {
            let (mut old_at, mut new_at) = (before, after);
            while new_at - old_at > 1 {
                let middle = old_at + (new_at - old_at) / 2;
                if at(middle) == new {
                    new_at = middle;
                } else {
                    old_at = middle;
                }
            }
            changes.push((new_at, new));
        }
        before = after;
    }
    (first, changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The offset of an instant as the pieces tell it.
    fn told(millis: i64, (first, changes): &(i64, Vec<(i64, i64)>)) -> i64 {
        changes.iter().rev().find(|(from, _)| *from <= millis).map_or(*first, |(_, offset)| *offset)
    }

    #[test]
    fn every_zone_has_at_every_hour_the_offset_of_its_piece() {
        let now = from_millis(1_795_000_000_000);
        for zone in [
            chrono_tz::America::Sao_Paulo,
            chrono_tz::Europe::Madrid,
            chrono_tz::Africa::Casablanca,
            chrono_tz::Australia::Lord_Howe,
            chrono_tz::Pacific::Apia,
            chrono_tz::Asia::Kathmandu,
            chrono_tz::America::St_Johns,
            chrono_tz::UTC,
        ] {
            let span = Span::all_time(now);
            let pieces = offsets(span, zone);
            for hour in 0..(span.end / HOUR) {
                for millis in [hour * HOUR, hour * HOUR + 60_000] {
                    let at = from_millis(millis).with_timezone(&zone).offset().fix().local_minus_utc();
                    assert_eq!(
                        told(millis, &pieces),
                        i64::from(at) * 1_000,
                        "{zone} {}",
                        from_millis(millis)
                    );
                }
            }
        }
    }

    #[test]
    fn changes_are_found_to_the_millisecond() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let span = Span::between(at("2026-03-28T23:00:00Z"), at("2026-11-01T00:00:00Z"));
        let (first, changes) = offsets(span, chrono_tz::Europe::Madrid);
        assert_eq!(first, HOUR);
        let spring = to_millis(at("2026-03-29T01:00:00Z"));
        let autumn = to_millis(at("2026-10-25T01:00:00Z"));
        assert_eq!(changes, [(spring, 2 * HOUR), (autumn, HOUR)]);
    }
}
