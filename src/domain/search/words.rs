//! Texts as words, the same for what is searched and for what is searched for: without case and accents, in any script.
//!
//! Both engines are given these words and none of their own, so that they find the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Marks of this class and above are accents, vowel points and the like; below are signs that make another letter, as in
/// the scripts of India and Japan.
const ACCENTS: u8 = 10;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is compared: folded.
    pub text: String,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// What a character is to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// One of its letters or digits.
    Letter,
    /// A word by itself: in scripts without spaces, and of pictures.
    Alone,
    /// Nothing, but no end of it either: accents, joiners.
    Silent,
    /// Its end.
    Between,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    // Whether the next letter belongs to the last word.
    let mut open = false;
    let mut folded = String::new();
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        folded.clear();
        let part = fold(c, &mut folded);
        match (part, out.last_mut()) {
            (Part::Letter, Some(word)) if open => {
                if word.text.len() + folded.len() <= LONGEST {
                    word.text.push_str(&folded);
                }
                word.end = end;
            }
            (Part::Letter | Part::Alone, _) => {
                out.push(Word { text: folded.clone(), start, end });
                open = part == Part::Letter;
            }
            // An accent belongs to the letter before it, where there is one.
            (Part::Silent, Some(word)) if word.end == start => word.end = end,
            (Part::Silent, _) => {}
            (Part::Between, _) => open = false,
        }
    }
    out
}

/// Of longer words only so many bytes are compared: nobody types more, and no index keeps more.
const LONGEST: usize = 200;

/// The folded forms of the words of a text.
pub fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

/// Adds what a character is compared as.
fn fold(c: char, out: &mut String) -> Part {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return if c.is_ascii_alphanumeric() { Part::Letter } else { Part::Between };
    }
    if is_silent(c) {
        return Part::Silent;
    }
    if is_picture(c) {
        out.push(c);
        return Part::Alone;
    }
    for part in std::iter::once(c).nfkd() {
        for lower in part.to_lowercase().nfkd() {
            add_plain(lower, out);
        }
    }
    match out.chars().next() {
        None if is_combining_mark(c) => Part::Silent,
        None => Part::Between,
        Some(first) if is_unspaced(first) => Part::Alone,
        Some(_) => Part::Letter,
    }
}

/// Adds a letter without what it has in addition to its plain form.
fn add_plain(c: char, out: &mut String) {
    if canonical_combining_class(c) >= ACCENTS || !(c.is_alphanumeric() || is_combining_mark(c)) {
        return;
    }
    match c {
        'ß' => out.push_str("ss"),
        'ς' => out.push('σ'),
        'ı' => out.push('i'),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'þ' => out.push_str("th"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        _ => out.push(digit(c).unwrap_or(c)),
    }
}

/// Digits of other scripts as the common ones.
fn digit(c: char) -> Option<char> {
    let value =
        [0x0660, 0x06F0, 0x0966].iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|n| *n < 10));
    value.and_then(|value| char::from_digit(value, 10))
}

/// What stands in a word and says nothing: soft hyphens, joiners, the Arabic stretch, what varies a picture.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{0640}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Scripts that put no spaces between words: each character is a word, and what is searched for is a phrase of them.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        // Thai, Lao, Burmese, Khmer.
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        // Kana and Bopomofo.
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312F}' | '\u{31F0}'..='\u{31FF}'
        // Han.
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_script_are_folded() {
        for (text, wanted) in [
            ("¿Dónde está mi envío?", "donde esta mi envio"),
            ("cafe\u{301} CAFÉ café", "cafe cafe cafe"),
            ("Straße STRASSE ẞ", "strasse strasse ss"),
            ("mañana, MAÑANA", "manana manana"),
            ("it's John’s", "it s john s"),
            ("#1001-A a_b 100%", "1001 a a b 100"),
            ("ana@example.com", "ana example com"),
            ("Привет, ЁЛКА", "привет елка"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
            ("İstanbul ısı", "istanbul isi"),
            ("Łódź smørrebrød", "lodz smorrebrod"),
            ("مَرْحَبًا مرحبـا", "مرحبا مرحبا"),
            ("طلب ١٢٣", "طلب 123"),
            ("配送状況", "配 送 状 況"),
            ("ｶﾅ カナ", "カ ナ カ ナ"),
            ("は ば", "は は\u{3099}"),
            ("ＡＢＣ１", "abc1"),
            ("co\u{AD}op", "coop"),
            ("ok👍🏽thanks ❤️", "ok 👍 thanks ❤"),
            ("", ""),
            ("... --- \u{301}", ""),
        ] {
            assert_eq!(folded(text).join(" "), wanted, "{text}");
        }
    }

    #[test]
    fn a_word_is_where_it_stands() {
        let text = "¿Qué? ok👍";
        let found: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(found, ["Qué", "ok", "👍"]);
        let text = "cafe\u{301} x";
        assert_eq!(&text[words(text)[0].start..words(text)[0].end], "cafe\u{301}");
    }
}
