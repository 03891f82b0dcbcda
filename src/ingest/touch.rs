//! Conversations → their touchpoints, and whose orders may thereby be earned otherwise.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbErr};

use super::converse::{Conversations, Folded};
use crate::store::to_millis;
use crate::store::touchpoints::{self, Model as Touchpoint};

/// Writes the touchpoints of conversations and says for whom something changed.
pub async fn write(
    db: &impl ConnectionTrait,
    account_id: i64,
    conversations: &Conversations,
) -> Result<BTreeSet<String>, DbErr> {
    let Conversations { folded, customers, .. } = conversations;
    // Of a conversation to which events were only added, the earlier touchpoints stay as they are.
    let again: Vec<i64> =
        folded.iter().filter(|f| !f.added && f.before.is_some()).map(|f| f.row.id).collect();
    let known: HashMap<String, Touchpoint> = touchpoints::of_conversations(db, account_id, &again)
        .await?
        .into_iter()
        .map(|row| (row.event_id.clone(), row))
        .collect();
    let reweighed: HashSet<i64> = folded.iter().filter(|f| weighs_otherwise(f)).map(|f| f.row.id).collect();
    let rows: Vec<Touchpoint> = folded
        .iter()
        .flat_map(|folded| folded.touches.iter().map(move |touch| (folded.row.id, touch)))
        .map(|(conversation_id, touch)| Touchpoint {
            account_id,
            event_id: touch.event.clone(),
            conversation_id,
            time: to_millis(touch.time),
            named: touch.named.to_text(),
            customer: customers[&touch.named.to_text()].clone(),
        })
        .collect();
    let kept: HashSet<&str> = rows.iter().map(|row| row.event_id.as_str()).collect();
    let gone: Vec<&Touchpoint> = known.values().filter(|row| !kept.contains(row.event_id.as_str())).collect();
    let mut changed: BTreeSet<String> = gone.iter().map(|row| row.customer.clone()).collect();
    let mut written = Vec::new();
    for row in &rows {
        let old = known.get(&row.event_id);
        if old != Some(row) {
            changed.extend(old.map(|old| old.customer.clone()));
            written.push(row.clone());
        }
        if old != Some(row) || reweighed.contains(&row.conversation_id) {
            changed.insert(row.customer.clone());
        }
    }
    let gone: Vec<String> = gone.into_iter().map(|row| row.event_id.clone()).collect();
    touchpoints::remove(db, account_id, &gone).await?;
    touchpoints::put(db, &written).await?;
    Ok(changed)
}

/// What a touchpoint is worth also hangs on its conversation's channel and on whether that is a trial.
fn weighs_otherwise(folded: &Folded) -> bool {
    let Folded { before, row, .. } = folded;
    before.as_ref().is_none_or(|old| (&old.channel, old.test) != (&row.channel, row.test))
}
