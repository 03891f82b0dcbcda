//! Saved views: a person's own, and those of everybody in the account.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    SqlErr,
};
use uuid::Uuid;

use super::entity::default_view;
pub use super::entity::saved_view::{Column, Entity, Model};

/// The owner of a view that everybody sees.
pub const SHARED: &str = "";

/// For how long a removed view can be brought back, in milliseconds: a day.
const KEPT: i64 = 24 * 3_600_000;

fn seen_by(account_id: i64, person: &str) -> Condition {
    let owner = Condition::any().add(Column::Owner.eq(person)).add(Column::Owner.eq(SHARED));
    Condition::all().add(Column::AccountId.eq(account_id)).add(owner)
}

/// The views that somebody sees, the shared ones first, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &impl ConnectionTrait, account_id: i64, person: &str) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(seen_by(account_id, person))
        .filter(Column::Removed.eq(""))
        .order_by_asc(Column::Owner)
        .order_by_asc(Column::Name)
        .all(db)
        .await
}

/// A view that somebody sees, also a removed one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    account_id: i64,
    person: &str,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(seen_by(account_id, person)).filter(Column::Id.eq(id)).one(db).await
}

/// Writes a view, new or changed. `false`: the owner has another one of that name, and nothing was written.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, view: Model) -> Result<bool, DbErr> {
    let changed = [Column::Name, Column::Query, Column::Removed, Column::ChangedAt];
    let conflict = OnConflict::columns([Column::AccountId, Column::Id]).update_columns(changed).to_owned();
    let written = Entity::insert(view.into_active_model()).on_conflict(conflict).exec_without_returning(db);
    match written.await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
        Ok(_) => Ok(true),
    }
}

/// Forgets for good what was removed more than a day ago.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(db: &impl ConnectionTrait, account_id: i64, now: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Removed.ne(""))
        .filter(Column::ChangedAt.lt(now - KEPT))
        .exec(db)
        .await
        .map(drop)
}

/// The view that opens by itself for somebody. It may have been removed meanwhile.
///
/// # Errors
/// When the database does not answer.
pub async fn default_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    person: &str,
) -> Result<Option<Uuid>, DbErr> {
    let row = default_view::Entity::find_by_id((account_id, person.to_owned())).one(db).await?;
    Ok(row.map(|row| row.view_id))
}

/// Has a view open by itself for somebody; `None`: no view any more.
///
/// # Errors
/// When the database does not answer.
pub async fn set_default(
    db: &impl ConnectionTrait,
    account_id: i64,
    person: &str,
    view: Option<Uuid>,
) -> Result<(), DbErr> {
    let Some(view_id) = view else {
        let key = (account_id, person.to_owned());
        return default_view::Entity::delete_by_id(key).exec(db).await.map(drop);
    };
    let row = default_view::ActiveModel {
        account_id: Set(account_id),
        person: Set(person.to_owned()),
        view_id: Set(view_id),
    };
    let conflict = OnConflict::columns([default_view::Column::AccountId, default_view::Column::Person])
        .update_column(default_view::Column::ViewId)
        .to_owned();
    default_view::Entity::insert(row).on_conflict(conflict).exec_without_returning(db).await.map(drop)
}
