//! The four tiles, each with its change against the period before and the lists behind it.

use crate::domain::filter::{ANY_SALES, Field, Filter};
use crate::domain::metrics::{Counts, change};
use crate::domain::money::Currency;
use crate::domain::status::{Reason, Status};
use crate::i18n::{Locale, Plural, fill};
use crate::store::overview::Sales;
use crate::store::report::Report;

use super::list_of as list;
use super::sparkline::{Sparkline, sparklines};

/// A number that opens its list; without an address when there is nothing to open.
pub struct Part {
    /// The number.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// The list.
    pub url: Option<String>,
}

/// How a number differs from the period before.
pub struct Change {
    /// `good`, `bad`, or nothing where neither is meant.
    pub class: &'static str,
    /// `▲` or `▼`.
    pub arrow: &'static str,
    /// The same for who hears the page.
    pub way: &'static str,
    /// By how much.
    pub text: String,
    /// What it was.
    pub from: String,
}

/// A tile.
pub struct Tile {
    /// Its name in the page, for tests and styles.
    pub id: &'static str,
    /// What it tells.
    pub label: &'static str,
    /// The list behind it.
    pub url: Option<String>,
    /// The number.
    pub value: String,
    /// What the number is of.
    pub detail: String,
    /// Against the period before; nothing to compare with: nothing.
    pub change: Option<Change>,
    /// Its course over the days.
    pub spark: Option<Sparkline>,
    /// What it is made of.
    pub parts: Vec<Part>,
}

/// Which direction is good news.
#[derive(Clone, Copy, PartialEq)]
enum Good {
    Up,
    Down,
}

/// The tiles of a report.
pub fn tiles(locale: &Locale, report: &Report, own: Currency) -> Vec<Tile> {
    let now = &report.now.counts;
    let before = report.before.as_ref().map(|before| before.counts).unwrap_or_default();
    let t = locale.t;
    let sold = sold(report, own);
    let first = sold.first().map(|sales| sales.amount.currency);
    let [volume, resolution, unresolved, sales] = sparklines(report, first);
    let filter = report.filter.pinned();
    let with = |field, value: &str| list(&filter.narrowed(field, vec![value.to_owned()]));
    let with_status = |status: Status| with(Field::Status, status.as_str());
    let by_status =
        |n, label: Plural, status| part(locale, n, label.of(t.language_tag, n), with_status(status));
    let by_reason =
        |n, label: &str, reason: Reason| part(locale, n, label, with(Field::Reason, reason.as_str()));
    let some = |n: u64, url: String| (n > 0).then_some(url);
    let of = |n| fill(t.of, &[("n", &locale.number(n)), ("all", &locale.number(now.conversations()))]);
    vec![
        Tile {
            id: "volume",
            label: t.total_volume,
            url: some(now.conversations(), list(&filter)),
            value: locale.number(now.conversations()),
            detail: String::new(),
            change: volume_change(locale, now, &before),
            spark: volume,
            parts: vec![
                by_status(now.resolved, t.n_resolved, Status::Resolved),
                by_status(now.unresolved(), t.n_unresolved, Status::Unresolved),
                by_status(now.open, t.n_open, Status::Open),
            ],
        },
        Tile {
            id: "resolution",
            label: t.resolution_rate,
            url: some(now.resolved, with_status(Status::Resolved)),
            value: locale.rate(now.resolution_rate()),
            detail: of(now.resolved),
            change: rate_change(locale, now.resolution_rate(), before.resolution_rate(), Good::Up),
            spark: resolution,
            parts: vec![
                by_reason(report.closed, t.reason_closed, Reason::Closed),
                by_reason(report.auto_closed, t.reason_auto_closed, Reason::AutoClosed),
            ],
        },
        Tile {
            id: "unresolved",
            label: t.unresolved_rate,
            url: some(now.unresolved(), with_status(Status::Unresolved)),
            value: locale.rate(now.unresolved_rate()),
            detail: of(now.unresolved()),
            change: rate_change(locale, now.unresolved_rate(), before.unresolved_rate(), Good::Down),
            spark: unresolved,
            parts: vec![
                by_reason(now.handoff, t.reason_handoff, Reason::Handoff),
                by_reason(now.human, t.reason_human, Reason::Human),
                by_reason(now.unanswered, t.reason_unanswered, Reason::Unanswered),
            ],
        },
        Tile { spark: sales, ..sales_tile(locale, &filter, report, &sold) },
    ]
}

