//! An identifier of a customer: where it leads, and what is known of the person.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// As in `email:ana@example.com`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The stronger identifier it leads to; empty: none.
    pub leads_to: String,
    /// Stamp of the event that gave the lead.
    pub lead_time: i64,
    /// Stamp of the event that gave the lead.
    pub lead_sequence: Option<i64>,
    /// Stamp of the event that gave the lead.
    pub lead_event: String,
    /// Where the leads end.
    pub customer: String,
    /// JSON: the latest name, e-mail, phone and id said beside this identifier, with their stamps.
    pub card: String,
}

impl ActiveModelBehavior for ActiveModel {}
