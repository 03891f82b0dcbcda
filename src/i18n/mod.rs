//! The texts of the pages: one file a language, each with every text, or it does not compile.
//!
//! A text may hold `{names}`, which [`fill`] fills in; every language must use the same ones, as a test proves.

mod en;
mod es;
mod format;
mod people;
mod privacy;
mod pt;
mod texts;

pub use format::{Locale, fill, utc};
pub use people::PeopleTexts;
pub use privacy::PrivacyTexts;
pub use texts::Texts;

use crate::domain::event::words;

words!(
    /// A language of the pages.
    Language {
        /// English.
        En = "en",
        /// Spanish.
        Es = "es",
        /// Portuguese of Brazil.
        Pt = "pt",
    }
);

impl Language {
    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::En => &en::TEXTS,
            Self::Es => &es::TEXTS,
            Self::Pt => &pt::TEXTS,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_s_preference_chooses_the_language() {
        for (header, language) in [
            ("es-MX,es;q=0.9,en;q=0.8", Some(Language::Es)),
            ("de, en;q=0.2, pt-BR;q=0.7", Some(Language::Pt)),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
