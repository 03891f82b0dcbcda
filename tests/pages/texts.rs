//! The texts of all languages fit together, and none is left over.

use std::collections::BTreeSet;
use std::path::Path;

use hilo::i18n::Language;

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_language_fills_the_same_places_and_names_as_many_months() {
    let english = Language::En.texts().all();
    for language in Language::ALL {
        for ((name, text), (_, in_english)) in language.texts().all().iter().zip(&english) {
            let what = format!("{} {name}", language.as_str());
            assert!(!text.trim().is_empty(), "{what}");
            assert_eq!(placeholders(text), placeholders(in_english), "{what}");
            if name.starts_with("months") || name.starts_with("weekdays") {
                assert_eq!(text.split(',').count(), in_english.split(',').count(), "{what}");
            }
        }
    }
}

/// Reads what may name a text: not the lists of texts themselves.
fn read(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_list = ["en.rs", "es.rs", "pt.rs", "texts.rs"].iter().any(|name| path.ends_with(name));
        if path.is_dir() {
            read(&path, sources);
        } else if !is_list {
            sources.push_str(&std::fs::read_to_string(path).expect("text"));
        }
    }
}

#[test]
fn every_text_is_used() {
    let mut sources = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src/web", "src/i18n", "templates"] {
        read(&root.join(folder), &mut sources);
    }
    let used = |name: &str| {
        let field = format!(".{name}");
        let mut ends = sources.match_indices(&field).map(|(at, word)| at + word.len());
        ends.any(|end| !sources[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let unused: Vec<_> =
        Language::En.texts().all().into_iter().map(|(name, _)| name).filter(|name| !used(name)).collect();
    assert!(unused.is_empty(), "texts that nobody shows: {unused:?}");
}
