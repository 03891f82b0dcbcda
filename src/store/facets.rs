//! How many conversations have which value, beside each filter: of a field's values, those that are counted as if the
//! field itself said nothing, so that the number is what the list has once that value alone is chosen.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryResult};

use super::conversations::{Column, Entity};
use super::entity::conversation_sale as sale;
use super::filter::{RANKS, condition, first_contact, status_rank};
use super::seen::Seen;
use super::{list, totals};
use crate::domain::filter::{ANY_SALES, Field, Filter, NO, NONE, YES};
use crate::domain::totals::{Totals, count};

/// Among more conversations values are not counted for a page: each is looked at several times, which takes seconds.
pub const MOST: u64 = 100_000;

/// Whether a conversation was resolved at first contact hangs on others: among more, that is not looked at for a page.
const FEW: u64 = 1_000;

/// Numbers by field and value. What is not there is there zero times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    counts: HashMap<Field, BTreeMap<String, u64>>,
    /// Of these nobody counted.
    uncounted: Vec<Field>,
}

impl Facets {
    /// How many have a value; `None` where nobody counted.
    pub fn count(&self, field: Field, value: &str) -> Option<u64> {
        let counted = !self.uncounted.contains(&field);
        counted.then(|| self.counts.get(&field).and_then(|values| values.get(value)).copied().unwrap_or(0))
    }

    /// The values that some have, those of most first.
    pub fn values(&self, field: Field) -> Vec<&str> {
        let values = self.counts.get(&field).into_iter().flatten().filter(|(_, n)| **n > 0);
        let mut values: Vec<(&str, u64)> = values.map(|(value, n)| (value.as_str(), *n)).collect();
        values.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        values.into_iter().map(|(value, _)| value).collect()
    }

    /// Adds the values that totals have in a field.
    fn add_all(&mut self, field: Field, totals: &Totals) {
        if matches!(field, Field::Status | Field::Reason) {
            for (rank, n) in totals.ranks.iter().enumerate() {
                self.add_ranked(field, rank, u64::try_from(*n).unwrap_or(0));
            }
        }
        for (value, ranks) in totals.values.get(&field).into_iter().flatten() {
            self.add(field, if value.is_empty() { NONE } else { value }, count(ranks));
        }
    }

    fn add_ranked(&mut self, field: Field, rank: usize, n: u64) {
        let (status, reason) = RANKS[rank % RANKS.len()];
        match reason {
            _ if field == Field::Status => self.add(field, status.as_str(), n),
            Some(reason) => self.add(field, reason.as_str(), n),
            None => {}
        }
    }

    fn add(&mut self, field: Field, value: &str, n: u64) {
        *self.counts.entry(field).or_default().entry(value.to_owned()).or_default() += n;
    }
}

/// What is known of the conversations of a filter before their values are counted.
#[derive(Clone, Copy, Debug)]
pub struct Known<'t> {
    /// What they add up to.
    pub asked: Option<&'t Totals>,
    /// The same of all from which the filter's one field chooses them, with the values of that field.
    pub everything: Option<&'t Totals>,
    /// Of how many conversations they are, or are chosen from.
    pub among: u64,
}

/// Counts the values of all fields among the conversations of a filter.
/// `None`: what they add up to is not known, and there are too many to look at each.
///
/// # Errors
/// When the database does not answer.
pub async fn facets(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    known: Known<'_>,
) -> Result<Option<Facets>, DbErr> {
    match known.asked {
        Some(asked) => summed(db, seen, filter, asked, known).await.map(Some),
        None if known.among <= MOST => counted(db, seen, filter).await.map(Some),
        None => Ok(None),
    }
}

/// The numbers in totals.
async fn summed(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    asked: &Totals,
    known: Known<'_>,
) -> Result<Facets, DbErr> {
    let mut facets = Facets::default();
    for field in Field::ALL.iter().copied().filter(|field| is_counted(*field)) {
        let open = filter.open(field);
        // There is one such field at most.
        let all = match known.everything {
            _ if open == *filter => None,
            Some(everything) => Some(Cow::Borrowed(everything)),
            None => totals::sum(db, seen, &open).await?.map(Cow::Owned),
        };
        match field {
            Field::FirstContact if known.among <= FEW => {
                first_contacts(db, seen, &open, &mut facets).await?;
            }
            Field::FirstContact => facets.uncounted.push(field),
            _ => facets.add_all(field, all.as_deref().unwrap_or(asked)),
        }
    }
    Ok(facets)
}

/// The numbers of the rows themselves.
async fn counted(db: &impl ConnectionTrait, seen: &Seen, filter: &Filter) -> Result<Facets, DbErr> {
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
            None => first_contacts(db, seen, &open, &mut facets).await?,
        }
    }
    for (open, fields) in counted.values() {
        group(db, seen, open, fields, &mut facets).await?;
    }
    Ok(facets)
}

async fn first_contacts(
    db: &impl ConnectionTrait,
    seen: &Seen,
    filter: &Filter,
    facets: &mut Facets,
) -> Result<(), DbErr> {
    let asked = condition(db, seen, filter);
    let all = list::count(db, asked.clone()).await?;
    let yes = list::count(db, asked.add(first_contact(seen.account_id, seen.now))).await?;
    facets.add(Field::FirstContact, YES, yes);
    facets.add(Field::FirstContact, NO, all - yes);
    Ok(())
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
        let n = number(&row, fields.len())?;
        for (place, field) in fields.iter().enumerate() {
            match field {
                Field::Status | Field::Reason => {
                    let rank: i32 = row.try_get_by_index(place)?;
                    facets.add_ranked(*field, usize::try_from(rank).unwrap_or(0), n);
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

fn number(row: &QueryResult, place: usize) -> Result<u64, DbErr> {
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
        facets.add(Field::Sales, &currency, number(&row, 1)?);
    }
    let mut any = Query::select();
    any.expr(conversation().count_distinct());
    sold(&mut any);
    let any = db.query_one(&any).await?.map_or(Ok(0), |row| number(&row, 0))?;
    facets.add(Field::Sales, ANY_SALES, any);
    facets.add(Field::Sales, NONE, all - any);
    Ok(())
}