fn part(locale: &Locale, n: u64, label: &str, url: String) -> Part {
    Part { value: locale.number(n), label: label.to_owned(), url: (n > 0).then_some(url) }
}

fn volume_change(locale: &Locale, now: &Counts, before: &Counts) -> Option<Change> {
    let relative = change(now.conversations(), before.conversations())?;
    let from = locale.number(before.conversations());
    Some(told(locale, relative, locale.percent(relative.abs()), from, None))
}

fn rate_change(locale: &Locale, now: Option<f64>, before: Option<f64>, good: Good) -> Option<Change> {
    let (now, before) = (now?, before?);
    let difference = now - before;
    Some(told(locale, difference, locale.points(difference), locale.percent(before), Some(good)))
}

fn told(locale: &Locale, difference: f64, text: String, from: String, good: Option<Good>) -> Change {
    let t = locale.t;
    let from = fill(t.from_before, &[("value", &from)]);
    // Less than is shown is no change.
    if difference.abs() < 0.0005 {
        return Change { class: "", arrow: "", way: "", text: t.unchanged.to_owned(), from };
    }
    let up = difference > 0.0;
    let class = match good {
        None => "",
        Some(good) if up == (good == Good::Up) => "good",
        Some(_) => "bad",
    };
    let (arrow, way) = if up { ("▲", t.up) } else { ("▼", t.down) };
    Change { class, arrow, way, text, from }
}

/// What was sold; the account's own currency comes first, nothing is converted.
fn sold(report: &Report, own: Currency) -> Vec<Sales> {
    let mut sales = report.now.sales.clone();
    sales.sort_by_key(|sales| (sales.amount.currency != own, sales.amount.currency));
    sales
}

fn sales_tile(locale: &Locale, filter: &Filter, report: &Report, sales: &[Sales]) -> Tile {
    let t = locale.t;
    let orders = |n| locale.plural(t.orders, n);
    let sold_in = |code: &str| list(&filter.narrowed(Field::Sales, vec![code.to_owned()]));
    let (first, others) = match sales.split_first() {
        None => (None, &[][..]),
        Some((first, others)) => (Some(first), others),
    };
    let before_first = |first: &Sales| {
        let before = report.before.as_ref().map_or(&[][..], |before| &before.sales);
        before.iter().find(|sales| sales.amount.currency == first.amount.currency)
    };
    let change = first.and_then(|first| Some((first, before_first(first)?))).and_then(|(first, before)| {
        let positive = |sales: &Sales| u64::try_from(sales.amount.minor).ok();
        let relative = change(positive(first)?, positive(before)?)?;
        let from = locale.money(before.amount);
        Some(told(locale, relative, locale.percent(relative.abs()), from, Some(Good::Up)))
    });
    Tile {
        id: "sales",
        label: t.ai_sales,
        url: first.map(|_| sold_in(ANY_SALES)),
        value: first.map_or_else(|| "–".to_owned(), |sales| locale.money(sales.amount)),
        detail: first.map_or_else(|| t.no_sales.to_owned(), |sales| orders(sales.orders)),
        change,
        spark: None,
        parts: others
            .iter()
            .map(|sales| Part {
                value: locale.money(sales.amount),
                label: orders(sales.orders),
                url: Some(sold_in(sales.amount.currency.code())),
            })
            .collect(),
    }
}
