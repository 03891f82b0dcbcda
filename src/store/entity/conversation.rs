//! A conversation as its events tell it: a projection, written by the fold alone.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    /// Row id, inside only.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The id in addresses: made from the source's id, so that it is the same in every database.
    pub public_id: Uuid,
    /// The source's own id.
    pub source_id: String,
    /// A customer wrote: it counts, unless it is a trial.
    pub asked: bool,
    /// It is a trial.
    pub test: bool,
    /// Time of the earliest message.
    pub started_at: i64,
    /// Time of the last message.
    pub updated_at: i64,
    /// Channel of the earliest message.
    pub channel: String,
    /// The AI agent.
    pub agent: String,
    /// The topic.
    pub tag: String,
    /// The application.
    pub app: String,
    /// The team.
    pub group_name: String,
    /// The origin.
    pub origin: String,
    /// Text of the customer's earliest message.
    pub first_question: String,
    /// What it has in common with questions that say the same; see `domain::wording`. [`super::super::conversations::NOT_YET`]
    /// in rows from before there was any.
    pub question_key: String,
    /// Why it was handed off, as the source gave it; empty for no handoff, and for none given.
    pub handoff_reason: String,
    /// The same as `question_key`, of that reason.
    pub handoff_key: String,
    /// Distinct messages.
    pub messages: i32,
    /// What the status will be once closed; see `store::conversations::Outcome`.
    pub outcome: i16,
    /// When it closed or will close.
    pub closes_at: i64,
    /// An event closed it before silence did.
    pub close_explicit: bool,
    /// A close event follows the last message.
    pub closed_by_event: bool,
    /// How often a message came after a close.
    pub reopened: i32,
    /// The identifier its events name the customer by.
    pub named: String,
    /// Where the leads from that identifier end.
    pub customer: String,
    /// What to call the customer; empty: Anonymous.
    pub profile: String,
    /// What decided all this, as JSON; see `domain::conversation::Evidence`.
    pub evidence: String,
}

impl ActiveModelBehavior for ActiveModel {}
