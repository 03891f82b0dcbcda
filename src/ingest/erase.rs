//! Erasing: the events of a customer lose who it was and what was said, and everything derived is made anew from them,
//! in one transaction under the account's lock. Event ids stay, so that an event sent again is a duplicate.

pub mod found;
mod rewrite;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use self::found::{Found, Whose, naming};
use self::rewrite::rewritten;
use super::{apply, credit, identify};
use crate::domain::erase::is_pseudonym;
use crate::domain::identity::{Key, KeyKind};
use crate::error::{Error, Result};
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Action, Actor};
use crate::store::{Store, privacy, to_millis, totals};

/// How often it is begun again because the customer has become another meanwhile.
const ATTEMPTS: usize = 3;

/// Events that were received so long before the search for a customer's events began are surely found by it. Longer than
/// any write takes, and than the clocks of several machines differ.
const SURELY: Duration = Duration::minutes(10);

/// How much was, or would be, touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events that are other than before.
    pub events: u64,
    /// Messages that lost their text.
    pub texts: u64,
    /// Conversations that do not say any more who it was.
    pub conversations: u64,
    /// Orders with another number.
    pub orders: u64,
    /// Customers who became nobody.
    pub customers: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.events += more.events;
        self.texts += more.texts;
        self.conversations += more.conversations;
        self.orders += more.orders;
        self.customers += more.customers;
    }
}

/// What proves that a customer was erased, without saying who it was.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Its number, by which it stands in the audit log.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How much.
    pub counts: Counts,
    /// Other customers whose own events name the same e-mail, phone or browser: of them nothing was touched.
    pub shared: Vec<String>,
    /// Nothing is left in the files of the database beside its pages. `false`: somebody was reading for long; the next
    /// erasure or a restart sees to it.
    pub purged: bool,
}

/// Erases a customer by one of their identifiers; `None`: nobody is known by it.
///
/// # Errors
/// When the database does not answer: then nothing was erased, unless the receipt's transaction was committed before.
pub async fn customer(
    store: &Store,
    account_id: i64,
    key: &Key,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<Receipt>> {
    let named = [key.to_text()];
    for attempt in 1.. {
        // Looked for without the lock: all events are read.
        let keys = Whose::named(store.reader(), account_id, &named).await?;
        let known = naming(store.reader(), account_id, &keys, None).await?;
        let tx = store.begin().await?;
        let account = accounts::lock(&tx, account_id).await?;
        let now_keys = Whose::named(&tx, account_id, &named).await?;
        if now_keys != keys && attempt < ATTEMPTS {
            tx.rollback().await?;
            continue;
        }
        let since = if now_keys == keys { Some(to_millis(now - SURELY)) } else { None };
        let mut ids: Vec<String> = known.into_iter().map(|(id, _)| id).collect();
        ids.extend(naming(&tx, account_id, &now_keys, since).await?.into_iter().map(|(id, _)| id));
        let found = Found::gather(&tx, account_id, now_keys, &[], &ids).await?;
        if found.is_empty() {
            tx.rollback().await?;
            return Ok(None);
        }
        let counts = erase(&tx, &account, &found).await?;
        let receipt = Receipt { id: Uuid::new_v4(), at: now, counts, shared: found.shared(), purged: false };
        let details = json!({
            "events": counts.events, "conversations": counts.conversations, "orders": counts.orders,
        });
        let thing = receipt.id.to_string();
        audit::record(&tx, account_id, actor, Action::CustomerErased, &thing, &details, now).await?;
        tx.commit().await?;
        // It is erased, whatever becomes of what is left in the files: the next time sees to it.
        let purged = store.purge().await.unwrap_or(false);
        return Ok(Some(Receipt { purged, ..receipt }));
    }
    Err(Error::Internal("the customer goes on becoming another".to_owned()))
}

/// Whether a customer is known by nothing but the conversation.
pub(super) fn stands_for_itself(customer: &str) -> bool {
    Key::from_text(customer).is_none_or(|key| key.kind == KeyKind::Conversation)
}

/// Rewrites what was found and derives everything anew that hangs on it.
pub(super) async fn erase(
    tx: &impl ConnectionTrait,
    account: &Account,
    found: &Found,
) -> std::result::Result<Counts, DbErr> {
    privacy::overwrite_removed(tx).await?;
    let new = rewritten(found, &account.settings.tag_rules);
    let counts = Counts {
        events: new.rows.len() as u64,
        texts: new.texts,
        conversations: found.conversations.iter().filter(|row| !is_pseudonym(&row.source_id)).count() as u64,
        orders: found.orders.len() as u64,
        customers: found.whose.customers.iter().filter(|customer| !stands_for_itself(customer)).count()
            as u64,
    };
    privacy::rewrite(tx, &new.rows).await?;
    let keys: Vec<String> = found.whose.keys.keys().cloned().collect();
    let numbers: Vec<String> = found.numbers.iter().cloned().collect();
    privacy::forget(tx, account.id, &keys, &numbers).await?;
    // With the events of others that name one of these identifiers too: to them it leads from now on.
    identify::identify(tx, account.id, &new.events.iter().collect::<Vec<_>>()).await?;
    let touched = new.rows.iter().filter_map(|row| row.conversation_id).map(|id| (id, Vec::new())).collect();
    apply::update(tx, account, &[], touched).await?;
    let orders = credit::fold_again(tx, account.id, &new.numbers).await?;
    let orders = orders.into_iter().map(|order| (order.order_id.clone(), (None, order))).collect();
    credit::credit(tx, account, orders, &Default::default()).await?;
    let credited: Vec<i64> = found.orders.iter().filter_map(|order| order.conversation_id).collect();
    totals::sum_sales(tx, account, &credited).await?;
    Ok(counts)
}
