//! Digits that people write in groups: cards and phones.

use std::ops::RangeInclusive;

/// How many digits a card number has.
const CARD: RangeInclusive<usize> = 13..=19;

/// How many digits a phone number has: fewer than nine are as likely a date or an order.
const PHONE: RangeInclusive<usize> = 9..=15;

/// The same behind a `+`, which says what it is.
const PHONE_ABROAD: RangeInclusive<usize> = 8..=15;

/// At most so many signs stand between two groups, as in `4111 - 1111`.
const GAP: usize = 3;

/// Digits without anything between them.
#[derive(Clone, Copy, Debug)]
struct Group {
    from: usize,
    to: usize,
    /// How many digits.
    count: usize,
}

/// The value of a digit, in the scripts in which people write numbers.
fn digit(c: char) -> Option<u32> {
    let zeros = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
    zeros.iter().find_map(|zero| (u32::from(c)).checked_sub(u32::from(*zero)).filter(|value| *value < 10))
}

/// Groups of digits, those together between which stand signs of these alone. A group that a letter touches is a word
/// of another kind, as in `AB4111`, and belongs to none.
fn chains(text: &str, between: fn(char) -> bool) -> Vec<Vec<Group>> {
    let mut chains: Vec<Vec<Group>> = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut before: Option<char> = None;
    while let Some((from, c)) = rest.next() {
        if digit(c).is_none() {
            before = Some(c);
            continue;
        }
        let (mut to, mut count) = (from + c.len_utf8(), 1);
        while let Some((at, c)) = rest.next_if(|(_, c)| digit(*c).is_some()) {
            (to, count) = (at + c.len_utf8(), count + 1);
        }
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() || c == '_');
        if !touches(before) && !touches(rest.peek().map(|(_, c)| *c)) {
            let group = Group { from, to, count };
            let gap = |last: &Group| {
                let gap = &text[last.to..from];
                gap.chars().count() <= GAP && gap.chars().all(between)
            };
            match chains.last_mut() {
                Some(chain) if chain.last().is_some_and(gap) => chain.push(group),
                _ => chains.push(vec![group]),
            }
        }
        before = text[..to].chars().next_back();
    }
    chains
}

fn is_blank_or_dash(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Where card numbers stand. Of groups in a row each card is found, also where more digits follow, as those of a date.
pub fn cards(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for chain in chains(text, is_blank_or_dash) {
        let mut first = 0;
        while first < chain.len() {
            match last_of_card(text, &chain[first..]) {
                Some(last) => {
                    found.push((chain[first].from, chain[first + last].to));
                    first += last + 1;
                }
                None => first += 1,
            }
        }
    }
    found
}

/// The last of the groups that make a card number with the first: the longest there is.
fn last_of_card(text: &str, groups: &[Group]) -> Option<usize> {
    let mut count = 0;
    let mut fits = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        count += group.count;
        if count > *CARD.end() {
            break;
        }
        if CARD.contains(&count) && checks(&text[groups[0].from..group.to]) {
            fits.push(place);
        }
    }
    fits.pop()
}

/// Whether the last digit is the one that the others ask for (Luhn). Nothing but zeros is no number.
fn checks(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(digit).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, value)| match place % 2 {
            0 => *value,
            _ if *value > 4 => 2 * value - 9,
            _ => 2 * value,
        })
        .sum();
    sum.is_multiple_of(10) && sum > 0
}

/// Where phone numbers stand: as they are written, with a `+`, brackets, blanks, dashes or dots.
pub fn phones(text: &str) -> Vec<(usize, usize)> {
    let between = |c: char| is_blank_or_dash(c) || matches!(c, '.' | '(' | ')');
    let mut found = Vec::new();
    for chain in chains(text, between) {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        let head = text[..first.from].trim_end_matches(['(', ' ']);
        let plus = head.ends_with('+');
        let open = text[..first.from].ends_with('(');
        let from = match (plus, open) {
            (true, _) => head.len() - 1,
            (false, true) => first.from - 1,
            (false, false) => first.from,
        };
        let count: usize = chain.iter().map(|group| group.count).sum();
        let right = if plus { PHONE_ABROAD.contains(&count) } else { PHONE.contains(&count) };
        // Parts of longer names, as in `a-426614174000`, `id=600112233` or `#600112233`. A `+` begins anew behind digits.
        let joins = |c: char| c.is_alphabetic() || "-_=/#.".contains(c) || (!plus && c.is_alphanumeric());
        let part_of = text[..from].ends_with(joins);
        if right && !part_of && !is_date(text, &chain) {
            found.push((from, last.to));
        }
    }
    found
}

/// A date, with or without a time behind it: a year, a month and a day, or the other way round.
fn is_date(text: &str, chain: &[Group]) -> bool {
    let [a, b, c, ..] = chain else { return false };
    let year = |group: &Group| {
        let year = &text[group.from..group.to];
        group.count == 4 && (year.starts_with("19") || year.starts_with("20"))
    };
    b.count <= 2 && ((year(a) && c.count <= 2) || (year(c) && a.count <= 2))
}
