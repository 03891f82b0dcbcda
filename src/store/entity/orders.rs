//! An order as its events tell it, and which touchpoint earned it.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// The shop's order number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: String,
    /// When it was placed.
    pub time: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// Minor units.
    pub total: i64,
    /// Minor units given back.
    pub refunded: i64,
    /// Called off.
    pub cancelled: bool,
    /// A trial.
    pub test: bool,
    /// The conversation it was placed in, if the source said so.
    pub placed_in: Option<i64>,
    /// The identifier it names the customer by; empty: nobody.
    pub named: String,
    /// Where the leads from that identifier end.
    pub customer: String,
    /// The conversation it is credited to.
    pub conversation_id: Option<i64>,
    /// The event that earned it; empty: none.
    pub touchpoint: String,
    /// Why it is credited to nobody; empty when it is.
    pub why_not: String,
}

impl ActiveModelBehavior for ActiveModel {}
