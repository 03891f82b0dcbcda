//! Totals one by one, to be compared.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::keep::unreadable;
use crate::domain::totals::{Entry, Totals, Wanted, read};
use crate::store::derived::{Key, Row};
use crate::store::entity::total::{Column, Entity, Model};

/// The next totals of an account after a key, in order of keys: the field, then the value with the day behind it.
///
/// # Errors
/// When the database does not answer.
pub async fn rows_after(
    db: &impl ConnectionTrait,
    account_id: i64,
    after: Option<&Key>,
    limit: u64,
) -> Result<Vec<Row>, DbErr> {
    let mut query = Entity::find().filter(Column::AccountId.eq(account_id));
    if let Some((field, value, day)) = after.and_then(place) {
        let same = || Condition::all().add(Column::Field.eq(field)).add(Column::Value.eq(value));
        let beyond = Condition::any()
            .add(Column::Field.gt(field))
            .add(Condition::all().add(Column::Field.eq(field)).add(Column::Value.gt(value)))
            .add(same().add(Column::Day.gt(day)));
        query = query.filter(Column::Field.gte(field)).filter(beyond);
    }
    let query = query.order_by_asc(Column::Field).order_by_asc(Column::Value).order_by_asc(Column::Day);
    query.limit(limit).all(db).await?.iter().map(row).collect()
}

/// A value has no U+0000 in it: with one behind it, texts stand in the order of values and then days.
fn key(row: &Model) -> Key {
    (row.field.into(), format!("{}\0{:010}", row.value, row.day))
}

fn place((field, text): &Key) -> Option<(i16, &str, i32)> {
    let (value, day) = text.rsplit_once('\0')?;
    Some((i16::try_from(*field).ok()?, value, day.parse().ok()?))
}

fn row(row: &Model) -> Result<Row, DbErr> {
    let mut totals = Totals::default();
    // What cannot be read is a difference like any other.
    if read(&row.sums, Wanted::All, |entry| totals.add(entry, 1)).is_none() {
        totals = Totals::default();
    }
    let (mut sold, mut values) = (String::new(), String::new());
    totals.entries(Wanted::All, |entry| match entry {
        Entry::Ranks(_) => {}
        Entry::Sold(currency, amount, orders) => sold += &format!("{currency} {amount} of {orders}; "),
        Entry::Value(field, value, ranks) => values += &format!("{} {value:?} {ranks:?}; ", field.as_str()),
    });
    let columns = [("conversations", format!("{:?}", totals.ranks)), ("sold", sold), ("values", values)];
    let day = chrono::NaiveDate::from_num_days_from_ce_opt(row.day).ok_or_else(unreadable)?;
    Ok(Row {
        key: key(row),
        label: format!("{} {:?} of {day}", row.field, row.value),
        columns: columns.map(|(name, value)| (name.to_owned(), value.into())).into(),
    })
}
