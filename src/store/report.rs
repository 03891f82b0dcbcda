//! The overview: the four metrics now and before, and the chart's series, from one filter.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::filter::condition;
use super::overview::{self, Cell, GroupBy, Sales};
use super::seen::Seen;
use crate::domain::filter::Filter;
use crate::domain::metrics::Counts;
use crate::domain::period::Period;
use crate::domain::status::Reason;

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
    /// The same number of days just before.
    pub before: Numbers,
    /// Of the resolved ones, those closed by an event.
    pub closed: u64,
    /// Of the resolved ones, those closed by silence.
    pub auto_closed: u64,
    /// Every day of the period, also those without a conversation.
    pub days: Vec<Day>,
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
    group_by: GroupBy,
) -> Result<Report, DbErr> {
    let now = seen.now;
    let asked = condition(db, seen, &Filter { period: Some(period), ..filter.clone() });
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
    let sales = overview::sales(db, seen.account_id, asked).await?;
    let previous = period.previous();
    let asked_before = condition(db, seen, &filter.over(previous));
    let before = Numbers {
        period: previous,
        counts: overview::counts(db, asked_before.clone(), now).await?,
        sales: overview::sales(db, seen.account_id, asked_before).await?,
    };
    Ok(Report {
        filter: Filter { period: Some(period), ..filter.clone() },
        group_by,
        now: Numbers { period, counts, sales },
        before,
        closed,
        auto_closed,
        days: days(period, &period.cuts(seen.zone), cells),
    })
}

/// Puts quarter hours together to local days.
fn days(period: Period, cuts: &[DateTime<Utc>], cells: Vec<Cell>) -> Vec<Day> {
    let mut days: Vec<Day> = period.days().map(|day| Day { day, groups: BTreeMap::new() }).collect();
    for cell in cells {
        // The last cut is the end of the range, so a cell's day is the one whose start is the last not after it.
        let index = cuts.partition_point(|start| *start <= cell.start).saturating_sub(1);
        if let Some(day) = days.get_mut(index) {
            let counts = day.groups.entry(cell.group).or_default();
            counts.add(cell.status.0, cell.status.1, cell.conversations);
        }
    }
    days
}
