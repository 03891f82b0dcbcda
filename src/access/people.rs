//! Looking after people: each thing that is done is in the audit log, or not done.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::access::Role;
use crate::error::Result;
use crate::store::audit::{self, Action, Actor};
use crate::store::tickets::{self, Kind};
use crate::store::users::{self, Model as User};
use crate::store::{Store, accounts, to_millis};

/// Adds somebody and gives what the link holds with which they choose a password. `None`: somebody of the account has
/// that address.
///
/// # Errors
/// When the database does not answer.
pub async fn add(store: &Store, user: User, by: &Actor, now: DateTime<Utc>) -> Result<Option<String>> {
    let (account, id, at) = (user.account_id, user.id, to_millis(now));
    let details = json!({"email": user.email, "role": user.role, "groups": user.groups()});
    let tx = store.begin().await?;
    if users::in_account(&tx, account, &user.email).await?.is_some() {
        return Ok(None);
    }
    users::add(&tx, user).await?;
    let token = tickets::create(&tx, account, Kind::Invite, id, at).await?;
    audit::record(&tx, account, by, Action::UserAdded, &id.to_string(), &details, now).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Gives somebody another name, role and groups. `false`: an account without anybody who may do everything could not be
/// looked after any more, and they are its last owner.
///
/// # Errors
/// When the database does not answer.
pub async fn change(
    store: &Store,
    user: &User,
    (name, role, groups): (&str, Role, &[String]),
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<bool> {
    let details = json!({
        "name": [user.name, name], "role": [user.role, role.as_str()], "groups": [user.groups(), groups],
    });
    let tx = store.begin().await?;
    accounts::lock(&tx, user.account_id).await?;
    if role != Role::Owner && users::is_last_owner(&tx, user).await? {
        return Ok(false);
    }
    users::describe(&tx, user.account_id, user.id, name, role, groups).await?;
    let thing = user.id.to_string();
    audit::record(&tx, user.account_id, by, Action::UserChanged, &thing, &details, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Shuts somebody out, at once and wherever they are signed in, or lets them in again. `false`: they are the account's
/// last owner.
///
/// # Errors
/// When the database does not answer.
pub async fn shut_out(store: &Store, user: &User, out: bool, by: &Actor, now: DateTime<Utc>) -> Result<bool> {
    let tx = store.begin().await?;
    accounts::lock(&tx, user.account_id).await?;
    if out && users::is_last_owner(&tx, user).await? {
        return Ok(false);
    }
    users::disable(&tx, user.account_id, user.id, out.then(|| to_millis(now))).await?;
    let action = if out { Action::UserDisabled } else { Action::UserEnabled };
    let (thing, details) = (user.id.to_string(), json!({"email": user.email}));
    audit::record(&tx, user.account_id, by, action, &thing, &details, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Makes a link to choose a first or another password, and gives what it holds. Those made before work no more.
///
/// # Errors
/// When the database does not answer.
pub async fn link(store: &Store, user: &User, by: &Actor, now: DateTime<Utc>) -> Result<String> {
    let kind = if user.password.is_empty() { Kind::Invite } else { Kind::Reset };
    let tx = store.begin().await?;
    let token = tickets::create(&tx, user.account_id, kind, user.id, to_millis(now)).await?;
    let (thing, details) = (user.id.to_string(), json!({"email": user.email}));
    audit::record(&tx, user.account_id, by, Action::ResetLinkMade, &thing, &details, now).await?;
    tx.commit().await?;
    Ok(token)
}
