//! Totals as bytes: a few for each value, the same bytes for the same totals.

use super::{COUNTED, Ranks, Totals};
use crate::domain::filter::Field;

/// How totals are written. Another number would be another way.
const VERSION: u8 = 2;

/// A part of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'t> {
    /// How many conversations.
    Ranks(Ranks),
    /// What they sold: currency, minor units, orders.
    Sold(&'t str, i64, i64),
    /// How many of them have a value.
    Value(Field, &'t str, Ranks),
}

/// Which values of a total are read. The others are passed over, which takes next to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// None: only how many conversations there are and what they sold.
    None,
    /// Those of a field.
    Of(Field),
    /// All.
    All,
}

impl Wanted {
    pub(super) fn includes(self, field: Field) -> bool {
        match self {
            Self::None => false,
            Self::Of(one) => one == field,
            Self::All => true,
        }
    }
}

/// The number a field is kept by. It stays the same for ever.
pub(super) fn of(field: Field) -> u8 {
    match field {
        Field::Channel => 2,
        Field::Tag => 3,
        Field::Agent => 4,
        Field::App => 5,
        Field::Group => 6,
        Field::Origin => 7,
        Field::Reason | Field::Status => 8,
        Field::Reopened => 9,
        Field::Sales => 10,
        Field::Hour => 11,
        Field::HandoffReason => 15,
        // Of these there are no totals.
        Field::FirstContact => 12,
        Field::Weekday => 13,
        Field::Question => 14,
    }
}

/// From this number on, steps of lengths are kept. No field has one of these.
pub(super) const MESSAGES: u8 = 32;

impl Totals {
    /// Writes it as bytes; nothing where it comes to nothing.
    pub fn to_bytes(&self) -> Vec<u8> {
        if *self == Self::default() {
            return Vec::new();
        }
        let mut out = vec![VERSION];
        ranks(&mut out, &self.ranks);
        number(&mut out, len(self.sold.len()));
        for (currency, (amount, orders)) in &self.sold {
            text(&mut out, currency);
            number(&mut out, *amount);
            number(&mut out, *orders);
        }
        let mut block = Vec::new();
        for (field, values) in &self.values {
            block.clear();
            for (value, counts) in values {
                text(&mut block, value);
                ranks(&mut block, counts);
            }
            out.push(of(*field));
            bytes(&mut out, &block);
        }
        out
    }
}

/// Reads what [`Totals::to_bytes`] wrote, part by part: first the conversations, then what they sold, then these values.
/// `None`: it is not whole.
pub fn read<'t>(kept: &'t [u8], wanted: Wanted, mut each: impl FnMut(Entry<'t>)) -> Option<()> {
    let mut rest = match kept.split_first() {
        None => return Some(()),
        Some((&VERSION, rest)) => rest,
        Some(_) => return None,
    };
    each(Entry::Ranks(read_ranks(&mut rest)?));
    for _ in 0..read_number(&mut rest)? {
        let currency = read_text(&mut rest)?;
        each(Entry::Sold(currency, read_number(&mut rest)?, read_number(&mut rest)?));
    }
    while wanted != Wanted::None && !rest.is_empty() {
        let code = byte(&mut rest)?;
        let field = COUNTED.into_iter().find(|field| of(*field) == code)?;
        let mut block = read_bytes(&mut rest)?;
        while wanted.includes(field) && !block.is_empty() {
            let value = read_text(&mut block)?;
            each(Entry::Value(field, value, read_ranks(&mut block)?));
        }
    }
    Some(())
}

/// A bit for each that is not zero, and then these.
fn ranks(out: &mut Vec<u8>, ranks: &Ranks) {
    let bits = ranks.iter().enumerate().filter(|(_, n)| **n != 0).fold(0_u8, |bits, (i, _)| bits | 1 << i);
    out.push(bits);
    ranks.iter().filter(|n| **n != 0).for_each(|n| number(out, *n));
}

fn text(out: &mut Vec<u8>, text: &str) {
    bytes(out, text.as_bytes());
}

/// Their number and then they.
fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, len(bytes.len()));
    out.extend_from_slice(bytes);
}

fn len(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// Seven bits a byte, the sign in the lowest: small numbers of either sign take one.
fn number(out: &mut Vec<u8>, n: i64) {
    let mut rest = ((n << 1) ^ (n >> 63)).cast_unsigned();
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, others) = rest.split_first()?;
    *rest = others;
    Some(*first)
}

fn read_number(rest: &mut &[u8]) -> Option<i64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let next = byte(rest)?;
        number |= u64::from(next & 0x7f).checked_shl(shift)?;
        if next < 0x80 {
            return Some((number >> 1).cast_signed() ^ -((number & 1).cast_signed()));
        }
        shift += 7;
    }
}

fn read_text<'t>(rest: &mut &'t [u8]) -> Option<&'t str> {
    std::str::from_utf8(read_bytes(rest)?).ok()
}

fn read_bytes<'t>(rest: &mut &'t [u8]) -> Option<&'t [u8]> {
    let len = usize::try_from(read_number(rest)?).ok()?;
    let (bytes, others) = rest.split_at_checked(len)?;
    *rest = others;
    Some(bytes)
}

fn read_ranks(rest: &mut &[u8]) -> Option<Ranks> {
    let bits = byte(rest)?;
    let mut ranks = Ranks::default();
    for (i, n) in ranks.iter_mut().enumerate() {
        if bits & (1 << i) != 0 {
            *n = read_number(rest)?;
        }
    }
    Some(ranks)
}
