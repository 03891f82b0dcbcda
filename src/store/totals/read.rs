//! Totals as they are read: as of now, though they were kept at another instant.

use std::collections::BTreeMap;

use chrono::Datelike;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::keep::{corrections, unreadable};
use super::{Changes, NOT_KEPT, hour_of_week};
use crate::domain::filter::{Field, Filter, NONE};
use crate::domain::period::Period;
use crate::domain::status::RANKS;
use crate::domain::totals::{Entry, Part, Sum, Totals, Wanted, of_messages, read};
use crate::store::entity::total::{Column, Entity};
use crate::store::seen::Seen;
use crate::store::{accounts, dialect, settled, to_millis};

/// So many conversations that have closed without anybody noticing are put right while somebody waits. Where there are more,
/// after a server was off for long, the rows themselves are counted until the sweep has been there.
const MOST_UNNOTICED: u64 = 5_000;

/// The totals that a filter's conversations are the sum of, and whether each is to be added or taken away.
pub type Parts = BTreeMap<Part, i64>;

/// Totals that can be read, with what has changed since they were kept by time alone.
#[derive(Debug)]
pub struct Kept(Changes);

/// Looks whether totals are kept of what is seen. `None`: they are not, or of another time zone, or too much closed since.
///
/// # Errors
/// When the database does not answer.
pub async fn open(db: &impl ConnectionTrait, seen: &Seen) -> Result<Option<Kept>, DbErr> {
    let Some(account) = accounts::get(db, seen.account_id).await? else { return Ok(None) };
    if account.closed_until == NOT_KEPT || account.settings.time_zone != seen.zone {
        return Ok(None);
    }
    let now = to_millis(seen.now);
    let (from, to) = (account.closed_until.min(now), account.closed_until.max(now));
    let closing = settled::closing(db, account.id, (from, to), MOST_UNNOTICED + 1).await?;
    if closing.len() as u64 > MOST_UNNOTICED {
        return Ok(None);
    }
    Ok(Some(Kept(corrections(db, &account, &closing, now).await?)))
}

/// The totals whose sum is what a filter asks for, whatever its days are. `None`: it asks for what is no such sum, as for two
/// fields at once.
pub fn parts(seen: &Seen, filter: &Filter) -> Option<Parts> {
    let Filter { period: _, preset: _, with, without, messages, duration, only, q, test } = filter;
    if !duration.is_empty() || !only.is_empty() || q.is_some() {
        return None;
    }
    let groups = seen.groups.iter().map(|groups| (Field::Group, groups.as_slice(), false));
    let asked = with.iter().map(|(field, values)| (field, values, false));
    let left_out = without.iter().map(|(field, values)| (field, values, true));
    let said: Vec<_> = groups.chain(asked).chain(left_out).collect();
    if !messages.is_empty() {
        return (said.is_empty() && !*test).then(|| of_messages(*messages)).flatten();
    }
    let Some((first, values, left_out)) = said.first().copied() else {
        return Some(Parts::from([(if *test { Part::Trials } else { Part::All }, 1)]));
    };
    // Of sales a conversation has several values at once, which cannot be added up.
    let [_] = said[..] else { return None };
    if *test || (first == Field::Sales && values.len() > 1) {
        return None;
    }
    let of_values: Option<Vec<Vec<Part>>> = values.iter().map(|value| of_value(first, value)).collect();
    let mut parts: Parts =
        of_values?.into_iter().flatten().map(|part| (part, if left_out { -1 } else { 1 })).collect();
    if left_out {
        parts.insert(Part::All, 1);
    }
    Some(parts)
}

/// The totals of a field's value.
fn of_value(field: Field, value: &str) -> Option<Vec<Part>> {
    let ranked = |asked: &[bool]| {
        asked.iter().enumerate().filter(|(_, asked)| **asked).map(|(rank, _)| Part::ranked(rank)).collect()
    };
    match field {
        Field::Status => Some(ranked(&RANKS.map(|(status, _)| status.as_str() == value))),
        Field::Reason => {
            Some(ranked(&RANKS.map(|(_, reason)| reason.is_some_and(|reason| reason.as_str() == value))))
        }
        Field::Channel
        | Field::Tag
        | Field::Agent
        | Field::App
        | Field::Group
        | Field::Origin
        | Field::Sales
        | Field::Reopened
        | Field::HandoffReason => {
            let kept = if value == NONE { "" } else { value };
            Some(vec![Part::Of(field, kept.to_owned())])
        }
        // An hour of the week each.
        Field::Weekday => Some(hours(value, |weekday, _| weekday + 1)),
        Field::Hour => Some(hours(value, |_, hour| hour)),
        Field::FirstContact | Field::Question => None,
    }
}

