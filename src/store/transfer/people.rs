//! Keys, people, the views they keep, and the log of what they did.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{Stop, older};
use crate::store::entity::{api_key, audit, default_view, saved_view, users};
use crate::store::{CHUNK, Store, accounts};

/// The change of the schema since which people sign in, and keys have limits.
const PEOPLE: &str = "_people";

/// Adds who may sign in to an account, with the views they keep and the log of what they did. Whatever is there already
/// stays as it is. Nobody is signed in there: sessions and links stay behind.
///
/// # Errors
/// When a database does not answer.
pub async fn add_people(from: &impl ConnectionTrait, to: &Store, account_id: i64) -> Result<(), Stop> {
    if !older::knows(from, PEOPLE).await? {
        return Ok(());
    }
    let tx = to.begin().await?;
    accounts::hold(&tx, account_id).await?;
    let language = older::knows(from, "_language").await?;
    let people = older::select::<users::Entity>(|column| match column {
        users::Column::Language if !language => Some(Expr::value("")),
        _ => None,
    });
    let people = people.filter(users::Column::AccountId.eq(account_id)).all(from).await?;
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

/// The keys of an account, also of a database that does not know yet how often they may be used and from where.
///
/// # Errors
/// When the database does not answer.
pub async fn keys(from: &impl ConnectionTrait, account_id: i64) -> Result<Vec<api_key::Model>, DbErr> {
    let people = older::knows(from, PEOPLE).await?;
    let select = older::select::<api_key::Entity>(|column| match column {
        api_key::Column::LastUsedAt if !people => Some(Expr::value(None::<i64>)),
        api_key::Column::Origins if !people => Some(Expr::value("")),
        api_key::Column::PerMinute if !people => Some(Expr::value(0_i64)),
        _ => None,
    });
    let select = select.filter(api_key::Column::AccountId.eq(account_id));
    select.order_by_asc(api_key::Column::Name).all(from).await
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
