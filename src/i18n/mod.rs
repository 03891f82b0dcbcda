//! The texts of the pages: one file a language in `locales/`, each with every text, or it is refused.
//!
//! A text may hold `{names}`, which [`fill`] fills in; every language must use the same ones, as a test proves.

mod format;
mod plural;
mod texts;

use std::fmt;
use std::sync::LazyLock;

pub use format::{Locale, fill, utc};
pub use plural::Plural;
pub use texts::{InsightTexts, LiveTexts, PeopleTexts, PrivacyTexts, StartTexts, Texts, ThreadTexts};

/// The files of `locales/`, by the name of the language, in the order of the names.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

static SPOKEN: LazyLock<Vec<Spoken>> = LazyLock::new(|| {
    let mut spoken = Vec::with_capacity(FILES.len());
    for (code, file) in FILES.iter().copied() {
        match serde_json::from_str(file) {
            Ok(texts) => spoken.push(Spoken { code, texts }),
            // A test reads them all before a release does.
            Err(error) => panic!("locales/{code}.json: {error}"),
        }
    }
    spoken
});

struct Spoken {
    code: &'static str,
    texts: Texts,
}

/// A language of the pages.
#[derive(Clone, Copy)]
pub struct Language(&'static Spoken);

impl Language {
    /// All that there are, by their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        SPOKEN.iter().map(Self)
    }

    /// The one that is spoken where nothing else is said.
    ///
    /// # Panics
    /// Never: English is part of every build.
    pub fn english() -> Self {
        Self::from_word("en").expect("English is part of every build")
    }

    /// As in cookies, settings and the names of files: `pt`.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// The language of a word as in [`Language::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|language| language.as_str() == word)
    }

    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        &self.0.texts
    }

    /// The first language of an `Accept-Language` header that there is, by the reader's preference.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, &str)> = header
            .split(',')
            .map(|part| {
                let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
                let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse().ok());
                (weight.unwrap_or(1.0), tag.trim())
            })
            .collect();
        // Stable: of equal weights the first named stays first.
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.into_iter().find_map(|(_, tag)| Self::from_word(tag.split('-').next()?))
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_s_preference_chooses_the_language() {
        for (header, language) in [
            ("es-MX,es;q=0.9,en;q=0.8", Some("es")),
            ("de, en;q=0.2, pt-BR;q=0.7", Some("pt")),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(Language::accepted(header).map(Language::as_str), language, "{header}");
        }
    }

    #[test]
    fn every_file_is_a_language() {
        for (code, file) in FILES {
            let texts: Result<Texts, _> = serde_json::from_str(file);
            assert!(texts.is_ok(), "locales/{code}.json: {:?}", texts.err());
        }
    }
}
