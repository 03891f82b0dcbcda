//! Somebody who signs in.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// What addresses and the log call them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What they sign in with, in small letters.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// As in `reviewer`.
    pub role: String,
    /// The groups whose conversations an agent sees: a JSON array of texts.
    pub groups: String,
    /// What argon2id makes of it, in PHC format; empty until they chose one.
    pub password: String,
    /// When they were added.
    pub created_at: i64,
    /// When they signed in last.
    pub signed_in_at: Option<i64>,
    /// When they were shut out.
    pub disabled_at: Option<i64>,
    /// The language they chose, as in `pt`; empty: none.
    pub language: String,
}

impl ActiveModelBehavior for ActiveModel {}
