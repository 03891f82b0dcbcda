//! Accounts, also of a database that does not know yet what is masked, for how long things are kept, or how often an
//! account was written.

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, QueryOrder};

use super::older;
use crate::domain::mask::Masks;
use crate::store::entity::account::{self, Column, Model};

/// The rows of all accounts, in order of their ids.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(from: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    let (privacy, revision) = (older::knows(from, "_privacy").await?, older::knows(from, "_revision").await?);
    let select = older::select::<account::Entity>(|column| match column {
        Column::Masks if !privacy => Some(Expr::value(Masks::default().to_words())),
        Column::TextDays | Column::ConversationDays | Column::TextsUntil | Column::TextsDone if !privacy => {
            Some(Expr::value(0_i64))
        }
        Column::Revision if !revision => Some(Expr::value(0_i64)),
        _ => None,
    });
    select.order_by_asc(Column::Id).all(from).await
}

/// Whether both decide the same. How far old texts have been gone through is no decision, nor how often it was written.
pub fn alike(one: &Model, other: &Model) -> bool {
    let Model { texts_until, texts_done, revision, .. } = *other;
    Model { texts_until, texts_done, revision, ..one.clone() } == *other
}
