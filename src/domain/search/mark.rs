//! What was found, marked in the text.

use super::{Field, Query, Term, Word, words};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The part.
    pub text: String,
    /// Whether it was searched for.
    pub hit: bool,
}

/// A text in parts, what a query finds in it marked; `None` where it finds nothing.
pub fn marked(text: &str, field: Field, query: &Query) -> Option<Vec<Piece>> {
    let hits = hits(text, field, query);
    (!hits.is_empty()).then(|| pieces(text, &hits, 0, text.len()))
}

/// The surroundings of the first thing that a query finds in a text, of about `width` characters, what was found marked;
/// `None` where it finds nothing.
pub fn snippet(text: &str, field: Field, query: &Query, width: usize) -> Option<Vec<Piece>> {
    let hits = hits(text, field, query);
    let (first, _) = *hits.first()?;
    // A third before, two thirds behind, cut between words.
    let start = before(text, first, width / 3);
    let end = after(text, start, width);
    let mut out = pieces(text, &hits, start, end);
    for piece in &mut out {
        piece.text = piece.text.replace(['\n', '\r', '\t'], " ");
    }
    if start > 0 {
        out.insert(0, Piece { text: "… ".to_owned(), hit: false });
    }
    if end < text.len() {
        out.push(Piece { text: " …".to_owned(), hit: false });
    }
    Some(out)
}

/// Where a query finds something: from and to, in bytes, in order, none overlapping another.
fn hits(text: &str, field: Field, query: &Query) -> Vec<(usize, usize)> {
    let wanted: Vec<&Term> = query
        .terms
        .iter()
        .filter(|term| !term.without && !term.words.is_empty() && term.within.contains(&field))
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let words = words(text);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for term in wanted {
        for place in 0..words.len() {
            if let Some(last) = matches(term, &words[place..]) {
                found.push((words[place].start, last.end));
            }
        }
    }
    found.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (start, end) in found {
        match out.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// The last word of a term that begins with the first of these words.
fn matches<'a>(term: &Term, words: &'a [Word]) -> Option<&'a Word> {
    let words = words.get(..term.words.len())?;
    let (last, before) = words.split_last()?;
    let (wanted_last, wanted) = term.words.split_last()?;
    let ends = if term.begins { last.text.starts_with(wanted_last) } else { last.text == *wanted_last };
    let begins = before.iter().zip(wanted).all(|(word, wanted)| word.text == *wanted);
    (begins && ends).then_some(last)
}

fn pieces(text: &str, hits: &[(usize, usize)], start: usize, end: usize) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut add = |from: usize, to: usize, hit: bool| {
        let (from, to) = (from.max(start), to.min(end));
        if from < to {
            out.push(Piece { text: text[from..to].to_owned(), hit });
        }
    };
    let mut place = start;
    for &(from, to) in hits.iter().filter(|(from, to)| *to > start && *from < end) {
        add(place, from, false);
        add(from, to, true);
        place = to;
    }
    add(place, end, false);
    out
}

/// The beginning of the word that stands about so many characters before a place.
fn before(text: &str, place: usize, characters: usize) -> usize {
    let far = text[..place].char_indices().rev().nth(characters.max(1) - 1).map_or(0, |(at, _)| at);
    if far == 0 {
        return 0;
    }
    let space = text[far..place].char_indices().find(|(_, c)| c.is_whitespace());
    space.map_or(far, |(at, c)| far + at + c.len_utf8())
}

/// The end of the word that stands about so many characters behind a place.
fn after(text: &str, place: usize, characters: usize) -> usize {
    let far = text[place..].char_indices().nth(characters).map_or(text.len(), |(at, _)| place + at);
    if far == text.len() {
        return far;
    }
    let word_ends = text[far..].starts_with(char::is_whitespace);
    let space = text[place..far].char_indices().rev().find(|(_, c)| c.is_whitespace() && !word_ends);
    space.map_or(far, |(at, _)| place + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks in square brackets.
    fn told(pieces: Option<Vec<Piece>>) -> String {
        let piece = |piece: Piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text };
        pieces.map_or_else(String::new, |pieces| pieces.into_iter().map(piece).collect())
    }

    #[test]
    fn what_was_found_is_marked_as_it_was_written() {
        for (typed, text, wanted) in [
            ("envio", "¿Mi ENVÍO? El envío.", "¿Mi [ENVÍO]? El [envío]."),
            ("\"mi envio\" envio", "Mi envío, envío", "[Mi envío], [envío]"),
            ("env*", "envíos enviar", "[envíos] [enviar]"),
            ("strasse", "Straße", "[Straße]"),
            ("送状", "配送状況", "配[送状]況"),
            ("ana@example.com", "Write to ANA@example.com!", "Write to [ANA@example.com]!"),
            ("-envio mi", "mi envío", "[mi] envío"),
            ("from:ai mi", "mi envío", ""),
            ("tag:mi", "mi envío", ""),
            ("nothing", "mi envío", ""),
        ] {
            assert_eq!(told(marked(text, Field::Customer, &Query::read(typed))), wanted, "{typed}");
        }
    }

    #[test]
    fn a_snippet_is_cut_between_words_around_the_first_hit() {
        let text = "one two three four five six seven eight nine ten\neleven twelve";
        for (typed, width, wanted) in [
            ("one", 13, "[one] two three …"),
            ("seven", 20, "… six [seven] eight nine …"),
            ("twelve", 30, "… eleven [twelve]"),
            ("seven", 500, "one two three four five six [seven] eight nine ten eleven twelve"),
        ] {
            assert_eq!(told(snippet(text, Field::Ai, &Query::read(typed), width)), wanted, "{typed} {width}");
        }
        let long = "配送".repeat(300);
        let cut = told(snippet(&long, Field::Ai, &Query::read("配"), 30));
        assert!(cut.chars().filter(|c| *c == '配').count() <= 16, "{cut}");
    }
}
