//! What customers asked first, and why conversations were handed off.

use super::ranking::{Ranking, rows, title_id};
use crate::domain::filter::{Field, Filter};
use crate::i18n::Locale;
use crate::store::breakdown::Group;
use crate::web::words::one_line;

/// How much of a text stands in a card, in characters.
const SHOWN: usize = 140;

/// The card of questions.
pub fn questions(locale: &Locale, filter: &Filter, groups: &[Group]) -> Ranking {
    let t = &locale.t.insight;
    let field = Field::Question;
    Ranking {
        id: title_id(field),
        title: t.questions,
        rows: rows(locale, filter, field, groups, |group| quoted(&group.text)),
        nothing: t.questions_none,
        rates: true,
        more: None,
    }
}

/// The card of reasons.
pub fn reasons(locale: &Locale, filter: &Filter, groups: &[Group]) -> Ranking {
    let t = &locale.t.insight;
    let field = Field::HandoffReason;
    let label = |group: &Group| match group.value.is_empty() {
        true => t.reason_missing.to_owned(),
        false => quoted(&group.text),
    };
    Ranking {
        id: title_id(field),
        title: t.reasons,
        rows: rows(locale, filter, field, groups, label),
        nothing: t.reasons_none,
        rates: false,
        more: None,
    }
}

/// The beginning of a text, in one line.
fn quoted(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
        None => line,
    }
}
