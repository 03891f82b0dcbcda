//! Whole days in the account's time zone.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use hilo::domain::period::{Compare, Period, Preset, day_start, local_day};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect(text)
}

fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).expect("a period")
}

#[test]
fn on_seven_june_every_preset_is_what_its_name_says() {
    for (preset, from, to) in [
        (Preset::Today, "2026-06-07", "2026-06-07"),
        (Preset::Yesterday, "2026-06-06", "2026-06-06"),
        (Preset::Last7, "2026-06-01", "2026-06-07"),
        (Preset::Last30, "2026-05-09", "2026-06-07"),
        (Preset::Last90, "2026-03-10", "2026-06-07"),
        (Preset::ThisMonth, "2026-06-01", "2026-06-07"),
        (Preset::LastMonth, "2026-05-01", "2026-05-31"),
    ] {
        assert_eq!(preset.period(day("2026-06-07")), period(from, to), "{}", preset.as_str());
    }
    assert_eq!(Preset::ALL.len(), 7, "every preset is in the table");
}

#[test]
fn months_end_where_they_end() {
    assert_eq!(Preset::LastMonth.period(day("2024-03-31")), period("2024-02-01", "2024-02-29"));
    assert_eq!(Preset::LastMonth.period(day("2026-01-01")), period("2025-12-01", "2025-12-31"));
    assert_eq!(Preset::ThisMonth.period(day("2026-01-01")), period("2026-01-01", "2026-01-01"));
}

#[test]
fn the_comparison_is_the_same_number_of_days_just_before() {
    for (from, to, before) in [
        ("2026-06-01", "2026-06-07", period("2026-05-25", "2026-05-31")),
        ("2026-06-07", "2026-06-07", period("2026-06-06", "2026-06-06")),
        ("2026-03-01", "2026-03-31", period("2026-01-29", "2026-02-28")),
    ] {
        let now = period(from, to);
        assert_eq!(now.previous(), before);
        assert_eq!(now.previous().length(), now.length());
    }
    assert_eq!(Period::new(day("2026-06-02"), day("2026-06-01")), None, "the wrong way round");
}

#[test]
fn a_year_before_are_the_same_days_and_29_february_is_the_28th() {
    for (from, to, before) in [
        ("2026-06-01", "2026-06-07", period("2025-06-01", "2025-06-07")),
        ("2028-02-29", "2028-02-29", period("2027-02-28", "2027-02-28")),
        ("2028-02-28", "2028-03-01", period("2027-02-28", "2027-03-01")),
        ("2029-02-01", "2029-02-28", period("2028-02-01", "2028-02-28")),
    ] {
        assert_eq!(period(from, to).year_before(), before);
    }
    let week = period("2026-06-01", "2026-06-07");
    assert_eq!(Compare::USUAL.period(week), Some(week.previous()));
    assert_eq!(Compare::Year.period(week), Some(week.year_before()));
    assert_eq!(Compare::None.period(week), None);
}

