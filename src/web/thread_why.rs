//! "Why this status", and what was sold: the rules in order with what decided them, orders with what earned them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::thread_events::product;
use super::thread_items::{Time, anchors};
use crate::domain::attribution::WhyNot;
use crate::domain::event::Fact;
use crate::domain::status::{Explained, Rule, Verdict, explain};
use crate::i18n::{Locale, fill};
use crate::store::from_millis;
use crate::store::orders::Model as Order;
use crate::store::thread::Thread;

/// A rule.
pub struct RuleRow {
    /// What it says.
    pub text: &'static str,
    /// `holds`, `fails` or `skipped`.
    pub class: &'static str,
    /// `check`, `cross` or `minus`.
    pub icon: &'static str,
    /// The verdict as people read it.
    pub verdict: &'static str,
    /// What decided it; empty when nothing is to be said.
    pub why: String,
    /// The deciding event in the page; empty when none decided.
    pub anchor: String,
}

/// An order.
pub struct OrderRow {
    /// Its number.
    pub order: String,
    /// What it is worth to this conversation; of one that is not credited its total.
    pub amount: String,
    /// It is credited here.
    pub credited: bool,
    /// What is to be said of it.
    pub lines: Vec<String>,
    /// The touchpoint in the page; empty when it has none.
    pub anchor: String,
}

/// The rules of a thread's status.
pub fn rules(locale: &Locale, thread: &Thread, auto_close_hours: i64, now: DateTime<Utc>) -> Vec<RuleRow> {
    let anchors = anchors(thread);
    let rules = explain(&thread.summary, now);
    rules.iter().map(|rule| row(locale, thread, rule, &anchors, auto_close_hours, now)).collect()
}

fn row(
    locale: &Locale,
    thread: &Thread,
    explained: &Explained,
    anchors: &HashMap<&str, String>,
    auto_close_hours: i64,
    now: DateTime<Utc>,
) -> RuleRow {
    let t = locale.t;
    let text = match explained.rule {
        Rule::Handoff => t.rule_handoff,
        Rule::Human => t.rule_human,
        Rule::NotClosed => t.rule_not_closed,
        Rule::AiLast => t.rule_ai_last,
        Rule::CustomerLast => t.rule_customer_last,
    };
    let (class, icon, verdict) = match explained.verdict {
        Verdict::Decides => ("holds", "check", t.holds),
        Verdict::DoesNotHold => ("fails", "cross", t.does_not_hold),
        Verdict::NotReached => ("skipped", "minus", t.not_reached),
    };
    let why = explained.at.map_or_else(String::new, |at| {
        let left = locale.duration(at - now);
        let hours = auto_close_hours.to_string();
        let day = Time::day(locale, at, now).text;
        let values = [("at", day.as_str()), ("left", &left), ("hours", &hours)];
        let tagged = thread.summary.handoff().is_some_and(|handoff| handoff.tagged);
        let pattern = match (explained.rule, explained.verdict) {
            (Rule::Handoff, _) if tagged => t.why_handoff_tagged,
            (Rule::Handoff, _) => t.why_handoff,
            (Rule::Human, _) => t.why_human,
            (Rule::NotClosed, Verdict::Decides) => t.why_open,
            (Rule::NotClosed, _) if thread.summary.close.explicit => t.why_closed,
            (Rule::NotClosed, _) => t.why_auto_closed,
            (Rule::AiLast, _) => t.why_ai_last,
            (Rule::CustomerLast, _) => t.why_customer_last,
        };
        fill(pattern, &values)
    });
    let anchor = explained.event.as_deref().and_then(|event| anchors.get(event)).cloned().unwrap_or_default();
    RuleRow { text, class, icon, verdict, why, anchor }
}

/// The orders of a thread and of its customer.
pub fn orders(locale: &Locale, thread: &Thread, now: DateTime<Utc>) -> Vec<OrderRow> {
    let anchors = anchors(thread);
    let credited = thread.credited.iter().map(|(order, touched)| OrderRow {
        order: order.order_id.clone(),
        amount: locale.money(order.money(order.net())),
        credited: true,
        lines: credited_lines(locale, thread, order, *touched, now),
        anchor: anchors.get(order.touchpoint.as_str()).cloned().unwrap_or_default(),
    });
    let others = thread.not_credited.iter().map(|order| OrderRow {
        order: order.order_id.clone(),
        amount: locale.money(order.money(order.total)),
        credited: false,
        lines: vec![
            fill(locale.t.not_credited, &[("why", &why_not(locale, &order.why_not))]),
            placed(locale, order, now),
        ],
        anchor: String::new(),
    });
    credited.chain(others).collect()
}

fn placed(locale: &Locale, order: &Order, now: DateTime<Utc>) -> String {
    let at = locale.day_time(from_millis(order.time), now);
    fill(locale.t.placed, &[("at", &at), ("money", &locale.money(order.money(order.total)))])
}

fn credited_lines(
    locale: &Locale,
    thread: &Thread,
    order: &Order,
    touched: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Vec<String> {
    let t = locale.t;
    let mut lines = Vec::new();
    if let Some(touched) = touched {
        let event = thread.events.iter().find(|event| event.id == order.touchpoint);
        let touch = match event.map(|event| &event.fact) {
            Some(Fact::ProductClicked(p)) => fill(t.touch_click, &[("product", &product(locale, p))]),
            Some(Fact::LinkClicked { .. }) => t.touch_link.to_owned(),
            _ => t.touch_message.to_owned(),
        };
        let after = locale.duration(from_millis(order.time) - touched);
        lines.push(fill(t.earned, &[("touch", &touch), ("after", &after)]));
    }
    lines.push(placed(locale, order, now));
    if order.refunded > 0 {
        lines.push(fill(t.refunded, &[("money", &locale.money(order.money(order.refunded)))]));
    }
    lines
}

/// The reason as kept, in the reader's language.
fn why_not(locale: &Locale, kept: &str) -> String {
    let t = locale.t;
    match WhyNot::from_sentence(kept) {
        Some(WhyNot::Cancelled) => t.why_not_cancelled.to_owned(),
        Some(WhyNot::Test) => t.why_not_test.to_owned(),
        Some(WhyNot::NoCustomer) => t.why_not_no_customer.to_owned(),
        Some(WhyNot::Never) => t.why_not_never.to_owned(),
        Some(WhyNot::OnlyAfter) => t.why_not_only_after.to_owned(),
        Some(WhyNot::TooOld(hours)) => fill(t.why_not_too_old, &[("hours", &hours.to_string())]),
        None => kept.to_owned(),
    }
}
