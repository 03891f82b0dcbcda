//! Settings that are folded into rows: bringing every row up to date with others.
//!
//! What will differ is found first, beside everything else that goes on; then all of it is written in one transaction with
//! the settings themselves. Readers see the old numbers until the new ones are whole, and nobody waits for longer than
//! writing the difference takes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::{apply, converse, credit};
use crate::domain::settings::Settings;
use crate::store::accounts::{self, Account};
use crate::store::orders::{self, By};
use crate::store::{Store, conversations, events, to_millis, totals};

/// Conversations or orders at a time.
const BATCH: u64 = 500;

/// By how much the clocks of processes on one database may differ.
const SKEW: Duration = Duration::hours(1);

/// What was asked for cannot be done any more.
#[derive(Debug)]
pub enum Stop {
    /// Somebody else changed the settings meanwhile.
    Overtaken,
    /// The database does not answer.
    Store(DbErr),
}

impl From<DbErr> for Stop {
    fn from(error: DbErr) -> Self {
        Self::Store(error)
    }
}

/// Whether something that is kept in rows hangs on what differs.
pub fn is_folded(before: &Settings, after: &Settings) -> bool {
    before.auto_close != after.auto_close
        || before.tag_rules != after.tag_rules
        || before.attribution != after.attribution
}

/// Begins to change the settings of an account from what they are to others: everything is written, and what is left to
/// do is to commit. How many of how many conversations were looked at is told from time to time.
///
/// # Errors
/// When the account's settings are not `before` any more.
pub async fn resettle(
    store: &Store,
    account: &Account,
    after: &Settings,
    now: DateTime<Utc>,
    mut told: impl AsyncFnMut(u64, u64),
) -> Result<DatabaseTransaction, Stop> {
    let before = &account.settings;
    let next = Account { settings: after.clone(), ..account.clone() };
    let mut differ = match is_folded(before, after) {
        true => differing(store, account, &next, &mut told).await?,
        false => BTreeSet::new(),
    };
    let tx = store.begin().await?;
    if accounts::lock(&tx, account.id).await?.settings != *before {
        return Err(Stop::Overtaken);
    }
    accounts::keep(&tx, account.id, after).await?;
    if is_folded(before, after) {
        differ.extend(events::conversations_since(&tx, account.id, to_millis(now - SKEW)).await?);
    }
    let differ: Vec<i64> = differ.into_iter().collect();
    for some in differ.chunks(BATCH as usize) {
        apply::update(&tx, &next, &[], some.iter().map(|id| (*id, Vec::new())).collect()).await?;
    }
    if before.attribution != after.attribution {
        credit_all(&tx, &next).await?;
    }
    if before.time_zone != after.time_zone {
        totals::rebuild(&tx, &next).await?;
    }
    Ok(tx)
}

/// The conversations whose rows or touchpoints are otherwise by other settings.
async fn differing(
    store: &Store,
    account: &Account,
    next: &Account,
    told: &mut impl AsyncFnMut(u64, u64),
) -> Result<BTreeSet<i64>, DbErr> {
    let db = store.reader();
    let total = conversations::count(db, account.id).await?;
    let (mut differ, mut after, mut looked_at) = (BTreeSet::new(), i64::MIN, 0);
    loop {
        let ids = events::conversations_after(db, account.id, after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(differ) };
        after = *last;
        looked_at += ids.len() as u64;
        let mut rows = conversations::by_ids(db, account.id, &ids).await?;
        let again: BTreeMap<_, _> = ids.into_iter().map(|id| (id, rows.remove(&id))).collect();
        for mut folded in converse::fold_again(db, next, again).await? {
            let Some(before) = folded.before else { continue };
            // Who the customer is hangs on no setting.
            folded.row.customer.clone_from(&before.customer);
            folded.row.profile.clone_from(&before.profile);
            if folded.row != before || touches_otherwise(account, next, &before.channel) {
                differ.insert(before.id);
            }
        }
        told(looked_at, total).await;
    }
}

/// Whether a channel counts other kinds of touchpoints.
fn touches_otherwise(account: &Account, next: &Account, channel: &str) -> bool {
    let kinds = |account: &Account| account.settings.attribution_of(channel).touchpoints;
    kinds(account) != kinds(next)
}

/// Credits every order anew; only what changes is written.
async fn credit_all(db: &impl ConnectionTrait, account: &Account) -> Result<(), DbErr> {
    let mut after = String::new();
    loop {
        let numbers = events::orders_after(db, account.id, &after, BATCH).await?;
        let Some(last) = numbers.last() else { return Ok(()) };
        after.clone_from(last);
        let kept = orders::load(db, account.id, By::Number(&numbers)).await?;
        let kept = kept.into_iter().map(|order| (order.order_id.clone(), (Some(order.clone()), order)));
        credit::credit(db, account, kept.collect(), &BTreeSet::new()).await?;
    }
}
