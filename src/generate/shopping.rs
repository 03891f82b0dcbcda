//! What a customer clicks, buys, sends back.

use chrono::Duration;
use fastrand::Rng;

use super::chances::chance;
use super::conversation::{CURRENCIES, Story};
use crate::domain::event::{Fact, Product};
use crate::domain::money::Money;

impl Story<'_> {
    /// A link, a product card, an order and what becomes of it, each for some.
    pub(super) fn buy(&mut self, rng: &mut Rng) {
        if chance(50, rng) {
            let url = Some(format!("https://shop.example/help/{}", rng.u32(..100)));
            self.happens(Fact::LinkClicked { url }, rng);
        }
        if !chance(120, rng) {
            return;
        }
        let product = self.product(rng);
        self.happens(Fact::ProductClicked(product.clone()), rng);
        if chance(400, rng) {
            self.happens(Fact::ProductAdded(product), rng);
        }
        if !chance(400, rng) {
            return;
        }
        // Of ten orders nine come while they are credited, of which the rules know.
        let hours = if chance(900, rng) { 23 } else { 40 };
        self.at += Duration::milliseconds(rng.i64(60_000..hours * 3_600_000));
        let currency = self.teller.currencies[self.language % self.teller.currencies.len()];
        let order = format!("o{}-{}", self.teller.plan.seed, self.number);
        let total = Money { minor: rng.i64(500..40_000), currency };
        self.happens(Fact::OrderPlaced { order: order.clone(), total }, rng);
        if chance(60, rng) {
            self.at += Duration::hours(rng.i64(1..200));
            let amount = Money { minor: total.minor / 2, currency };
            let undone = if chance(600, rng) {
                Fact::OrderRefunded { order, amount }
            } else {
                Fact::OrderCancelled { order }
            };
            self.happens(undone, rng);
        }
    }

    /// Some product.
    pub(super) fn product(&self, rng: &mut Rng) -> Product {
        let product = rng.u32(..500);
        Product {
            product: Some(format!("p-{product}")),
            url: Some(format!("https://shop.example/p/{product}")),
            price: Some(format!("{}.90", 5 + product % 300)),
            currency: Some(CURRENCIES[self.language % CURRENCIES.len()].to_owned()),
            ..Product::default()
        }
    }
}
