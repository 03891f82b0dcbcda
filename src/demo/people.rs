//! The customers: who they are, and what a channel tells about them.

use std::collections::HashMap;

use fastrand::Rng;
use serde_json::{Value, json};

use super::names;

/// Where a customer lives; language, currency and manners follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Country {
    /// Spain
    Es,
    /// Mexico
    Mx,
    /// Brazil
    Br,
    /// United States
    Us,
    /// United Kingdom
    Gb,
}

impl Country {
    /// ISO 3166 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Es => "ES",
            Self::Mx => "MX",
            Self::Br => "BR",
            Self::Us => "US",
            Self::Gb => "GB",
        }
    }

    /// Language of the country's book.
    pub const fn language(self) -> &'static str {
        match self {
            Self::Es | Self::Mx => "es",
            Self::Br => "pt",
            Self::Us | Self::Gb => "en",
        }
    }

    /// Hours its clocks are ahead of UTC, about: enough to wish a good morning or a good evening.
    pub const fn hours_ahead(self) -> i64 {
        match self {
            Self::Es => 1,
            Self::Gb => 0,
            Self::Br => -3,
            Self::Mx | Self::Us => -6,
        }
    }

    /// Whether the European team looks after it.
    pub const fn european(self) -> bool {
        matches!(self, Self::Es | Self::Gb)
    }

    /// A country, as likely as the shop's customers of that hour in Madrid live there.
    pub fn pick(rng: &mut Rng, madrid_hour: u32) -> Self {
        // While Madrid sleeps America shops; in Madrid's morning it is the other way round.
        let (europe, america) = match madrid_hour {
            0..=6 => (2, 10),
            7..=12 => (10, 3),
            13..=19 => (7, 8),
            _ => (6, 8),
        };
        let weights = [30 * europe, 15 * america, 23 * america, 22 * america, 16 * europe];
        let countries = [Self::Es, Self::Mx, Self::Br, Self::Us, Self::Gb];
        countries[weighted(rng, &weights)]
    }
}

/// The place of one of the weights, the heavier the likelier. At least one must be above zero.
pub fn weighted(rng: &mut Rng, weights: &[u32]) -> usize {
    let mut left = rng.u32(0..weights.iter().sum());
    for (place, &weight) in weights.iter().enumerate() {
        if left < weight {
            return place;
        }
        left -= weight;
    }
    unreachable!("a number below the sum falls into one of its parts")
}

/// One customer.
#[derive(Clone)]
pub struct Person {
    /// Where they live.
    pub country: Country,
    /// First name; an anonymous visitor's is known to nobody.
    pub first: String,
    /// First and last name.
    pub name: String,
    /// Always under `example.com`, which belongs to nobody.
    pub email: String,
    phone: String,
    anonymous_id: String,
    id: Option<String>,
    /// The city parcels go to.
    pub city: &'static str,
    /// Whether what they say of themselves ends in `-a`, in languages where that shows.
    pub woman: bool,
    /// A visitor who never says who they are, until they buy.
    pub anonymous: bool,
    /// Writes without capitals and full stops.
    pub careless: bool,
    known_by_phone: bool,
}

impl Person {
    /// Makes them one of the shop's own people, who try things out.
    pub fn become_staff(&mut self) {
        "Lumbre QA".clone_into(&mut self.name);
        "Lumbre".clone_into(&mut self.first);
        self.email = format!("qa.{}@example.com", self.country.language());
        self.id = None;
    }

    /// What messages on a channel say about who wrote them.
    pub fn profile(&self, channel: &str) -> Value {
        if self.anonymous {
            return json!({"anonymous_id": self.anonymous_id});
        }
        let mut profile = match channel {
            "whatsapp" | "sms" => json!({"phone": self.phone, "name": self.name}),
            "email" => return json!({"email": self.email, "name": self.name}),
            _ => json!({"email": self.email, "name": self.name}),
        };
        if let (Some(id), true) = (&self.id, channel == "web_chat" || self.known_by_phone) {
            profile["id"] = json!(id);
        }
        profile
    }

    /// What a click says: less than a message does, as the shop window knows only its cookie or the signed-in account.
    pub fn click_profile(&self, channel: &str, rng: &mut Rng) -> Value {
        match (&self.id, channel) {
            _ if self.anonymous => json!({"anonymous_id": self.anonymous_id}),
            (_, "whatsapp" | "sms") => json!({"phone": self.phone}),
            (Some(id), "web_chat") if rng.u8(0..10) < 7 => json!({"id": id}),
            (_, "email") => json!({"email": self.email}),
            _ => json!({"anonymous_id": self.anonymous_id}),
        }
    }

    /// What a shop's order says: the e-mail, and the account when there is one and the shop cares to tell.
    pub fn order_profile(&self, rng: &mut Rng) -> Value {
        match &self.id {
            Some(id) if rng.u8(0..10) < 3 => json!({"id": id, "email": self.email}),
            _ => json!({"email": self.email}),
        }
    }

    /// A lead from what a click knew to the e-mail that the order will name.
    pub fn lead(&self, click: &Value) -> Value {
        let mut lead = click.clone();
        lead["email"] = json!(self.email);
        lead["name"] = json!(self.name);
        if let Some(id) = &self.id {
            lead["id"] = json!(id);
        }
        lead
    }
}

/// Everybody who has ever written, in the order they first did.
#[derive(Default)]
pub struct Cast {
    /// The customers.
    pub people: Vec<Person>,
    taken: HashMap<String, u32>,
}

impl Cast {
    /// A new customer of a country; their place in `people`.
    pub fn invite(&mut self, rng: &mut Rng, country: Country) -> usize {
        let number = self.people.len();
        let naming = names::of(country);
        let woman = rng.u8(0..100) < 58;
        let first = *pick(rng, if woman { naming.women } else { naming.men });
        let last = *pick(rng, naming.last);
        let address = match rng.u8(0..3) {
            0 => format!("{first}.{last}"),
            1 => format!("{}{last}", &names::plain(first)[..1]),
            _ => format!("{first}{last}"),
        };
        let address = names::plain(&address);
        let before = self.taken.entry(address.clone()).or_default();
        *before += 1;
        let address = if *before == 1 { address } else { format!("{address}{before}") };
        let anonymous = rng.u8(0..100) < 34;
        let member = !anonymous && rng.u8(0..100) < 60;
        self.people.push(Person {
            country,
            first: first.to_owned(),
            name: format!("{first} {last}"),
            email: format!("{address}@example.com"),
            phone: names::phone(country, number),
            anonymous_id: format!("anon-{:08x}", rng.u32(..) ^ u32::try_from(number).unwrap_or_default()),
            id: member.then(|| format!("cus_{}", 20_480 + number)),
            city: pick::<&str>(rng, naming.cities),
            woman,
            anonymous,
            careless: rng.u8(0..10) < 4,
            known_by_phone: rng.bool(),
        });
        number
    }
}

/// One of several. The list must not be empty.
pub fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> &'a T {
    &list[rng.usize(0..list.len())]
}
