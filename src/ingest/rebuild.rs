//! Everything derived from events, made anew from them alone.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::{apply, credit, identify};
use crate::domain::event::Event;
use crate::store::accounts::Account;
use crate::store::derived::{self, Growth};
use crate::store::events::{self, Model as Kept};
use crate::store::{conversations, to_millis};

/// Rows read at a time.
const BATCH: u64 = 500;

/// What is being made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Who is the same customer.
    Customers,
    /// Conversations.
    Conversations,
    /// Orders.
    Orders,
}

/// Empties the derived tables of an account and fills them again. What is done is told a number of events,
/// conversations or orders at a time.
///
/// # Errors
/// When the database does not answer, or an event cannot be read.
pub async fn rebuild(
    db: &impl ConnectionTrait,
    account: &Account,
    done: &(dyn Fn(Stage, usize) + Sync),
) -> Result<(), DbErr> {
    derived::clear(db, account.id).await?;
    let mut growth = Growth::default();
    let mut after = String::new();
    loop {
        let rows = events::rows_after(db, account.id, &after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.event_id);
        let events = rows.iter().map(|row| events::read(&row.body)).collect::<Result<Vec<Event>, _>>()?;
        identify::identify(db, account.id, &events.iter().collect::<Vec<_>>()).await?;
        growth.by(db, rows.len()).await?;
        done(Stage::Customers, rows.len());
    }
    let mut growth = Growth::default();
    let mut after = i64::MIN;
    loop {
        let ids = events::conversations_after(db, account.id, after, BATCH).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        let count = ids.len();
        apply::update(db, account, &[], ids.into_iter().map(|id| (id, Vec::new())).collect()).await?;
        growth.by(db, count).await?;
        done(Stage::Conversations, count);
    }
    let mut growth = Growth::default();
    let mut after = String::new();
    loop {
        let numbers = events::orders_after(db, account.id, &after, BATCH).await?;
        let Some(last) = numbers.last() else { return Ok(()) };
        after.clone_from(last);
        let folded = credit::fold_again(db, account.id, &numbers).await?;
        let folded = folded.into_iter().map(|order| (order.order_id.clone(), (None, order))).collect();
        credit::credit(db, account, folded, &BTreeSet::new()).await?;
        growth.by(db, numbers.len()).await?;
        done(Stage::Orders, numbers.len());
    }
}

/// The columns an event's row ought to have beside its body.
#[derive(Debug, Default)]
pub struct Links {
    /// Row ids made for conversations of which no row is left and to which no event led any more.
    made: HashMap<String, i64>,
}

impl Links {
    /// Rows of an account as they ought to be; `None` for one whose body is no event.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn right(
        &mut self,
        db: &impl ConnectionTrait,
        account_id: i64,
        rows: &[Kept],
        now: DateTime<Utc>,
    ) -> Result<Vec<Option<Kept>>, DbErr> {
        let read: Vec<Option<Event>> = rows.iter().map(|row| events::read(&row.body).ok()).collect();
        let sources: BTreeSet<String> =
            read.iter().flatten().filter_map(|event| event.conversation.clone()).collect();
        let sources: Vec<String> = sources.into_iter().collect();
        let known = conversations::known_ids(db, account_id, &sources).await?;
        let mut right = Vec::with_capacity(rows.len());
        for (row, event) in rows.iter().zip(read) {
            right.push(event.map(|event| Kept {
                time: to_millis(event.time),
                order_id: event.order().map(str::to_owned),
                conversation_id: event.conversation.as_ref().map(|source| {
                    let linked = || known.get(source).copied().or(row.conversation_id);
                    let made =
                        || *self.made.entry(source.clone()).or_insert_with(|| conversations::fresh_id(now));
                    linked().unwrap_or_else(made)
                }),
                ..row.clone()
            }));
        }
        Ok(right)
    }
}
