//! Totals kept ahead of time: what the conversations of a local day that share a value add up to, so that a report of a year
//! reads some hundred rows and not a million.
//!
//! Everything here is a sum: a conversation is added when it comes to count, taken away when it counts otherwise, and the
//! totals of several days or values are those of each together.

mod code;
mod lengths;
mod sum;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

pub use self::code::{Entry, Wanted, read};
pub use self::lengths::of_messages;
pub use self::sum::Sum;
use super::filter::{ANY_SALES, Field};
use super::status::{RANKS, Reason, Status};

/// How many conversations have which of [`RANKS`]. Below zero in what is to be taken away.
pub type Ranks = [i64; RANKS.len()];

/// The fields of which values are counted in every total.
pub const COUNTED: [Field; 9] = [
    Field::Channel,
    Field::Tag,
    Field::Agent,
    Field::App,
    Field::Group,
    Field::Origin,
    Field::Reopened,
    Field::Sales,
    Field::Hour,
];

/// What a conversation counts as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The local day it began on, counted from the common era.
    pub day: i32,
    /// A trial: it stands in a total of its own.
    pub test: bool,
    /// Its status: the place in [`RANKS`].
    pub rank: usize,
    /// Its value in each of [`COUNTED`], as rows keep it; of sales there may be several.
    pub values: Vec<(Field, String)>,
    /// Its values in fields with more words than every total could count: they have totals of their own alone.
    pub apart: Vec<(Field, String)>,
    /// How many messages it has.
    pub messages: u32,
    /// What it sold: currency, minor units, orders.
    pub sold: Vec<(String, i64, i64)>,
}

/// Of which conversations of a day a total is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Those that count.
    All,
    /// The trials.
    Trials,
    /// Those that count and have a value in a field, as rows keep it.
    Of(Field, String),
    /// Those that count and have so many messages, put together in steps; see [`of_messages`].
    Messages(u8, String),
}

impl Part {
    /// Those of a status and reason.
    pub fn ranked(rank: usize) -> Self {
        let reason = RANKS.get(rank).and_then(|(_, reason)| *reason);
        Self::Of(Field::Reason, reason.map_or(Status::Open.as_str(), Reason::as_str).to_owned())
    }

    /// The number and the word it is kept by.
    pub fn key(&self) -> (i16, &str) {
        match self {
            Self::All => (0, ""),
            Self::Trials => (1, ""),
            Self::Of(field, value) => (i16::from(code::of(*field)), value),
            Self::Messages(step, many) => (i16::from(code::MESSAGES + step), many),
        }
    }
}

impl Counted {
    /// Every total of its day that it is part of.
    pub fn parts(&self) -> Vec<Part> {
        if self.test {
            return vec![Part::Trials];
        }
        let values =
            self.values.iter().chain(&self.apart).map(|(field, value)| Part::Of(*field, value.clone()));
        let steps = lengths::parts_of(self.messages);
        [Part::All, Part::ranked(self.rank)].into_iter().chain(values).chain(steps).collect()
    }
}

/// A sum over conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All of them.
    pub ranks: Ranks,
    /// Those of each value.
    pub values: BTreeMap<Field, BTreeMap<String, Ranks>>,
    /// Currency to minor units and orders.
    pub sold: BTreeMap<String, (i64, i64)>,
}

impl Totals {
    /// Adds a conversation, or with a minus one takes it away.
    pub fn count(&mut self, counted: &Counted, sign: i64) {
        let mut ranks = Ranks::default();
        if let Some(rank) = ranks.get_mut(counted.rank) {
            *rank = sign;
        }
        self.add(Entry::Ranks(ranks), 1);
        for (field, value) in &counted.values {
            self.add(Entry::Value(*field, value, ranks), 1);
        }
        for (currency, amount, orders) in &counted.sold {
            self.add(Entry::Sold(currency, *amount, *orders), sign);
        }
    }

    /// Adds a part of another total, so many times. What comes to nothing is gone.
    pub fn add(&mut self, entry: Entry<'_>, times: i64) {
        match entry {
            Entry::Ranks(ranks) => add(&mut self.ranks, &ranks, times),
            Entry::Value(field, value, ranks) => {
                let values = self.values.entry(field).or_default();
                // Mostly it is there: then no text is copied.
                if let Some(mine) = values.get_mut(value) {
                    add(mine, &ranks, times);
                    if *mine == Ranks::default() {
                        values.remove(value);
                    }
                } else if ranks != Ranks::default() {
                    values.insert(value.to_owned(), ranks.map(|n| n * times));
                }
                if values.is_empty() {
                    self.values.remove(&field);
                }
            }
            Entry::Sold(currency, amount, orders) => {
                let place = self.sold.entry(currency.to_owned());
                let (had, of) = match &place {
                    Place::Occupied(sold) => *sold.get(),
                    Place::Vacant(_) => (0, 0),
                };
                let sum = (had.saturating_add(amount.saturating_mul(times)), of + orders * times);
                match place {
                    Place::Occupied(sold) if sum == (0, 0) => drop(sold.remove()),
                    Place::Vacant(_) if sum == (0, 0) => {}
                    place => *place.or_default() = sum,
                }
            }
        }
    }

    /// Adds another.
    pub fn join(&mut self, other: &Self) {
        other.entries(Wanted::All, |entry| self.add(entry, 1));
    }

    /// Gives every part, and these values.
    pub fn entries<'t>(&'t self, wanted: Wanted, mut each: impl FnMut(Entry<'t>)) {
        each(Entry::Ranks(self.ranks));
        for (currency, (amount, orders)) in &self.sold {
            each(Entry::Sold(currency, *amount, *orders));
        }
        for (field, of_field) in self.values.iter().filter(|(field, _)| wanted.includes(**field)) {
            for (value, ranks) in of_field {
                each(Entry::Value(*field, value, *ranks));
            }
        }
    }

    /// Of how many conversations it is.
    pub fn conversations(&self) -> u64 {
        count(&self.ranks)
    }
}

/// How many conversations there are of all ranks.
pub fn count(ranks: &Ranks) -> u64 {
    u64::try_from(ranks.iter().sum::<i64>()).unwrap_or(0)
}

fn add(to: &mut Ranks, ranks: &Ranks, times: i64) {
    for (to, n) in to.iter_mut().zip(ranks) {
        *to += n * times;
    }
}

/// The values that a conversation has in [`Field::Sales`]: its currencies, and that there is any or none.
pub fn sales_values<'c>(currencies: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut values: Vec<String> = currencies.map(str::to_owned).collect();
    values.push(if values.is_empty() { String::new() } else { ANY_SALES.to_owned() });
    values
}

#[cfg(test)]
mod tests;
