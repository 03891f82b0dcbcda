//! Conversations → their search documents, and what their customers are called.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbErr};

use super::converse::{Conversations, Folded, called};
use crate::domain::identity::Card;
use crate::store::conversations;
use crate::store::search::{self, Document};

/// Brings the search documents up to date, and the names of customers who are called otherwise now in conversations
/// that were not folded.
pub async fn write(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: Conversations,
    renamed: BTreeSet<String>,
) -> Result<(), DbErr> {
    let Conversations { folded, cards, .. } = conversations;
    let written: HashSet<i64> = folded.iter().map(|folded| folded.row.id).collect();
    let says_more = |folded: &&Folded| !(folded.messages.is_empty() && folded.ids.is_empty());
    let said: Vec<&Folded> = folded
        .iter()
        .filter(|folded| !folded.added || says_more(folded) || renamed.contains(&folded.row.customer))
        .collect();
    let added: Vec<i64> = said.iter().filter(|folded| folded.added).map(|folded| folded.row.id).collect();
    let mut kept: HashMap<i64, Document> = search::load(db, account_id, &added)
        .await?
        .into_iter()
        .map(|document| (document.id, document))
        .collect();
    let documents: Vec<Document> = said
        .into_iter()
        .map(|folded| {
            let kept = kept.remove(&folded.row.id);
            let called_as_before = folded.added && !renamed.contains(&folded.row.customer);
            let profile = match &kept {
                Some(kept) if called_as_before => kept.profile.clone(),
                _ => searchable(cards.get(&folded.row.customer)),
            };
            let (messages, ids) = kept.map(|kept| (kept.messages, kept.ids)).unwrap_or_default();
            Document {
                id: folded.row.id,
                messages: joined(messages, &folded.messages),
                profile,
                ids: joined(ids, &folded.ids),
            }
        })
        .collect();
    search::put(db, account_id, &documents).await?;
    let renamed: Vec<String> = renamed.into_iter().collect();
    let mut rows = conversations::of_customers(db, account_id, &renamed).await?;
    rows.retain(|row| !written.contains(&row.id));
    for row in &mut rows {
        let card = cards.get(&row.customer);
        row.profile = called(card);
        search::put_profile(db, account_id, row.id, &searchable(card)).await?;
    }
    conversations::put(db, &rows).await
}

fn joined(mut earlier: String, later: &str) -> String {
    if !earlier.is_empty() && !later.is_empty() {
        earlier.push('\n');
    }
    earlier.push_str(later);
    earlier
}

/// All that a customer may be searched by.
fn searchable(card: Option<&Card>) -> String {
    let said = card.into_iter().flat_map(|card| [&card.name, &card.email, &card.phone, &card.id]);
    said.flatten().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("\n")
}
