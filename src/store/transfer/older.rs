//! Rows of a database of an older version. What its tables lack yet has the value that the change of the schema gives.

use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, QuerySelect, Select};
use sea_orm_migration::seaql_migrations;

/// Whether a change of the schema has been made to a database; `change` is how its name ends.
pub async fn knows(db: &impl ConnectionTrait, change: &str) -> Result<bool, DbErr> {
    let migrations = seaql_migrations::Entity::find().all(db).await?;
    Ok(migrations.iter().any(|one| one.version.ends_with(change)))
}

/// Selects whole rows; `missing` gives the value of a column that is not there.
pub fn select<E: EntityTrait>(missing: impl Fn(E::Column) -> Option<SimpleExpr>) -> Select<E> {
    E::Column::iter().fold(E::find().select_only(), |select, column| match missing(column) {
        Some(value) => select.expr_as(value, column.as_str()),
        None => select.column(column),
    })
}
