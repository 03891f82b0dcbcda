//! Totals by key: several columns at once, which the query builder has no index entered by.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, Value};

use super::super::lists;
use super::search::places;
use super::statement;

/// The sums of the totals that are kept under these keys: field, value and day.
pub async fn totals_of(
    db: &impl ConnectionTrait,
    account_id: i64,
    keys: &[(i16, &str, i32)],
) -> Result<HashMap<(i16, String, i32), Vec<u8>>, DbErr> {
    let mut out = HashMap::with_capacity(keys.len());
    for keys in lists(keys) {
        let rows: Vec<String> = (0..keys.len()).map(|n| format!("({})", places(db, 3 * n + 1, 3))).collect();
        let select = format!(
            "WITH asked(field, value, day) AS (VALUES {}) \
             SELECT total.field, total.value, total.day, total.sums FROM asked JOIN total \
             ON total.account_id = {} AND total.field = asked.field AND total.value = asked.value \
             AND total.day = asked.day",
            rows.join(", "),
            places(db, 3 * keys.len() + 1, 1)
        );
        let key = |(field, value, day): (i16, &str, i32)| [Value::from(field), value.into(), day.into()];
        let values = keys.into_iter().flat_map(key).chain([account_id.into()]).collect();
        for row in db.query_all_raw(statement(db, &select, values)).await? {
            let key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            out.insert(key, row.try_get_by_index(3)?);
        }
    }
    Ok(out)
}
