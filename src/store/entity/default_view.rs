//! Which view opens by itself for somebody.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "default_view")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// For whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: String,
    /// The view. It may have been removed meanwhile.
    pub view_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
