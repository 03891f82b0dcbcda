//! Looking after the keys of programs: each thing that is done is in the audit log, or not done.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::error::Result;
use crate::store::audit::{self, Action, Actor};
use crate::store::keys::{self, New};
use crate::store::{Store, to_millis};

/// Makes a key and gives its only copy. `None`: the account has a key of that name already.
///
/// # Errors
/// When the database does not answer.
pub async fn make(
    store: &Store,
    account_id: i64,
    new: New,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let (name, details) = (new.name.clone(), new.details());
    let tx = store.begin().await?;
    if keys::all(&tx, account_id).await?.iter().any(|key| key.name == name) {
        return Ok(None);
    }
    let key = keys::create(&tx, account_id, new, to_millis(now)).await?;
    audit::record(&tx, account_id, by, Action::KeyCreated, &name, &details, now).await?;
    tx.commit().await?;
    Ok(Some(key))
}

/// Makes a key open nothing any more. `false`: no key of that name opens anything.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke(
    store: &Store,
    account_id: i64,
    name: &str,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<bool> {
    let tx = store.begin().await?;
    if !keys::revoke(&tx, account_id, name, to_millis(now)).await? {
        return Ok(false);
    }
    audit::record(&tx, account_id, by, Action::KeyRevoked, name, &Value::Null, now).await?;
    tx.commit().await?;
    Ok(true)
}
