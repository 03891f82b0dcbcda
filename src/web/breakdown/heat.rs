//! The week by hours: how much begins when, and how much of it is resolved.

use crate::domain::filter::{Field, Filter, HOURS, WEEKDAYS};
use crate::domain::metrics::Tally;
use crate::i18n::{Locale, fill};
use crate::store::breakdown::Hours;
use crate::web::list_of as list;
use crate::web::pickers;

/// Shades beside the one for none.
const SHADES: u64 = 6;

/// The table.
pub struct Heat {
    /// Names of the hours, from midnight on.
    pub hours: [&'static str; 24],
    /// A row a weekday, from Monday on.
    pub days: Vec<Day>,
    /// Whose hours these are.
    pub zone: String,
}

/// A weekday.
pub struct Day {
    /// Its name, as short as may be.
    pub short: String,
    /// Its name.
    pub name: String,
    /// Its hours.
    pub cells: Vec<Cell>,
}

/// An hour of a weekday.
pub struct Cell {
    /// How dark it is: `h0` to `h6` by number, `r0` to `r6` by resolution rate.
    pub class: String,
    /// The number; none: nothing to open.
    pub value: String,
    /// Weekday, hour, number and rate.
    pub title: String,
    /// The list of exactly these conversations.
    pub url: Option<String>,
}

/// The table of hours.
pub fn heat(locale: &Locale, filter: &Filter, hours: &Hours) -> Heat {
    let t = locale.t;
    let most = hours.most();
    let short = t.weekdays_short;
    let day = |(place, weekday): (usize, &&str)| {
        let name = pickers::value(t, Field::Weekday, weekday);
        let cell = |hour: usize| {
            let tally = hours.0[place][hour];
            let these = filter
                .narrowed(Field::Weekday, vec![(*weekday).to_owned()])
                .narrowed(Field::Hour, vec![HOURS[hour].to_owned()]);
            let when = format!("{name}, {}", pickers::value(t, Field::Hour, HOURS[hour]));
            Cell {
                class: class(tally, most),
                value: locale.number(tally.conversations),
                title: title(locale, &when, tally),
                url: (tally.conversations > 0).then(|| list(&these)),
            }
        };
        Day {
            short: short.get(place).copied().unwrap_or_default().to_owned(),
            cells: (0..24).map(cell).collect(),
            name: name.clone(),
        }
    };
    Heat {
        hours: HOURS,
        days: WEEKDAYS.iter().enumerate().map(day).collect(),
        zone: fill(t.insight.hours_zone, &[("zone", locale.zone.name())]),
    }
}

fn title(locale: &Locale, when: &str, tally: Tally) -> String {
    let t = &locale.t.insight;
    let rate = locale.rate(tally.resolution_rate());
    locale.plural_with(t.cell, tally.conversations, &[("when", when), ("rate", &rate)])
}

/// As dark as its share of the most, and of all; something is never as light as nothing.
fn class(tally: Tally, most: u64) -> String {
    let shade = |part: u64, whole: u64| (part * SHADES).div_ceil(whole.max(1));
    match tally.conversations {
        0 => "h0 r0".to_owned(),
        n => format!("h{} r{}", shade(n, most), shade(tally.resolved, n).max(1)),
    }
}
