//! Links that work once: setting up an installation, accepting an invitation, choosing a new password.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

pub use super::entity::ticket::Model;
use super::entity::ticket::{Column, Entity};
use super::secrets::{account_of, hash, secret};
use crate::domain::event::words;

words!(
    /// What a link is for.
    Kind {
        /// Becoming the first owner.
        Setup = "setup",
        /// Choosing the first password.
        Invite = "invite",
        /// Choosing another password.
        Reset = "reset",
    }
);

impl Kind {
    /// For how long it works, in milliseconds: an invitation may wait for somebody's return from a weekend, what opens
    /// an installation or somebody's place may not.
    pub fn lasts(self) -> i64 {
        const HOUR: i64 = 3_600_000;
        match self {
            Self::Setup | Self::Reset => 24 * HOUR,
            Self::Invite => 7 * 24 * HOUR,
        }
    }
}

fn one(account_id: i64, hash: &str) -> Condition {
    Condition::all().add(Column::AccountId.eq(account_id)).add(Column::Hash.eq(hash))
}

/// Makes what a link holds, and gives its only copy. Of somebody's links the last one alone works.
///
/// # Errors
/// When the database does not answer.
pub async fn create(
    db: &impl ConnectionTrait,
    account_id: i64,
    kind: Kind,
    user_id: Uuid,
    now: i64,
) -> Result<String, DbErr> {
    // Several processes may start side by side, each of which tells its own way to set up.
    if kind != Kind::Setup {
        forget(db, account_id, user_id).await?;
    }
    let token = secret(account_id);
    let ticket = Model {
        account_id,
        hash: hash(&token),
        kind: kind.as_str().to_owned(),
        user_id,
        created_at: now,
        ends_at: now + kind.lasts(),
    };
    Entity::insert(ticket.into_active_model()).exec_without_returning(db).await?;
    Ok(token)
}

/// What a link is for; `None`: it never worked, or does no more.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, token: &str, now: i64) -> Result<Option<Model>, DbErr> {
    let Some(account_id) = account_of(token) else { return Ok(None) };
    let found = Entity::find().filter(one(account_id, &hash(token))).one(db).await?;
    Ok(found.filter(|ticket| now < ticket.ends_at))
}

/// Uses a link up. `false`: somebody else just did.
///
/// # Errors
/// When the database does not answer.
pub async fn redeem(db: &impl ConnectionTrait, ticket: &Model) -> Result<bool, DbErr> {
    let row = one(ticket.account_id, &ticket.hash);
    Ok(Entity::delete_many().filter(row).exec(db).await?.rows_affected > 0)
}

/// Makes all links of somebody work no more.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(db: &impl ConnectionTrait, account_id: i64, user_id: Uuid) -> Result<(), DbErr> {
    let theirs = Condition::all().add(Column::AccountId.eq(account_id)).add(Column::UserId.eq(user_id));
    Entity::delete_many().filter(theirs).exec(db).await.map(drop)
}
