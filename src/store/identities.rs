//! Identifiers and the leads between them.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};

use super::entity::identity::{Column, Entity, Model};
use super::{from_millis, pieces, rows_in, to_millis};
use crate::domain::event::Stamp;
use crate::domain::identity::Card;

/// What is known of an identifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// As in `email:ana@example.com`.
    pub key: String,
    /// The stronger identifier it leads to, and the event that said so.
    pub lead: Option<(Stamp, String)>,
    /// Where the leads end: the customer.
    pub customer: String,
    /// What was said of the person beside this identifier.
    pub card: Card,
}

impl Identity {
    /// One that leads nowhere yet.
    pub fn new(key: String) -> Self {
        Self { customer: key.clone(), key, lead: None, card: Card::default() }
    }
}

/// A value with its stamp, as kept.
type Said = Option<(i64, Option<i64>, String, String)>;

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredCard {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Said,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Said,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Said,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Said,
}

impl TryFrom<Model> for Identity {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let stored: StoredCard = serde_json::from_str(&row.card)
            .map_err(|_| DbErr::Type("a kept identity has a card that cannot be read".to_owned()))?;
        let said = |said: Said| {
            said.map(|(time, sequence, id, value)| (Stamp { time: from_millis(time), sequence, id }, value))
        };
        let lead = (!row.leads_to.is_empty()).then(|| {
            let stamp =
                Stamp { time: from_millis(row.lead_time), sequence: row.lead_sequence, id: row.lead_event };
            (stamp, row.leads_to)
        });
        let card = Card {
            name: said(stored.name),
            email: said(stored.email),
            phone: said(stored.phone),
            id: said(stored.id),
        };
        Ok(Self { key: row.key, lead, customer: row.customer, card })
    }
}

impl Identity {
    fn to_row(&self, account_id: i64) -> Model {
        let said = |said: &Option<(Stamp, String)>| {
            said.as_ref().map(|(stamp, value)| {
                (to_millis(stamp.time), stamp.sequence, stamp.id.clone(), value.clone())
            })
        };
        let card = StoredCard {
            name: said(&self.card.name),
            email: said(&self.card.email),
            phone: said(&self.card.phone),
            id: said(&self.card.id),
        };
        let (stamp, leads_to) = match &self.lead {
            Some((stamp, to)) => (Some(stamp), to.clone()),
            None => (None, String::new()),
        };
        Model {
            account_id,
            key: self.key.clone(),
            leads_to,
            lead_time: stamp.map_or(0, |stamp| to_millis(stamp.time)),
            lead_sequence: stamp.and_then(|stamp| stamp.sequence),
            lead_event: stamp.map_or_else(String::new, |stamp| stamp.id.clone()),
            customer: self.customer.clone(),
            card: serde_json::to_string(&card).unwrap_or_default(),
        }
    }
}

/// Which identifiers.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// These themselves.
    Key,
    /// Those that lead directly to these.
    LeadsTo,
    /// Those whose leads end at these.
    Customer,
}

/// Loads identities.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    db: &impl ConnectionTrait,
    account_id: i64,
    by: By,
    keys: &[String],
) -> Result<Vec<Identity>, DbErr> {
    let column = match by {
        By::Key => Column::Key,
        By::LeadsTo => Column::LeadsTo,
        By::Customer => Column::Customer,
    };
    let rows = rows_in::<Entity, _>(db, (Column::AccountId, account_id), column, keys).await?;
    rows.into_iter().map(Identity::try_from).collect()
}

/// Where the leads from identifiers end. One that nobody led anywhere is its own end.
///
/// # Errors
/// When the database does not answer.
pub async fn customers(
    db: &impl ConnectionTrait,
    account_id: i64,
    named: &[String],
) -> Result<HashMap<String, String>, DbErr> {
    let mut ends: HashMap<String, String> = named.iter().map(|key| (key.clone(), key.clone())).collect();
    for identity in load(db, account_id, By::Key, named).await? {
        ends.insert(identity.key, identity.customer);
    }
    Ok(ends)
}

/// What is known of customers: the cards of all their identifiers joined.
///
/// # Errors
/// When the database does not answer.
pub async fn cards(
    db: &impl ConnectionTrait,
    account_id: i64,
    customers: &[String],
) -> Result<HashMap<String, Card>, DbErr> {
    let mut out: HashMap<String, Card> = HashMap::new();
    for identity in load(db, account_id, By::Customer, customers).await? {
        out.entry(identity.customer).or_default().join(&identity.card);
    }
    Ok(out)
}

/// Writes identities, new or changed.
///
/// # Errors
/// When the database does not answer.
pub async fn put(db: &impl ConnectionTrait, account_id: i64, identities: &[&Identity]) -> Result<(), DbErr> {
    let kept = [
        Column::LeadsTo,
        Column::LeadTime,
        Column::LeadSequence,
        Column::LeadEvent,
        Column::Customer,
        Column::Card,
    ];
    for chunk in pieces(identities) {
        let rows = chunk.iter().map(|identity| identity.to_row(account_id).into_active_model());
        let conflict = OnConflict::columns([Column::AccountId, Column::Key]).update_columns(kept).to_owned();
        Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(db).await?;
    }
    Ok(())
}
