//! API keys: made once, kept as a hash, revoked.

use std::fmt;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::accounts::Account;
pub use super::entity::api_key::Model;
use super::entity::{account, api_key};
use super::secrets::{account_of, hash, secret};
use crate::domain::access::Right;
pub use crate::domain::access::Scope;

/// How precisely last use is kept, in milliseconds: not every request is to be a write.
const PRECISION: i64 = 60_000;

/// What a key turned out to open.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The account.
    pub account_id: i64,
    /// The key's name.
    pub name: String,
    /// Pages that may use it; none: it is for programs.
    pub origins: Vec<String>,
    /// The most requests a minute.
    pub per_minute: Option<u32>,
    /// Its last use is to be written down.
    pub is_due: bool,
    scopes: Vec<Scope>,
}

impl Opened {
    /// Whether it has this scope.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether it may.
    pub fn may(&self, right: Right) -> bool {
        self.scopes.iter().any(|scope| scope.may(right))
    }
}

/// What a key is to be.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Its name.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// Pages that may use it, as in `https://shop.example.com`.
    pub origins: Vec<String>,
    /// The most requests a minute; 0: as many as come.
    pub per_minute: u32,
}

/// Requests a minute of a key that anybody may see, unless it says otherwise.
pub const CLICKS_A_MINUTE: u32 = 600;

/// Why a key is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadKey {
    /// It has no name.
    NoName,
    /// It opens nothing.
    NoScope,
    /// Anybody may see a key for clicks: it may open nothing else.
    ClickAlone,
    /// A key for clicks needs pages that may use it.
    NoOrigin,
    /// A page is written as scheme and host.
    BadOrigin,
}

impl fmt::Display for BadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoName => "the key needs a name",
            Self::NoScope => "the key needs a scope",
            Self::ClickAlone => "a key for clicks can be seen by anybody: it may open nothing else",
            Self::NoOrigin => {
                "a key for clicks needs the pages that may use it, as in --origin https://shop.example.com"
            }
            Self::BadOrigin => "a page is written as scheme and host, as in https://shop.example.com",
        })
    }
}

impl New {
    /// Why it is not made; `None`: it can be.
    pub fn refusal(&self) -> Option<BadKey> {
        let public = self.scopes.contains(&Scope::Click);
        let is_origin = |origin: &String| {
            let host = origin.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
            host.is_some_and(|(_, host)| !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']))
        };
        if self.name.trim().is_empty() {
            Some(BadKey::NoName)
        } else if self.scopes.is_empty() {
            Some(BadKey::NoScope)
        } else if public && self.scopes.len() > 1 {
            Some(BadKey::ClickAlone)
        } else if public && self.origins.is_empty() {
            Some(BadKey::NoOrigin)
        } else if !self.origins.iter().all(is_origin) {
            Some(BadKey::BadOrigin)
        } else {
            None
        }
    }

    /// What it is, for the audit log.
    pub fn details(&self) -> Value {
        let scopes: Vec<_> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        json!({"scopes": scopes, "origins": self.origins, "per_minute": self.per_minute})
    }
}

/// Makes a key and gives its only copy.
///
/// # Errors
/// When the account has a key of that name already.
pub async fn create(db: &impl ConnectionTrait, account_id: i64, new: New, now: i64) -> Result<String, DbErr> {
    let key = secret(account_id);
    let words: Vec<_> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = api_key::ActiveModel {
        account_id: Set(account_id),
        name: Set(new.name),
        hash: Set(hash(&key)),
        scopes: Set(words.join(" ")),
        created_at: Set(now),
        revoked_at: Set(None),
        last_used_at: Set(None),
        origins: Set(new.origins.join(" ")),
        per_minute: Set(new.per_minute.into()),
    };
    api_key::Entity::insert(row).exec_without_returning(db).await?;
    Ok(key)
}

/// What a key opens, and the account, in one statement: every request of a program begins with it. `None` for one that was
/// never made or is revoked.
///
/// # Errors
/// When the database does not answer, or the account's settings cannot be read.
pub async fn open(
    db: &impl ConnectionTrait,
    key: &str,
    now: i64,
) -> Result<Option<(Opened, Account)>, DbErr> {
    let Some(account_id) = account_of(key) else { return Ok(None) };
    let found = api_key::Entity::find()
        .filter(api_key::Column::AccountId.eq(account_id))
        .filter(api_key::Column::Hash.eq(hash(key)))
        .filter(api_key::Column::RevokedAt.is_null())
        .find_also_related(account::Entity)
        .one(db)
        .await?;
    let Some((row, Some(account))) = found else { return Ok(None) };
    let opened = Opened {
        account_id,
        scopes: row.scopes.split(' ').filter_map(Scope::from_word).collect(),
        origins: row.origins.split_whitespace().map(str::to_owned).collect(),
        per_minute: u32::try_from(row.per_minute).ok().filter(|most| *most > 0),
        is_due: row.last_used_at.is_none_or(|last| now >= last + PRECISION),
        name: row.name,
    };
    Ok(Some((opened, account.try_into()?)))
}

/// Writes down that a key was used.
///
/// # Errors
/// When the database does not answer.
pub async fn used(db: &impl ConnectionTrait, account_id: i64, name: &str, now: i64) -> Result<(), DbErr> {
    let update = api_key::ActiveModel { last_used_at: Set(Some(now)), ..Default::default() };
    let row = api_key::Entity::update_many().set(update).filter(api_key::Column::AccountId.eq(account_id));
    row.filter(api_key::Column::Name.eq(name)).exec(db).await.map(drop)
}

/// All keys of an account, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &impl ConnectionTrait, account_id: i64) -> Result<Vec<api_key::Model>, DbErr> {
    api_key::Entity::find()
        .filter(api_key::Column::AccountId.eq(account_id))
        .order_by_asc(api_key::Column::Name)
        .all(db)
        .await
}

/// Makes a key open nothing from now on. `false`: there is none of that name that did.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke(db: &impl ConnectionTrait, account_id: i64, name: &str, now: i64) -> Result<bool, DbErr> {
    let update = api_key::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    let done = api_key::Entity::update_many()
        .set(update)
        .filter(api_key::Column::AccountId.eq(account_id))
        .filter(api_key::Column::Name.eq(name))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
