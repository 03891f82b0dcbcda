//! Puts parts together: text, what is marked in it, and addresses with a way to open them.

use std::ops::Range;

use super::address::{Address, written_in};

/// A part of a message, as the template shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// An element begins: its name and its class, which may be empty.
    Open(&'static str, &'static str),
    /// A numbered list begins at this number.
    Numbered(u64),
    /// An element ends.
    Close(&'static str),
    /// Text, to be escaped.
    Text(String),
    /// Text that was searched for, to be escaped.
    Hit(String, Hit),
    /// A line ends.
    Break,
    /// A line across.
    Rule,
    /// The address before this may be opened.
    Leads(Address),
}

/// A place that was searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the thread, from 1.
    pub number: usize,
    /// Formatting may cut one place into several parts; this is the first of them.
    pub first: bool,
}

/// A piece of text, and where in the message it comes from.
struct Piece {
    /// Where it begins in the text that is being put together.
    at: usize,
    /// Its place in the message.
    from: Range<usize>,
    /// It stands there letter by letter; else it was written in another way, as `&amp;` is.
    literal: bool,
}

/// Writes the parts of a message.
pub struct Writer<'t, 'n> {
    source: &'t str,
    /// What is marked, in bytes of the source.
    found: Vec<(usize, usize)>,
    /// The number that each of them was given.
    numbers: Vec<Option<usize>>,
    count: &'n mut usize,
    parts: Vec<Part>,
    /// Text that goes on: addresses are looked for in the whole of it.
    text: String,
    pieces: Vec<Piece>,
    /// What of the source has been written.
    covered: Vec<Range<usize>>,
}

impl<'t, 'n> Writer<'t, 'n> {
    /// For a message in which these places are marked; `count` numbers them on through the thread.
    pub fn new(source: &'t str, found: Vec<(usize, usize)>, count: &'n mut usize) -> Self {
        let numbers = vec![None; found.len()];
        let (parts, pieces, covered) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, found, numbers, count, parts, text: String::new(), pieces, covered }
    }

    /// The whole message as it was written.
    pub fn plain(&mut self) {
        self.text(self.source, 0..self.source.len());
        self.flush(true);
    }

    /// The parts.
    pub fn end(self) -> Vec<Part> {
        self.parts
    }

    /// Adds a part that is no text.
    pub fn put(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// Says that this stretch of the source is shown, or says nothing.
    pub fn cover(&mut self, range: Range<usize>) {
        self.covered.push(range);
    }

    /// Adds text that comes from this stretch of the source.
    pub fn text(&mut self, text: &str, from: Range<usize>) {
        self.cover(from.clone());
        let within = self.source.get(from.clone()).and_then(|source| source.find(text));
        let piece = match within {
            Some(at) => {
                let begin = from.start + at;
                Piece { at: self.text.len(), from: begin..begin + text.len(), literal: true }
            }
            None => Piece { at: self.text.len(), from, literal: false },
        };
        self.pieces.push(piece);
        self.text.push_str(text);
    }

    /// Writes the text so far; with addresses in it as such where `addresses` says so.
    pub fn flush(&mut self, addresses: bool) {
        let text = std::mem::take(&mut self.text);
        let pieces = std::mem::take(&mut self.pieces);
        let marks = self.marks(&pieces, text.len());
        let mut at = 0;
        for (range, address) in if addresses { written_in(&text) } else { Vec::new() } {
            self.marked(&text, at..range.start, &marks);
            self.put(Part::Open("span", "addr"));
            self.marked(&text, range.clone(), &marks);
            self.put(Part::Close("span"));
            self.put(Part::Leads(address));
            at = range.end;
        }
        self.marked(&text, at..text.len(), &marks);
    }

    /// Text that is said here, not in the message.
    pub fn own(&mut self, text: &str) {
        self.parts.push(Part::Text(text.to_owned()));
    }

    /// The marked places of a text: from, to, and which.
    fn marks(&self, pieces: &[Piece], end: usize) -> Vec<(usize, usize, usize)> {
        let mut out: Vec<(usize, usize, usize)> = Vec::new();
        for (i, piece) in pieces.iter().enumerate() {
            let piece_end = pieces.get(i + 1).map_or(end, |next| next.at);
            let first = self.found.partition_point(|(_, to)| *to <= piece.from.start);
            let hits = self.found[first..].iter().enumerate();
            for (offset, (from, to)) in hits.take_while(|(_, (from, _))| *from < piece.from.end) {
                let (begin, end) = match piece.literal {
                    true => {
                        let place = |at: usize| at.clamp(piece.from.start, piece.from.end) - piece.from.start;
                        (piece.at + place(*from), piece.at + place(*to))
                    }
                    false => (piece.at, piece_end),
                };
                match out.last_mut() {
                    Some(last) if last.2 == first + offset && last.1 == begin => last.1 = end,
                    Some(last) if begin < last.1 => {}
                    _ => out.push((begin, end, first + offset)),
                }
            }
        }
        out
    }

    /// Writes a stretch of a text with what is marked in it.
    fn marked(&mut self, text: &str, range: Range<usize>, marks: &[(usize, usize, usize)]) {
        let mut at = range.start;
        let first = marks.partition_point(|(_, to, _)| *to <= range.start);
        for &(from, to, which) in marks[first..].iter().take_while(|(from, _, _)| *from < range.end) {
            let (from, to) = (from.max(range.start), to.min(range.end));
            self.some(&text[at..from]);
            let first = self.numbers[which].is_none();
            let number = *self.numbers[which].get_or_insert_with(|| {
                *self.count += 1;
                *self.count
            });
            self.put(Part::Hit(text[from..to].to_owned(), Hit { number, first }));
            at = to;
        }
        self.some(&text[at..range.end]);
    }

    fn some(&mut self, text: &str) {
        if !text.is_empty() {
            self.own(text);
        }
    }

    /// What of the source was not shown although something is said in it.
    pub fn left(&mut self) -> Vec<Range<usize>> {
        let mut covered = std::mem::take(&mut self.covered);
        covered.sort_by_key(|range| range.start);
        covered.push(self.source.len()..self.source.len());
        let mut out = Vec::new();
        let mut at = 0;
        for range in covered {
            if range.start > at {
                let gap = &self.source[at..range.start];
                if gap.contains(char::is_alphanumeric) {
                    let begin = at + gap.len() - gap.trim_start().len();
                    out.push(begin..begin + gap.trim().len());
                }
            }
            at = at.max(range.end);
        }
        out
    }
}
