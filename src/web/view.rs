//! A view of the table: everything that decides what it shows and how. All of it stands in the address.

use chrono::NaiveDate;

use super::columns::{Column, Look};
use crate::api::{Query, sort_of};
use crate::domain::filter::Filter;
use crate::error::Error;
use crate::store::list::{Cursor, Sort};

/// The value of `view` for no saved view at all, also where somebody has made one the default.
pub const ALL: &str = "all";

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Which conversations.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// How they are shown.
    pub look: Look,
    /// The saved view it began with, or [`ALL`].
    pub named: Option<String>,
}

impl View {
    /// Reads a view out of an address's parameters.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for a value that means nothing.
    pub fn parse(query: &Query, today: NaiveDate) -> Result<Self, Error> {
        Ok(Self {
            filter: Filter::parse(&query.0, today)?,
            sort: sort_of(query)?,
            look: Look::parse(query)?,
            named: query.get("view").map(str::to_owned),
        })
    }

    /// As a query string, without where it began: equal views have equal ones.
    pub fn query(&self) -> String {
        self.filter.query_with(&borrowed(&self.shape()))
    }

    /// What the address says beside the filter.
    pub fn shape(&self) -> Vec<(&'static str, String)> {
        let sort = (self.sort != Sort::default()).then(|| ("sort", self.sort.to_string()));
        sort.into_iter().chain(self.look.pairs()).collect()
    }

    /// The address of its first page.
    pub fn url(&self) -> String {
        self.url_with(&[])
    }

    /// The address of one of its pages.
    pub fn page(&self, cursor: &Cursor) -> String {
        self.url_with(&[("cursor", cursor.to_string())])
    }

    /// The address with more behind it.
    pub fn url_with(&self, more: &[(&'static str, String)]) -> String {
        let mut pairs = self.shape();
        pairs.extend(self.named.as_ref().map(|named| ("view", named.clone())));
        pairs.extend(more.iter().cloned());
        let query = self.filter.query_with(&borrowed(&pairs));
        // An address that says nothing opens somebody's default view.
        if query.is_empty() {
            format!("/conversations?view={ALL}")
        } else {
            format!("/conversations?{query}")
        }
    }

    /// The same view of another filter's conversations.
    pub fn over(&self, filter: Filter) -> Self {
        Self { filter, ..self.clone() }
    }
}

/// The list that a thread was opened from, written anew: whatever it says, it is a query string.
pub fn list_of(query: &Query) -> Option<String> {
    query.exact("list").map(|list| Query::parse(list).text())
}

/// An address without what it tells or asks only once.
pub fn without_notices(query: &Query) -> Query {
    let stays =
        |(name, _): &&(String, String)| !matches!(name.as_str(), "done" | "undo" | "dropped" | "numbers");
    Query(query.0.iter().filter(stays).cloned().collect())
}

/// A view out of what was kept long ago, and what of it means nothing any more.
pub fn understood(query: &Query, today: NaiveDate) -> (View, Vec<String>) {
    let mut pairs = query.0.clone();
    let mut dropped = Vec::new();
    for (_, words) in pairs.iter_mut().filter(|(name, _)| name == "columns") {
        let (known, unknown): (Vec<&str>, _) =
            words.split(',').partition(|word| Column::from_word(word).is_some());
        dropped.extend(unknown.into_iter().map(|word| format!("columns={word}")));
        *words = known.join(",");
    }
    let alone = |pair: &(String, String)| View::parse(&Query(vec![pair.clone()]), today).is_ok();
    let bad = pairs.extract_if(.., |pair| !alone(pair));
    dropped.extend(bad.map(|(name, value)| format!("{name}={value}")));
    // What each means by itself may still contradict another.
    let view = loop {
        match View::parse(&Query(pairs.clone()), today) {
            Ok(view) => break view,
            Err(Error::BadRequest { field, .. }) if pairs.iter().any(|(name, _)| *name == field) => {
                let bad = pairs.extract_if(.., |(name, _)| *name == field);
                dropped.extend(bad.map(|(name, value)| format!("{name}={value}")));
            }
            Err(_) => pairs.clear(),
        }
    };
    let meant = Query::parse(&view.query());
    let means = |name: &str| meant.0.iter().any(|(other, _)| other == name);
    // As the usual columns and the usual order do, what is kept may say what is so anyway.
    let silent = ["columns", "density", "sort", "view", "test"];
    let others = pairs.iter().filter(|(name, _)| !means(name) && !silent.contains(&name.as_str()));
    dropped.extend(others.map(|(name, value)| format!("{name}={value}")));
    (view, dropped)
}

fn borrowed<'a>(pairs: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    pairs.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_and_means_nothing_any_more_is_left_out_and_told() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let read = |text: &str| {
            let (view, dropped) = understood(&Query::parse(text), today);
            (view.query(), dropped.join(" "))
        };
        let good = "range=last_7_days&tag=returns&status=open&q=a+b&sort=-messages&columns=tag%2Cstatus&density=compact";
        assert_eq!(read(good), (good.to_owned(), String::new()));
        assert_eq!(read("sort=-updated_at"), (String::new(), String::new()));
        let old = "mood=bad&status=lost&status=open&columns=tag,colour,status&sort=colour&range=ever&from=2026-11-02&to=2026-11-01";
        let told = "columns=colour status=lost sort=colour range=ever to=2026-11-01 mood=bad";
        let left = "from=2026-11-02&to=2026-11-20&status=open&columns=tag%2Cstatus";
        assert_eq!(read(old), (left.to_owned(), told.to_owned()));
        assert_eq!(read(""), (String::new(), String::new()));
    }
}
