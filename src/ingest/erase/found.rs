//! All that is kept of customers: what is erased, and what they are given when they ask for it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{ConnectionTrait, DbErr};

use crate::domain::event::Event;
use crate::domain::identity::{Key, Profile, named_and_leads};
use crate::store::conversations::{self, Model as Conversation};
use crate::store::events::{self, Model as Kept};
use crate::store::identities::{self, By};
use crate::store::orders::{self, Model as Order};
use crate::store::privacy;

/// Events read at a time.
const BATCH: u64 = 2_000;

/// Customers, and all identifiers that lead to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Where the leads end.
    pub customers: BTreeSet<String>,
    /// Identifiers, each with its customer.
    pub keys: BTreeMap<String, String>,
}

impl Whose {
    /// The customers whom these identifiers stand for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn named(db: &impl ConnectionTrait, account_id: i64, named: &[String]) -> Result<Self, DbErr> {
        let ends = identities::customers(db, account_id, named).await?;
        let customers: BTreeSet<String> = ends.values().cloned().collect();
        let mut keys: BTreeMap<String, String> = ends.into_iter().collect();
        keys.extend(customers.iter().map(|customer| (customer.clone(), customer.clone())));
        let of: Vec<String> = customers.iter().cloned().collect();
        for identity in identities::load(db, account_id, By::Customer, &of).await? {
            keys.insert(identity.key, identity.customer);
        }
        Ok(Self { customers, keys })
    }

    /// Whose an event is, by the identifier it names its customer by.
    pub fn of(&self, event: &Event) -> Option<&String> {
        named_and_leads(event).and_then(|(named, _)| self.keys.get(&named.to_text()))
    }

    /// The customers whose identifiers an event names, be it beside a stronger one of somebody else.
    fn named_by(&self, event: &Event) -> impl Iterator<Item = &String> {
        let keys = event.profile.as_ref().map(Profile::keys).unwrap_or_default();
        keys.into_iter().filter_map(|key| self.keys.get(&key.to_text()))
    }
}

/// The ids of events that name one of these identifiers, each with its customer: of all events, or of those received
/// since an instant. Conversations and orders are found by their customers; this finds what stands elsewhere.
///
/// # Errors
/// When the database does not answer, or an event cannot be read.
pub async fn naming(
    db: &impl ConnectionTrait,
    account_id: i64,
    whose: &Whose,
    since: Option<i64>,
) -> Result<Vec<(String, String)>, DbErr> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let rows = privacy::profiles_after(db, account_id, &after, since, BATCH).await?;
        let Some((last, _)) = rows.last() else { return Ok(ids) };
        after.clone_from(last);
        for (id, body) in rows {
            let event = events::read(&body)?;
            let customers: BTreeSet<&String> = whose.named_by(&event).collect();
            ids.extend(customers.into_iter().map(|customer| (id.clone(), customer.clone())));
        }
        // Others come to be answered in between.
        tokio::task::yield_now().await;
    }
}

/// All that is kept of customers, or of conversations alone.
#[derive(Debug)]
pub struct Found {
    /// Whose.
    pub whose: Whose,
    /// Their conversations, and those that were asked for besides.
    pub conversations: Vec<Conversation>,
    /// Their orders.
    pub orders: Vec<Order>,
    /// The numbers of these, and of such of which only refunds or cancellations have come yet.
    pub numbers: BTreeSet<String>,
    /// All events of these conversations and orders, those that name the customers elsewhere, and those of others that
    /// name one of their identifiers beside a stronger one: by id.
    pub events: BTreeMap<String, (Kept, Event)>,
}

