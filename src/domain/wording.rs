//! Texts that say the same: first questions and reasons of handoffs, put together whatever their case, accents,
//! punctuation and blanks.

use super::erase::ERASED;
use super::search::folded;

/// Of longer texts only so many characters are compared.
pub const LONGEST: usize = 200;

/// What texts that say the same have in common: their words as a search compares them. Empty where there are none, and where
/// the words were erased.
pub fn key(text: &str) -> String {
    if text.starts_with(ERASED) {
        return String::new();
    }
    let mut key = folded(text).join(" ");
    // A mark may become a word of its own only once it stands alone: what is asked for is folded again.
    for _ in 0..MOST_ROUNDS {
        let again = folded(&key).join(" ");
        if again == key {
            break;
        }
        key = again;
    }
    let cut: String = key.chars().take(LONGEST).collect();
    cut.trim_end().to_owned()
}

/// Two are enough for every text there is.
const MOST_ROUNDS: usize = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_punctuation_and_blanks_do_not_tell_questions_apart() {
        for (one, other) in [
            ("¿Dónde está mi pedido?", "  donde esta   mi pedido "),
            ("Where is my order?!", "WHERE IS MY\norder"),
            ("It's broken…", "it’s Broken"),
            ("は ば", "は ば。"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
            assert!(!key(one).is_empty());
        }
        assert_ne!(key("Where is order 1001?"), key("Where is order 1002?"));
    }

    #[test]
    fn what_has_no_words_or_lost_them_is_like_nothing_else() {
        for text in ["", "??? …", "[erased]", "[erased] refund"] {
            assert_eq!(key(text), "", "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_key_is_its_own_key_and_never_longer_than_may_be(text in "\\PC{0,300}|[は゛ばşİßﬀ़ก็👍🏽 a.]{0,260}") {
            let once = key(&text);
            prop_assert!(once.chars().count() <= LONGEST);
            prop_assert_eq!(key(&once), once);
        }
    }
}
