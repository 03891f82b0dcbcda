//! What stands below the chart: who, what and when, each number with the list behind it.

mod heat;
mod ranking;
mod said;

pub use self::heat::Heat;
pub use self::ranking::Ranking;

use crate::domain::filter::Field;
use crate::i18n::{Locale, fill};
use crate::store::breakdown::Breakdown;
use crate::store::facets::MOST;
use crate::store::report::Report;

/// The parameter that has a card show all its values.
pub const ALL: &str = "all";

/// The cards.
pub struct Breakdowns {
    /// Values, questions and reasons.
    pub rankings: Vec<Ranking>,
    /// Why some are missing.
    pub note: Option<String>,
    /// Hours of the week.
    pub heat: Heat,
}

/// The cards of a report. `all` is the field of which all values are shown, and `url` the address of the page with that
/// said of another.
pub fn breakdowns(
    locale: &Locale,
    report: &Report,
    breakdown: &Breakdown,
    all: Option<Field>,
    url: impl Fn(Option<Field>) -> String,
) -> Breakdowns {
    let t = &locale.t.insight;
    let filter = report.filter.pinned();
    let of = |title, field, groups| ranking::of_values(locale, &filter, (title, field), groups, all, &url);
    let mut rankings = vec![
        of(t.channels, Field::Channel, &breakdown.channels),
        of(t.tags, Field::Tag, &breakdown.tags),
        of(t.agents, Field::Agent, &breakdown.agents),
    ];
    let said = breakdown.said.as_ref();
    rankings.extend(said.map(|said| said::questions(locale, &filter, &said.questions)));
    rankings.extend(said.map(|said| said::reasons(locale, &filter, &said.reasons)));
    let note = || fill(t.not_counted, &[("n", &locale.number(MOST))]);
    let too_many = report.now.counts.conversations() > MOST;
    Breakdowns { rankings, note: too_many.then(note), heat: heat::heat(locale, &filter, &report.hours) }
}