impl Found {
    /// Gathers it. `ids`: events known to name one of the identifiers, see [`naming`].
    ///
    /// # Errors
    /// When the database does not answer, or an event cannot be read.
    pub async fn gather(
        db: &impl ConnectionTrait,
        account_id: i64,
        whose: Whose,
        beside: &[i64],
        ids: &[String],
    ) -> Result<Self, DbErr> {
        let customers: Vec<String> = whose.customers.iter().cloned().collect();
        let mut by_id: BTreeMap<i64, Conversation> = BTreeMap::new();
        for row in conversations::of_customers(db, account_id, &customers).await? {
            by_id.insert(row.id, row);
        }
        by_id.extend(conversations::by_ids(db, account_id, beside).await?);
        let orders = orders::load(db, account_id, orders::By::Customer(&customers)).await?;
        let mut found = Self {
            whose,
            conversations: by_id.into_values().collect(),
            numbers: orders.iter().map(|order| order.order_id.clone()).collect(),
            orders,
            events: BTreeMap::new(),
        };
        let conversations: Vec<i64> = found.conversations.iter().map(|row| row.id).collect();
        let numbers: Vec<String> = found.numbers.iter().cloned().collect();
        found.add(privacy::events_of(db, account_id, &conversations, &numbers, ids).await?)?;
        found.add_unplaced(db, account_id).await?;
        Ok(found)
    }

    fn add(&mut self, rows: Vec<Kept>) -> Result<(), DbErr> {
        for row in rows {
            if !self.events.contains_key(&row.event_id) {
                let event = events::read(&row.body)?;
                self.events.insert(row.event_id.clone(), (row, event));
            }
        }
        Ok(())
    }

    /// Orders of which the customers' events speak and which nobody has placed yet are theirs too.
    async fn add_unplaced(&mut self, db: &impl ConnectionTrait, account_id: i64) -> Result<(), DbErr> {
        let own: HashSet<i64> = self.conversation_ids();
        let theirs = self.events.values().filter(|(row, event)| {
            self.whose.of(event).is_some() || row.conversation_id.is_some_and(|id| own.contains(&id))
        });
        let said: BTreeSet<String> =
            theirs.filter_map(|(_, event)| event.order()).map(str::to_owned).collect();
        let said: Vec<String> = said.difference(&self.numbers).cloned().collect();
        let placed = orders::load(db, account_id, orders::By::Number(&said)).await?;
        let placed: HashSet<&str> = placed.iter().map(|order| order.order_id.as_str()).collect();
        let said: Vec<String> = said.into_iter().filter(|number| !placed.contains(number.as_str())).collect();
        if self.whose.customers.is_empty() || said.is_empty() {
            return Ok(());
        }
        self.add(privacy::events_of(db, account_id, &[], &said, &[]).await?)?;
        self.numbers.extend(said);
        Ok(())
    }

    /// Finds all that is kept of the customer of an identifier, and changes nothing.
    ///
    /// # Errors
    /// When the database does not answer, or an event cannot be read.
    pub async fn of(db: &impl ConnectionTrait, account_id: i64, key: &Key) -> Result<Self, DbErr> {
        let whose = Whose::named(db, account_id, &[key.to_text()]).await?;
        let ids = naming(db, account_id, &whose, None).await?;
        let ids: Vec<String> = ids.into_iter().map(|(id, _)| id).collect();
        Self::gather(db, account_id, whose, &[], &ids).await
    }

    /// Whether nothing is kept of the customer.
    pub fn is_empty(&self) -> bool {
        let own = self.conversation_ids();
        !self.events.values().any(|(row, event)| self.is_theirs(row, event, &own))
    }

    /// Row ids of the conversations.
    pub fn conversation_ids(&self) -> HashSet<i64> {
        self.conversations.iter().map(|row| row.id).collect()
    }

    /// Whether an event is told of the customers: it is theirs, or of their conversations or orders.
    pub fn is_theirs(&self, row: &Kept, event: &Event, own: &HashSet<i64>) -> bool {
        self.whose.of(event).is_some()
            || row.conversation_id.is_some_and(|id| own.contains(&id))
            || event.order().is_some_and(|number| self.numbers.contains(number))
    }

    /// Other customers whose own events name one of the identifiers too, by the identifier they are known by.
    pub fn shared(&self) -> Vec<String> {
        let named = |event: &Event| named_and_leads(event).map(|(named, _)| named.to_text());
        let mut others: BTreeSet<String> = BTreeSet::new();
        for (_, event) in self.events.values() {
            if self.whose.of(event).is_none() && self.whose.named_by(event).next().is_some() {
                others.extend(named(event));
            }
        }
        others.into_iter().collect()
    }
}
