//! Retention: what is older than the account says loses its texts, and then who it was. Every total stays.

mod due;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DbErr;
use serde_json::json;

pub use self::due::due;
use super::apply;
use super::erase::found::{Found, Whose, naming};
use super::erase::{Counts, erase, stands_for_itself};
use crate::clock::Clock;
use crate::domain::erase::{is_pseudonym, without_text};
use crate::domain::event::Fact;
use crate::log::cause;
use crate::store::accounts::{self, Account, Privacy};
use crate::store::audit::{self, Action, Actor};
use crate::store::events::{self, Model as Kept};
use crate::store::{Store, conversations, privacy, to_millis};

/// How long after its start a server looks first: it has other things to do at once.
const FIRST: Duration = Duration::from_mins(1);

/// How often it looks from then on.
const EVERY: Duration = Duration::from_hours(24);

/// Customers or conversations in one transaction: few, so that nobody who wants to write waits long behind it.
const BATCH: usize = 50;

/// Customers whose events are looked for at a time: all events are read for it.
const SOUGHT: usize = 20_000;

/// Looks once a day, for as long as the process runs.
pub fn start(store: Store, clock: Clock) {
    tokio::spawn(async move {
        tokio::time::sleep(FIRST).await;
        loop {
            match apply_all(&store, clock.now()).await {
                Ok(Counts { events: 0, .. }) => {}
                Ok(counts) => tracing::info!(events = counts.events, "what was too old was erased"),
                // What could not be erased now is found by the next look.
                Err(error) => tracing::warn!(cause = cause::of(&error), "retention was cut short"),
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}

async fn apply_all(store: &Store, now: DateTime<Utc>) -> Result<Counts, DbErr> {
    let mut all = Counts::default();
    for account in accounts::all(store.reader()).await? {
        all += apply_to(store, account.id, &Actor::system(), now).await?;
    }
    Ok(all)
}

/// Before which instants, in milliseconds, texts and conversations are too old.
#[derive(Clone, Copy, Debug)]
struct Limits {
    texts: Option<i64>,
    conversations: Option<i64>,
}

impl Limits {
    fn of(privacy: &Privacy, now: DateTime<Utc>) -> Self {
        let before = |days: i64| (days > 0).then(|| to_millis(now - TimeDelta::days(days)));
        Self { texts: before(privacy.text_days), conversations: before(privacy.conversation_days) }
    }
}

/// Erases what is too old in an account, and says how much it was. Where another process is at it, nothing.
///
/// # Errors
/// When the database does not answer; what was erased until then is.
pub async fn apply_to(
    store: &Store,
    account_id: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Counts, DbErr> {
    let Some(account) = accounts::get(store.reader(), account_id).await? else {
        return Ok(Counts::default());
    };
    let limits = Limits::of(&account.privacy, now);
    let mut counts = Counts::default();
    if let Some(before) = limits.conversations {
        counts += customers(store, account_id, before).await?;
        counts += places(store, account_id, before).await?;
    }
    if let Some(before) = limits.texts {
        counts += texts(store, account_id, before).await?;
    }
    if counts.events > 0 {
        let details = json!({
            "texts": counts.texts, "conversations": counts.conversations, "customers": counts.customers,
            "orders": counts.orders,
        });
        audit::record(store.writer(), account_id, actor, Action::Retained, "", &details, now).await?;
        if let Err(error) = store.purge().await {
            tracing::warn!(cause = cause::of(&error), "what was erased is in the files of the database yet");
        }
    }
    Ok(counts)
}

/// Customers of whom everything is too old.
async fn customers(store: &Store, account_id: i64, before: i64) -> Result<Counts, DbErr> {
    let mut counts = Counts::default();
    let old = privacy::old_customers(store.reader(), account_id, before).await?;
    for sought in old.chunks(SOUGHT) {
        let whose = Whose::named(store.reader(), account_id, sought).await?;
        let known = naming(store.reader(), account_id, &whose, None).await?;
        for some in sought.chunks(BATCH) {
            let tx = store.begin().await?;
            if !privacy::take_turn(&tx).await? {
                return Ok(counts);
            }
            let account = accounts::lock(&tx, account_id).await?;
            // Whoever came back meanwhile stays.
            let active = privacy::active_since(&tx, account_id, some, before).await?;
            let some: Vec<String> = some.iter().filter(|one| !active.contains(*one)).cloned().collect();
            let whose = Whose::named(&tx, account_id, &some).await?;
            let ids = known.iter().filter(|(_, customer)| whose.customers.contains(customer));
            let ids: Vec<String> = ids.map(|(id, _)| id.clone()).collect();
            let found = Found::gather(&tx, account_id, whose, &[], &ids).await?;
            counts += erase(&tx, &account, &found).await?;
            tx.commit().await?;
            // Others come to write and read in between.
            tokio::task::yield_now().await;
        }
    }
    Ok(counts)
}

/// Conversations that are too old, of customers who are not: what was said goes, whose it was stays as long as they do.
async fn places(store: &Store, account_id: i64, before: i64) -> Result<Counts, DbErr> {
    let mut counts = Counts::default();
    let old = privacy::old_conversations(store.reader(), account_id, before).await?;
    for some in old.chunks(BATCH) {
        let tx = store.begin().await?;
        if !privacy::take_turn(&tx).await? {
            return Ok(counts);
        }
        let account = accounts::lock(&tx, account_id).await?;
        let ids: Vec<i64> = some.iter().map(|(id, _)| *id).collect();
        let rows = conversations::by_ids(&tx, account_id, &ids).await?;
        let still = |row: &&conversations::Model| row.updated_at < before && !is_pseudonym(&row.source_id);
        let rows: Vec<&conversations::Model> = rows.values().filter(still).collect();
        let alone =
            rows.iter().map(|row| row.customer.clone()).filter(|customer| stands_for_itself(customer));
        let whose = Whose::named(&tx, account_id, &alone.collect::<Vec<_>>()).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let found = Found::gather(&tx, account_id, whose, &ids, &[]).await?;
        counts += erase(&tx, &account, &found).await?;
        tx.commit().await?;
        tokio::task::yield_now().await;
    }
    Ok(counts)
}

/// Texts that are too old. From the first moment on none of them is taken any more, so that none can come in behind.
async fn texts(store: &Store, account_id: i64, before: i64) -> Result<Counts, DbErr> {
    let tx = store.begin().await?;
    let Account { privacy: decided, .. } = accounts::lock(&tx, account_id).await?;
    let until = decided.texts_until.max(before);
    accounts::set_privacy(&tx, account_id, &Privacy { texts_until: until, ..decided.clone() }).await?;
    tx.commit().await?;
    let mut counts = Counts::default();
    let of = (decided.texts_done, until);
    for some in privacy::conversations_of_time(store.reader(), account_id, of).await?.chunks(BATCH) {
        let tx = store.begin().await?;
        if !privacy::take_turn(&tx).await? {
            return Ok(counts);
        }
        let account = accounts::lock(&tx, account_id).await?;
        let mut rows = Vec::new();
        for row in privacy::events_of(&tx, account_id, some, &[], &[]).await? {
            let Some(new) = shortened(&account, &row, until)? else { continue };
            counts.texts += u64::from(new.1);
            rows.push(new.0);
        }
        counts.events += rows.len() as u64;
        privacy::overwrite_removed(&tx).await?;
        privacy::rewrite(&tx, &rows).await?;
        let touched = rows.iter().filter_map(|row| row.conversation_id).map(|id| (id, Vec::new())).collect();
        apply::update(&tx, &account, &[], touched).await?;
        tx.commit().await?;
        tokio::task::yield_now().await;
    }
    let tx = store.begin().await?;
    let Account { privacy: decided, .. } = accounts::lock(&tx, account_id).await?;
    // Another decision begins from the beginning.
    if decided.texts_until == until {
        accounts::set_privacy(&tx, account_id, &Privacy { texts_done: until, ..decided }).await?;
    }
    tx.commit().await?;
    Ok(counts)
}

/// An event without its text, where it is older than an instant and has one; and whether it is a message.
fn shortened(account: &Account, row: &Kept, until: i64) -> Result<Option<(Kept, bool)>, DbErr> {
    if row.time >= until {
        return Ok(None);
    }
    let event = events::read(&row.body)?;
    let message = matches!(event.fact, Fact::MessageSent { .. });
    Ok(without_text(&event, &account.settings.tag_rules)
        .map(|new| (Kept { body: events::body(&new), ..row.clone() }, message)))
}
