//! Filling a script's placeholders with the facts of one conversation.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use fastrand::Rng;

use super::dates::{plain, spoken, workday_after, workday_before};
use super::names;
use super::people::{Country, Person, pick};
use super::script::Script;
use super::shop::{self, Gender, Name, Product};

/// What is true throughout one conversation, whoever says it.
pub struct Facts {
    words: BTreeMap<String, String>,
    anonymous: bool,
    /// The product it is about.
    pub product: &'static Product,
    /// A second one, where the script has one.
    pub other: Option<&'static Product>,
    /// The order spoken of.
    pub order: String,
    /// When that order was placed.
    pub ordered: NaiveDate,
    /// The delivery day promised.
    pub promised: NaiveDate,
    /// The shop's person who would answer.
    pub colleague: &'static str,
}

impl Facts {
    /// The facts of a conversation that begins at `start`.
    pub fn new(script: &Script, person: &Person, start: DateTime<Utc>, order: u32, rng: &mut Rng) -> Self {
        let country = person.country;
        let choose = |keys: &[String], rng: &mut Rng| {
            (!keys.is_empty()).then(|| shop::product(pick::<String>(rng, keys)))
        };
        let product = choose(&script.product, rng).unwrap_or_else(|| pick(rng, &shop::PRODUCTS));
        // Lists of one length go together place by place: a likeness for each product.
        let paired = script.product.len() > 1 && script.product.len() == script.other.len();
        let place = script.product.iter().position(|key| key == product.key).filter(|_| paired);
        let other = place
            .map_or_else(|| choose(&script.other, rng), |place| Some(shop::product(&script.other[place])));
        let today = start.date_naive();
        let sent = workday_before(today, rng.i64(2..5));
        let ordered = workday_before(sent, rng.i64(2..5));
        let promised = workday_after(today, rng.i64(1..4));
        let colleague = *pick(rng, names::staff(country));
        let mut facts = Self {
            words: BTreeMap::new(),
            anonymous: person.anonymous,
            product,
            other,
            order: format!("LB-{order}"),
            ordered,
            promised,
            colleague,
        };
        facts.describe("product", "short", product, country);
        if let Some(other) = other {
            facts.describe("other", "other_short", other, country);
            facts.set("other_price", shop::price(other.price(country), country));
        }
        facts.set("price", shop::price(product.price(country), country));
        facts.set("key", product.key);
        facts.set("link", product.url());
        facts.set("name", person.first.as_str());
        facts.set("email", person.email.as_str());
        facts.set("city", person.city);
        facts.set("order", facts.order.clone());
        facts.set("order_digits", order.to_string());
        facts.set("ticket", format!("T-{}", 20_000 + order / 3));
        facts.set(
            "tracking",
            format!("{}{}{}", &names::carrier(country)[..2].to_uppercase(), order * 137, country.code()),
        );
        facts.set("carrier", names::carrier(country));
        facts.set("person", colleague.split(' ').next().unwrap_or(colleague));
        facts.set("card", format!("{:04}", rng.u16(1_000..9_999)));
        facts.set("date", spoken(promised, country));
        facts.set("date2", plain(workday_after(today, rng.i64(12..20)), country));
        facts.set("date3", plain(workday_after(today, 14), country));
        facts.set("past_date", plain(sent, country));
        facts.set("order_date", plain(ordered, country));
        facts.set("free_from", shop::price(shop::free_from(country), country));
        facts.set("fee", shop::price(shop::delivery_fee(country), country));
        facts.set("ship_days", shop::delivery_time(country));
        facts.set("gift", shop::price(*pick(rng, &shop::gift_values(country)), country));
        facts.set("gift_code", format!("GC-{}-{}", serial(rng), serial(rng)));
        facts.set("good_day", good_day(start, country));
        facts.set("mf", if person.woman { "a" } else { "o" });
        facts.set("code", *pick(rng, codes(country)));
        facts
    }

