//! A text with a form for each kind of number that a language tells apart.

use std::collections::BTreeMap;

use icu_locale_core::Locale as Tag;
use icu_plurals::{PluralCategory, PluralRules};
use serde::Deserialize;

/// The forms of a text, by the names of Unicode's plural categories: `one`, `few`, `many`, …, and `other`, which all
/// languages have and which stands for those that a file does not name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Plural {
    /// In the order of [`CATEGORIES`].
    forms: [Option<&'static str>; 5],
    other: &'static str,
}

/// What may be named besides `other`.
const CATEGORIES: [(&str, PluralCategory); 5] = [
    ("zero", PluralCategory::Zero),
    ("one", PluralCategory::One),
    ("two", PluralCategory::Two),
    ("few", PluralCategory::Few),
    ("many", PluralCategory::Many),
];

impl Plural {
    /// The form of a number in the language of a tag as in `pt-BR`; in one that is not known, `other`.
    pub fn of(&self, tag: &str, n: u64) -> &'static str {
        let rules = tag.parse::<Tag>().ok().and_then(|tag| PluralRules::try_new_cardinal(tag.into()).ok());
        let category = rules.map_or(PluralCategory::Other, |rules| rules.category_for(n));
        let place = CATEGORIES.iter().position(|(_, named)| *named == category);
        place.and_then(|place| self.forms[place]).unwrap_or(self.other)
    }

    /// All forms as JSON, for a script that knows the number only later.
    pub fn json(&self) -> String {
        let named = CATEGORIES.iter().zip(self.forms).filter_map(|((name, _), form)| Some((*name, form?)));
        let forms: BTreeMap<&str, &str> = named.chain([("other", self.other)]).collect();
        serde_json::to_string(&forms).unwrap_or_default()
    }
}

impl TryFrom<BTreeMap<String, String>> for Plural {
    type Error = String;

    fn try_from(mut named: BTreeMap<String, String>) -> Result<Self, String> {
        let mut take = |name: &str| named.remove(name).map(|text| &*text.leak());
        let other = take("other").ok_or("the form `other` is missing")?;
        let forms = CATEGORIES.map(|(name, _)| take(name));
        match named.into_keys().next() {
            Some(name) => Err(format!("`{name}` is no form; there are zero, one, two, few, many and other")),
            None => Ok(Self { forms, other }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(json: &'static str) -> Result<Plural, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn each_language_has_its_own_kinds_of_number() {
        let polish =
            forms(r#"{"one": "kot", "few": "koty", "many": "kotów", "other": "kota"}"#).expect("forms");
        for (tag, n, form) in [
            ("pl", 1, "kot"),
            ("pl", 3, "koty"),
            ("pl", 5, "kotów"),
            ("pl", 22, "koty"),
            ("ja", 1, "kota"),
            ("?", 1, "kota"),
        ] {
            assert_eq!(polish.of(tag, n), form, "{tag} {n}");
        }
        // Portuguese of Brazil counts nothing like one thing; English and Spanish do not.
        let one = forms(r#"{"one": "dia", "other": "dias"}"#).expect("forms");
        for (tag, n, form) in [
            ("pt-BR", 0, "dia"),
            ("pt-BR", 2, "dias"),
            ("es", 0, "dias"),
            ("es", 1, "dia"),
            ("en", 0, "dias"),
        ] {
            assert_eq!(one.of(tag, n), form, "{tag} {n}");
        }
    }

    #[test]
    fn forms_that_no_language_has_are_refused() {
        assert!(forms(r#"{"one": "day"}"#).expect_err("no other").to_string().contains("`other` is missing"));
        assert!(
            forms(r#"{"other": "days", "several": "x"}"#)
                .expect_err("several")
                .to_string()
                .contains("several")
        );
    }
}
