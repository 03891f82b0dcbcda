//! New profiles → identifiers, the leads between them, and who is thereby the same customer.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DbErr};

use crate::domain::event::Event;
use crate::domain::identity::{Card, named_and_leads};
use crate::store::identities::{self, By, Identity};
use crate::store::{conversations, orders, touchpoints};

/// Customers about whom something changed.
#[derive(Debug, Default)]
pub struct Changed {
    /// Identifiers joined or left them: their orders may be earned by others now.
    pub regrouped: BTreeSet<String>,
    /// Something new is known of them: their conversations may be called otherwise now.
    pub renamed: BTreeSet<String>,
}

/// Follows what new events say of customers, and moves the rows that name them to where the leads now end.
pub async fn identify(
    db: &impl ConnectionTrait,
    account_id: i64,
    events: &[&Event],
) -> Result<Changed, DbErr> {
    let said: Vec<_> =
        events.iter().filter_map(|event| named_and_leads(event).map(|said| (*event, said))).collect();
    if said.is_empty() {
        return Ok(Changed::default());
    }
    let mut keys = BTreeSet::new();
    for (_, (named, leads)) in &said {
        keys.insert(named.to_text());
        keys.extend(leads.iter().map(|(weaker, _)| weaker.to_text()));
    }
    let keys: Vec<String> = keys.into_iter().collect();
    let mut known: HashMap<String, Identity> = identities::load(db, account_id, By::Key, &keys)
        .await?
        .into_iter()
        .map(|identity| (identity.key.clone(), identity))
        .collect();
    let before = known.clone();
    for (event, (named, leads)) in &said {
        let own = entry(&mut known, named.to_text());
        own.card.join(&Card::of(event));
        for (weaker, lead) in leads {
            let identity = entry(&mut known, weaker.to_text());
            let newer = Some(&lead.stamp) > identity.lead.as_ref().map(|(stamp, _)| stamp);
            if newer {
                identity.lead = Some((lead.stamp.clone(), lead.to.to_text()));
            }
        }
    }
    load_followers(db, account_id, &mut known, &before).await?;
    load_targets(db, account_id, &mut known).await?;
    let ends: HashMap<String, String> =
        known.keys().map(|key| (key.clone(), end_of(&known, key).to_owned())).collect();
    let mut changed = Changed::default();
    let mut moved: HashMap<String, Vec<String>> = HashMap::new();
    let mut heard_of = BTreeSet::new();
    for (key, identity) in &mut known {
        let end = &ends[key];
        let old = before.get(key);
        if identity.customer != *end {
            changed.regrouped.extend([identity.customer.clone(), end.clone()]);
            moved.entry(end.clone()).or_default().push(key.clone());
            identity.customer.clone_from(end);
        }
        if old.is_none_or(|old| old.card != identity.card) {
            heard_of.insert(end.clone());
        }
    }
    changed.renamed = &renamed(db, account_id, &known, heard_of).await? | &changed.regrouped;
    for (customer, named) in &moved {
        conversations::move_customer(db, account_id, named, customer).await?;
        touchpoints::move_customer(db, account_id, named, customer).await?;
        orders::move_customer(db, account_id, named, customer).await?;
    }
    let rows: Vec<&Identity> = known.values().filter(|i| before.get(&i.key) != Some(i)).collect();
    identities::put(db, account_id, &rows).await?;
    Ok(changed)
}

/// Customers of whom something else is known than before: mostly the same is said again, and later.
async fn renamed(
    db: &impl ConnectionTrait,
    account_id: i64,
    known: &HashMap<String, Identity>,
    heard_of: BTreeSet<String>,
) -> Result<BTreeSet<String>, DbErr> {
    let customers: Vec<String> = heard_of.iter().cloned().collect();
    let mut cards: HashMap<String, (Card, Card)> = HashMap::new();
    for kept in identities::load(db, account_id, By::Customer, &customers).await? {
        let now = known.get(&kept.key).unwrap_or(&kept);
        let (card, card_now) = cards.entry(kept.customer.clone()).or_default();
        card.join(&kept.card);
        card_now.join(&now.card);
    }
    let same = |customer: &String| cards.get(customer).is_some_and(|(card, now)| card.says_the_same(now));
    Ok(heard_of.into_iter().filter(|customer| !same(customer)).collect())
}

fn entry(known: &mut HashMap<String, Identity>, key: String) -> &mut Identity {
    known.entry(key.clone()).or_insert_with(|| Identity::new(key))
}

/// Loads the identifiers that lead, over however many steps, to one whose own lead changed: they move with it.
async fn load_followers(
    db: &impl ConnectionTrait,
    account_id: i64,
    known: &mut HashMap<String, Identity>,
    before: &HashMap<String, Identity>,
) -> Result<(), DbErr> {
    let lead_changed = |i: &&Identity| before.get(&i.key).is_some_and(|old| old.lead != i.lead);
    let mut heads: Vec<String> = known.values().filter(lead_changed).map(|i| i.key.clone()).collect();
    while !heads.is_empty() {
        let followers = identities::load(db, account_id, By::LeadsTo, &heads).await?;
        heads = followers.iter().map(|follower| follower.key.clone()).collect();
        for follower in followers {
            // What this group already changed is newer than what was kept.
            known.entry(follower.key.clone()).or_insert(follower);
        }
    }
    Ok(())
}

/// Loads what known identifiers lead to, until every lead can be followed to its end.
async fn load_targets(
    db: &impl ConnectionTrait,
    account_id: i64,
    known: &mut HashMap<String, Identity>,
) -> Result<(), DbErr> {
    loop {
        let targets = known.values().filter_map(|identity| identity.lead.as_ref().map(|(_, to)| to));
        let missing: BTreeSet<String> = targets.filter(|to| !known.contains_key(*to)).cloned().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing: Vec<String> = missing.into_iter().collect();
        let loaded = identities::load(db, account_id, By::Key, &missing).await?;
        known.extend(loaded.into_iter().map(|identity| (identity.key.clone(), identity)));
        // Every lead's target was itself named by the event that gave the lead, so it is kept; should a damaged
        // database lack one, it stands for itself.
        for key in missing {
            entry(known, key);
        }
    }
}

/// Leads go from weaker to stronger kinds only, so they end after at most three steps.
fn end_of<'a>(known: &'a HashMap<String, Identity>, key: &'a str) -> &'a str {
    let mut end = key;
    while let Some((_, to)) = known.get(end).and_then(|identity| identity.lead.as_ref()) {
        end = to;
    }
    end
}
