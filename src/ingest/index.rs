//! Conversations → their search documents, and what their customers are called.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{ConnectionTrait, DbErr};

use super::converse::{self, Conversations, Folded, called};
use crate::domain::event::Event;
use crate::domain::identity::Card;
use crate::domain::search::{self as search_for, Field};
use crate::store::conversations::{self, Model as Conversation};
use crate::store::search::{self, Document};
use crate::store::{events, identities};

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
    let names: Vec<String> = renamed.iter().cloned().collect();
    let mut others = conversations::of_customers(db, account_id, &names).await?;
    others.retain(|row| !written.contains(&row.id));
    for row in &mut others {
        row.profile = called(cards.get(&row.customer));
    }
    let said: Vec<&Folded> = folded.iter().filter(|folded| says_more(folded, &renamed)).collect();
    // The index keeps no texts: of what is not at hand all events are read again.
    let added = said.iter().filter(|folded| folded.added).map(|folded| folded.row.id);
    let ids: Vec<i64> = added.chain(others.iter().map(|row| row.id)).collect();
    let events = events::of_conversations(db, account_id, &ids).await?;
    let customers: BTreeSet<&String> = said.iter().map(|folded| &folded.row.customer).collect();
    let unknown = customers.into_iter().filter(|customer| !cards.contains_key(*customer));
    let unknown: Vec<String> = unknown.cloned().collect();
    let more = identities::cards(db, account_id, &unknown).await?;
    let card = |row: &Conversation| cards.get(&row.customer).or_else(|| more.get(&row.customer));
    let again = |row: &Conversation| {
        let all: Vec<&Event> = events.get(&row.id).into_iter().flatten().collect();
        document(row, converse::said(&all), card(row))
    };
    let mut documents = Vec::with_capacity(said.len() + others.len());
    for folded in said {
        documents.push(match folded.added {
            true => again(&folded.row),
            false => document(&folded.row, folded.said.clone(), card(&folded.row)),
        });
    }
    documents.extend(others.iter().map(again));
    search::put(db, account_id, &documents).await?;
    conversations::put(db, &others).await
}

/// The document of a conversation of which all is said.
fn document(row: &Conversation, mut said: search_for::Document, card: Option<&Card>) -> Document {
    said.set(Field::Id, [row.source_id.as_str(), &row.public_id.to_string()]);
    said.set(Field::Tag, [row.tag.as_str()]);
    said.set(Field::Profile, searchable(card));
    Document { id: row.id, texts: said }
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
