//! A key that opens the API. The key itself is not kept.

use sea_orm::entity::prelude::*;

use super::account;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// What people call it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// SHA-256 of the key, in hexadecimal.
    pub hash: String,
    /// Words separated by blanks, as in `ingest read`.
    pub scopes: String,
    /// When it was made.
    pub created_at: i64,
    /// When it stopped opening anything.
    pub revoked_at: Option<i64>,
    /// When it opened something last, to the minute.
    pub last_used_at: Option<i64>,
    /// Pages that may use it, as in `https://shop.example.com`, separated by blanks.
    pub origins: String,
    /// The most requests a minute; 0: as many as come.
    pub per_minute: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Related<account::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(account::Entity).from(Column::AccountId).to(account::Column::Id).into()
    }
}
