//! The search box: what people type, as terms of the full-text index; and the documents of that index.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::dialect;

/// What can be found of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Document {
    /// Row id of the conversation.
    pub id: i64,
    /// All message texts.
    pub messages: String,
    /// All that its customer is known by.
    pub profile: String,
    /// The source's id and order numbers.
    pub ids: String,
}

/// Writes documents, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, account_id: i64, documents: &[Document]) -> Result<(), DbErr> {
    for chunk in documents.chunks(super::CHUNK) {
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
    for chunk in ids.chunks(super::CHUNK) {
        out.extend(dialect::search_load(db, account_id, chunk).await?);
    }
    Ok(out)
}

/// Changes what the customer of a conversation is known by.
///
/// # Errors
/// When the database does not answer.
pub async fn put_profile(
    db: &impl ConnectionTrait,
    account_id: i64,
    id: i64,
    profile: &str,
) -> Result<(), DbErr> {
    let mut documents = load(db, account_id, &[id]).await?;
    documents.iter_mut().for_each(|document| profile.clone_into(&mut document.profile));
    put(db, account_id, &documents).await
}

/// Turns what was typed into terms that must all be in a conversation: words, `"a phrase"`, `begin*`.
/// Each is quoted, so that nothing typed can be a syntax error. `None`: nothing to search for.
pub fn terms(typed: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = typed.trim();
    while !rest.is_empty() {
        let (term, after) = match rest.strip_prefix('"') {
            Some(inside) => inside.split_once('"').unwrap_or((inside, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        let begin = term.ends_with('*');
        // A term without a letter or digit has no token in the index and would match nothing.
        if term.chars().any(char::is_alphanumeric) {
            let quoted: String = term.chars().filter(|c| *c != '"' && *c != '\0').collect();
            out.push(format!("\"{quoted}\"{}", if begin { "*" } else { "" }));
        }
        rest = after.trim_start();
    }
    (!out.is_empty()).then(|| out.join(" "))
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn whatever_is_typed_becomes_quoted_terms() {
        for (typed, wanted) in [
            ("envio", Some("\"envio\"")),
            ("  dos   palabras ", Some("\"dos\" \"palabras\"")),
            ("\"where is\" order", Some("\"where is\" \"order\"")),
            ("\"open quote", Some("\"open quote\"")),
            ("refun*", Some("\"refun*\"*")),
            ("a\"b OR NEAR(", Some("\"ab\" \"OR\" \"NEAR(\"")),
            ("ana@example.com", Some("\"ana@example.com\"")),
            ("!!! -- \"\"", None),
            ("", None),
        ] {
            assert_eq!(terms(typed).as_deref(), wanted, "{typed}");
        }
    }
}
