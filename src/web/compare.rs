//! What the overview's numbers are compared with, as a choice.

use super::filter_bar::Range;
use crate::domain::period::Compare;
use crate::i18n::Texts;

/// The name in the query string.
pub const PARAM: &str = "compare";

/// The choices.
pub fn choices(t: &Texts, chosen: Compare) -> Vec<Range> {
    let label = |compare| match compare {
        Compare::Previous => t.insight.compare_previous,
        Compare::Year => t.insight.compare_year,
        Compare::None => t.insight.compare_none,
    };
    let choice = |compare: &Compare| Range {
        value: compare.as_str(),
        label: label(*compare),
        chosen: *compare == chosen,
    };
    Compare::ALL.iter().map(choice).collect()
}

/// What stands in addresses for it: nothing for the usual.
pub fn pair(chosen: Compare) -> Option<(&'static str, &'static str)> {
    (chosen != Compare::USUAL).then(|| (PARAM, chosen.as_str()))
}

/// Has an address that ends with a query string say it too.
pub fn keep(chosen: Compare, url: &mut String) {
    if let Some((name, value)) = pair(chosen) {
        url.extend(["&", name, "=", value]);
    }
}
