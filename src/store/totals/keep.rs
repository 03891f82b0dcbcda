//! Totals as they are written.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::{NOT_KEPT, NOTHING_YET, counted};
use crate::domain::totals::{Counted, Part, Totals, Wanted, read};
use crate::store::accounts::{self, Account};
use crate::store::conversations::{self, Model as Conversation};
use crate::store::entity::conversation;
use crate::store::entity::total::{Column, Entity, Model};
use crate::store::orders::{self, Sold};
use crate::store::{dialect, from_millis, pieces, to_millis};

/// Conversations read at a time when all are summed.
const BATCH: u64 = 2_000;

/// So many totals are changed in memory before they are written.
const HELD: usize = 5_000;

/// What conversations sold, by row id.
type SoldBy = HashMap<i64, Vec<Sold>>;

/// What is to be added to totals, by day and part.
#[derive(Clone, Debug, Default)]
pub struct Changes(HashMap<(i32, Part), Totals>);

impl Changes {
    /// Adds a conversation, or with a minus one takes it away.
    pub fn count(&mut self, counted: &Counted, sign: i64) {
        for part in counted.parts() {
            self.0.entry((counted.day, part)).or_default().count(counted, sign);
        }
    }

    /// The same of a row, as it counts at an instant with what it sold.
    fn count_row(&mut self, account: &Account, row: &Conversation, sold: &SoldBy, at: i64, sign: i64) {
        let sold = sold.get(&row.id).map_or(&[][..], Vec::as_slice);
        if let Some(counted) = counted(row, sold, account.settings.time_zone, from_millis(at)) {
            self.count(&counted, sign);
        }
    }

    /// Each change, with its day and part.
    pub fn iter(&self) -> impl Iterator<Item = (i32, &Part, &Totals)> {
        self.0.iter().map(|((day, part), totals)| (*day, part, totals))
    }

    /// Adds the changes to what is kept.
    ///
    /// # Errors
    /// When the database does not answer, or what is kept cannot be read.
    pub async fn write(self, db: &impl ConnectionTrait, account_id: i64) -> Result<(), DbErr> {
        let mut changes: HashMap<(i16, String, i32), Totals> = HashMap::new();
        for ((day, part), change) in self.0 {
            if change != Totals::default() {
                let (field, value) = part.key();
                changes.insert((field, value.to_owned(), day), change);
            }
        }
        let keys: Vec<_> = changes.keys().map(|(field, value, day)| (*field, value.as_str(), *day)).collect();
        for (key, sums) in dialect::totals_of(db, account_id, &keys).await? {
            if let Some(change) = changes.get_mut(&key) {
                read(&sums, Wanted::All, |entry| change.add(entry, 1)).ok_or_else(unreadable)?;
            }
        }
        let row = |((field, value, day), totals): (_, Totals)| Model {
            account_id,
            field,
            value,
            day,
            sums: totals.to_bytes(),
        };
        let (changed, gone): (Vec<Model>, Vec<Model>) =
            changes.into_iter().map(row).partition(|row| !row.sums.is_empty());
        for row in gone {
            Entity::delete_by_id((account_id, row.field, row.value, row.day)).exec(db).await?;
        }
        put(db, changed).await
    }
}

pub(super) fn unreadable() -> DbErr {
    DbErr::Type("a kept total cannot be read".to_owned())
}

