//! Row ids of conversations where engines keep them differently.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::store::entity::event;
use crate::store::events::Model as Event;
use crate::store::{CHUNK, Store, dialect};

/// Row ids of conversations that cannot stay, by account: on PostgreSQL two accounts may have the same, on SQLite they
/// may not.
#[derive(Debug, Default)]
pub struct Moved(HashMap<(i64, i64), i64>);

impl Moved {
    /// Finds them. Asked again it gives the same, so that a copy can go on where it stopped.
    ///
    /// # Errors
    /// When the database that is read does not answer.
    pub async fn find(from: &impl ConnectionTrait, to: &Store) -> Result<Self, DbErr> {
        if dialect::shares_ids(from) || !dialect::shares_ids(to.writer()) {
            return Ok(Self::default());
        }
        let accounts = event::Column::AccountId;
        let id = event::Column::ConversationId;
        let of_several = event::Entity::find()
            .select_only()
            .column(id)
            .filter(id.is_not_null())
            .group_by(id)
            .having(accounts.min().lt(accounts.max()))
            .order_by_asc(id);
        let of_several: Vec<i64> = of_several.into_tuple().all(from).await?;
        let (mut moved, mut used) = (HashMap::new(), HashSet::new());
        for chunk in of_several.chunks(CHUNK) {
            let pairs = event::Entity::find()
                .select_only()
                .columns([id, accounts])
                .distinct()
                .filter(id.is_in(chunk.iter().copied()))
                .order_by_asc(id)
                .order_by_asc(accounts);
            let pairs: Vec<(i64, i64)> = pairs.into_tuple().all(from).await?;
            // The first account keeps the id.
            let mut others = HashMap::new();
            for (id, account) in pairs {
                let nth = others.entry(id).and_modify(|n| *n += 1).or_insert(0);
                if *nth > 0 {
                    let instead = below_zero(id, *nth);
                    if !used.insert(instead) {
                        return Err(DbErr::Custom(format!(
                            "too many accounts have the conversation row {id}"
                        )));
                    }
                    moved.insert((account, id), instead);
                }
            }
        }
        Ok(Self(moved))
    }

    /// Gives events the ids that they are to have.
    pub fn apply(&self, rows: &mut [Event]) {
        if self.0.is_empty() {
            return;
        }
        for row in rows {
            if let Some(id) = row.conversation_id
                && let Some(moved) = self.0.get(&(row.account_id, id))
            {
                row.conversation_id = Some(*moved);
            }
        }
    }
}

/// Another row id for the n-th account that has the same. Ids are times and thus positive: below zero there is room.
fn below_zero(id: i64, nth: i64) -> i64 {
    !id ^ ((nth - 1) << 61)
}
