//! What keeps somebody signed in. The token itself is not kept.

use sea_orm::entity::prelude::*;

use super::{account, users};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// Who.
    pub user_id: Uuid,
    /// When they signed in.
    pub created_at: i64,
    /// When this token took the place of another.
    pub rotated_at: i64,
    /// When it was used last, to the minute.
    pub seen_at: i64,
    /// When it ends, however much it is used.
    pub ends_at: i64,
    /// From where they signed in.
    pub address: String,
    /// With what browser, in its own words.
    pub agent: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl Related<users::Entity> for Entity {
    fn to() -> RelationDef {
        let theirs = (users::Column::AccountId, users::Column::Id);
        Self::belongs_to(users::Entity).from((Column::AccountId, Column::UserId)).to(theirs).into()
    }
}

impl Related<account::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(account::Entity).from(Column::AccountId).to(account::Column::Id).into()
    }
}
