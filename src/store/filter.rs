//! [`Filter`] → one condition. A number and the list behind it both ask with this.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait};

use super::conversations::{Column, Outcome};
use super::entity::conversation_sale as sale;
use super::{dialect, to_millis};
use crate::domain::filter::{ANY_SALES, Filter, NONE};
use crate::domain::search;
use crate::domain::status::{Reason, Status};

/// The conversations of an account that a filter asks for, their status taken at `now`.
pub fn condition(
    db: &impl ConnectionTrait,
    account_id: i64,
    filter: &Filter,
    zone: Tz,
    now: DateTime<Utc>,
) -> Condition {
    let mut all = Condition::all()
        .add(Column::AccountId.eq(account_id))
        .add(Column::Asked.eq(true))
        .add(Column::Test.eq(filter.test));
    if let Some(period) = filter.period {
        let (start, end) = period.bounds(zone);
        all = all.add(Column::StartedAt.gte(to_millis(start))).add(Column::StartedAt.lt(to_millis(end)));
    }
    for (name, values) in filter.lists() {
        let column = match name {
            "channel" => Column::Channel,
            "tag" => Column::Tag,
            "agent" => Column::Agent,
            "app" => Column::App,
            "group" => Column::GroupName,
            "origin" => Column::Origin,
            _ => continue,
        };
        if !values.is_empty() {
            let words = values.iter().map(|value| if value == NONE { "" } else { value });
            all = all.add(column.is_in(words));
        }
    }
    if !filter.statuses.is_empty() {
        let any = filter.statuses.iter().map(|status| has_status(*status, now));
        all = all.add(any.fold(Condition::any(), Condition::add));
    }
    if !filter.reasons.is_empty() {
        let any = filter.reasons.iter().map(|reason| has_reason(*reason, now));
        all = all.add(any.fold(Condition::any(), Condition::add));
    }
    if !filter.sales.is_empty() {
        all = all.add(Column::Id.in_subquery(sold(account_id, &filter.sales)));
    }
    let query = filter.q.as_deref().map(search::Query::read).unwrap_or_default();
    dialect::search_matches(db, account_id, &query).into_iter().fold(all, Condition::add)
}

fn sold(account_id: i64, currencies: &[String]) -> sea_orm::sea_query::SelectStatement {
    let mut query = Query::select();
    query
        .column(sale::Column::ConversationId)
        .from(sale::Entity)
        .and_where(sale::Column::AccountId.eq(account_id));
    if !currencies.iter().any(|currency| currency == ANY_SALES) {
        query.and_where(sale::Column::Currency.is_in(currencies));
    }
    query.take()
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

fn has_status(status: Status, now: DateTime<Utc>) -> Condition {
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
    let mut case = sea_orm::sea_query::CaseStatement::new();
    for (rank, (_, reason)) in RANKS.iter().enumerate() {
        if let Some(reason) = reason {
            case = case.case(has_reason(*reason, now), Expr::value(i32::try_from(rank).unwrap_or(0)));
        }
    }
    let open = i32::try_from(RANKS.len() - 1).unwrap_or(0);
    case.finally(open).cast_as("integer")
}

/// Every status with its reason, in the order of [`status_rank`]; open comes last.
pub const RANKS: [(Status, Option<Reason>); 6] = [
    (Status::Resolved, Some(Reason::Closed)),
    (Status::Resolved, Some(Reason::AutoClosed)),
    (Status::Unresolved, Some(Reason::Handoff)),
    (Status::Unresolved, Some(Reason::Human)),
    (Status::Unresolved, Some(Reason::Unanswered)),
    (Status::Open, None),
];
