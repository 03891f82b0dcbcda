//! Exact money: integer minor units (cents) of a named currency. Nothing is ever converted or rounded.

use std::fmt;

/// An ISO 4217 currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads an ISO 4217 code, in any case.
    ///
    /// # Errors
    /// A sentence for the sender when the code is no currency.
    pub fn parse(code: &str) -> Result<Self, String> {
        iso_currency::Currency::from_code(&code.to_uppercase())
            .map(Self)
            .ok_or_else(|| format!("`{code}` is no ISO 4217 currency code, as in USD or BRL"))
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals its amounts have: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

/// The largest amount, in minor units: far above any order, far enough below 64 bits that sums do not overflow.
const MAX_MINOR: i64 = 10_000_000_000_000_000;

/// An amount that is never negative: what was paid, given back, or earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// Whole minor units: cents of USD, yen of JPY.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// Reads a decimal amount, as in `1234.50`.
    ///
    /// # Errors
    /// A sentence for the sender: not a decimal, negative, too large, or finer than the currency.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, String> {
        let wrong = || format!("must be a decimal amount, as in 12.50, is `{text}`");
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if text.starts_with('-') {
            return Err(format!("must not be negative, is `{text}`"));
        }
        if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
            return Err(wrong());
        }
        let decimals = currency.decimals() as usize;
        let (kept, beyond) = fraction.split_at(fraction.len().min(decimals));
        if beyond.bytes().any(|b| b != b'0') {
            let code = currency.code();
            return Err(format!(
                "{code} has {decimals} decimals, `{text}` has more; nothing is rounded here"
            ));
        }
        let minor = format!("{whole}{kept:0<decimals$}")
            .parse()
            .ok()
            .filter(|minor| *minor <= MAX_MINOR)
            .ok_or_else(|| format!("`{text}` is too large"))?;
        Ok(Self { minor, currency })
    }

    /// The decimal amount without its currency, as in `1234.50`.
    pub fn amount(self) -> String {
        amount(self.minor, self.currency)
    }
}

/// A number without its exponent, to the last digit: `100` for `1e2`, `0.015` for `1.5e-2`. What has none, or one beyond
/// any amount, comes back as it is.
pub fn written_out(number: &str) -> String {
    const MOST: i32 = 30;
    let parts = number.split_once(['e', 'E']);
    let parts = parts.and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?)));
    let Some((digits, exponent)) = parts.filter(|(_, exponent)| exponent.abs() <= MOST) else {
        return number.to_owned();
    };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // Room on both sides for the point to move in.
    let room = "0".repeat(MOST.unsigned_abs() as usize);
    let point = (room.len() + whole.len()).saturating_add_signed(exponent as isize);
    let digits = format!("{room}{whole}{fraction}{room}");
    let (whole, fraction) = digits.split_at(point);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}

/// Minor units as a decimal amount, as in `1234.50`; differences may be negative.
pub fn amount(minor: i64, currency: Currency) -> String {
    let decimals = currency.decimals() as usize;
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let sign = if minor < 0 { "-" } else { "" };
    let point = if decimals == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.code(), self.amount())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_kept_to_the_last_minor_unit() {
        for (text, code, minor, written) in [
            ("1234.50", "USD", 123_450, "1234.50"),
            ("1234.5", "usd", 123_450, "1234.50"),
            ("0.07", "EUR", 7, "0.07"),
            ("12", "EUR", 1200, "12.00"),
            ("12.500", "EUR", 1250, "12.50"),
            ("1000", "JPY", 1000, "1000"),
            ("1000.00", "JPY", 1000, "1000"),
            ("1.234", "KWD", 1234, "1.234"),
            ("90071992547409.93", "BRL", 9_007_199_254_740_993, "90071992547409.93"),
        ] {
            let currency = Currency::parse(code).expect(code);
            let money = Money::parse(text, currency).expect(text);
            assert_eq!((money.minor, money.amount().as_str()), (minor, written), "{text} {code}");
        }
    }

    #[test]
    fn an_exponent_is_written_out_to_the_last_digit() {
        for (number, written) in [
            ("12.50", "12.50"),
            ("1e1", "10"),
            ("1E+2", "100"),
            ("1.25e1", "12.5"),
            ("1.5e-2", "0.015"),
            ("0e0", "0"),
            ("123456e-3", "123.456"),
            ("-1e2", "-100"),
            ("1e30", "1000000000000000000000000000000"),
            ("1e-30", "0.000000000000000000000000000001"),
            ("1e31", "1e31"),
            ("1e99999999999", "1e99999999999"),
        ] {
            assert_eq!(written_out(number), written, "{number}");
        }
    }

    #[test]
    fn what_is_no_exact_amount_is_refused() {
        let usd = Currency::parse("USD").expect("USD");
        for text in ["", "-1", "1,50", "1e3", "12.345", ".5", "5.", " 1", "99999999999999999999", "NaN"] {
            assert!(Money::parse(text, usd).is_err(), "{text} should be refused");
        }
        assert!(Currency::parse("USDT").is_err());
    }
}
