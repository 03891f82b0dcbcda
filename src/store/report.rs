//! The overview: the four metrics now and before, and the chart's series, from one filter.

mod summed;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::breakdown::Hours;
use super::filter::condition;
use super::overview::{self, Cell, GroupBy, Sales, SalesCell};
use super::seen::Seen;
use crate::domain::filter::Filter;
use crate::domain::metrics::Counts;
use crate::domain::period::{Compare, Period};
use crate::domain::status::Reason;
use crate::domain::totals::Totals;

/// The numbers of one period.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// Its days.
    pub period: Period,
    /// How many conversations have which status.
    pub counts: Counts,
    /// What they sold, per currency.
    pub sales: Vec<Sales>,
}

/// One day of the chart.
#[derive(Clone, Debug)]
pub struct Day {
    /// Local day.
    pub day: NaiveDate,
    /// The counts of each group; when grouped by status, of the group with the empty name.
    pub groups: BTreeMap<String, Counts>,
}

/// All that the overview shows.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it was asked for, its period filled in.
    pub filter: Filter,
    /// What the chart is grouped by.
    pub group_by: GroupBy,
    /// The period asked for.
    pub now: Numbers,
    /// What it is compared with.
    pub compare: Compare,
    /// The period compared with, if there is one.
    pub before: Option<Numbers>,
    /// Of the resolved ones, those closed by an event.
    pub closed: u64,
    /// Of the resolved ones, those closed by silence.
    pub auto_closed: u64,
    /// Every day of the period, also those without a conversation.
    pub days: Vec<Day>,
    /// What was sold with the conversations of each of these days, per currency.
    pub sales_days: Vec<Vec<Sales>>,
    /// The same conversations by weekday and hour.
    pub hours: Hours,
    /// What they add up to by value, where totals could say all this.
    pub totals: Option<Totals>,
    /// What all conversations of these days add up to by value of the field that the filter chooses by, where it does and
    /// totals could say it.
    pub everything: Option<Totals>,
    /// Of how many conversations of these days they are: so many are looked at where rows are asked.
    pub among: u64,
}

/// Makes the report of a filter; without a date range of the last 30 days.
///
/// # Errors
/// When the database does not answer.
pub async fn report(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    period: Period,
    (group_by, compare): (GroupBy, Compare),
) -> Result<Report, DbErr> {
    let filter = Filter { period: Some(period), ..filter.clone() };
    let before = compare.period(period);
    match summed::report(db, seen, &filter, period, (group_by, compare, before)).await? {
        Some(report) => Ok(report),
        None => counted(db, seen, filter, period, (group_by, compare, before)).await,
    }
}

/// The same from the conversations themselves.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: Filter,
    period: Period,
    (group_by, compare, before): (GroupBy, Compare, Option<Period>),
) -> Result<Report, DbErr> {
    let now = seen.now;
    let asked = condition(db, seen, &filter);
    let cells = overview::cells(db, asked.clone(), group_by, now).await?;
    let mut counts = Counts::default();
    for cell in &cells {
        counts.add(cell.status.0, cell.status.1, cell.conversations);
    }
    let resolved_by = |reason| {
        let of_reason = cells.iter().filter(|cell| cell.status.1 == Some(reason));
        of_reason.map(|cell| cell.conversations).sum()
    };
    let (closed, auto_closed) = (resolved_by(Reason::Closed), resolved_by(Reason::AutoClosed));
    let sold = overview::sales_cells(db, seen.account_id, asked).await?;
    let cuts = period.cuts(seen.zone);
    Ok(Report {
        before: self::before(db, seen, &filter, before).await?,
        filter,
        group_by,
        now: Numbers { period, counts, sales: overview::total_sales(&sold) },
        compare,
        closed,
        auto_closed,
        sales_days: sales_days(&cuts, sold),
        hours: Hours::of(&cells, seen.zone),
        days: days(period, &cuts, cells),
        totals: None,
        everything: None,
        among: counts.conversations(),
    })
}

/// The numbers of the period compared with.
async fn before(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    period: Option<Period>,
) -> Result<Option<Numbers>, DbErr> {
    let Some(period) = period else { return Ok(None) };
    let asked = condition(db, seen, &filter.over(period));
    Ok(Some(Numbers {
        period,
        counts: overview::counts(db, asked.clone(), seen.now).await?,
        sales: overview::sales(db, seen.account_id, asked).await?,
    }))
}

/// The place of the day to which an instant belongs: the last whose start is not after it. The last cut is the range's end.
fn day_of(cuts: &[DateTime<Utc>], at: DateTime<Utc>) -> usize {
    cuts.partition_point(|start| *start <= at).saturating_sub(1)
}

/// Puts what quarter hours sold together to local days.
fn sales_days(cuts: &[DateTime<Utc>], sold: Vec<SalesCell>) -> Vec<Vec<Sales>> {
    let mut days: Vec<Vec<SalesCell>> = vec![Vec::new(); cuts.len().saturating_sub(1)];
    for cell in sold {
        if let Some(day) = days.get_mut(day_of(cuts, cell.start)) {
            day.push(cell);
        }
    }
    days.iter().map(|cells| overview::total_sales(cells)).collect()
}

/// Puts quarter hours together to local days.
fn days(period: Period, cuts: &[DateTime<Utc>], cells: Vec<Cell>) -> Vec<Day> {
    let mut days: Vec<Day> = period.days().map(|day| Day { day, groups: BTreeMap::new() }).collect();
    for cell in cells {
        if let Some(day) = days.get_mut(day_of(cuts, cell.start)) {
            let counts = day.groups.entry(cell.group).or_default();
            counts.add(cell.status.0, cell.status.1, cell.conversations);
        }
    }
    days
}
