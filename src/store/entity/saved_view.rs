//! A view of the table that somebody keeps.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// What addresses call it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person who sees it; empty: everybody of the account.
    pub owner: String,
    /// What people call it.
    pub name: String,
    /// The view, as the query string of the table.
    pub query: String,
    /// Empty; of a removed one its own id.
    pub removed: String,
    /// When it was changed last.
    pub changed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
