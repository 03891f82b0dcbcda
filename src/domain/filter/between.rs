//! A number with a least and a most: messages, or seconds.

use super::BadParam;

/// From a least to a most, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

impl Between {
    /// Whether neither end is set.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// A count.
pub(super) fn count(field: &'static str, value: &str) -> Result<u32, BadParam> {
    value.parse().map_err(|_| BadParam { field, message: format!("`{value}` is no number, as in 12") })
}

/// Units of a length of time, with their seconds.
const UNITS: [(char, u32); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// A length of time in seconds: `90`, `90s`, `5m`, `2h`, `1d`.
pub(super) fn seconds(field: &'static str, value: &str) -> Result<u32, BadParam> {
    let value = value.to_lowercase();
    let unit = UNITS.iter().find_map(|(unit, seconds)| Some((value.strip_suffix(*unit)?, *seconds)));
    let (number, unit) = unit.unwrap_or((&value, 1));
    let seconds = number.trim_end().parse().ok().and_then(|n: u32| n.checked_mul(unit));
    seconds.ok_or_else(|| BadParam {
        field,
        message: format!("`{value}` is no length of time, as in 90s, 5m, 2h or 1d"),
    })
}

/// The same as it is written: in the largest unit that it is a whole number of.
pub fn length(seconds: u32) -> String {
    let fits = |(_, unit): &&(char, u32)| seconds > 0 && seconds.is_multiple_of(*unit);
    UNITS
        .iter()
        .find(fits)
        .map_or_else(|| "0s".to_owned(), |(name, unit)| format!("{}{name}", seconds / unit))
}
