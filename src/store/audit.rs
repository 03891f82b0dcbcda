//! Who did what: added to, read, and never changed.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;

pub use super::entity::audit::Model;
use super::entity::audit::{ActiveModel, Column, Entity};
use super::{conversations, to_millis};
use crate::domain::event::words;

words!(
    /// What is written down.
    Action {
        /// Somebody signed in.
        SignedIn = "session.began",
        /// Somebody tried to, with another password.
        SignInRefused = "session.refused",
        /// Somebody signed out, or was.
        SignedOut = "session.ended",
        /// A password was chosen.
        PasswordChanged = "password.changed",
        /// Somebody was added.
        UserAdded = "user.added",
        /// A name, a role or groups were changed.
        UserChanged = "user.changed",
        /// Somebody was shut out.
        UserDisabled = "user.disabled",
        /// Somebody was let in again.
        UserEnabled = "user.enabled",
        /// A link to choose another password was made.
        ResetLinkMade = "user.reset",
        /// A key was made.
        KeyCreated = "key.created",
        /// A key was revoked.
        KeyRevoked = "key.revoked",
        /// A conversation was tagged by hand.
        Tagged = "conversation.tagged",
        /// A handoff was tagged by hand.
        HandoffTagged = "handoff.tagged",
        /// A handoff was taken back.
        HandoffWithdrawn = "handoff.withdrawn",
        /// Something was done to many conversations.
        BulkDone = "bulk.started",
        /// The same was undone.
        BulkUndone = "bulk.undone",
        /// A file was downloaded.
        Exported = "export.downloaded",
        /// Settings were changed.
        SettingsChanged = "settings.changed",
        /// An account was created.
        AccountCreated = "account.created",
        /// All of a customer was given out.
        CustomerExported = "customer.exported",
        /// A customer was erased.
        CustomerErased = "customer.erased",
        /// What is older than an age was erased.
        Retained = "retention.applied",
    }
);

/// Who does something, and from where.
#[derive(Clone, Debug)]
pub struct Actor {
    /// `user:<id>`, `key:<name>`, `demo`, `command`, `system`.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// From which address; empty: from this machine.
    pub address: String,
}

impl Actor {
    /// Whoever runs commands on the machine of the database.
    pub fn command() -> Self {
        Self { id: "command".to_owned(), name: "command line".to_owned(), address: String::new() }
    }

    /// Nobody: it happened by itself, as was set.
    pub fn system() -> Self {
        Self { id: "system".to_owned(), name: "Hilo".to_owned(), address: String::new() }
    }
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this actor.
    pub actor: Option<String>,
    /// Of this kind.
    pub action: Option<Action>,
    /// About this thing.
    pub thing: Option<String>,
    /// From this instant on, in milliseconds.
    pub from: Option<i64>,
    /// Before this instant.
    pub until: Option<i64>,
}

impl Wanted {
    fn condition(&self, account_id: i64) -> Condition {
        Condition::all()
            .add(Column::AccountId.eq(account_id))
            .add_option(self.actor.as_ref().map(|actor| Column::Actor.eq(actor)))
            .add_option(self.action.map(|action| Column::Action.eq(action.as_str())))
            .add_option(self.thing.as_ref().map(|thing| Column::Thing.eq(thing)))
            .add_option(self.from.map(|from| Column::At.gte(from)))
            .add_option(self.until.map(|until| Column::At.lt(until)))
    }
}

/// Writes an entry down. In the transaction of what it tells of, where there is one. Nothing that a customer wrote
/// belongs in `details`: it could not be erased.
///
/// # Errors
/// When the database does not answer.
pub async fn record(
    db: &impl ConnectionTrait,
    account_id: i64,
    actor: &Actor,
    action: Action,
    thing: &str,
    details: &Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let entry = ActiveModel {
        account_id: Set(account_id),
        id: Set(conversations::fresh_id(now)),
        at: Set(to_millis(now)),
        actor: Set(actor.id.clone()),
        name: Set(actor.name.clone()),
        action: Set(action.as_str().to_owned()),
        thing: Set(thing.to_owned()),
        details: Set(if details.is_null() { String::new() } else { details.to_string() }),
        address: Set(actor.address.clone()),
    };
    Entity::insert(entry).exec_without_returning(db).await.map(drop)
}

/// Entries, the latest first; those before one where that is said.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &impl ConnectionTrait,
    account_id: i64,
    wanted: &Wanted,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(wanted.condition(account_id));
    let query = before.into_iter().fold(query, |query, id| query.filter(Column::Id.lt(id)));
    query.order_by_desc(Column::Id).limit(limit).all(db).await
}

/// How many there are.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &impl ConnectionTrait, account_id: i64, wanted: &Wanted) -> Result<u64, DbErr> {
    Entity::find().filter(wanted.condition(account_id)).count(db).await
}

/// Everybody who stands in the log, each with one of the names they had, the same at every look.
///
/// # Errors
/// When the database does not answer.
pub async fn actors(db: &impl ConnectionTrait, account_id: i64) -> Result<Vec<(String, String)>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .select_only()
        .column(Column::Actor)
        .column_as(Column::Name.max(), "called")
        .group_by(Column::Actor)
        .order_by_asc(Column::Actor)
        .into_tuple()
        .all(db)
        .await
}
