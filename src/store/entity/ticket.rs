//! A link that works once: to set up an installation, to accept an invitation, to choose a new password.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// SHA-256 of what the link holds, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// `setup`, `invite` or `reset`.
    pub kind: String,
    /// For whom; nobody yet for `setup`.
    pub user_id: Uuid,
    /// When it was made.
    pub created_at: i64,
    /// Until when it works.
    pub ends_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
