//! The till: orders that follow clicks, orders people write about, refunds and cancellations.

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;
use serde_json::{Value, json};

use super::people::Person;
use super::shop;
use super::story::Told;
use super::thread::{Timed, event};
use super::words::midday;

/// Hands out order numbers and writes down what the till sees.
pub struct Till {
    next: u32,
    /// What it saw.
    pub events: Vec<Timed>,
}

impl Till {
    /// A till that has seen nothing in these hundred days.
    pub const fn new() -> Self {
        Self { next: 41_207, events: Vec::new() }
    }

    /// The next order number; other customers of the shop take the ones between.
    pub fn number(&mut self, rng: &mut Rng) -> u32 {
        self.next += rng.u32(3..19);
        self.next
    }

    /// What a conversation means for the till.
    pub fn follow(&mut self, told: &Told<'_>, person: &Person, rng: &mut Rng) {
        self.spoken_of(told, person, rng);
        let Some(click) = told.thread.clicks.last() else {
            // Some buy without ever having clicked a card.
            if !person.anonymous && rng.u16(0..1_000) < 30 {
                let time = told.thread.cursor + Duration::minutes(rng.i64(15..2_400));
                let profile = person.order_profile(rng);
                self.bought(told.facts.product.key, time, person, profile, rng);
            }
            return;
        };
        let after = match rng.u8(0..100) {
            0..21 => Duration::seconds(rng.i64(100..3_600)),
            21..40 => Duration::minutes(rng.i64(60..23 * 60)),
            // Slept over it for longer than a click counts.
            40..44 => Duration::minutes(rng.i64(25 * 60..92 * 60)),
            _ => return,
        };
        // Nobody pays in the middle of a conversation that still goes on about the product.
        let time = (click.time + after)
            .max(told.thread.last_message.min(click.time + Duration::hours(20)) + Duration::seconds(40));
        let order = person.order_profile(rng);
        if !shares_key(&click.profile, &order) {
            // The lead is known at the checkout's sign-in, or only when the shop's nightly list arrives.
            let lead_time = if rng.u8(0..10) < 7 {
                time - Duration::milliseconds(1_900)
            } else {
                time + Duration::minutes(rng.i64(20..500))
            };
            let id = format!("{}-lead", told.thread.id);
            self.write(&id, "profile.identified", lead_time, json!({"profile": person.lead(&click.profile)}));
        }
        self.bought(click.product, time, person, order, rng);
    }

    /// An order, and what may become of it.
    fn bought(&mut self, key: &str, time: DateTime<Utc>, person: &Person, profile: Value, rng: &mut Rng) {
        let order = format!("LB-{}", self.number(rng));
        let price = shop::product(key).price(person.country);
        let pieces = match key {
            "barro" => rng.i64(1..5),
            "huila" | "casa" | "filtros" => rng.i64(1..4),
            _ => 1,
        };
        let mut total = price * pieces;
        if rng.u8(0..100) < 35 {
            let extra = ["filtros", "huila", "higuera", "barro"][rng.usize(0..4)];
            total += shop::product(extra).price(person.country);
        }
        if total < shop::free_from(person.country) {
            total += shop::delivery_fee(person.country);
        }
        self.place(&order, total, time, person, profile);
        match rng.u8(0..100) {
            0..4 => {
                let back = time + Duration::minutes(rng.i64(4 * 1_440..16 * 1_440));
                self.refund(&order, 1, total, back, person);
            }
            4..8 => {
                // One thing of several comes back, or a part of the price for a scratch.
                let part = if pieces > 1 { price } else { (price / 5).max(100) };
                let back = time + Duration::minutes(rng.i64(3 * 1_440..12 * 1_440));
                self.refund(&order, 1, part, back, person);
                if rng.u8(0..4) == 0 {
                    self.refund(&order, 2, part / 2, back + Duration::hours(30), person);
                }
            }
            8..11 => self.cancel(&order, time + Duration::minutes(rng.i64(9..600))),
            _ => {}
        }
    }

    /// The order a customer writes about was placed days before, and what was agreed about it happens.
    fn spoken_of(&mut self, told: &Told<'_>, person: &Person, rng: &mut Rng) {
        let order = told.facts.order.as_str();
        let written = |(_, event): &Timed| event["text"].as_str().is_some_and(|text| text.contains(order));
        if person.anonymous || !told.thread.events.iter().any(written) {
            return;
        }
        let total = told.facts.product.price(person.country);
        let time = if told.cancelled.is_some() {
            told.thread.events[0].0 - Duration::minutes(70)
        } else {
            midday(told.facts.ordered, rng)
        };
        let profile = person.order_profile(rng);
        self.place(order, total, time, person, profile);
        if let Some(time) = told.cancelled {
            self.cancel(order, time);
        } else if let (Some(agreed), true) = (told.refund_agreed, rng.u8(0..10) < 8) {
            self.refund(order, 1, total, agreed + Duration::minutes(rng.i64(2 * 1_440..9 * 1_440)), person);
        }
    }

    fn place(&mut self, order: &str, total: i64, time: DateTime<Utc>, person: &Person, profile: Value) {
        let fields = json!({
            "order": order,
            "total": shop::decimal(total),
            "currency": shop::currency(person.country),
            "profile": profile,
        });
        self.write(&format!("{order}-placed"), "order.placed", time, fields);
    }

    fn refund(&mut self, order: &str, count: u8, amount: i64, time: DateTime<Utc>, person: &Person) {
        let fields = json!({"order": order, "amount": shop::decimal(amount), "currency": shop::currency(person.country)});
        self.write(&format!("{order}-refund-{count}"), "order.refunded", time, fields);
    }

    fn cancel(&mut self, order: &str, time: DateTime<Utc>) {
        self.write(&format!("{order}-cancelled"), "order.cancelled", time, json!({"order": order}));
    }

    fn write(&mut self, id: &str, kind: &str, time: DateTime<Utc>, fields: Value) {
        self.events.push((time, event(id, kind, time, fields)));
    }
}

/// Whether two profiles name one identifier both, so that no lead is needed between them.
fn shares_key(one: &Value, other: &Value) -> bool {
    ["id", "email", "phone", "anonymous_id"].iter().any(|key| one[key].is_string() && one[key] == other[key])
}
