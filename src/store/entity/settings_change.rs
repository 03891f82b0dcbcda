//! A change of settings: what it would do, and how far it is.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settings_change")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// What addresses call it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// JSON: who wants it, and from where.
    pub actor: String,
    /// JSON: the settings that it was made for.
    pub before: String,
    /// JSON: what they are to be.
    pub after: String,
    /// `previewing`, `ready`, `saving`, `saved`, `failed`.
    pub state: String,
    /// How much there is to do.
    pub total: i64,
    /// How much of it is done.
    pub done: i64,
    /// JSON: what it would do; of one that failed why.
    pub result: String,
    /// When it was asked for.
    pub created_at: i64,
    /// The process that is at it.
    pub holder: String,
    /// Until when nobody else takes it up.
    pub held_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
