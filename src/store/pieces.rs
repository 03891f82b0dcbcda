//! Lists and rows in few sizes. A statement's text names every value it takes; were there one for every length, engines
//! would read thousands of texts anew that they have prepared before. A list says its last value again, a few sizes
//! serve; rows are cut into few pieces, for each is a way to the engine and back.

/// How many values of an `IN` list or rows of an `INSERT` go into one statement: a power of two, well below SQLite's
/// 32,766 bound values at our widest table.
pub(super) const CHUNK: usize = 512;

/// Values for `IN` lists. The last is said again until there are as many as a power of two: that finds the same.
pub(super) fn lists<V: Clone>(values: &[V]) -> impl Iterator<Item = Vec<V>> {
    values.chunks(CHUNK).map(|chunk| {
        let mut list = chunk.to_vec();
        if let Some(last) = chunk.last() {
            list.resize(chunk.len().next_power_of_two(), last.clone());
        }
        list
    })
}

/// Rows to be written, the most first: of each length in binary the first three digits.
pub(super) fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut left = rows;
    std::iter::from_fn(move || {
        let most = left.len().min(CHUNK);
        let digits = most.checked_ilog2()?.saturating_sub(2);
        let (piece, rest) = left.split_at(most >> digits << digits);
        left = rest;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CHUNK, lists, pieces};

    #[test]
    fn everything_is_in_a_list_or_piece_once_and_there_are_few_sizes() {
        let mut sizes = BTreeSet::new();
        for n in (0..600).chain([5_000]) {
            let values: Vec<usize> = (0..n).collect();
            let mut listed: Vec<usize> = lists(&values).flatten().collect();
            listed.dedup();
            assert_eq!(listed, values);
            assert_eq!(pieces(&values).flatten().copied().collect::<Vec<_>>(), values);
            sizes.extend(lists(&values).map(|list| list.len()).chain(pieces(&values).map(<[usize]>::len)));
            assert!(pieces(&values[..n.min(CHUNK)]).count() <= 4);
        }
        assert!(sizes.len() < 40 && sizes.last() == Some(&CHUNK), "{sizes:?}");
    }
}