async fn put(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), DbErr> {
    let key = [Column::AccountId, Column::Field, Column::Value, Column::Day];
    for piece in pieces(&rows) {
        let conflict = OnConflict::columns(key).update_column(Column::Sums).to_owned();
        Entity::insert_many(piece.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(conflict)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// To be called before the first conversation of an account is written: from now on totals are kept of it.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(
    db: &impl ConnectionTrait,
    account: &mut Account,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if account.closed_until == NOTHING_YET {
        account.closed_until = to_millis(now);
        accounts::set_closed_until(db, account.id, account.closed_until).await?;
    }
    Ok(())
}

/// Follows conversations that were written: as each was before, if it was there, and as it is.
///
/// # Errors
/// As [`Changes::write`].
pub async fn follow<'c>(
    db: &impl ConnectionTrait,
    account: &Account,
    written: impl Iterator<Item = (Option<&'c Conversation>, &'c Conversation)>,
) -> Result<(), DbErr> {
    if account.closed_until == NOT_KEPT {
        return Ok(());
    }
    let (zone, at) = (account.settings.time_zone, account.closed_until);
    let counts = |row: &Conversation| counted(row, &[], zone, from_millis(at));
    let moved: Vec<_> = written.filter(|(before, now)| before.and_then(counts) != counts(now)).collect();
    let known: Vec<i64> = moved.iter().filter_map(|(before, _)| before.map(|row| row.id)).collect();
    let sold = orders::sold_by(db, account.id, &known).await?;
    let mut changes = Changes::default();
    for (before, now) in moved {
        before.into_iter().for_each(|row| changes.count_row(account, row, &sold, at, -1));
        changes.count_row(account, now, &sold, at, 1);
    }
    changes.write(db, account.id).await
}

/// Sums again what conversations sold.
///
/// # Errors
/// As [`Changes::write`].
pub async fn sum_sales(db: &impl ConnectionTrait, account: &Account, ids: &[i64]) -> Result<(), DbErr> {
    if account.closed_until == NOT_KEPT {
        return orders::sum_sales(db, account.id, ids).await;
    }
    let before = orders::sold_by(db, account.id, ids).await?;
    orders::sum_sales(db, account.id, ids).await?;
    let now = orders::sold_by(db, account.id, ids).await?;
    let other: Vec<i64> = ids.iter().copied().filter(|id| before.get(id) != now.get(id)).collect();
    let mut changes = Changes::default();
    for row in conversations::by_ids(db, account.id, &other).await?.values() {
        changes.count_row(account, row, &before, account.closed_until, -1);
        changes.count_row(account, row, &now, account.closed_until, 1);
    }
    changes.write(db, account.id).await
}

/// Sums all conversations of an account anew.
///
/// # Errors
/// When the database does not answer.
pub async fn rebuild(db: &impl ConnectionTrait, account: &Account) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.id)).exec(db).await?;
    let (mut changes, mut after) = (Changes::default(), i64::MIN);
    loop {
        let query = conversation::Entity::find().filter(conversation::Column::AccountId.eq(account.id));
        let query = query.filter(conversation::Column::Id.gt(after)).order_by_asc(conversation::Column::Id);
        let rows = query.limit(BATCH).all(db).await?;
        let Some(last) = rows.last() else { return changes.write(db, account.id).await };
        after = last.id;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let sold = orders::sold_by(db, account.id, &ids).await?;
        for row in &rows {
            changes.count_row(account, row, &sold, account.closed_until, 1);
        }
        if changes.0.len() > HELD {
            std::mem::take(&mut changes).write(db, account.id).await?;
        }
    }
}

/// Has totals take notice of these closes by silence: of all up to an instant and after the one until which they did.
///
/// # Errors
/// As [`Changes::write`].
pub async fn advance(
    db: &impl ConnectionTrait,
    account: &Account,
    closing: &[Conversation],
    until: i64,
) -> Result<(), DbErr> {
    corrections(db, account, closing, until).await?.write(db, account.id).await?;
    accounts::set_closed_until(db, account.id, until).await
}

/// What changes in totals when the same conversations are looked at at another instant.
pub(super) async fn corrections(
    db: &impl ConnectionTrait,
    account: &Account,
    rows: &[Conversation],
    until: i64,
) -> Result<Changes, DbErr> {
    let status = |row: &Conversation, at: i64| row.facts().status(from_millis(at));
    let other = |row: &&Conversation| status(row, account.closed_until) != status(row, until);
    let rows: Vec<&Conversation> = rows.iter().filter(other).collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sold = orders::sold_by(db, account.id, &ids).await?;
    let mut changes = Changes::default();
    for row in rows {
        changes.count_row(account, row, &sold, account.closed_until, -1);
        changes.count_row(account, row, &sold, until, 1);
    }
    Ok(changes)
}
