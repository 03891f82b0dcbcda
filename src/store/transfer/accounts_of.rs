//! Accounts, also of a database that does not know yet what is masked, for how long things are kept, or how often an
//! account was written, or until when closes were noticed.

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, QueryOrder};

use super::older;
use crate::domain::mask::Masks;
use crate::store::entity::account::{self, Column, Model};
use crate::store::totals::NOTHING_YET;

/// The rows of all accounts, in order of their ids.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(from: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    let (privacy, revision) = (older::knows(from, "_privacy").await?, older::knows(from, "_revision").await?);
    let totals = older::knows(from, "_totals").await?;
    let select = older::select::<account::Entity>(|column| match column {
        Column::Masks if !privacy => Some(Expr::value(Masks::default().to_words())),
        Column::TextDays | Column::ConversationDays | Column::TextsUntil | Column::TextsDone if !privacy => {
            Some(Expr::value(0_i64))
        }
        Column::Revision if !revision => Some(Expr::value(0_i64)),
        Column::ClosedUntil if !totals => Some(Expr::value(NOTHING_YET)),
        _ => None,
    });
    select.order_by_asc(Column::Id).all(from).await
}

/// Whether both decide the same. How far old texts have been gone through is no decision, nor how often it was written, nor
/// until when closes were noticed.
pub fn alike(one: &Model, other: &Model) -> bool {
    let Model { texts_until, texts_done, revision, closed_until, .. } = *other;
    Model { texts_until, texts_done, revision, closed_until, ..one.clone() } == *other
}
