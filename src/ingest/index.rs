//! Conversations → their search documents, and what their customers are called.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbErr};

use super::converse::{Conversations, Folded, called};
use crate::domain::identity::Card;
use crate::domain::search::Field;
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
    let said: Vec<Folded> = folded.into_iter().filter(|folded| says_more(folded, &renamed)).collect();
    let added: Vec<i64> = said.iter().filter(|folded| folded.added).map(|folded| folded.row.id).collect();
    let kept = search::load(db, account_id, &added).await?;
    let mut kept: HashMap<i64, _> = kept.into_iter().map(|document| (document.id, document.texts)).collect();
    let documents: Vec<Document> = said
        .into_iter()
        .map(|Folded { row, said, added, .. }| {
            let mut texts = kept.remove(&row.id).unwrap_or_default();
            texts.join(&said);
            texts.set(Field::Tag, [row.tag.as_str()]);
            if !added || renamed.contains(&row.customer) {
                texts.set(Field::Profile, searchable(cards.get(&row.customer)));
            }
            Document { id: row.id, texts }
        })
        .collect();
    search::put(db, account_id, &documents).await?;
    let renamed: Vec<String> = renamed.into_iter().collect();
    let mut rows = conversations::of_customers(db, account_id, &renamed).await?;
    rows.retain(|row| !written.contains(&row.id));
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut documents = search::load(db, account_id, &ids).await?;
    let mut card_of = HashMap::with_capacity(rows.len());
    for row in &mut rows {
        let card = cards.get(&row.customer);
        row.profile = called(card);
        card_of.insert(row.id, card);
    }
    for document in &mut documents {
        let card = card_of.get(&document.id).copied().flatten();
        document.texts.set(Field::Profile, searchable(card));
    }
    search::put(db, account_id, &documents).await?;
    conversations::put(db, &rows).await
}

/// Whether a conversation's document is to be written: it was folded from all events, or the new ones change it.
fn says_more(folded: &Folded, renamed: &BTreeSet<String>) -> bool {
    let tag_before = folded.before.as_ref().map(|before| &before.tag);
    let tagged = tag_before != Some(&folded.row.tag);
    !folded.added || tagged || !folded.said.is_empty() || renamed.contains(&folded.row.customer)
}

/// All that a customer may be searched by.
fn searchable(card: Option<&Card>) -> impl Iterator<Item = &str> {
    let said = card.into_iter().flat_map(|card| [&card.name, &card.email, &card.phone, &card.id]);
    said.flatten().map(|(_, value)| value.as_str())
}
