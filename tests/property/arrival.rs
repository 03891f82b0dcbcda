//! How events arrive: in any order, some of them twice, cut into any batches, one after the other or all at once.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

/// An order of arrival, for histories of any length.
#[derive(Clone, Debug)]
pub struct Arrival {
    places: Vec<u16>,
    /// Which events come again, and where.
    again: Vec<(prop::sample::Index, prop::sample::Index)>,
    cuts: Vec<prop::sample::Index>,
    /// In order, every event comes by itself.
    pub one_by_one: bool,
    /// Several batches wait for the writer at once, so that it takes them together.
    pub at_once: bool,
}

pub fn arrival() -> impl Strategy<Value = Arrival> {
    let index = || any::<prop::sample::Index>();
    let again = vec((index(), index()), 0..6);
    (vec(any::<u16>(), 40), again, vec(index(), 0..7), prop::bool::weighted(0.25), any::<bool>()).prop_map(
        |(places, again, cuts, one_by_one, at_once)| Arrival { places, again, cuts, one_by_one, at_once },
    )
}

impl Arrival {
    /// The batches, in which every event comes at least once.
    pub fn batches(&self, events: &[Value]) -> Vec<Vec<Value>> {
        let mut line: Vec<(u16, &Value)> = events
            .iter()
            .enumerate()
            .map(|(n, event)| (self.places.get(n).copied().unwrap_or_default(), event))
            .collect();
        line.sort_by_key(|(place, _)| *place);
        let mut line: Vec<Value> = line.into_iter().map(|(_, event)| event.clone()).collect();
        for (which, place) in &self.again {
            let event = which.get(events).clone();
            line.insert(place.index(line.len() + 1), event);
        }
        let mut cuts: Vec<usize> = self.cuts.iter().map(|cut| cut.index(line.len())).collect();
        cuts.sort_unstable();
        let mut batches = Vec::new();
        for cut in cuts.into_iter().rev() {
            batches.push(line.split_off(cut));
        }
        batches.push(line);
        batches.reverse();
        batches.retain(|batch| !batch.is_empty());
        batches
    }

    /// By time alone: in one batch, or every event in a batch of its own, so that each is added to what the earlier
    /// ones made.
    pub fn by_time(&self, events: &[Value]) -> Vec<Vec<Value>> {
        let line = Self::in_order(events);
        if self.one_by_one { line.concat().into_iter().map(|event| vec![event]).collect() } else { line }
    }

    /// One batch, by time alone.
    pub fn in_order(events: &[Value]) -> Vec<Vec<Value>> {
        let time = |event: &Value| {
            let text = event["time"].as_str().unwrap_or_default();
            chrono::DateTime::parse_from_rfc3339(text).expect("a time").timestamp_millis()
        };
        let mut line = events.to_vec();
        line.sort_by_key(time);
        vec![line]
    }
}
