//! What the conversations of the overview are about: their values, what was asked, why they were handed off, and when they
//! began. Each number is of the same condition as the list behind it.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, QueryResult};

use super::conversations::{Column, Entity, NOT_YET, Outcome};
use super::filter::{RANKS, condition, has_status, status_rank};
use super::local_time::place;
use super::overview::Cell;
use super::seen::Seen;
use super::totals::read_hour;
use crate::domain::filter::{Field, Filter};
use crate::domain::metrics::Tally;
use crate::domain::status::Status;
use crate::domain::totals::{Ranks, Totals};

/// So many questions and reasons are told.
pub const MOST_TOLD: u64 = 8;

/// A question that fewer customers asked is not frequent.
const FREQUENT: i64 = 2;

/// How much of an original is shown, in characters.
const SHOWN: i32 = 200;

/// Conversations that share a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value as it is kept; empty: none.
    pub value: String,
    /// What to show for it: of questions and reasons one of the originals.
    pub text: String,
    /// How many, and what became of them.
    pub tally: Tally,
}

/// The values of channel, tag and agent, and what was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown {
    /// Those of most conversations first, as all that follow.
    pub channels: Vec<Group>,
    /// The empty one: untagged.
    pub tags: Vec<Group>,
    /// The empty one: none is named.
    pub agents: Vec<Group>,
    /// What was said; `None`: nobody counted.
    pub said: Option<Said>,
}

/// What customers asked, and why AI gave up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The most frequent first questions.
    pub questions: Vec<Group>,
    /// The most frequent reasons of handoffs; the empty one: none was given.
    pub reasons: Vec<Group>,
}

/// Breaks down the conversations of a filter, of which there may be totals; what was said only where it is asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn breakdown(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    totals: Option<&Totals>,
    said: bool,
) -> Result<Breakdown, DbErr> {
    let asked = condition(db, seen, filter);
    let [channels, tags, agents] = match totals {
        Some(totals) => [Field::Channel, Field::Tag, Field::Agent].map(|field| summed(totals, field)),
        None => topics(db, seen, asked.clone()).await?,
    };
    let said = match said {
        true => Some(Said {
            questions: questions(db, seen, asked.clone()).await?,
            reasons: reasons(db, seen, asked).await?,
        }),
        false => None,
    };
    Ok(Breakdown { channels, tags, agents, said })
}

/// All three in one pass: together they have few different values.
async fn topics(
    db: &impl ConnectionTrait,
    seen: &Seen,
    condition: Condition,
) -> Result<[Vec<Group>; 3], DbErr> {
    let mut select = Query::select();
    let columns = [("channel", Column::Channel), ("tag", Column::Tag), ("agent", Column::Agent)];
    let values = columns.map(|(name, column)| (name, Expr::col((Entity, column))));
    for (place, (name, value)) in values.into_iter().enumerate() {
        let name = format!("{name}_{place}");
        select.expr_as(value, name.clone()).group_by_col(name);
    }
    select
        .expr_as(status_rank(seen.now), "status_rank")
        .group_by_col("status_rank")
        .expr(Expr::col((Entity, Column::Id)).count())
        .from(Entity)
        .cond_where(condition);
    let mut tallies: [BTreeMap<String, Tally>; 3] = Default::default();
    for row in db.query_all(&select).await? {
        let rank: i32 = row.try_get_by_index(3)?;
        let (status, _) = RANKS[usize::try_from(rank).unwrap_or(0) % RANKS.len()];
        let n = number(&row, 4)?;
        for (place, tallies) in tallies.iter_mut().enumerate() {
            let value: String = row.try_get_by_index(place)?;
            tallies.entry(value).or_default().add(status, n);
        }
    }
    Ok(tallies.map(ranked))
}

/// The values of a field in totals.
fn summed(totals: &Totals, field: Field) -> Vec<Group> {
    let values = totals.values.get(&field).into_iter().flatten();
    ranked(values.map(|(value, ranks)| (value.clone(), tally(ranks))).collect())
}

fn tally(ranks: &Ranks) -> Tally {
    let mut tally = Tally::default();
    for ((status, _), n) in RANKS.into_iter().zip(ranks) {
        tally.add(status, u64::try_from(*n).unwrap_or(0));
    }
    tally
}

