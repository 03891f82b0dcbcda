//! An account: the owner of the data, and what it decided for itself.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Row id; leads every other key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The name commands call it by.
    pub name: String,
    /// IANA zone in which days are cut.
    pub time_zone: String,
    /// ISO 4217 code shown first.
    pub currency: String,
    /// Language of its pages, as in `en`; empty: the reader's.
    pub language: String,
    /// Hours of silence after which a conversation closes by itself.
    pub auto_close_hours: i64,
    /// JSON: attribution by channel.
    pub attribution: String,
    /// JSON: the tagging rules.
    pub tag_rules: String,
    /// What is masked before it is kept, as in `cards emails`.
    pub masks: String,
    /// Days after which texts go; 0: never.
    pub text_days: i64,
    /// Days after their last activity when conversations lose what is personal; 0: never.
    pub conversation_days: i64,
    /// Texts before this instant, in milliseconds, are not kept any more: what comes in late neither.
    pub texts_until: i64,
    /// Up to here what was kept before has been gone through.
    pub texts_done: i64,
    /// How often it was written: what is shown may be otherwise where this is.
    pub revision: i64,
    /// Until when closes by silence were noticed: the instant that totals are kept as of. Below zero: there are none yet.
    pub closed_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