/// The totals of those hours of the week that have a number.
fn hours(number: &str, of: impl Fn(usize, usize) -> usize) -> Vec<Part> {
    let week = (0..7).flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)));
    let these = week.filter(|(weekday, hour)| number.parse() == Ok(of(*weekday, *hour)));
    these.map(|(weekday, hour)| Part::Of(Field::Hour, hour_of_week(weekday, hour))).collect()
}

/// Shows entries of totals: the day, and how often each is to be added.
///
/// # Errors
/// When the database does not answer, or what is kept cannot be read.
pub async fn visit(
    db: &impl ConnectionTrait,
    seen: &Seen,
    (kept, parts): (&Kept, &Parts),
    period: Option<Period>,
    wanted: Wanted,
    mut each: impl FnMut(i32, Entry<'_>, i64),
) -> Result<(), DbErr> {
    let days = period.map(|period| period.from.num_days_from_ce()..=period.to.num_days_from_ce());
    let mut by_field: BTreeMap<i16, Vec<(&str, i64)>> = BTreeMap::new();
    for (part, sign) in parts {
        let (field, value) = part.key();
        by_field.entry(field).or_default().push((value, *sign));
    }
    for (field, of_values) in by_field {
        let mut query = Entity::find().filter(Column::AccountId.eq(seen.account_id));
        query = query.filter(Column::Field.eq(field));
        query = query.filter(Column::Value.is_in(of_values.iter().map(|(value, _)| *value)));
        if let Some(days) = &days {
            query = query.filter(Column::Day.between(*days.start(), *days.end()));
        }
        let [joined_days, joined_sums] = dialect::joined_totals(db);
        let query = query.select_only().column(Column::Value).expr(joined_days).expr(joined_sums);
        let rows: Vec<(String, String, Vec<u8>)> = query.group_by(Column::Value).into_tuple().all(db).await?;
        for (value, days, sums) in &rows {
            let sign = of_values.iter().find(|(one, _)| one == value).map_or(0, |(_, sign)| *sign);
            apart(days, sums, |day, sums| read(sums, wanted, |entry| each(day, entry, sign)))
                .ok_or_else(unreadable)?;
        }
    }
    for (day, part, totals) in kept.0.iter() {
        let within = days.as_ref().is_none_or(|days| days.contains(&day));
        if let Some(sign) = parts.get(part).filter(|_| within) {
            totals.entries(wanted, |entry| each(day, entry, *sign));
        }
    }
    Ok(())
}

/// Shows each day's totals of several that were joined; see [`dialect::joined_totals`]. `None`: they are not what was kept.
fn apart(days: &str, mut sums: &[u8], mut each: impl FnMut(i32, &[u8]) -> Option<()>) -> Option<()> {
    for day in days.split(',') {
        let (day, length) = day.split_once(' ')?;
        let one;
        (one, sums) = sums.split_at_checked(length.parse().ok()?)?;
        each(day.parse().ok()?, one)?;
    }
    Some(())
}

/// What totals add up to, with these values.
///
/// # Errors
/// As [`visit`].
pub async fn added(
    db: &impl ConnectionTrait,
    seen: &Seen,
    asked: (&Kept, &Parts),
    period: Option<Period>,
    wanted: Wanted,
) -> Result<Totals, DbErr> {
    let mut sum = Sum::default();
    visit(db, seen, asked, period, wanted, |_, entry, times| sum.add(entry, times)).await?;
    Ok(sum.totals())
}

/// What the conversations of a filter add up to, where totals can say it.
///
/// # Errors
/// As [`visit`].
pub async fn sum(db: &impl ConnectionTrait, seen: &Seen, filter: &Filter) -> Result<Option<Totals>, DbErr> {
    let Some(parts) = parts(seen, filter) else { return Ok(None) };
    let Some(kept) = open(db, seen).await? else { return Ok(None) };
    added(db, seen, (&kept, &parts), filter.period, Wanted::All).await.map(Some)
}