/// Those of most conversations first.
fn ranked(tallies: BTreeMap<String, Tally>) -> Vec<Group> {
    let group = |(value, tally): (String, Tally)| Group { text: value.clone(), value, tally };
    let mut groups: Vec<Group> = tallies.into_iter().map(group).collect();
    // Stable: of equally many the first by name.
    groups.sort_by_key(|group| std::cmp::Reverse(group.tally.conversations));
    groups
}

async fn questions(
    db: &impl ConnectionTrait,
    seen: &Seen,
    condition: Condition,
) -> Result<Vec<Group>, DbErr> {
    let mut select = of_wording(seen, (Column::QuestionKey, Column::FirstQuestion), condition);
    select.and_where(Column::QuestionKey.is_not_in(["", NOT_YET]));
    select.and_having(Expr::col((Entity, Column::Id)).count().gte(FREQUENT));
    groups(db, &select).await
}

async fn reasons(db: &impl ConnectionTrait, seen: &Seen, condition: Condition) -> Result<Vec<Group>, DbErr> {
    let mut select = of_wording(seen, (Column::HandoffKey, Column::HandoffReason), condition);
    select.and_where(Column::Outcome.eq(Outcome::Handoff as i16));
    groups(db, &select).await
}

/// The most frequent wordings by key. The original that is shown is the last by its bytes, whatever came first: of several
/// that say the same it is the one in lower case, with its accents and question marks.
fn of_wording(seen: &Seen, (key, original): (Column, Column), condition: Condition) -> SelectStatement {
    let text: SimpleExpr = Expr::col((Entity, original));
    let shown: SimpleExpr = Func::cust("substr").args([text, Expr::value(1), Expr::value(SHOWN)]).into();
    let how_many = || Expr::col((Entity, Column::Id)).count();
    let of = |status| {
        let case = CaseStatement::new().case(has_status(status, seen.now), Expr::value(1_i64));
        let one_or_none: SimpleExpr = case.finally(Expr::value(0_i64)).into();
        one_or_none.sum().cast_as("bigint")
    };
    let mut select = Query::select();
    select
        .column((Entity, key))
        .expr(shown.max())
        .expr(how_many())
        .expr(of(Status::Resolved))
        .expr(of(Status::Unresolved))
        .from(Entity)
        .cond_where(condition)
        .group_by_col((Entity, key))
        .order_by_expr(how_many(), Order::Desc)
        .order_by((Entity, key), Order::Asc)
        .limit(MOST_TOLD);
    select
}

async fn groups(db: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<Group>, DbErr> {
    let group = |row: QueryResult| {
        let tally = Tally {
            conversations: number(&row, 2)?,
            resolved: number(&row, 3)?,
            unresolved: number(&row, 4)?,
        };
        Ok(Group { value: row.try_get_by_index(0)?, text: row.try_get_by_index(1)?, tally })
    };
    db.query_all(select).await?.into_iter().map(group).collect()
}

fn number(row: &QueryResult, place: usize) -> Result<u64, DbErr> {
    let n: i64 = row.try_get_by_index(place)?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// How many began when: by weekday, from Monday on, and hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours(pub [[Tally; 24]; 7]);

impl Hours {
    /// Puts quarter hours to their weekday and hour in a zone.
    pub fn of(cells: &[Cell], zone: Tz) -> Self {
        let mut hours = Self::default();
        for cell in cells {
            let (weekday, hour) = place(cell.start, zone);
            hours.0[weekday][hour].add(cell.status.0, cell.conversations);
        }
        hours
    }

    /// Those of totals.
    pub fn summed(totals: &Totals) -> Self {
        let mut hours = Self::default();
        for (hour, ranks) in totals.values.get(&Field::Hour).into_iter().flatten() {
            if let Some((weekday, hour)) = read_hour(hour) {
                hours.0[weekday][hour] = tally(ranks);
            }
        }
        hours
    }

    /// The most that began in the same hour of the same weekday.
    pub fn most(&self) -> u64 {
        self.0.iter().flatten().map(|tally| tally.conversations).max().unwrap_or(0)
    }
}
