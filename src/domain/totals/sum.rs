//! Adding up many days. Their values are mostly the same and come in the same order: what followed a value the day before is
//! looked at first, which takes a third of the time of looking each up by its name.

use std::collections::BTreeMap;

use super::{Entry, Field, Ranks, Totals, add};

/// A sum that is being made.
#[derive(Debug, Default)]
pub struct Sum {
    /// But for the values.
    totals: Totals,
    values: Vec<Value>,
    places: BTreeMap<Field, BTreeMap<String, usize>>,
    /// The value that was added last.
    last: usize,
}

#[derive(Debug)]
struct Value {
    field: Field,
    value: String,
    ranks: Ranks,
    /// The one that was added after it, when it was added last.
    next: usize,
}

impl Sum {
    /// Adds a part of a total, so many times.
    pub fn add(&mut self, entry: Entry<'_>, times: i64) {
        let Entry::Value(field, value, ranks) = entry else { return self.totals.add(entry, times) };
        let guess = self.values.get(self.last).map_or(0, |last| last.next);
        let is_it = |kept: &Value| kept.field == field && kept.value == value;
        let place = match self.values.get(guess) {
            Some(kept) if is_it(kept) => guess,
            _ => self.place(field, value),
        };
        if let Some(last) = self.values.get_mut(self.last) {
            last.next = place;
        }
        self.last = place;
        if let Some(kept) = self.values.get_mut(place) {
            add(&mut kept.ranks, &ranks, times);
        }
    }

    fn place(&mut self, field: Field, value: &str) -> usize {
        let places = self.places.entry(field).or_default();
        if let Some(place) = places.get(value) {
            return *place;
        }
        let place = self.values.len();
        places.insert(value.to_owned(), place);
        self.values.push(Value { field, value: value.to_owned(), ranks: Ranks::default(), next: 0 });
        place
    }

    /// What it comes to.
    pub fn totals(self) -> Totals {
        let mut totals = self.totals;
        for Value { field, value, ranks, .. } in self.values {
            // What comes to nothing is not there.
            if ranks != Ranks::default() {
                totals.values.entry(field).or_default().insert(value, ranks);
            }
        }
        totals
    }
}
