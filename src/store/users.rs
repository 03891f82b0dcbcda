//! People who sign in. Each belongs to one account: who works in two has a password in each, so that nobody who looks
//! after the people of one account gets into the other.

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, SqlErr,
};
use uuid::Uuid;

pub use super::entity::users::Model;
use super::entity::users::{ActiveModel, Column, Entity};
use super::{accounts, sessions, tickets};
use crate::domain::access::Role;

impl Model {
    /// Somebody who has no password yet.
    pub fn new(account_id: i64, email: &str, name: &str, role: Role, groups: &[String], now: i64) -> Self {
        Self {
            account_id,
            id: Uuid::new_v4(),
            email: address(email),
            name: name.to_owned(),
            role: role.as_str().to_owned(),
            groups: serde_json::Value::from(groups).to_string(),
            password: String::new(),
            created_at: now,
            signed_in_at: None,
            disabled_at: None,
            language: String::new(),
        }
    }

    /// What they are. A role that a later version wrote may nothing but read its own groups here.
    pub fn role(&self) -> Role {
        Role::from_word(&self.role).unwrap_or(Role::Agent)
    }

    /// Who this is, as what belongs to somebody keeps it.
    pub fn person(&self) -> String {
        format!("user:{}", self.id)
    }

    /// What to call them.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    /// The groups whose conversations they see.
    pub fn groups(&self) -> Vec<String> {
        serde_json::from_str(&self.groups).unwrap_or_default()
    }

    /// They may sign in.
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }
}

/// Keeps the language that somebody chose.
///
/// # Errors
/// When the database does not answer.
pub async fn set_language(
    db: &impl ConnectionTrait,
    account_id: i64,
    id: Uuid,
    language: &str,
) -> Result<(), DbErr> {
    change(db, account_id, id, ActiveModel { language: Set(language.to_owned()), ..Default::default() }).await
}

/// An address as it is kept and looked for.
pub fn address(email: &str) -> String {
    email.trim().to_lowercase()
}

fn one(account_id: i64, id: Uuid) -> Condition {
    Condition::all().add(Column::AccountId.eq(account_id)).add(Column::Id.eq(id))
}

/// Adds somebody. `false`: there is somebody with that address.
///
/// # Errors
/// When the database does not answer.
pub async fn add(db: &impl ConnectionTrait, user: Model) -> Result<bool, DbErr> {
    match Entity::insert(user.into_active_model()).exec_without_returning(db).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Everybody of an account, by address.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &impl ConnectionTrait, account_id: i64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account_id)).order_by_asc(Column::Email).all(db).await
}

/// Somebody.
///
/// # Errors
/// When the database does not answer.
pub async fn get(db: &impl ConnectionTrait, account_id: i64, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(one(account_id, id)).one(db).await
}

/// Those with an address, in whichever accounts they are; those who are shut out are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Vec<Model>, DbErr> {
    // Every index begins with the account, of which there are few.
    let accounts: Vec<i64> = accounts::rows(db).await?.into_iter().map(|row| row.id).collect();
    Entity::find()
        .filter(Column::AccountId.is_in(accounts))
        .filter(Column::Email.eq(address(email)))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::AccountId)
        .all(db)
        .await
}

/// Somebody of an account by their address, also one who is shut out.
///
/// # Errors
/// When the database does not answer.
pub async fn in_account(
    db: &impl ConnectionTrait,
    account_id: i64,
    email: &str,
) -> Result<Option<Model>, DbErr> {
    let of_account = Column::AccountId.eq(account_id);
    Entity::find().filter(of_account).filter(Column::Email.eq(address(email))).one(db).await
}

/// Whether nobody was ever added to any account.
///
/// # Errors
/// When the database does not answer.
pub async fn none(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(Entity::find().one(db).await?.is_none())
}

/// Whether nobody else of their account is an owner who may sign in.
///
/// # Errors
/// When the database does not answer.
pub async fn is_last_owner(db: &impl ConnectionTrait, user: &Model) -> Result<bool, DbErr> {
    if user.role() != Role::Owner || !user.is_enabled() {
        return Ok(false);
    }
    let others = Entity::find()
        .filter(Column::AccountId.eq(user.account_id))
        .filter(Column::Id.ne(user.id))
        .filter(Column::Role.eq(Role::Owner.as_str()))
        .filter(Column::DisabledAt.is_null());
    Ok(others.count(db).await? == 0)
}

async fn change(
    db: &impl ConnectionTrait,
    account_id: i64,
    id: Uuid,
    change: ActiveModel,
) -> Result<(), DbErr> {
    Entity::update_many().set(change).filter(one(account_id, id)).exec(db).await.map(drop)
}

/// Gives a name, a role and groups.
///
/// # Errors
/// When the database does not answer.
pub async fn describe(
    db: &impl ConnectionTrait,
    account_id: i64,
    id: Uuid,
    name: &str,
    role: Role,
    groups: &[String],
) -> Result<(), DbErr> {
    let groups = serde_json::Value::from(groups).to_string();
    let to = ActiveModel {
        name: Set(name.to_owned()),
        role: Set(role.as_str().to_owned()),
        groups: Set(groups),
        ..Default::default()
    };
    change(db, account_id, id, to).await
}

/// Keeps a password, as its hash. Whatever was open with the one before is closed, and links that were made for it too.
///
/// # Errors
/// When the database does not answer.
pub async fn set_password(
    db: &impl ConnectionTrait,
    account_id: i64,
    id: Uuid,
    hash: &str,
) -> Result<(), DbErr> {
    sessions::end_all(db, account_id, id).await?;
    tickets::forget(db, account_id, id).await?;
    change(db, account_id, id, ActiveModel { password: Set(hash.to_owned()), ..Default::default() }).await
}

/// Writes down that somebody signed in.
///
/// # Errors
/// When the database does not answer.
pub async fn signed_in(db: &impl ConnectionTrait, account_id: i64, id: Uuid, now: i64) -> Result<(), DbErr> {
    change(db, account_id, id, ActiveModel { signed_in_at: Set(Some(now)), ..Default::default() }).await
}

/// Shuts somebody out at once, or lets them in again.
///
/// # Errors
/// When the database does not answer.
pub async fn disable(
    db: &impl ConnectionTrait,
    account_id: i64,
    id: Uuid,
    at: Option<i64>,
) -> Result<(), DbErr> {
    sessions::end_all(db, account_id, id).await?;
    tickets::forget(db, account_id, id).await?;
    change(db, account_id, id, ActiveModel { disabled_at: Set(at), ..Default::default() }).await
}
