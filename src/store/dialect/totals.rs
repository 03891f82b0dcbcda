//! Totals by key: several columns at once, which the query builder has no index entered by.

use sea_orm::{ConnectionTrait, DbErr, Value};

use super::statement;

/// A field, a value and a day.
pub type TotalKey<'k> = (i16, &'k str, i32);

/// Keys in one statement. Of few lengths, so that each statement is prepared once and used again.
const SIZES: [usize; 3] = [8, 32, 128];

/// The totals that are kept under these keys, in no order: field, value, day and sums.
pub async fn totals_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    keys: &[TotalKey<'_>],
) -> Result<Vec<(i16, String, i32, Vec<u8>)>, DbErr> {
    let mut out = Vec::with_capacity(keys.len());
    for keys in keys.chunks(SIZES[2]) {
        let size = SIZES.into_iter().find(|size| *size >= keys.len()).unwrap_or(SIZES[2]);
        // No field has the number below zero.
        let none = std::iter::repeat((-1, "", 0));
        let keys = keys.iter().copied().chain(none).take(size);
        let mut values = vec![Value::from(account_id)];
        let mut places = Vec::with_capacity(size);
        for (field, value, day) in keys {
            let at = values.len() + 1;
            places.push(format!("(${at}, ${}, ${})", at + 1, at + 2));
            values.extend([field.into(), value.into(), day.into()]);
        }
        let select = format!(
            "WITH asked(field, value, day) AS (VALUES {}) \
             SELECT total.field, total.value, total.day, total.sums FROM asked JOIN total \
             ON total.account_id = $1 AND total.field = asked.field AND total.value = asked.value \
             AND total.day = asked.day",
            places.join(", ")
        );
        for row in db.query_all_raw(statement(db, &select, values)).await? {
            let key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            out.push((key.0, key.1, key.2, row.try_get_by_index(3)?));
        }
    }
    Ok(out)
}
