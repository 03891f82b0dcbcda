//! The documents of the full-text index.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};

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

impl Document {
    /// Half a SHA-256 of the fields, in hexadecimal digits: nobody gains anything by another document with the same.
    pub(super) fn digest(&self) -> String {
        let mut sum = Sha256::new();
        for field in self.texts.fields() {
            sum.update(field);
            // No text holds it.
            sum.update([0]);
        }
        hex::encode(&sum.finalize()[..16])
    }
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

/// What tells documents from others, by conversation: a digest of those that are kept.
///
/// # Errors
/// When the database does not answer.
pub async fn digests(
    db: &impl ConnectionTrait,
    account_id: i64,
    ids: &[i64],
) -> Result<HashMap<i64, String>, DbErr> {
    let mut out = HashMap::with_capacity(ids.len());
    for list in super::lists(ids) {
        out.extend(dialect::search_digests(db, account_id, &list).await?);
    }
    Ok(out)
}
