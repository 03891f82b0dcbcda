//! The documents of the full-text index.

use sea_orm::{ConnectionTrait, DbErr};

use super::dialect;
use crate::domain::search;

/// What can be found of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Row id of the conversation.
    pub id: i64,
    /// The words of its texts.
    pub texts: search::Document,
}

/// Writes documents, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, account_id: i64, documents: &[Document]) -> Result<(), DbErr> {
    for chunk in super::pieces(documents) {
        dialect::search_put(db, account_id, chunk).await?;
    }
    Ok(())
}

/// Reads documents back, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn load(db: &impl ConnectionTrait, account_id: i64, ids: &[i64]) -> Result<Vec<Document>, DbErr> {
    let mut out = Vec::with_capacity(ids.len());
    for list in super::lists(ids) {
        out.extend(dialect::search_load(db, account_id, &list).await?);
    }
    Ok(out)
}
