//! Texts as words for PostgreSQL, folded as SQLite's `unicode61 remove_diacritics 2` folds them, so that both find the same.

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// PostgreSQL keeps no more places of a word, and none beyond the last.
const MOST_PLACES: usize = 255;
const LAST_PLACE: usize = 16_383;

/// Longer words cannot be kept; nobody searches for one.
const LONGEST: usize = 2_000;

/// So many bytes a `tsvector` holds, less some room. What a conversation says beyond is not found.
const MOST_BYTES: usize = 1_000_000;

/// What a word and each of its places take, with their alignment.
const WORD_BYTES: usize = 4;
const PLACE_BYTES: usize = 2;

/// The words of a text: runs of letters and digits, in lower case, without accents.
fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || (is_combining_mark(c) && !word.is_empty()) {
            let folded = c.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
            word.extend(folded.filter(|c| !is_combining_mark(*c)));
        } else if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// A `tsvector` of several texts. Words of different texts stand apart, so that no phrase spans two.
pub fn vector(texts: [&str; 3]) -> String {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let (mut place, mut bytes) = (0, 0);
    for text in texts {
        for word in words(text).into_iter().filter(|word| word.len() <= LONGEST) {
            place += 1;
            let at = place.min(LAST_PLACE);
            let takes = match places.get(&word) {
                Some(known) if known.len() == MOST_PLACES || known.last() == Some(&at) => continue,
                Some(_) => PLACE_BYTES,
                None => word.len() + WORD_BYTES + PLACE_BYTES,
            };
            if bytes + takes <= MOST_BYTES {
                bytes += takes;
                places.entry(word).or_default().push(at);
            }
        }
        place += 1;
    }
    let mut out = String::new();
    for (word, at) in places {
        let at: Vec<String> = at.iter().map(usize::to_string).collect();
        let _ = write!(out, "'{word}':{} ", at.join(","));
    }
    out
}

/// A `tsquery` of terms as [`crate::store::search::terms`] writes them: quoted, `*` behind one that is a beginning.
pub fn query(terms: &str) -> String {
    let mut out = Vec::new();
    let mut rest = terms;
    while let Some((inside, after)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        let begin = after.starts_with('*');
        rest = after.trim_start_matches('*').trim_start();
        let words = words(inside);
        let last = words.len().saturating_sub(1);
        let quoted = words.iter().enumerate().map(|(n, word)| {
            let begin = if begin && n == last { ":*" } else { "" };
            format!("'{word}'{begin}")
        });
        let phrase: Vec<String> = quoted.collect();
        if !phrase.is_empty() {
            out.push(format!("({})", phrase.join(" <-> ")));
        }
    }
    out.join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_keep_their_places() {
        assert_eq!(
            vector(["¿Dónde está mi envío?", "ANA", "c-1"]),
            "'1':9 'ana':6 'c':8 'donde':1 'envio':4 'esta':2 'mi':3 "
        );
        assert_eq!(
            query("\"envio\" \"donde esta\" \"reem\"*"),
            "('envio') & ('donde' <-> 'esta') & ('reem':*)"
        );
        assert_eq!(query("\"it's\""), "('it' <-> 's')", "a quote is no letter");
    }
}
