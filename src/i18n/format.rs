//! Numbers, money and instants as people of a language write them, in the account's time zone.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Plural, Texts};
use crate::domain::money::{Currency, Money, amount};
use crate::domain::period::Period;

/// Fills `{names}` into a text.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // By hand rather than by replacing one name after the other: a value may hold braces itself.
    while let Some((before, inside)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = inside.split_once('}') else { break };
        out.push_str(values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A language, in a time zone.
#[derive(Clone, Copy, Debug)]
pub struct Locale {
    /// The texts.
    pub t: &'static Texts,
    /// Where days are cut and clocks read.
    pub zone: Tz,
}

impl Locale {
    /// `1,234`
    pub fn number(&self, n: u64) -> String {
        self.grouped(&n.to_string())
    }

    /// `12 orders`: the form of a number with the number filled in.
    pub fn plural(&self, forms: Plural, n: u64) -> String {
        self.plural_with(forms, n, &[])
    }

    /// As [`Locale::plural`], with other `{names}`, too.
    pub fn plural_with(&self, forms: Plural, n: u64, values: &[(&str, &str)]) -> String {
        let number = self.number(n);
        let values: Vec<(&str, &str)> = [("n", number.as_str())].iter().chain(values).copied().collect();
        fill(forms.of(self.t.language_tag, n), &values)
    }

    /// `66.7%`, or as the language writes it: a space in it does not break.
    pub fn percent(&self, rate: f64) -> String {
        fill(self.t.percent, &[("n", &self.one_decimal(rate * 100.0))])
    }

    /// As [`Locale::percent`]; of no conversation there is no rate.
    pub fn rate(&self, rate: Option<f64>) -> String {
        rate.map_or_else(|| "–".to_owned(), |rate| self.percent(rate))
    }

    /// `2.4 points`
    pub fn points(&self, difference: f64) -> String {
        fill(self.t.points, &[("n", &self.one_decimal(difference.abs() * 100.0))])
    }

    /// `about 1.4 MB`, in the fewest words: `≈ 1.4 MB`.
    pub fn bytes(&self, bytes: u64) -> String {
        let mut size = bytes as f64 / 1_000.0;
        for unit in ["kB", "MB"] {
            // What would be rounded to the next unit is told in it.
            if size < 999.5 {
                let digits = if size < 9.95 { self.one_decimal(size) } else { format!("{size:.0}") };
                return format!("≈\u{a0}{digits}\u{a0}{unit}");
            }
            size /= 1_000.0;
        }
        format!("≈\u{a0}{}\u{a0}GB", self.one_decimal(size))
    }

    fn one_decimal(&self, value: f64) -> String {
        format!("{value:.1}").replace('.', self.t.decimal_separator)
    }

    /// `USD 1,234.50`: the code, because several currencies share a sign; with a space that does not break.
    pub fn money(&self, money: Money) -> String {
        self.signed_money(money.minor, money.currency)
    }

    /// As [`Locale::money`], of a difference.
    pub fn signed_money(&self, minor: i64, currency: Currency) -> String {
        let text = amount(minor, currency);
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let point = if fraction.is_empty() { "" } else { self.t.decimal_separator };
        let amount = format!("{}{point}{fraction}", self.grouped(whole));
        fill(self.t.money, &[("currency", currency.code()), ("amount", &amount)])
    }

    fn grouped(&self, digits: &str) -> String {
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
        let mut out = String::from(sign);
        // Spanish leaves four digits together.
        if digits.len() < self.t.grouped_from.len() {
            return out + digits;
        }
        for (i, digit) in digits.char_indices() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(self.t.group_separator);
            }
            out.push(digit);
        }
        out
    }

    /// `7 June 2026`
    pub fn day(&self, day: NaiveDate) -> String {
        self.date(self.t.date, day, self.t.months)
    }

    /// `7 Jun`
    pub fn day_short(&self, day: NaiveDate) -> String {
        self.date(self.t.date_short, day, self.t.months_short)
    }

    /// `Sun 7 Jun`
    pub fn weekday_short(&self, day: NaiveDate) -> String {
        format!(
            "{} {}",
            nth(self.t.weekdays_short, day.weekday().num_days_from_monday()),
            self.day_short(day)
        )
    }

    /// `Sunday, 7 June 2026`
    pub fn weekday(&self, day: NaiveDate) -> String {
        format!("{}, {}", nth(self.t.weekdays, day.weekday().num_days_from_monday()), self.day(day))
    }

    /// `June 2026`: the month of a day.
    pub fn month(&self, day: NaiveDate) -> String {
        self.date(self.t.live.month_of, day, self.t.months)
    }

    /// `Jun 2026`
    pub fn month_short(&self, day: NaiveDate) -> String {
        self.date("{month} {year}", day, self.t.months_short)
    }

    /// `1 Jun – 7 Jun 2026`: some days of which the year must be told.
    pub fn days_short(&self, period: Period) -> String {
        let year = period.to.year();
        if period.from == period.to {
            return format!("{} {year}", self.day_short(period.to));
        }
        format!("{} – {} {year}", self.day_short(period.from), self.day_short(period.to))
    }

    fn date(&self, pattern: &str, day: NaiveDate, months: &[&'static str]) -> String {
        let values = [
            ("day", day.day().to_string()),
            ("month", nth(months, day.month0()).to_owned()),
            ("year", day.year().to_string()),
        ];
        fill(pattern, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    /// `1–7 June 2026`, or as short as two days can be told.
    pub fn period(&self, period: Period) -> String {
        if period.from == period.to {
            return self.day(period.from);
        }
        format!("{} – {}", self.day(period.from), self.day(period.to))
    }

    /// `7 Jun, 10:42`, local; with the year where it is not that of `now`.
    pub fn day_time(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        let same_year = local.year() == now.with_timezone(&self.zone).year();
        let day = local.date_naive();
        let day = if same_year { self.day_short(day) } else { self.day(day) };
        format!("{day}, {}", local.format("%H:%M"))
    }

    /// `10:42`, local.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%H:%M").to_string()
    }

    /// `3 days 2 h`, `2 h 14 min`, `40 s`: two units at the most.
    pub fn duration(&self, duration: Duration) -> String {
        let t = self.t;
        let unit = |text: &str, n: i64| (n > 0).then(|| fill(text, &[("n", &n.to_string())]));
        let (days, hours) = (duration.num_days(), duration.num_hours() % 24);
        let (minutes, seconds) = (duration.num_minutes() % 60, duration.num_seconds() % 60);
        let units = if days > 0 {
            [Some(self.plural(t.days, days.unsigned_abs())), unit(t.hours, hours)]
        } else if hours > 0 {
            [unit(t.hours, hours), unit(t.minutes, minutes)]
        } else if minutes > 0 {
            [unit(t.minutes, minutes), None]
        } else {
            [Some(fill(t.seconds, &[("n", &seconds.to_string())])), None]
        };
        units.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

fn nth(names: &[&'static str], n: u32) -> &'static str {
    usize::try_from(n).ok().and_then(|n| names.get(n)).copied().unwrap_or_default()
}

/// `2026-06-07 08:42:00 UTC`: what hovering over a local time tells.
pub fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
