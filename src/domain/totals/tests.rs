//! Totals add up whatever they are added in, and are read as they were written.

use proptest::prelude::*;

use super::*;

fn counted() -> impl Strategy<Value = Counted> {
    let value = prop_oneof![Just(""), Just("sms"), Just("late delivery"), Just("ñandú")];
    let sold = prop::collection::btree_map(
        prop_oneof![Just("EUR"), Just("MXN")],
        (-1_000_000_000_000_i64..1_000_000_000_000, 1_i64..4),
        0..3,
    );
    let parts = (0..3_i32, prop::bool::ANY, 0..RANKS.len(), prop::collection::vec(value, 6), sold, 0..24_u8);
    parts.prop_map(|(day, test, rank, words, sold, hour)| {
        let mut values: Vec<(Field, String)> =
            COUNTED.into_iter().zip(words).map(|(field, word)| (field, word.to_owned())).collect();
        values.push((Field::Hour, hour.to_string()));
        values.extend(sales_values(sold.keys().copied()).into_iter().map(|value| (Field::Sales, value)));
        let sold = sold.into_iter().map(|(code, (amount, orders))| (code.to_owned(), amount, orders));
        Counted { day, test, rank, values, apart: Vec::new(), messages: 1, sold: sold.collect() }
    })
}

fn sum(all: &[Counted]) -> Totals {
    let mut totals = Totals::default();
    all.iter().for_each(|counted| totals.count(counted, 1));
    totals
}

proptest! {
    #[test]
    fn what_is_added_and_taken_away_again_leaves_no_trace(
        stay in prop::collection::vec(counted(), 0..8),
        go in prop::collection::vec(counted(), 0..8),
    ) {
        let mut totals = sum(&go);
        stay.iter().for_each(|counted| totals.count(counted, 1));
        go.iter().for_each(|counted| totals.count(counted, -1));
        prop_assert_eq!(&totals, &sum(&stay));
        prop_assert_eq!(totals.conversations(), stay.len() as u64);
        prop_assert_eq!(totals.to_bytes().is_empty(), stay.is_empty());
    }

    #[test]
    fn days_are_added_up_in_any_order_of_their_values(
        days in prop::collection::vec((prop::collection::vec(counted(), 0..8), prop::bool::ANY), 0..12),
    ) {
        let (mut summed, mut totals) = (Sum::default(), Totals::default());
        for (day, plus) in days {
            let times = if plus { 1 } else { -1 };
            sum(&day).entries(Wanted::All, |entry| {
                summed.add(entry, times);
                totals.add(entry, times);
            });
        }
        prop_assert_eq!(summed.totals(), totals);
    }

    #[test]
    fn bytes_are_read_as_they_were_written(
        all in prop::collection::vec(counted(), 0..8), signs in prop::collection::vec(prop::bool::ANY, 8),
    ) {
        let mut totals = Totals::default();
        for (counted, plus) in all.iter().zip(signs) {
            totals.count(counted, if plus { 1 } else { -1 });
        }
        let bytes = totals.to_bytes();
        let mut back = Totals::default();
        prop_assert_eq!(read(&bytes, Wanted::All, |entry| back.add(entry, 1)), Some(()));
        prop_assert_eq!(&back, &totals);
        for wanted in COUNTED.into_iter().map(Wanted::Of).chain([Wanted::None]) {
            let mut back = Totals::default();
            prop_assert_eq!(read(&bytes, wanted, |entry| back.add(entry, 1)), Some(()));
            let mut some = totals.clone();
            some.values.retain(|field, _| wanted == Wanted::Of(*field));
            prop_assert_eq!(&back, &some);
        }
        let mut joined = sum(&all);
        joined.join(&totals);
        read(&bytes, Wanted::All, |entry| joined.add(entry, -1));
        prop_assert_eq!(joined, sum(&all));
    }

    #[test]
    fn damaged_bytes_are_refused_and_break_nothing(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut totals = Totals::default();
        let _ = read(&bytes, Wanted::All, |entry| {
            if let Entry::Value(..) = entry {
                totals.add(entry, 0);
            }
        });
    }
}
