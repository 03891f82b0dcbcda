//! An event as it came. Append-only.

use sea_orm::entity::prelude::*;

use crate::store::body::Body;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// The source's id: unique in the account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: String,
    /// When it happened.
    pub time: i64,
    /// The conversation it speaks of.
    pub conversation_id: Option<i64>,
    /// The order it speaks of.
    pub order_id: Option<String>,
    /// When it reached us.
    pub received_at: i64,
    /// The whole event as exports write it, packed.
    pub body: Body,
}

impl ActiveModelBehavior for ActiveModel {}
