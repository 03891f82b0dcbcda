//! What was measured, put in order.

use std::time::Duration;

/// How long each of many things took, in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Adds one.
    pub fn push(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64() * 1_000.0);
    }

    /// Adds all of another.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The least that so great a part took no longer than; 0 of none.
    pub fn quantile(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (part * sorted.len() as f64).ceil() as usize;
        sorted.get(place.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Half took no longer.
    pub fn p50(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Of a hundred 95 took no longer.
    pub fn p95(&self) -> f64 {
        self.quantile(0.95)
    }

    /// Of a hundred 99 took no longer.
    pub fn p99(&self) -> f64 {
        self.quantile(0.99)
    }

    /// The longest.
    pub fn max(&self) -> f64 {
        self.quantile(1.0)
    }
}

/// The middle one of some numbers; 0 of none.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
