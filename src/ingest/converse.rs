//! New events of conversations → their rows: added to what was kept where they come after it, else folded again from all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DbErr};

use super::apply::Touched;
use crate::domain::conversation::{Summary, Touch, fold as fold_all, touches};
use crate::domain::event::Event;
use crate::domain::identity::Card;
use crate::domain::search::{self, Document};
use crate::domain::settings::Settings;
use crate::store::accounts::Account;
use crate::store::conversations::{self, Model as Conversation};
use crate::store::{events, identities, totals};

/// A conversation folded anew.
pub struct Folded {
    /// As it was.
    pub before: Option<Conversation>,
    /// As it is.
    pub row: Conversation,
    /// The touchpoints of its events: of the new ones, when only these were added.
    pub touches: Vec<Touch>,
    /// Only new events were added: what was written of the earlier ones stays as it is.
    pub added: bool,
    /// What the events at hand say, to be searched.
    pub said: Document,
}

/// Conversations folded anew, and what is known of their customers.
pub struct Conversations {
    /// The conversations.
    pub folded: Vec<Folded>,
    /// Whom the identifiers they name stand for.
    pub customers: HashMap<String, String>,
    /// What is known of customers who are called otherwise now, and of those of conversations folded from all events.
    pub cards: HashMap<String, Card>,
}

impl Conversations {
    /// Conversations that name their customer otherwise than before.
    pub fn named_otherwise(&self) -> Vec<i64> {
        let otherwise = |f: &&Folded| f.before.as_ref().is_some_and(|before| before.named != f.row.named);
        self.folded.iter().filter(otherwise).map(|folded| folded.row.id).collect()
    }
}

/// Folds conversations and writes their rows.
pub async fn fold(
    db: &impl ConnectionTrait,
    account: &Account,
    touched: Touched<'_>,
    renamed: &BTreeSet<String>,
) -> Result<Conversations, DbErr> {
    let ids: Vec<i64> = touched.keys().copied().collect();
    let mut before = conversations::by_ids(db, account.id, &ids).await?;
    let mut folded = Vec::with_capacity(ids.len());
    let mut again = BTreeMap::new();
    for (id, mut fresh) in touched {
        let old = before.remove(&id);
        fresh.sort_by_cached_key(|event| event.stamp());
        let summary = match &old {
            _ if fresh.is_empty() => None,
            None => Some(fold_all(source_of(&fresh), fresh.iter().copied(), &account.settings)),
            Some(old) => added(old, &fresh, &account.settings),
        };
        match summary {
            Some(summary) => {
                let added = old.is_some();
                folded.push(make(account, id, old, &summary, &fresh, added));
            }
            None => {
                again.insert(id, old);
            }
        }
    }
    folded.extend(fold_again(db, account, again).await?);
    let conversations = name(db, account.id, folded, renamed).await?;
    let written = conversations.folded.iter().map(|folded| (folded.before.as_ref(), &folded.row));
    totals::follow(db, account, written).await?;
    Ok(conversations)
}

/// Folds conversations from all their events, without writing anything: who their customers are is not known here.
pub async fn fold_again(
    db: &impl ConnectionTrait,
    account: &Account,
    conversations: BTreeMap<i64, Option<Conversation>>,
) -> Result<Vec<Folded>, DbErr> {
    let ids: Vec<i64> = conversations.keys().copied().collect();
    let all = events::of_conversations(db, account.id, &ids).await?;
    let mut folded = Vec::with_capacity(ids.len());
    for (id, old) in conversations {
        let Some(events) = all.get(&id) else { continue };
        let events: Vec<&Event> = events.iter().collect();
        let summary = fold_all(source_of(&events), events.iter().copied(), &account.settings);
        folded.push(make(account, id, old, &summary, &events, false));
    }
    Ok(folded)
}

/// The summary with new events added, where that can be done: they come after all others, and nothing changes that
/// touchpoints kept earlier hang on.
fn added(old: &Conversation, fresh: &[&Event], settings: &Settings) -> Option<Summary> {
    let kept = conversations::summary(old)?;
    let now = kept.clone().then(fresh.iter().copied(), settings)?;
    let touched_alike =
        |a: &Summary, b: &Summary| (&a.channel, a.test, &a.named) == (&b.channel, b.test, &b.named);
    touched_alike(&kept, &now).then_some(now)
}

/// The source's id of a conversation, which all its events name.
fn source_of<'a>(events: &[&'a Event]) -> &'a str {
    events.first().and_then(|event| event.conversation.as_deref()).unwrap_or_default()
}

/// The row of a summary, with what its events at hand say besides.
fn make(
    account: &Account,
    id: i64,
    before: Option<Conversation>,
    summary: &Summary,
    events: &[&Event],
    added: bool,
) -> Folded {
    let source = source_of(events);
    let row = conversations::row(account.id, id, source, summary);
    let touches = touches(events.iter().copied(), summary, &account.settings);
    Folded { row, touches, added, said: said(events), before }
}

/// What events say that can be searched.
pub fn said(events: &[&Event]) -> Document {
    let mut said = Document::default();
    for (field, text) in events.iter().filter_map(|event| search::said(event)) {
        said.add(field, text);
    }
    said
}

/// Fills in who the customers are and what they are called, and writes the rows.
async fn name(
    db: &impl ConnectionTrait,
    account_id: i64,
    mut folded: Vec<Folded>,
    renamed: &BTreeSet<String>,
) -> Result<Conversations, DbErr> {
    let touched = folded.iter().flat_map(|folded| folded.touches.iter().map(|touch| touch.named.to_text()));
    let named: BTreeSet<String> =
        touched.chain(folded.iter().map(|folded| folded.row.named.clone())).collect();
    let named: Vec<String> = named.into_iter().collect();
    let customers = identities::customers(db, account_id, &named).await?;
    let mut known = renamed.clone();
    for folded in &mut folded {
        folded.row.customer.clone_from(&customers[&folded.row.named]);
        if !folded.added {
            known.insert(folded.row.customer.clone());
        }
    }
    let known: Vec<String> = known.into_iter().collect();
    let cards = identities::cards(db, account_id, &known).await?;
    for Folded { row, before, added, .. } in &mut folded {
        let as_before = before.as_ref().filter(|_| *added && !renamed.contains(&row.customer));
        row.profile = match as_before {
            Some(before) => before.profile.clone(),
            None => called(cards.get(&row.customer)),
        };
    }
    let rows: Vec<_> = folded.iter().map(|folded| (folded.before.as_ref(), &folded.row)).collect();
    conversations::put_changed(db, &rows).await?;
    Ok(Conversations { folded, customers, cards })
}

/// What to call a customer; nothing: Anonymous.
pub fn called(card: Option<&Card>) -> String {
    card.and_then(Card::display).unwrap_or_default().to_owned()
}