    /// The text with every placeholder filled. An unknown one stays, for the tests to find.
    pub fn fill(&self, text: &str) -> String {
        let nameless;
        let text = if self.anonymous {
            nameless = text.replace(", {name}", "").replace(" {name}", "");
            nameless.as_str()
        } else {
            text
        };
        let mut filled = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((key, tail)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            match (self.words.get(key), self.words.get(&key.to_lowercase())) {
                (Some(word), _) => filled.push_str(word),
                (None, Some(word)) => filled.push_str(&capital(word)),
                (None, None) => filled.extend(["{", key, "}"]),
            }
            rest = tail;
        }
        filled.push_str(rest);
        filled
    }

    fn set(&mut self, key: &str, word: impl Into<String>) {
        self.words.insert(key.to_owned(), word.into());
    }

    /// A product with its articles. Only the main one lends its gender to pronouns and endings.
    fn describe(&mut self, full: &str, short: &str, product: &Product, country: Country) {
        let Name { full: long, short: brief, gender } = *product.name(country);
        let by = |feminine: &'static str, masculine: &'static str| {
            if gender == Gender::F { feminine } else { masculine }
        };
        for (key, noun) in [(full, long), (short, brief)] {
            self.set(key, noun);
            let articles: [(&str, &str); 8] = match country {
                Country::Br => [
                    ("o", by("a", "o")),
                    ("um", by("uma", "um")),
                    ("do", by("da", "do")),
                    ("no", by("na", "no")),
                    ("meu", by("minha", "meu")),
                    ("ao", by("à", "ao")),
                    ("seu", by("sua", "seu")),
                    ("esse", by("essa", "esse")),
                ],
                _ => [
                    ("el", by("la", "el")),
                    ("un", by("una", "un")),
                    ("del", by("de la", "del")),
                    ("al", by("a la", "al")),
                    ("este", by("esta", "este")),
                    ("otro", by("otra", "otro")),
                    ("ese", by("esa", "ese")),
                    ("nuevo", by("nueva", "nuevo")),
                ],
            };
            for (article, word) in articles {
                self.set(&format!("{article}_{key}"), format!("{word} {noun}"));
            }
        }
        if full == "product" {
            self.set("oa", by("a", "o"));
            self.set("lo", by("la", "lo"));
            self.set("uno", by("una", "uno"));
            self.set("este", by("esta", "este"));
            self.set("dele", by("dela", "dele"));
            self.set("um_outro", by("outra", "outro"));
        }
    }
}

/// How somebody writes who does not care for capitals, full stops and opening marks.
pub fn careless(text: &str) -> String {
    let text = text.replace(['¿', '¡'], "");
    let text = text.strip_suffix('.').unwrap_or(&text);
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        // Two capitals are a number or a code, which nobody would write small.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The greeting of the hour where the customer lives.
fn good_day(time: DateTime<Utc>, country: Country) -> &'static str {
    let hour = (time + Duration::hours(country.hours_ahead())).hour();
    let of_three = |morning, afternoon, evening| match hour {
        5..12 => morning,
        12..19 => afternoon,
        _ => evening,
    };
    match country.language() {
        "es" => of_three("buenos días", "buenas tardes", "buenas noches"),
        "pt" => of_three("bom dia", "boa tarde", "boa noite"),
        _ => of_three("good morning", "good afternoon", "good evening"),
    }
}

/// Four signs that nobody mistakes for others.
fn serial(rng: &mut Rng) -> String {
    const SIGNS: &[u8] = b"23456789ACDEFHJKMNPRTWX";
    (0..4).map(|_| char::from(*pick(rng, SIGNS))).collect()
}

const fn codes(country: Country) -> &'static [&'static str] {
    match country {
        Country::Es => &["HOLA10", "LUMBRE10", "CASA10", "CAFE10"],
        Country::Mx => &["HOLA10", "LUMBRE10", "CAFECITO10"],
        Country::Br => &["OI10", "LUMBRE10", "CAFEZINHO"],
        Country::Us | Country::Gb => &["HELLO10", "LUMBRE10", "MORNING10", "BREW10"],
    }
}

/// Midday of a day: a plain time for things nobody timed.
pub fn midday(day: NaiveDate, rng: &mut Rng) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + Duration::milliseconds(rng.i64(9 * 3_600_000..20 * 3_600_000))
}
