//! Who did what. The engine refuses to change or remove a row.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// Grows with time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// When.
    pub at: i64,
    /// Who: `user:<id>`, `key:<name>`, `demo`, `command` or `system`.
    pub actor: String,
    /// What they were called then.
    pub name: String,
    /// What they did, as in `conversation.tagged`.
    pub action: String,
    /// To what: an id, a name; empty: the account.
    pub thing: String,
    /// How: a JSON object.
    pub details: String,
    /// From which address; empty: from this machine.
    pub address: String,
}

impl ActiveModelBehavior for ActiveModel {}
