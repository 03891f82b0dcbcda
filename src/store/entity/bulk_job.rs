//! Something that is done to many conversations at once.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bulk_job")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// What addresses and events call it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of who does it, as its events bear it.
    pub person: String,
    /// What is done, as JSON; see `domain::bulk::Action`.
    pub action: String,
    /// The list it was chosen from, as a query string.
    pub list: String,
    /// The job that this one takes back; empty: it takes back none.
    pub undo_of: String,
    /// See `store::bulk::State`.
    pub state: String,
    /// How many conversations it is done to.
    pub total: i64,
    /// To how many it has been done.
    pub done: i64,
    /// How many were left as they were.
    pub skipped: i64,
    /// When it was asked for.
    pub created_at: i64,
    /// Who is at it.
    pub holder: String,
    /// Until when nobody else takes it up.
    pub held_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