#[test]
fn days_are_as_long_as_the_zone_makes_them() {
    for (zone, date, starts, minutes) in [
        (Tz::UTC, "2026-06-01", "2026-06-01T00:00:00Z", 24 * 60),
        (Tz::America__New_York, "2026-03-08", "2026-03-08T05:00:00Z", 23 * 60),
        (Tz::America__New_York, "2026-11-01", "2026-11-01T04:00:00Z", 25 * 60),
        (Tz::Europe__Madrid, "2026-03-29", "2026-03-28T23:00:00Z", 23 * 60),
        (Tz::Europe__Madrid, "2026-10-25", "2026-10-24T22:00:00Z", 25 * 60),
        (Tz::Asia__Kathmandu, "2026-06-01", "2026-05-31T18:15:00Z", 24 * 60),
        (Tz::Asia__Kolkata, "2026-06-01", "2026-05-31T18:30:00Z", 24 * 60),
        (Tz::Australia__Lord_Howe, "2026-04-05", "2026-04-04T13:00:00Z", 24 * 60 + 30),
        // Clocks jump at midnight: the day begins at one o'clock.
        (Tz::America__Sao_Paulo, "2018-11-04", "2018-11-04T03:00:00Z", 23 * 60),
        (Tz::Asia__Beirut, "2022-03-27", "2022-03-26T22:00:00Z", 23 * 60),
        // Clocks fall back at midnight to 23:00 of the day before.
        (Tz::America__Sao_Paulo, "2018-02-17", "2018-02-17T02:00:00Z", 25 * 60),
        // Clocks fall back at one to midnight, which comes twice: the first counts.
        (Tz::America__Havana, "2026-11-01", "2026-11-01T04:00:00Z", 25 * 60),
        (Tz::Pacific__Apia, "2011-12-29", "2011-12-29T10:00:00Z", 24 * 60),
        (Tz::Pacific__Apia, "2011-12-30", "2011-12-30T10:00:00Z", 0),
        (Tz::Pacific__Apia, "2011-12-31", "2011-12-30T10:00:00Z", 24 * 60),
    ] {
        let (start, end) = period(date, date).bounds(zone);
        assert_eq!(start, utc(starts), "{zone} {date}");
        assert_eq!(end - start, Duration::minutes(minutes), "{zone} {date}");
    }
}

#[test]
fn the_day_of_an_instant_is_the_local_one() {
    for (zone, at, date) in [
        (Tz::America__New_York, "2026-06-01T03:59:59.999Z", "2026-05-31"),
        (Tz::America__New_York, "2026-06-01T04:00:00Z", "2026-06-01"),
        (Tz::Asia__Kathmandu, "2026-05-31T18:14:59.999Z", "2026-05-31"),
        (Tz::Asia__Kathmandu, "2026-05-31T18:15:00Z", "2026-06-01"),
        (Tz::Pacific__Apia, "2011-12-30T10:00:00Z", "2011-12-31"),
    ] {
        assert_eq!(local_day(utc(at), zone), day(date), "{zone} {at}");
    }
}

#[test]
fn cuts_are_the_starts_of_the_days_and_the_end() {
    let week = period("2026-03-05", "2026-03-11");
    let cuts = week.cuts(Tz::America__New_York);
    assert_eq!(cuts.len(), 8);
    assert_eq!((cuts[0], cuts[7]), week.bounds(Tz::America__New_York));
    let hours: Vec<i64> = cuts.windows(2).map(|pair| (pair[1] - pair[0]).num_hours()).collect();
    assert_eq!(hours, [24, 24, 24, 23, 24, 24, 24]);
    assert_eq!(week.days().count(), 7);
    assert_eq!(week.length(), 7);
}

fn zone() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::UTC,
        Tz::America__New_York,
        Tz::America__Sao_Paulo,
        Tz::America__Havana,
        Tz::America__Santiago,
        Tz::Europe__Madrid,
        Tz::Asia__Beirut,
        Tz::Asia__Kathmandu,
        Tz::Asia__Tehran,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Apia,
        Tz::Pacific__Chatham,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_instant_lies_in_its_own_day(zone in zone(), minutes in 0_i64..20 * 365 * 24 * 60) {
        let at = utc("2012-01-01T12:00:00Z") + Duration::minutes(minutes);
        let date = local_day(at, zone);
        let (start, end) = Period { from: date, to: date }.bounds(zone);
        prop_assert!(start <= at && at < end, "{at} in {zone} is not in {date}, {start} to {end}");
    }

    #[test]
    fn days_follow_one_another_without_gap_or_overlap(zone in zone(), days in 0_i64..30 * 365) {
        let date = day("2000-01-01") + Duration::days(days);
        let next = date.succ_opt().expect("a day");
        let (_, end) = Period { from: date, to: date }.bounds(zone);
        prop_assert_eq!(end, day_start(next, zone));
        prop_assert!(day_start(date, zone) <= end);
    }
}
