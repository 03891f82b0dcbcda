//! The texts of all languages fit together, none is missing and none is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hilo::i18n::Language;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What Unicode calls the forms of a plural.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Every text of a language by its path, a form of a plural by that of `other`.
fn texts(language: Language) -> BTreeMap<String, Vec<String>> {
    fn walk(path: &str, value: &Value, found: &mut BTreeMap<String, Vec<String>>) {
        match value {
            Value::Object(of)
                if of.get("other").is_some_and(Value::is_string)
                    && of.keys().all(|form| FORMS.contains(&form.as_str())) =>
            {
                let forms = of.values().map(|form| form.as_str().expect("a text").to_owned());
                found.insert(path.to_owned(), forms.collect());
            }
            Value::Object(of) => {
                of.iter().for_each(|(name, inner)| walk(&format!("{path}.{name}"), inner, found));
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(n, inner)| walk(&format!("{path}.{n}"), inner, found));
            }
            text => drop(found.insert(path.to_owned(), vec![text.as_str().expect("a text").to_owned()])),
        }
    }
    let file = root().join("locales").join(format!("{}.json", language.as_str()));
    let text = std::fs::read_to_string(&file).expect("a file");
    let mut found = BTreeMap::new();
    walk("", &serde_json::from_str(&text).expect("JSON"), &mut found);
    found
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_language_has_every_text_and_fills_the_same_places() {
    let english = texts(Language::english());
    for language in Language::all() {
        let own = texts(language);
        let (names, wanted): (Vec<_>, Vec<_>) = (own.keys().collect(), english.keys().collect());
        assert_eq!(names, wanted, "{language:?}");
        for (name, forms) in &own {
            let all = |forms: &[String]| {
                forms.iter().flat_map(|form| placeholders(form)).map(str::to_owned).collect::<BTreeSet<_>>()
            };
            assert!(forms.iter().all(|form| !form.trim().is_empty()), "{language:?} {name}");
            assert_eq!(all(forms), all(&english[name]), "{language:?} {name}");
        }
    }
}

/// Reads what may name a text: not the lists of texts themselves.
fn read(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("src/i18n/texts") {
                read(&path, sources);
            }
        } else {
            sources.push_str(&std::fs::read_to_string(path).expect("text"));
        }
    }
}

#[test]
fn every_text_is_used() {
    let mut sources = String::new();
    for folder in ["src/web", "src/i18n", "templates"] {
        read(&root().join(folder), &mut sources);
    }
    let used = |name: &str| {
        let field = format!(".{name}");
        let mut ends = sources.match_indices(&field).map(|(at, word)| at + word.len());
        ends.any(|end| !sources[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let names = texts(Language::english());
    let last = |path: &str| path.rsplit('.').find(|part| part.parse::<usize>().is_err()).map(str::to_owned);
    let unused: BTreeSet<_> = names.keys().filter_map(|path| last(path)).filter(|name| !used(name)).collect();
    assert!(unused.is_empty(), "texts that nobody shows: {unused:?}");
}
