//! Documents as PostgreSQL keeps them: words with their places, in parts.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use crate::domain::search::{BEGIN, Document, Field, MOST_WORDS, Term};

/// Words in a part: of no word PostgreSQL keeps more than 255 places, and no place beyond 16,383.
const PART: usize = 255;

/// What begins a word, for each of [`Field::ALL`].
const KINDS: [char; Field::ALL.len()] = ['c', 'a', 'h', 'p', 't', 'o', 'i', 'r'];

/// A word of a field. With the account before it, so that the index leads to the account's own documents at once.
fn lexeme(account_id: i64, field: Field, word: &str) -> String {
    format!("'{account_id}{}{word}'", KINDS[field as usize])
}

#[derive(Default)]
struct Part {
    words: usize,
    place: usize,
    places: BTreeMap<String, Vec<usize>>,
}

impl Part {
    fn add(&mut self, lexeme: String) {
        self.words += 1;
        self.place += 1;
        self.places.entry(lexeme).or_default().push(self.place);
    }

    fn write(self) -> String {
        let mut out = String::new();
        for (lexeme, places) in self.places {
            let places: Vec<String> = places.iter().map(usize::to_string).collect();
            let _ = write!(out, "{lexeme}:{} ", places.join(","));
        }
        out
    }
}

/// A document as the texts of `tsvector`s. A part begins with the last words of the one before, as many as a phrase may
/// have but one: so every phrase stands whole in one of them.
pub fn parts(account_id: i64, document: &Document) -> Vec<String> {
    let (mut out, mut part) = (Vec::new(), Part::default());
    for (field, text) in Field::ALL.into_iter().zip(document.fields()) {
        let mut tail: VecDeque<&str> = VecDeque::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if part.words >= PART {
                out.push(std::mem::take(&mut part).write());
                tail.iter().for_each(|word| part.add(lexeme(account_id, field, word)));
            }
            if word == BEGIN {
                tail.clear();
            }
            part.add(lexeme(account_id, field, word));
            tail.push_back(word);
            if tail.len() == MOST_WORDS {
                tail.pop_front();
            }
        }
    }
    if part.words > 0 {
        out.push(part.write());
    }
    out
}

/// A term as the text of a `tsquery`.
pub fn query(account_id: i64, term: &Term) -> String {
    let begins = if term.begins { ":*" } else { "" };
    let one = |field: Field| match term.words.split_last() {
        None => lexeme(account_id, field, BEGIN),
        Some((last, before)) => {
            let before = before.iter().map(|word| lexeme(account_id, field, word));
            let last = format!("{}{begins}", lexeme(account_id, field, last));
            format!("({})", before.chain([last]).collect::<Vec<_>>().join(" <-> "))
        }
    };
    term.within.iter().map(|field| one(*field)).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::Query;

    #[test]
    fn words_keep_their_field_and_their_places() {
        let mut document = Document::default();
        document.add(Field::Customer, "¿Mi envío?");
        document.add(Field::Tag, "mi");
        assert_eq!(parts(7, &document), ["'7c_':1 '7cenvio':3 '7cmi':2 '7t_':4 '7tmi':5 "]);
        let told = |typed| query(7, &Query::read(typed).terms[0]);
        assert_eq!(told("tag:\"late d\"*"), "('7tlate' <-> '7td':*)");
        assert_eq!(told("from:ai"), "'7a_'");
        assert_eq!(told("x from:ai from:human"), "('7ax') | ('7hx')");
    }

    #[test]
    fn every_phrase_of_a_long_text_stands_whole_in_a_part() {
        let words: Vec<String> = (0..2_000).map(|n| format!("w{n}")).collect();
        let mut document = Document::default();
        document.add(Field::Ai, &words.join(" "));
        let parts = parts(1, &document);
        for phrase in words.windows(MOST_WORDS) {
            let ends = [&phrase[0], &phrase[MOST_WORDS - 1]].map(|word| format!("'1a{word}':"));
            assert!(parts.iter().any(|part| ends.iter().all(|end| part.contains(end))), "{phrase:?}");
        }
    }
}
