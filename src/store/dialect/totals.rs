//! Totals by key: several columns at once, which the query builder has no index entered by. And many of them as one row: each
//! row that is given from another thread, or process, costs as much as reading the totals in it.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DbErr, Value};

use super::super::lists;
use super::search::places;
use super::{is_postgres, statement};

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

/// The totals of a group's rows in one: their days with their lengths in bytes, as in `738000 12,738001 9`, and all these
/// bytes one behind the other, in the same order.
pub fn joined_totals(db: &impl ConnectionTrait) -> [SimpleExpr; 2] {
    let days = "day || ' ' || length(sums)";
    if is_postgres(db) {
        return [format!("string_agg({days}, ',')"), "string_agg(sums, ''::bytea)".to_owned()]
            .map(Expr::cust);
    }
    // SQLite joins texts alone; as such it takes any bytes as they are.
    let sums = "CAST(group_concat(CAST(sums AS TEXT), '') AS BLOB)";
    [format!("group_concat({days}, ',')"), sums.to_owned()].map(Expr::cust)
}
