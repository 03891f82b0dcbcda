//! The overview from totals: some hundred rows for a year, however many conversations it had.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Day, Numbers, Report};
use crate::domain::filter::{Field, Filter};
use crate::domain::metrics::Counts;
use crate::domain::period::{Compare, Period};
use crate::domain::status::{RANKS, Reason};
use crate::domain::totals::{Entry, Ranks, Sum, Totals, Wanted};
use crate::store::breakdown::Hours;
use crate::store::overview::{GroupBy, summed as sales};
use crate::store::seen::Seen;
use crate::store::totals::{self, Kept, Parts};

/// The report of a filter with its days filled in; `None` where totals cannot say it.
pub(super) async fn report(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    period: Period,
    (group_by, compare, before): (GroupBy, Compare, Option<Period>),
) -> Result<Option<Report>, DbErr> {
    let Some(parts) = totals::parts(seen, filter) else { return Ok(None) };
    let Some(kept) = totals::open(db, seen).await? else { return Ok(None) };
    let grouped = field(group_by);
    let first = period.from.num_days_from_ce();
    // Of each day what the chart shows alone.
    let mut days: Vec<Totals> = period.days().map(|_| Totals::default()).collect();
    let mut all = Sum::default();
    let place = |day: i32| usize::try_from(day - first).unwrap_or(usize::MAX);
    totals::visit(db, seen, (&kept, &parts), Some(period), Wanted::All, |day, entry, times| {
        let is_shown = match entry {
            Entry::Value(field, ..) => grouped == Some(field),
            Entry::Ranks(_) => grouped.is_none(),
            Entry::Sold(..) => true,
        };
        if let Some(sums) = days.get_mut(place(day)).filter(|_| is_shown) {
            sums.add(entry, times);
        }
        all.add(entry, times);
    })
    .await?;
    let all = all.totals();
    let counts = counts(&all.ranks);
    let unchosen = totals::parts(seen, &Filter::default()).unwrap_or_default();
    let everything = match unchosen == parts {
        true => None,
        false => {
            let chosen_by = filter.with.iter().chain(filter.without.iter()).next();
            let wanted = chosen_by.map_or(Wanted::None, |(field, _)| Wanted::Of(field));
            Some(totals::added(db, seen, (&kept, &unchosen), Some(period), wanted).await?)
        }
    };
    let among = everything.as_ref().map_or(counts.conversations(), Totals::conversations);
    let of_reason = |reason| {
        let rank = RANKS.iter().position(|(_, of)| *of == Some(reason));
        rank.and_then(|rank| u64::try_from(all.ranks[rank]).ok()).unwrap_or(0)
    };
    Ok(Some(Report {
        filter: filter.clone(),
        group_by,
        now: Numbers { period, counts, sales: sales(&all.sold) },
        compare,
        before: self::before(db, seen, (&kept, &parts), before).await?,
        closed: of_reason(Reason::Closed),
        auto_closed: of_reason(Reason::AutoClosed),
        sales_days: days.iter().map(|day| sales(&day.sold)).collect(),
        days: period.days().zip(days).map(|(day, sums)| groups(day, sums, grouped)).collect(),
        hours: Hours::summed(&all),
        totals: Some(all),
        everything,
        among,
    }))
}

fn field(group_by: GroupBy) -> Option<Field> {
    match group_by {
        GroupBy::Status => None,
        GroupBy::Channel => Some(Field::Channel),
        GroupBy::Tag => Some(Field::Tag),
        GroupBy::Agent => Some(Field::Agent),
    }
}

async fn before(
    db: &impl ConnectionTrait,
    seen: &Seen,
    asked: (&Kept, &Parts),
    period: Option<Period>,
) -> Result<Option<Numbers>, DbErr> {
    let Some(period) = period else { return Ok(None) };
    let mut all = Totals::default();
    totals::visit(db, seen, asked, Some(period), Wanted::None, |_, entry, times| all.add(entry, times))
        .await?;
    Ok(Some(Numbers { period, counts: counts(&all.ranks), sales: sales(&all.sold) }))
}

/// The groups of a day.
fn groups(day: NaiveDate, sums: Totals, grouped: Option<Field>) -> Day {
    let Totals { ranks, mut values, .. } = sums;
    let groups = match grouped {
        Some(field) => values.remove(&field).unwrap_or_default(),
        None if ranks == Ranks::default() => BTreeMap::new(),
        None => BTreeMap::from([(String::new(), ranks)]),
    };
    Day { day, groups: groups.into_iter().map(|(group, ranks)| (group, counts(&ranks))).collect() }
}

/// Ranks as counts.
fn counts(ranks: &Ranks) -> Counts {
    let mut counts = Counts::default();
    for ((status, reason), n) in RANKS.into_iter().zip(ranks) {
        counts.add(status, reason, u64::try_from(*n).unwrap_or(0));
    }
    counts
}
