//! Moving everything from one database to another, by rows as they are. What is derived from events does not move: it is
//! made anew from them.

mod accounts_of;
mod moved;
mod older;
mod people;

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    TryInsertResult,
};

pub use self::accounts_of::rows as accounts_of;
pub use self::moved::Moved;
pub use self::people::{add_people, keys as keys_of};
use super::entity::{account, api_key, event};
use super::events::{self, Model as Event};
use super::{CHUNK, Store, accounts, dialect, keys, rows_in};

/// What keeps rows from being added to a database.
#[derive(Debug)]
pub enum Stop {
    /// The account's name or its row id is another account's there.
    Account,
    /// The account holds events there, which were counted by other settings.
    Settings,
    /// A key of that name is another one there.
    Key(String),
    /// The event of that id is another one there.
    Event(String),
    /// The database does not answer.
    Store(DbErr),
}

impl From<DbErr> for Stop {
    fn from(error: DbErr) -> Self {
        Self::Store(error)
    }
}

impl Store {
    /// What tells this database from all others, by whatever address it is reached.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn identity(&self) -> Result<String, DbErr> {
        dialect::identity(&self.reader).await
    }
}

/// Adds an account with its keys. Where it holds no events there its settings become these; keys that were revoked are
/// revoked there too, and none is brought back to life.
///
/// # Errors
/// When something else is there in its place.
pub async fn add_account(to: &Store, row: account::Model, keys: Vec<api_key::Model>) -> Result<(), Stop> {
    let tx = to.begin().await?;
    let in_its_place =
        Condition::any().add(account::Column::Id.eq(row.id)).add(account::Column::Name.eq(&row.name));
    let there = account::Entity::find().filter(in_its_place).lock(LockType::NoKeyUpdate).all(&tx).await?;
    let id = row.id;
    match there.as_slice() {
        [] => {
            accounts::put(&tx, row).await?;
            dialect::pass_account_ids(&tx).await?;
        }
        [there] if accounts_of::alike(there, &row) => {}
        [there] if (there.id, &there.name) != (row.id, &row.name) => return Err(Stop::Account),
        [_] if events::count(&tx, id).await? == 0 => accounts::put(&tx, row).await?,
        [_] => return Err(Stop::Settings),
        _ => return Err(Stop::Account),
    }
    let mut known: HashMap<String, api_key::Model> =
        keys::all(&tx, id).await?.into_iter().map(|key| (key.name.clone(), key)).collect();
    for key in keys {
        match known.remove(&key.name) {
            None => {
                api_key::Entity::insert(key.into_active_model()).exec_without_returning(&tx).await?;
            }
            Some(there) if there.hash != key.hash => return Err(Stop::Key(key.name)),
            Some(_) => {
                if let Some(at) = key.revoked_at {
                    keys::revoke(&tx, id, &key.name, at).await?;
                }
            }
        }
    }
    Ok(tx.commit().await?)
}

/// The name of an account beside these that holds events; none: there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn holds_others(to: &Store, these: &[account::Model]) -> Result<Option<String>, DbErr> {
    let these: HashSet<i64> = these.iter().map(|row| row.id).collect();
    for row in accounts::rows(to.writer()).await?.into_iter().filter(|row| !these.contains(&row.id)) {
        if !events::rows_after(to.writer(), row.id, "", 1).await?.is_empty() {
            return Ok(Some(row.name));
        }
    }
    Ok(None)
}

/// Adds the events of an account that are not there yet, durably, and says how many those were.
///
/// # Errors
/// When one of them is there and not the same: then nothing is added.
pub async fn add_events(to: &Store, account_id: i64, rows: &[Event]) -> Result<usize, Stop> {
    let tx = to.begin().await?;
    accounts::hold(&tx, account_id).await?;
    let mut added = 0;
    for chunk in rows.chunks(CHUNK) {
        let new = insert(&tx, chunk).await?;
        added += new.len();
        // Only what is there already is looked up: mostly nothing, or everything.
        let old: Vec<&Event> = chunk.iter().filter(|row| !new.contains(&row.event_id)).collect();
        let ids: Vec<String> = old.iter().map(|row| row.event_id.clone()).collect();
        let account = (event::Column::AccountId, account_id);
        let there = rows_in::<event::Entity, _>(&tx, account, event::Column::EventId, &ids).await?;
        let there: HashMap<&str, &Event> = there.iter().map(|row| (row.event_id.as_str(), row)).collect();
        if let Some(other) = old.into_iter().find(|row| there.get(row.event_id.as_str()) != Some(row)) {
            return Err(Stop::Event(other.event_id.clone()));
        }
    }
    tx.commit().await?;
    Ok(added)
}

/// Inserts the rows that are not there and says which those were.
async fn insert(tx: &impl ConnectionTrait, rows: &[Event]) -> Result<HashSet<String>, DbErr> {
    let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
    let inserted = event::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([event::Column::AccountId, event::Column::EventId])
        .exec_with_returning_keys(tx)
        .await?;
    Ok(match inserted {
        TryInsertResult::Inserted(keys) => keys.into_iter().map(|(_, event_id)| event_id).collect(),
        _ => HashSet::new(),
    })
}
