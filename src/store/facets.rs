//! How many conversations have which value, beside each filter: of a field's values, those that are counted as if the
//! field itself said nothing, so that the number is what the list has once that value alone is chosen.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryResult};

use super::conversations::{Column, Entity};
use super::entity::conversation_sale as sale;
use super::filter::{RANKS, condition, first_contact, status_rank};
use super::list;
use super::seen::Seen;
use crate::domain::filter::{ANY_SALES, Field, Filter, NO, NONE, YES};

/// Among more conversations values are not counted for a page: each is looked at several times, which takes seconds.
pub const MOST: u64 = 100_000;

/// Numbers by field and value. What is not there is there zero times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets(HashMap<Field, BTreeMap<String, u64>>);

impl Facets {
    /// How many have a value.
    pub fn count(&self, field: Field, value: &str) -> u64 {
        self.0.get(&field).and_then(|values| values.get(value)).copied().unwrap_or(0)
    }

    /// The values that some have, those of most first.
    pub fn values(&self, field: Field) -> Vec<&str> {
        let values = self.0.get(&field).into_iter().flatten().filter(|(_, n)| **n > 0);
        let mut values: Vec<(&str, u64)> = values.map(|(value, n)| (value.as_str(), *n)).collect();
        values.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        values.into_iter().map(|(value, _)| value).collect()
    }

    fn add(&mut self, field: Field, value: &str, n: u64) {
        *self.0.entry(field).or_default().entry(value.to_owned()).or_default() += n;
    }
}

/// Counts the values of all fields among the conversations of a filter.
///
/// # Errors
/// When the database does not answer.
pub async fn facets(db: &impl ConnectionTrait, seen: &Seen, filter: &Filter) -> Result<Facets, DbErr> {
    let mut facets = Facets::default();
    let mut counted: BTreeMap<Parts, (Filter, Vec<Field>)> = BTreeMap::new();
    for field in Field::ALL.iter().copied() {
        let open = filter.open(field);
        match parts(field) {
            None if !is_counted(field) => {}
            // Fields about which the filter says nothing are counted together, in one pass.
            Some(parts) if open == *filter => {
                counted.entry(parts).or_insert_with(|| (open, Vec::new())).1.push(field);
            }
            Some(_) => group(db, seen, &open, &[field], &mut facets).await?,
            None if field == Field::Sales => sales(db, seen, &open, &mut facets).await?,
            None => {
                let asked = condition(db, seen, &open);
                let all = list::count(db, asked.clone()).await?;
                let yes = list::count(db, asked.add(first_contact(seen.account_id, seen.now))).await?;
                facets.add(field, YES, yes);
                facets.add(field, NO, all - yes);
            }
        }
    }
    for (open, fields) in counted.values() {
        group(db, seen, open, fields, &mut facets).await?;
    }
    Ok(facets)
}

/// Fields that are counted together: values of the first are few, those of the others may be many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Parts {
    Topics,
    Places,
}

/// `None` for what is no column of a row.
fn parts(field: Field) -> Option<Parts> {
    match field {
        Field::Channel | Field::Tag | Field::Agent | Field::Status | Field::Reason | Field::Reopened => {
            Some(Parts::Topics)
        }
        Field::App | Field::Group | Field::Origin => Some(Parts::Places),
        Field::Sales | Field::FirstContact => None,
        Field::Weekday | Field::Hour | Field::Question | Field::HandoffReason => None,
    }
}

/// Whether numbers stand beside a field's values. Those of the others are chosen on the overview.
fn is_counted(field: Field) -> bool {
    !matches!(field, Field::Weekday | Field::Hour | Field::Question | Field::HandoffReason)
}

fn key(field: Field, now: DateTime<Utc>) -> SimpleExpr {
    let column = |column: Column| Expr::col((Entity, column));
    match field {
        Field::Channel => column(Column::Channel),
        Field::Tag => column(Column::Tag),
        Field::Agent => column(Column::Agent),
        Field::App => column(Column::App),
        Field::Group => column(Column::GroupName),
        Field::Origin => column(Column::Origin),
        Field::Status | Field::Reason => status_rank(now),
        _ => {
            let again = column(Column::Reopened).gt(0);
            CaseStatement::new().case(again, Expr::value(1)).finally(Expr::value(0)).cast_as("integer")
        }
    }
}

async fn group(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    fields: &[Field],
    facets: &mut Facets,
) -> Result<(), DbErr> {
    let mut select = Query::select();
    select.from(Entity).cond_where(condition(db, seen, filter));
    for (place, field) in fields.iter().enumerate() {
        let name = Alias::new(format!("key_{place}"));
        select.expr_as(key(*field, seen.now), name.clone()).group_by_col(name);
    }
    select.expr(Expr::col((Entity, Column::Id)).count());
    for row in db.query_all(&select).await? {
        let n = counted(&row, fields.len())?;
        for (place, field) in fields.iter().enumerate() {
            match field {
                Field::Status | Field::Reason => {
                    let rank: i32 = row.try_get_by_index(place)?;
                    let (status, reason) = RANKS[usize::try_from(rank).unwrap_or(0) % RANKS.len()];
                    match reason {
                        _ if *field == Field::Status => facets.add(*field, status.as_str(), n),
                        Some(reason) => facets.add(*field, reason.as_str(), n),
                        None => {}
                    }
                }
                Field::Reopened => {
                    let again: i32 = row.try_get_by_index(place)?;
                    facets.add(*field, if again > 0 { YES } else { NO }, n);
                }
                _ => {
                    let word: String = row.try_get_by_index(place)?;
                    facets.add(*field, if word.is_empty() { NONE } else { &word }, n);
                }
            }
        }
    }
    Ok(())
}

fn counted(row: &QueryResult, place: usize) -> Result<u64, DbErr> {
    let n: i64 = row.try_get_by_index(place)?;
    Ok(u64::try_from(n).unwrap_or(0))
}

async fn sales(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    facets: &mut Facets,
) -> Result<(), DbErr> {
    let asked = condition(db, seen, filter);
    let all = list::count(db, asked.clone()).await?;
    let sold = |select: &mut SelectStatement| {
        let mut conversations = Query::select();
        conversations.column((Entity, Column::Id)).from(Entity).cond_where(asked.clone());
        select
            .from(sale::Entity)
            .and_where(sale::Column::AccountId.eq(seen.account_id))
            .and_where(sale::Column::ConversationId.in_subquery(conversations));
    };
    let conversation = || Expr::col((sale::Entity, sale::Column::ConversationId));
    let mut by_currency = Query::select();
    by_currency.column((sale::Entity, sale::Column::Currency)).expr(conversation().count());
    sold(&mut by_currency);
    by_currency.group_by_col((sale::Entity, sale::Column::Currency));
    for row in db.query_all(&by_currency).await? {
        let currency: String = row.try_get_by_index(0)?;
        facets.add(Field::Sales, &currency, counted(&row, 1)?);
    }
    let mut any = Query::select();
    any.expr(conversation().count_distinct());
    sold(&mut any);
    let any = db.query_one(&any).await?.map_or(Ok(0), |row| counted(&row, 0))?;
    facets.add(Field::Sales, ANY_SALES, any);
    facets.add(Field::Sales, NONE, all - any);
    Ok(())
}
