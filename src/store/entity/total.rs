//! What the conversations of a local day that share a value add up to.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "total")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// Of which field the value is; see `domain::totals::Part`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: i16,
    /// The value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    /// The day in the account's zone, counted from the common era.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// The totals; see `domain::totals::Totals::to_bytes`.
    pub sums: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
