//! API keys: made once, kept as a hash, revoked.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entity::api_key;
use crate::domain::event::words;

words!(
    /// What a key opens.
    Scope {
        /// Sending events; on the pages: tagging.
        Ingest = "ingest",
        /// Pages, reading API and exports.
        Read = "read",
    }
);

/// What a key turned out to open.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The account.
    pub account_id: i64,
    /// The key's name.
    pub name: String,
    scopes: String,
}

impl Opened {
    /// Whether it opens this.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.split(' ').any(|word| word == scope.as_str())
    }
}

/// Makes a key and gives its only copy. The key names its account, so that it is found by an index of that account.
///
/// # Errors
/// When the account has a key of that name already.
pub async fn create(
    db: &impl ConnectionTrait,
    account_id: i64,
    name: &str,
    scopes: &[Scope],
    now: i64,
) -> Result<String, DbErr> {
    // Two version 4 UUIDs: 244 random bits from the operating system.
    let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let key = format!("hilo_{account_id}_{secret}");
    let words: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
    let row = api_key::ActiveModel {
        account_id: Set(account_id),
        name: Set(name.to_owned()),
        hash: Set(hash(&key)),
        scopes: Set(words.join(" ")),
        created_at: Set(now),
        revoked_at: Set(None),
    };
    api_key::Entity::insert(row).exec_without_returning(db).await?;
    Ok(key)
}

/// What a key opens; `None` for one that was never made or is revoked.
///
/// # Errors
/// When the database does not answer.
pub async fn open(db: &impl ConnectionTrait, key: &str) -> Result<Option<Opened>, DbErr> {
    let account = key.strip_prefix("hilo_").and_then(|rest| rest.split_once('_'));
    let Some(account_id) = account.and_then(|(id, _)| id.parse::<i64>().ok()) else { return Ok(None) };
    let row = api_key::Entity::find()
        .filter(api_key::Column::AccountId.eq(account_id))
        .filter(api_key::Column::Hash.eq(hash(key)))
        .filter(api_key::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    Ok(row.map(|row| Opened { account_id, name: row.name, scopes: row.scopes }))
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

fn hash(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
