//! Totals by length: any range of messages is the sum of a few of them.
//!
//! A conversation grows with every message, and so moves from one total to the next. It stands in one of each length, in one
//! of each four lengths, and in one of each sixteen: a range is put together of the largest, and three messages out of four
//! move it in the first alone.

use std::collections::BTreeMap;

use super::Part;
use crate::domain::filter::Between;

/// One length, four of them, sixteen.
const STEPS: [u32; 3] = [1, 4, 16];

/// A range that takes more totals than this is counted otherwise.
const MOST: usize = 48;

fn part(step: usize, place: u32) -> Part {
    Part::Messages(u8::try_from(step).unwrap_or(u8::MAX), place.to_string())
}

/// Those that a conversation of so many messages is part of.
pub(super) fn parts_of(messages: u32) -> impl Iterator<Item = Part> {
    STEPS.into_iter().enumerate().map(move |(step, size)| part(step, messages / size))
}

/// The totals whose sum is what has as many messages as a range says: each is to be added so many times. `None`: it takes
/// too many, or ends before it begins.
pub fn of_messages(range: Between) -> Option<BTreeMap<Part, i64>> {
    if range.min.zip(range.max).is_some_and(|(min, max)| min > max) {
        return None;
    }
    let mut parts = match range.max {
        Some(max) => fewer(max.checked_add(1)?)?.into_iter().map(|part| (part, 1)).collect(),
        None => BTreeMap::from([(Part::All, 1)]),
    };
    for part in fewer(range.min.unwrap_or(0))? {
        *parts.entry(part).or_default() -= 1;
    }
    parts.retain(|_, times| *times != 0);
    Some(parts)
}

/// Those of all that have fewer messages than this: the largest steps first.
fn fewer(messages: u32) -> Option<Vec<Part>> {
    let (mut parts, mut from) = (Vec::new(), 0);
    for (step, size) in STEPS.into_iter().enumerate().rev() {
        let to = messages / size;
        if parts.len() + (to - from / size) as usize > MOST {
            return None;
        }
        parts.extend((from / size..to).map(|place| part(step, place)));
        from = to * size;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_the_sum_of_its_totals() {
        let ends = (0..70).map(Some).chain([None]);
        let ranges = ends.clone().flat_map(|min| ends.clone().map(move |max| Between { min, max }));
        for range in ranges.filter(|range| range.min.zip(range.max).is_none_or(|(min, max)| min <= max)) {
            let parts = of_messages(range).expect("few");
            for messages in 0..100 {
                let all = parts.get(&Part::All).copied().unwrap_or(0);
                let times: i64 = parts_of(messages).filter_map(|part| parts.get(&part)).sum();
                let within = range.min.is_none_or(|min| messages >= min)
                    && range.max.is_none_or(|max| messages <= max);
                assert_eq!(all + times, i64::from(within), "{messages} in {range:?}");
            }
        }
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_left_to_others() {
        let parts = of_messages(Between { min: Some(9), max: Some(3) });
        assert_eq!(parts, None);
    }

    #[test]
    fn long_ranges_are_left_to_others() {
        for (min, max) in [(None, Some(u32::MAX)), (Some(u32::MAX), None), (None, Some(10_000))] {
            assert_eq!(of_messages(Between { min, max }), None, "{min:?} {max:?}");
        }
    }
}
