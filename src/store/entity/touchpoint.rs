//! Something an order may be credited to.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "touchpoint")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: String,
    /// In which conversation.
    pub conversation_id: i64,
    /// When.
    pub time: i64,
    /// The identifier it names the customer by.
    pub named: String,
    /// Where the leads from that identifier end.
    pub customer: String,
}

impl ActiveModelBehavior for ActiveModel {}
