//! `GET /views/columns`: choosing columns, their order and how tightly they are set.

use actix_web::{HttpRequest, HttpResponse};

use super::Page;
use super::columns::{Column, Look};
use super::guard::shown;
use super::view::View;
use crate::access::Caller;
use crate::api::Query;
use crate::domain::period::local_day;
use crate::i18n::Texts;

/// A column to choose.
pub struct Choice {
    /// Its word.
    pub word: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Its place, from 1; empty: it is not shown.
    pub place: String,
}

/// The form.
pub struct ColumnsForm {
    /// The columns: those that are shown in their order, then the others.
    pub choices: Vec<Choice>,
    /// Low rows.
    pub compact: bool,
    /// The table as usual; `None` where it is.
    pub usual: Option<String>,
}

impl ColumnsForm {
    /// The form of a view.
    pub fn new(t: &Texts, view: &View) -> Self {
        let columns = &view.look.columns;
        let others = Column::ALL.iter().filter(|column| !columns.contains(column));
        let choice = |(i, column): (usize, &Column)| Choice {
            word: column.as_str(),
            label: column.label(t),
            place: if i < columns.len() { (i + 1).to_string() } else { String::new() },
        };
        let usual = View { look: Look::default(), ..view.clone() };
        Self {
            choices: columns.iter().chain(others).enumerate().map(choice).collect(),
            compact: view.look.compact,
            usual: (usual.query() != view.query()).then(|| usual.url()),
        }
    }
}

/// The handler: leads to the table that was asked for.
pub async fn choose(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let today = local_day(caller.app.clock.now(), caller.account.settings.time_zone);
    let mut view = shown(&request, View::parse(&Query::parse(query.get("list").unwrap_or_default()), today))?;
    let before = view.look.columns.clone();
    let places: Vec<(Column, Option<u32>)> = query
        .0
        .iter()
        .filter(|(name, _)| name == "show")
        .filter_map(|(_, word)| Column::from_word(word))
        .map(|column| (column, query.get(&format!("place.{}", column.as_str())).and_then(|n| n.parse().ok())))
        .collect();
    let density = query.get("density").map(|word| Query(vec![("density".to_owned(), word.to_owned())]));
    let density = density.map(|density| shown(&request, Look::parse(&density))).transpose()?;
    view.look.columns = ordered(&before, &places);
    view.look.compact = density.is_some_and(|look| look.compact);
    Ok(HttpResponse::SeeOther().insert_header(("Location", view.url())).finish())
}

/// The chosen columns by their places. A column that was given another's place stands there: before it when it came from
/// behind, behind it when it came from before. One without a place stands last.
fn ordered(before: &[Column], places: &[(Column, Option<u32>)]) -> Vec<Column> {
    let mut keyed: Vec<_> = places
        .iter()
        .enumerate()
        .map(|(i, (column, place))| {
            let was = before.iter().position(|other| other == column).and_then(|i| u32::try_from(i + 1).ok());
            let moved = match (was, place) {
                (Some(was), Some(place)) if *place > was => 2,
                (Some(was), Some(place)) if *place == was => 1,
                _ => 0,
            };
            (place.unwrap_or(u32::MAX), moved, i, *column)
        })
        .collect();
    keyed.sort_unstable_by_key(|(place, moved, i, _)| (*place, *moved, *i));
    let columns: Vec<_> = keyed.into_iter().map(|(_, _, _, column)| column).collect();
    if columns.is_empty() { Look::default().columns } else { columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_stands_where_it_was_put() {
        use Column::{Messages, Profile, Question, Status, Tag};
        let before = [Question, Profile, Status, Tag];
        let put = |places: [u32; 4]| {
            let places: Vec<_> = before.iter().copied().zip(places.map(Some)).collect();
            ordered(&before, &places)
        };
        assert_eq!(put([1, 2, 3, 4]), before);
        assert_eq!(put([1, 2, 1, 4]), [Status, Question, Profile, Tag], "forwards, to the place of another");
        assert_eq!(put([3, 2, 3, 4]), [Profile, Status, Question, Tag], "backwards, to the place of another");
        assert_eq!(put([4, 3, 2, 1]), [Tag, Status, Profile, Question]);
        let more = [(Messages, None), (Question, Some(1)), (Tag, Some(4))];
        assert_eq!(
            ordered(&before, &more),
            [Question, Tag, Messages],
            "a new one without a place stands last"
        );
        assert_eq!(ordered(&before, &[]), Look::default().columns, "none at all: the usual ones");
    }
}
