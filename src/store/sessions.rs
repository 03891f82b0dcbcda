//! What keeps people signed in: kept as the hash of a token that only their browser has.

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::accounts::Account;
pub use super::entity::session::Model;
use super::entity::session::{ActiveModel, Column, Entity};
use super::secrets::{account_of, hash, secret};
use super::{entity, users};

/// After so long without use a session ends: a week, so that holidays end it and weekends do not. Milliseconds.
pub const IDLE: i64 = 7 * DAY;

/// However much it is used it ends after so long.
pub const LONGEST: i64 = 30 * DAY;

/// So often its token is replaced by another.
const ROTATED: i64 = DAY;

/// For so long the token before is still good: pages ask for several things at once.
const GRACE: i64 = 60_000;

/// How precisely last use is kept: not every page is to be a write.
const PRECISION: i64 = 60_000;

const DAY: i64 = 24 * 3_600_000;

/// Where and with what somebody signs in.
#[derive(Clone, Debug, Default)]
pub struct From {
    /// The address.
    pub address: String,
    /// The browser, in its own words.
    pub agent: String,
}

impl Model {
    /// Whether it is not over.
    fn lasts(&self, now: i64) -> bool {
        now < self.ends_at && now < self.seen_at + IDLE
    }
}

fn one(account_id: i64, hash: &str) -> Condition {
    Condition::all().add(Column::AccountId.eq(account_id)).add(Column::Hash.eq(hash))
}

/// Begins a session and gives the only copy of its token.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(
    db: &impl ConnectionTrait,
    account_id: i64,
    user_id: Uuid,
    from: From,
    now: i64,
) -> Result<String, DbErr> {
    forget_ended(db, account_id, now).await?;
    let token = secret(account_id);
    let session = Model {
        account_id,
        hash: hash(&token),
        user_id,
        created_at: now,
        rotated_at: now,
        seen_at: now,
        ends_at: now + LONGEST,
        address: from.address,
        // What a browser says of itself may be of any length.
        agent: from.agent.chars().take(200).collect(),
    };
    Entity::insert(session.into_active_model()).exec_without_returning(db).await?;
    Ok(token)
}

/// The session of a token; `None`: there never was one, or it is over.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &impl ConnectionTrait, token: &str, now: i64) -> Result<Option<Model>, DbErr> {
    let Some(account_id) = account_of(token) else { return Ok(None) };
    let found = Entity::find().filter(one(account_id, &hash(token))).one(db).await?;
    Ok(found.filter(|session| session.lasts(now)))
}

/// The session of a token, who is in it, and their account, in one statement: every page begins with it. `None` also where
/// they may not sign in any more.
///
/// # Errors
/// When the database does not answer, or the account's settings cannot be read.
pub async fn open(
    db: &impl ConnectionTrait,
    token: &str,
    now: i64,
) -> Result<Option<(Model, users::Model, Account)>, DbErr> {
    let Some(account_id) = account_of(token) else { return Ok(None) };
    let found = Entity::find().filter(one(account_id, &hash(token)));
    let found = found.find_also_related(entity::users::Entity).find_also_related(entity::account::Entity);
    let Some((session, Some(user), Some(account))) = found.one(db).await? else { return Ok(None) };
    let lets_in = session.lasts(now) && user.is_enabled();
    lets_in.then(|| Ok((session, user, account.try_into()?))).transpose()
}

/// Whether something is to be written about a session that is used now.
pub fn is_due(session: &Model, now: i64) -> bool {
    now >= session.seen_at + PRECISION
}

/// Whether it is time for another token. One that was replaced already is not replaced again.
pub fn is_stale(session: &Model, now: i64) -> bool {
    now >= session.rotated_at + ROTATED && session.ends_at > now + GRACE
}

/// Writes down that a session is used. Once a day it gets another token, which is given: who stole the one before has
/// it for a day at most, unless they come first; then its owner is signed out, and knows.
///
/// # Errors
/// When the database does not answer.
pub async fn touch(db: &impl ConnectionTrait, session: &Model, now: i64) -> Result<Option<String>, DbErr> {
    let row = one(session.account_id, &session.hash);
    if !is_stale(session, now) {
        let seen = ActiveModel { seen_at: Set(now), ..Default::default() };
        return Entity::update_many().set(seen).filter(row).exec(db).await.map(|_| None);
    }
    // Whoever shortens its life first gives the new token: two pages at once must not give two.
    let over = ActiveModel { ends_at: Set(now + GRACE), ..Default::default() };
    let still = row.add(Column::EndsAt.eq(session.ends_at));
    if Entity::update_many().set(over).filter(still).exec(db).await?.rows_affected == 0 {
        return Ok(None);
    }
    let token = secret(session.account_id);
    let next = Model { hash: hash(&token), rotated_at: now, seen_at: now, ..session.clone() };
    Entity::insert(next.into_active_model()).exec_without_returning(db).await?;
    Ok(Some(token))
}

/// The sessions of somebody that are not over, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn all(
    db: &impl ConnectionTrait,
    account_id: i64,
    user_id: Uuid,
    now: i64,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::EndsAt.gt(now + GRACE))
        .filter(Column::SeenAt.gt(now - IDLE))
        .order_by_desc(Column::SeenAt)
        .all(db)
        .await
}

/// Ends one.
///
/// # Errors
/// When the database does not answer.
pub async fn end(db: &impl ConnectionTrait, session: &Model) -> Result<(), DbErr> {
    Entity::delete_many().filter(one(session.account_id, &session.hash)).exec(db).await.map(drop)
}

/// Signs somebody out everywhere.
///
/// # Errors
/// When the database does not answer.
pub async fn end_all(db: &impl ConnectionTrait, account_id: i64, user_id: Uuid) -> Result<(), DbErr> {
    let theirs = Condition::all().add(Column::AccountId.eq(account_id)).add(Column::UserId.eq(user_id));
    Entity::delete_many().filter(theirs).exec(db).await.map(drop)
}

async fn forget_ended(db: &impl ConnectionTrait, account_id: i64, now: i64) -> Result<(), DbErr> {
    let over = Condition::any().add(Column::EndsAt.lte(now)).add(Column::SeenAt.lte(now - IDLE));
    let theirs = Condition::all().add(Column::AccountId.eq(account_id)).add(over);
    Entity::delete_many().filter(theirs).exec(db).await.map(drop)
}
