//! [`Filter`] → one condition. A number and the list behind it both ask with this.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr};

use super::conversations::{Column, Entity, Outcome};
use super::entity::conversation_sale as sale;
use super::list::Asked;
use super::local_time::Span;
use super::seen::Seen;
use super::ways::ways;
use super::{dialect, local_time, to_millis};
use crate::domain::filter::{ANY_SALES, Field, Filter, NO, NONE};
use crate::domain::search;
pub use crate::domain::status::RANKS;
use crate::domain::status::{FIRST_CONTACT, Reason, Status};

/// The conversations that a filter asks for, of those that somebody sees.
pub fn condition(db: &impl ConnectionTrait, seen: &Seen, filter: &Filter) -> Condition {
    let (account_id, now) = (seen.account_id, seen.now);
    let mut all = seen.condition().add(Column::Asked.eq(true)).add(Column::Test.eq(filter.test));
    if let Some(period) = filter.period {
        let (start, end) = period.bounds(seen.zone);
        all = all.add(Column::StartedAt.gte(to_millis(start))).add(Column::StartedAt.lt(to_millis(end)));
    }
    let (zone, span) = (seen.zone, span(seen, filter));
    let chosen = |field, values: &[String]| match field {
        Field::Weekday => numbered(local_time::weekday(span, zone), values),
        Field::Hour => numbered(local_time::hour(span, zone), values),
        _ => any_of(account_id, field, values, now),
    };
    for (field, values) in filter.with.iter() {
        all = all.add(chosen(field, values));
    }
    for (field, values) in filter.without.iter() {
        all = all.add(chosen(field, values).not());
    }
    let length = || column(Column::UpdatedAt).sub(column(Column::StartedAt));
    // A duration counts in whole seconds, as it is shown and exported.
    for (number, between) in
        [(column(Column::Messages), filter.messages), (length().add(500_i64).div(1000_i64), filter.duration)]
    {
        all = between.min.into_iter().fold(all, |all, min| all.add(number.clone().gte(i64::from(min))));
        all = between.max.into_iter().fold(all, |all, max| all.add(number.clone().lte(i64::from(max))));
    }
    if !filter.only.is_empty() {
        all = all.add(Column::PublicId.is_in(filter.only.iter().copied()));
    }
    let query = filter.q.as_deref().map(search::Query::read).unwrap_or_default();
    dialect::search_matches(db, account_id, &query).into_iter().fold(all, Condition::add)
}

/// The time in which a filter's conversations began.
pub fn span(seen: &Seen, filter: &Filter) -> Span {
    let bounds = filter.period.map(|period| period.bounds(seen.zone));
    bounds.map_or_else(|| Span::all_time(seen.now), |(start, end)| Span::between(start, end))
}

/// A number is one of these.
fn numbered(number: SimpleExpr, values: &[String]) -> Condition {
    let values = values.iter().filter_map(|value| value.parse::<i64>().ok());
    Condition::all().add(number.is_in(values))
}

