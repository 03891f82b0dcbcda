//! A conversation that something is done to together with many others.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_item")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: Uuid,
    /// The conversation, by row id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation_id: i64,
    /// See `store::bulk::Item`.
    pub state: i16,
    /// What was there before, where taking it back needs that.
    pub before: String,
}

impl ActiveModelBehavior for ActiveModel {}
