//! The course of a number over the days of the overview, as a line without axes: beside the number it tells the trend.

use crate::domain::metrics::{Tally, rate};
use crate::domain::money::Currency;
use crate::domain::status::Status;
use crate::store::overview::Sales;
use crate::store::report::{Day, Report};

/// More points than this cannot be told apart in a tile: then several days are put together.
const MOST_POINTS: usize = 120;
/// The line lies between these heights; the picture is 100 wide and 28 high.
const TOP: f64 = 2.0;
const BOTTOM: f64 = 26.0;

/// A line, as the points of SVG polylines.
#[derive(Debug, PartialEq, Eq)]
pub struct Sparkline {
    /// Days that are settled.
    pub settled: String,
    /// The last days, of which some conversations are open yet: the line goes on from the last settled one.
    pub open: String,
}

/// One point: some days.
#[derive(Clone, Default)]
struct Point {
    tally: Tally,
    sold: i64,
}

impl Point {
    fn is_open(&self) -> bool {
        self.tally.conversations > self.tally.resolved + self.tally.unresolved
    }
}

/// The lines of volume, resolution rate, unresolved rate and sales in a currency.
pub fn sparklines(report: &Report, currency: Option<Currency>) -> [Option<Sparkline>; 4] {
    let points = points(report, currency);
    let line = |value: fn(&Point) -> Option<f64>| line(&points, value);
    [
        line(|point| Some(point.tally.conversations as f64)),
        line(|point| rate(point.tally.resolved, point.tally.conversations)),
        line(|point| rate(point.tally.unresolved, point.tally.conversations)),
        line(|point| Some(point.sold as f64)),
    ]
}

fn points(report: &Report, currency: Option<Currency>) -> Vec<Point> {
    let together = report.days.len().div_ceil(MOST_POINTS).max(1);
    let days: Vec<_> = report.days.iter().zip(&report.sales_days).collect();
    let point = |days: &[(&Day, &Vec<Sales>)]| {
        let mut point = Point::default();
        for (day, sales) in days {
            for counts in day.groups.values() {
                Status::ALL.iter().for_each(|status| point.tally.add(*status, counts.of(*status)));
            }
            let mine = sales.iter().filter(|sales| Some(sales.amount.currency) == currency);
            point.sold += mine.map(|sales| sales.amount.minor).sum::<i64>();
        }
        point
    };
    days.chunks(together).map(point).collect()
}

/// A line through the points that have a value; fewer than two make none, and neither does nothing at all.
fn line(points: &[Point], value: fn(&Point) -> Option<f64>) -> Option<Sparkline> {
    let values: Vec<(usize, f64)> =
        points.iter().enumerate().filter_map(|(i, point)| Some((i, value(point)?))).collect();
    let most = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    if values.len() < 2 || most <= 0.0 {
        return None;
    }
    let across = 100.0 / (points.len() - 1) as f64;
    let at = |(i, value): &(usize, f64)| {
        format!("{:.1},{:.1}", *i as f64 * across, BOTTOM - (BOTTOM - TOP) * value / most)
    };
    let settled = points.iter().rposition(|point| !point.is_open()).map_or(0, |last| last + 1);
    let settled = values.partition_point(|(i, _)| *i < settled);
    let join = |values: &[(usize, f64)]| values.iter().map(at).collect::<Vec<_>>().join(" ");
    let (before, after) = (&values[..settled], &values[settled.saturating_sub(1)..]);
    let drawn = |values: &[(usize, f64)]| if values.len() > 1 { join(values) } else { String::new() };
    Some(Sparkline { settled: drawn(before), open: drawn(after) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(resolved: u64, unresolved: u64, open: u64) -> Point {
        let tally = Tally { conversations: resolved + unresolved + open, resolved, unresolved };
        Point { tally, sold: 0 }
    }

    #[test]
    fn a_line_goes_from_edge_to_edge_over_days_without_a_rate_and_is_lighter_where_days_are_open() {
        let points = [point(2, 2, 0), point(0, 0, 0), point(4, 0, 0), point(1, 0, 1)];
        let line = line(&points, |point| point.tally.resolution_rate()).expect("a line");
        assert_eq!(line.settled, "0.0,14.0 66.7,2.0");
        assert_eq!(line.open, "66.7,2.0 100.0,14.0");
    }

    #[test]
    fn one_day_or_nothing_at_all_is_no_line() {
        let volume = |point: &Point| Some(point.tally.conversations as f64);
        assert_eq!(line(&[point(1, 0, 0)], volume), None);
        assert_eq!(line(&[point(0, 0, 0), point(0, 0, 0)], volume), None);
        assert_eq!(line(&[], volume), None);
        let open = line(&[point(0, 0, 3), point(0, 0, 6)], volume).expect("a line");
        assert_eq!((open.settled.as_str(), open.open.as_str()), ("", "0.0,14.0 100.0,2.0"));
    }
}
