//! A card of values, those of most conversations first.

use crate::domain::filter::{Field, Filter, NONE};
use crate::domain::metrics::{Tally, rate};
use crate::domain::status::Status;
use crate::i18n::{Locale, fill};
use crate::store::breakdown::Group;
use crate::web::list_of as list;
use crate::web::pickers;

/// So many values are shown before somebody asks for all.
const SHOWN: usize = 8;

/// A card.
pub struct Ranking {
    /// Its name in the page.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its values; none: what to say instead.
    pub rows: Vec<Row>,
    /// Why there is none.
    pub nothing: &'static str,
    /// Whether rates are told: of handoffs there is but one.
    pub rates: bool,
    /// Where all values are shown, or as few as usual.
    pub more: Option<More>,
}

/// A link below a card.
pub struct More {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

/// A value.
pub struct Row {
    /// What people call it.
    pub label: String,
    /// Its list.
    pub url: String,
    /// How many.
    pub count: String,
    /// Share resolved.
    pub resolved: String,
    /// Share unresolved.
    pub unresolved: String,
    /// How many those are.
    pub unresolved_count: String,
    /// Their list; none where there is nothing to open.
    pub unresolved_url: Option<String>,
    /// Pieces of the bar: class, left edge and width in percent of the longest bar.
    pub bar: Vec<(&'static str, String, String)>,
}

/// The card of a field.
pub fn of_values(
    locale: &Locale,
    filter: &Filter,
    (title, field): (&'static str, Field),
    groups: &[Group],
    all: Option<Field>,
    url: impl Fn(Option<Field>) -> String,
) -> Ranking {
    let t = &locale.t.insight;
    let whole = all == Some(field);
    let shown = if whole { groups.len() } else { groups.len().min(SHOWN) };
    let label = |group: &Group| pickers::value(locale.t, field, &group.value);
    let id = title_id(field);
    let more = (groups.len() > SHOWN).then(|| match whole {
        true => More { text: t.fewer_values.to_owned(), url: format!("{}#{id}", url(None)) },
        false => More {
            text: fill(t.all_values, &[("n", &locale.number(groups.len() as u64))]),
            url: format!("{}#{id}", url(Some(field))),
        },
    });
    Ranking {
        id,
        title,
        rows: rows(locale, filter, field, &groups[..shown], label),
        nothing: "",
        rates: true,
        more,
    }
}

/// What a field's card is called in the page.
pub fn title_id(field: Field) -> &'static str {
    match field {
        Field::Channel => "by-channel",
        Field::Tag => "by-tag",
        Field::Agent => "by-agent",
        Field::Question => "by-question",
        _ => "by-reason",
    }
}

/// The rows of a card.
pub fn rows(
    locale: &Locale,
    filter: &Filter,
    field: Field,
    groups: &[Group],
    label: impl Fn(&Group) -> String,
) -> Vec<Row> {
    let t = &locale.t.insight;
    let most = groups.first().map_or(0, |group| group.tally.conversations);
    let row = |group: &Group| {
        let tally = group.tally;
        let value = if group.value.is_empty() { NONE.to_owned() } else { group.value.clone() };
        let these = filter.narrowed(field, vec![value]);
        let unresolved =
            || list(&these.narrowed(Field::Status, vec![Status::Unresolved.as_str().to_owned()]));
        Row {
            label: label(group),
            url: list(&these),
            count: locale.number(tally.conversations),
            resolved: locale.rate(tally.resolution_rate()),
            unresolved: locale.rate(tally.unresolved_rate()),
            unresolved_count: locale.plural(t.n_unresolved, tally.unresolved),
            unresolved_url: (tally.unresolved > 0).then(unresolved),
            bar: bar(tally, most),
        }
    };
    groups.iter().map(row).collect()
}

fn bar(tally: Tally, most: u64) -> Vec<(&'static str, String, String)> {
    let open = tally.conversations - tally.resolved - tally.unresolved;
    let pieces = [("st-resolved", tally.resolved), ("st-unresolved", tally.unresolved), ("st-open", open)];
    let mut before = 0;
    let mut bar = Vec::new();
    for (class, n) in pieces {
        let share = |n| format!("{:.2}", 100.0 * rate(n, most).unwrap_or(0.0));
        if n > 0 {
            bar.push((class, share(before), share(n)));
        }
        before += n;
    }
    bar
}
