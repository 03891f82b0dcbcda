//! Invented conversations of an invented web shop, for the demo.
//!
//! The shop is *Lumbre*: coffee gear, ceramics and things for the home, with customers in Spain, Mexico, Brazil, the
//! United States and the United Kingdom. Nobody in it exists: addresses end in `example.com`, pages in `.example`.
//!
//! A conversation is made in four steps: `clock` says when it begins, `plan` who writes about what and how it ends,
//! `steps` picks the wordings of its script, `story` plays them as events. `sales` adds what the till saw.

mod clock;
mod dates;
mod names;
mod people;
mod plan;
mod sales;
mod script;
mod shop;
mod steps;
mod story;
mod thread;
mod words;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use fastrand::Rng;
use serde_json::Value;

use clock::Kind;
use plan::{Ending, Planner};
use sales::Till;

/// Events of a web shop's conversations, oldest first, up to `now`. Same arguments, same events.
///
/// Each value is one event in the format that the importer reads. `conversations` counts the ones begun; a few of
/// them are greetings nobody answered and trials of the shop's staff, which no number counts.
pub fn events(now: DateTime<Utc>, seed: u64, conversations: usize) -> Vec<Value> {
    let mut rng = Rng::with_seed(seed);
    let slots = clock::slots(now, conversations, &mut rng);
    let mut planner = Planner::default();
    let mut till = Till::new();
    let mut events = Vec::with_capacity(conversations * 12);
    for (number, slot) in (1..).zip(&slots) {
        let plan = planner.plan(slot, number, now, &mut rng);
        let person = &planner.cast.people[plan.person];
        let order = till.number(&mut rng);
        // A dice of its own for each story, so that one more sentence in a script leaves the next story as it was.
        let mut dice = rng.fork();
        let mut told = story::tell(&plan, person, order, seed, &mut dice);
        if plan.kind == Kind::Lapsing {
            told.end_at(slot.start);
        }
        if plan.ending != Ending::Trial {
            till.follow(&told, person, &mut dice);
        }
        events.extend(told.into_events());
    }
    events.append(&mut till.events);
    events.retain(|(time, _)| *time <= now);
    events.sort_by_key(|(time, _)| *time);
    events.into_iter().map(|(_, event)| event).collect()
}