/// Which of some conversations were resolved at first contact, by row id.
///
/// # Errors
/// When the database does not answer.
pub async fn first_contacts(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
    now: DateTime<Utc>,
) -> Result<HashSet<i64>, DbErr> {
    let these =
        Condition::all().add(Column::AccountId.eq(account_id)).add(Column::Id.is_in(ids.iter().copied()));
    let mut query = Query::select();
    query.column((Entity, Column::Id)).from(Entity).cond_where(these.add(first_contact(account_id, now)));
    // Else SQLite would look at all that have closed.
    let rows = db.query_all_raw(dialect::along(db, &query, dialect::BY_ID)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// All that a list of a filter's conversations is asked for with.
pub fn asked(db: &impl ConnectionTrait, seen: &Seen, filter: &Filter) -> Asked {
    let rest = condition(db, seen, &Filter { q: None, ..filter.clone() });
    let query = filter.q.as_deref().map(search::Query::read).unwrap_or_default();
    let found = dialect::search_matches(db, seen.account_id, &query);
    Asked {
        condition: found.into_iter().fold(rest.clone(), Condition::add),
        now: seen.now,
        account_id: seen.account_id,
        rest,
        query,
        besides: besides(filter),
        ways: ways(seen, filter),
        period: filter
            .period
            .map(|period| period.bounds(seen.zone))
            .map(|(a, b)| (to_millis(a), to_millis(b))),
    }
}

/// What a search finds in all conversations of a filter: their tag, where it is one. Among the hits of a frequent word those
/// with the tag are few.
fn besides(filter: &Filter) -> search::Query {
    let words = match filter.with.of(Field::Tag) {
        [tag] if tag != NONE => search::folded(tag),
        _ => Vec::new(),
    };
    let term = search::Term { without: false, within: vec![search::Field::Tag], words, begins: false };
    let terms = Some(term).filter(|term| !term.words.is_empty());
    search::Query { terms: terms.into_iter().collect(), ..search::Query::default() }
}

fn column(column: Column) -> SimpleExpr {
    Expr::col((Entity, column))
}

/// One of these values stands in a field.
fn any_of(account_id: i64, field: Field, values: &[String], now: DateTime<Utc>) -> Condition {
    let word = |column: Column| {
        let words = values.iter().map(|value| if value == NONE { "" } else { value });
        Condition::all().add(column.is_in(words))
    };
    match field {
        Field::Channel => word(Column::Channel),
        Field::Tag => word(Column::Tag),
        Field::Agent => word(Column::Agent),
        Field::App => word(Column::App),
        Field::Group => word(Column::GroupName),
        Field::Origin => word(Column::Origin),
        Field::Question => word(Column::QuestionKey),
        Field::HandoffReason => word(Column::HandoffKey).add(outcome(Outcome::Handoff)),
        _ => values
            .iter()
            .map(|value| has(account_id, field, value, now))
            .fold(Condition::any(), Condition::add),
    }
}

/// A value stands in a field that is no word of its own in a row.
fn has(account_id: i64, field: Field, value: &str, now: DateTime<Utc>) -> Condition {
    let or_not = |is: Condition| if value == NO { is.not() } else { is };
    match field {
        Field::Status => Status::from_word(value).map_or_else(nothing, |status| has_status(status, now)),
        Field::Reason => Reason::from_word(value).map_or_else(nothing, |reason| has_reason(reason, now)),
        Field::Reopened => or_not(Condition::all().add(Column::Reopened.gt(0))),
        Field::FirstContact => or_not(first_contact(account_id, now)),
        _ => {
            let sold = Condition::all().add(Column::Id.in_subquery(sold(account_id, value)));
            if value == NONE { sold.not() } else { sold }
        }
    }
}

/// What no conversation fulfils.
fn nothing() -> Condition {
    Condition::any().add(Expr::value(false))
}

/// Conversations with a credited order in a currency; [`ANY_SALES`] and [`NONE`] ask for any.
fn sold(account_id: i64, currency: &str) -> SelectStatement {
    let mut query = Query::select();
    query
        .column(sale::Column::ConversationId)
        .from(sale::Entity)
        .and_where(sale::Column::AccountId.eq(account_id));
    if ![ANY_SALES, NONE].contains(&currency) {
        query.and_where(sale::Column::Currency.eq(currency));
    }
    query.take()
}

/// Resolved at first contact: resolved, never re-opened, and its customer began no other conversation while it lasted
/// or within [`FIRST_CONTACT`] after it closed; seen at `now`, so that it is so from the close on, until one begins.
pub fn first_contact(account_id: i64, now: DateTime<Utc>) -> Condition {
    let later = Alias::new("later");
    let of = |column: Column| Expr::col((later.clone(), column));
    let until = column(Column::ClosesAt).add(FIRST_CONTACT.num_milliseconds());
    // As a sum, so that SQLite enters the index by customer, who began a few, rather than that by time, where all did.
    let began = || of(Column::StartedAt).add(0_i64);
    let mut again = Query::select();
    again
        .expr(Expr::value(1))
        .from_as(Entity, later.clone())
        .and_where(of(Column::AccountId).eq(account_id))
        .and_where(of(Column::Customer).eq(column(Column::Customer)))
        .and_where(of(Column::Asked).eq(true))
        .and_where(of(Column::Test).eq(column(Column::Test)))
        .and_where(began().gt(column(Column::StartedAt)))
        .and_where(began().lte(until))
        .and_where(began().lte(to_millis(now)));
    has_status(Status::Resolved, now)
        .add(Column::Reopened.eq(0))
        .add(Condition::all().add(Expr::exists(again.take())).not())
}

fn outcome(outcome: Outcome) -> SimpleExpr {
    Column::Outcome.eq(outcome as i16)
}

/// Closed at `now`; the twin of [`crate::domain::status::Facts::is_closed`].
pub fn is_closed(now: DateTime<Utc>) -> Condition {
    Condition::any().add(Column::ClosedByEvent.eq(true)).add(Column::ClosesAt.lte(to_millis(now)))
}

fn closed_with(last: Outcome, now: DateTime<Utc>) -> Condition {
    Condition::all().add(outcome(last)).add(is_closed(now))
}

/// Conversations of a status at `now`.
pub fn has_status(status: Status, now: DateTime<Utc>) -> Condition {
    match status {
        Status::Resolved => closed_with(Outcome::AiLast, now),
        Status::Unresolved => Reason::ALL
            .iter()
            .filter(|reason| reason.status() == Status::Unresolved)
            .fold(Condition::any(), |any, reason| any.add(has_reason(*reason, now))),
        Status::Open => Condition::all()
            .add(Column::Outcome.is_in([Outcome::AiLast as i16, Outcome::CustomerLast as i16]))
            .add(is_closed(now).not()),
    }
}

fn has_reason(reason: Reason, now: DateTime<Utc>) -> Condition {
    match reason {
        Reason::Handoff => Condition::all().add(outcome(Outcome::Handoff)),
        Reason::Human => Condition::all().add(outcome(Outcome::Human)),
        Reason::Unanswered => closed_with(Outcome::CustomerLast, now),
        Reason::Closed => closed_with(Outcome::AiLast, now).add(Column::CloseExplicit.eq(true)),
        Reason::AutoClosed => closed_with(Outcome::AiLast, now).add(Column::CloseExplicit.eq(false)),
    }
}

/// The rank of each conversation's status at `now`, for sorting and grouping: the place in [`RANKS`].
pub fn status_rank(now: DateTime<Utc>) -> SimpleExpr {
    let mut case = CaseStatement::new();
    for (rank, (_, reason)) in RANKS.iter().enumerate() {
        if let Some(reason) = reason {
            case = case.case(has_reason(*reason, now), Expr::value(i32::try_from(rank).unwrap_or(0)));
        }
    }
    let open = i32::try_from(RANKS.len() - 1).unwrap_or(0);
    case.finally(open).cast_as("integer")
}

/// Conversations of a rank at `now`: a place in [`RANKS`].
pub fn has_rank(rank: usize, now: DateTime<Utc>) -> Condition {
    match RANKS[rank] {
        (_, Some(reason)) => has_reason(reason, now),
        (status, None) => has_status(status, now),
    }
}
