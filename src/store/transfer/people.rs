//! Keys, people, the views they keep, and the log of what they did.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use sea_orm_migration::seaql_migrations;

use super::Stop;
use crate::store::entity::{api_key, audit, default_view, saved_view, users};
use crate::store::{CHUNK, Store, accounts};

/// Adds who may sign in to an account, with the views they keep and the log of what they did. Whatever is there already
/// stays as it is. Nobody is signed in there: sessions and links stay behind.
///
/// # Errors
/// When a database does not answer.
pub async fn add_people(from: &impl ConnectionTrait, to: &Store, account_id: i64) -> Result<(), Stop> {
    if !knows_people(from).await? {
        return Ok(());
    }
    let tx = to.begin().await?;
    accounts::hold(&tx, account_id).await?;
    let people = users::Entity::find().filter(users::Column::AccountId.eq(account_id)).all(from).await?;
    add::<users::Entity, _>(&tx, people).await?;
    let views = saved_view::Entity::find().filter(saved_view::Column::AccountId.eq(account_id));
    add::<saved_view::Entity, _>(&tx, views.all(from).await?).await?;
    let defaults = default_view::Entity::find().filter(default_view::Column::AccountId.eq(account_id));
    add::<default_view::Entity, _>(&tx, defaults.all(from).await?).await?;
    let mut after = i64::MIN;
    loop {
        let entries = audit::Entity::find()
            .filter(audit::Column::AccountId.eq(account_id))
            .filter(audit::Column::Id.gt(after))
            .order_by_asc(audit::Column::Id)
            .limit(CHUNK as u64)
            .all(from)
            .await?;
        let Some(last) = entries.last() else { break };
        after = last.id;
        add::<audit::Entity, _>(&tx, entries).await?;
    }
    Ok(tx.commit().await?)
}

/// Whether a database has been brought up to a version in which people sign in.
async fn knows_people(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    knows(db, "_people").await
}

/// Whether a change of the schema has been made to a database.
pub(super) async fn knows(db: &impl ConnectionTrait, change: &str) -> Result<bool, DbErr> {
    let migrations = seaql_migrations::Entity::find().all(db).await?;
    Ok(migrations.iter().any(|one| one.version.ends_with(change)))
}

/// The keys of an account, also of a database that does not know yet how often they may be used and from where.
///
/// # Errors
/// When the database does not answer.
pub async fn keys(from: &impl ConnectionTrait, account_id: i64) -> Result<Vec<api_key::Model>, DbErr> {
    if knows_people(from).await? {
        return crate::store::keys::all(from, account_id).await;
    }
    use api_key::Column::{AccountId, CreatedAt, Hash, Name, RevokedAt, Scopes};
    let rows: Vec<(String, String, String, i64, Option<i64>)> = api_key::Entity::find()
        .select_only()
        .columns([Name, Hash, Scopes, CreatedAt, RevokedAt])
        .filter(AccountId.eq(account_id))
        .order_by_asc(Name)
        .into_tuple()
        .all(from)
        .await?;
    let key = |(name, hash, scopes, created_at, revoked_at)| api_key::Model {
        account_id,
        name,
        hash,
        scopes,
        created_at,
        revoked_at,
        last_used_at: None,
        origins: String::new(),
        per_minute: 0,
    };
    Ok(rows.into_iter().map(key).collect())
}

async fn add<E, A>(tx: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(CHUNK).collect();
        let insert = E::insert_many(some).on_conflict(OnConflict::new().do_nothing().to_owned());
        insert.exec_without_returning(tx).await?;
    }
    Ok(())
}
