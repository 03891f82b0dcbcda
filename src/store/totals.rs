//! Totals kept by local day: changed in the transaction that changes the rows they sum, read in place of these. What is no
//! sum of them is asked of the rows, see [`super::filter`]; both say the same.

mod keep;
mod read;
mod rows;

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

pub use self::keep::{Changes, advance, begin, follow, rebuild, sum_sales};
pub use self::read::{Kept, Parts, added, open, parts, sum, visit};
pub use self::rows::rows_after;
use super::conversations::{Model as Conversation, Outcome};
use super::from_millis;
use super::local_time::place;
use super::orders::Sold;
use super::overview::QUARTER_HOUR;
use crate::domain::filter::{Field, NO, YES};
use crate::domain::period::day_of;
use crate::domain::status::RANKS;
use crate::domain::totals::{Counted, sales_values};

/// In [`super::accounts::Account::closed_until`]: nothing is summed yet, in a database of before there were totals.
pub const NOT_KEPT: i64 = -1;

/// In the same place: of an account in which nothing has been written yet.
pub const NOTHING_YET: i64 = 0;

/// What a conversation counts as at an instant. `None`: nobody asked anything in it, so it counts nowhere.
pub fn counted(row: &Conversation, sold: &[Sold], zone: Tz, at: DateTime<Utc>) -> Option<Counted> {
    if !row.asked {
        return None;
    }
    let status = row.facts().status(at);
    let start = from_millis(row.started_at);
    let (weekday, hour) = place(from_millis(row.started_at.div_euclid(QUARTER_HOUR) * QUARTER_HOUR), zone);
    let words = [
        (Field::Channel, &row.channel),
        (Field::Tag, &row.tag),
        (Field::Agent, &row.agent),
        (Field::App, &row.app),
        (Field::Group, &row.group_name),
        (Field::Origin, &row.origin),
    ];
    let mut values: Vec<(Field, String)> =
        words.into_iter().map(|(field, word)| (field, word.clone())).collect();
    values.push((Field::Reopened, if row.reopened > 0 { YES } else { NO }.to_owned()));
    values.push((Field::Hour, hour_of_week(weekday, hour)));
    let currencies = sold.iter().map(|sold| sold.amount.currency.code());
    values.extend(sales_values(currencies).into_iter().map(|value| (Field::Sales, value)));
    let handed_over = row.outcome == Outcome::Handoff as i16;
    let sold = sold.iter().map(|sold| {
        let code = sold.amount.currency.code().to_owned();
        (code, sold.amount.minor, sold.orders)
    });
    Some(Counted {
        day: day_of(start, zone).num_days_from_ce(),
        test: row.test,
        rank: RANKS.iter().position(|rank| *rank == status).unwrap_or(RANKS.len() - 1),
        values,
        apart: handed_over.then(|| (Field::HandoffReason, row.handoff_key.clone())).into_iter().collect(),
        messages: u32::try_from(row.messages).unwrap_or(0),
        sold: sold.collect(),
    })
}

/// An hour of the week as totals keep it.
fn hour_of_week(weekday: usize, hour: usize) -> String {
    (weekday * 24 + hour).to_string()
}

/// Weekday, from Monday on, and hour of what totals keep.
pub fn read_hour(kept: &str) -> Option<(usize, usize)> {
    let hour: usize = kept.parse().ok()?;
    (hour < 7 * 24).then_some((hour / 24, hour % 24))
}
