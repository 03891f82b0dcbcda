//! Days as people of a country write them.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use super::people::Country;

/// The working day that many days later, or the next one.
pub fn workday_after(day: NaiveDate, days: i64) -> NaiveDate {
    let mut day = day + Duration::days(days);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day += Duration::days(1);
    }
    day
}

/// The working day that many days before, or the last one.
pub fn workday_before(day: NaiveDate, days: i64) -> NaiveDate {
    let mut day = day - Duration::days(days);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day -= Duration::days(1);
    }
    day
}

/// A day with its weekday, for something soon to come.
pub fn spoken(day: NaiveDate, country: Country) -> String {
    let weekday = day.weekday().num_days_from_monday() as usize;
    match country {
        Country::Es | Country::Mx => format!("{} {}", WEEK_ES[weekday], plain(day, country)),
        Country::Br => format!("{} ({})", WEEK_PT[weekday], plain(day, country)),
        Country::Us => format!("{}, {}", WEEK_EN[weekday], plain(day, country)),
        Country::Gb => format!("{} {}", WEEK_EN[weekday], plain(day, country)),
    }
}

/// A day without its weekday, for what is past or far.
pub fn plain(day: NaiveDate, country: Country) -> String {
    let month = day.month0() as usize;
    match country {
        Country::Es | Country::Mx => format!("{} de {}", day.day(), MONTHS_ES[month]),
        Country::Br => format!("{:02}/{:02}", day.day(), day.month()),
        Country::Us => format!("{} {}", MONTHS_EN[month], day.day()),
        Country::Gb => format!("{} {}", day.day(), MONTHS_EN[month]),
    }
}

const WEEK_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEK_ES: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const WEEK_PT: [&str; 7] =
    ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
