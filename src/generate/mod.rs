//! Events by the million, to measure with. What they say means nothing; how words, customers, channels, orders and mishaps
//! are spread is as in shops. The same figures give the same events, in the order in which they would arrive.

mod chances;
mod conversation;
mod shopping;
mod words;

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;

use self::conversation::Teller;
use crate::domain::event::Event;

/// Of a hundred events so many come later than they happened, and so many come again.
const PERCENT: u8 = 3;

/// The longest that one of these is held up, in milliseconds.
const LATEST: i64 = 3 * 24 * 3_600_000;

/// What to make up.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many conversations, of ten messages each.
    pub conversations: u64,
    /// Another number makes up other events, whose ids are others too.
    pub seed: u64,
    /// Nothing happens after this.
    pub until: DateTime<Utc>,
    /// Over how many days before it the conversations begin, evenly.
    pub days: u32,
}

impl Plan {
    /// When a conversation begins; the last one an hour before the end, so that it can be told.
    fn start(&self, number: u64) -> DateTime<Utc> {
        let span = i128::from((Duration::days(self.days.into()) - Duration::hours(1)).num_milliseconds());
        let after = span * i128::from(number) / i128::from(self.conversations.max(1));
        let begin = self.until - Duration::days(self.days.into());
        begin + Duration::milliseconds(i64::try_from(after).unwrap_or(i64::MAX))
    }
}

/// The events of a plan, in the order of their arrival. Holds what is under way, not what was.
pub struct Feed {
    plan: Plan,
    teller: Teller,
    begun: u64,
    waiting: BinaryHeap<Waiting>,
    serial: u64,
}

/// An event on its way.
struct Waiting {
    arrives: DateTime<Utc>,
    serial: u64,
    event: Event,
}

impl Feed {
    /// From the first event on.
    pub fn new(plan: Plan) -> Self {
        Self { plan, teller: Teller::new(plan), begun: 0, waiting: BinaryHeap::new(), serial: 0 }
    }

    fn begin(&mut self) {
        let mut rng = Rng::with_seed(self.plan.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.begun);
        let events = self.teller.tell(self.begun, self.plan.start(self.begun), &mut rng);
        self.begun += 1;
        for event in events {
            let time = event.time;
            let held_up = |rng: &mut Rng| time + Duration::milliseconds(rng.i64(60_000..LATEST));
            if rng.u8(..100) < PERCENT {
                let again = held_up(&mut rng);
                self.send(again, event.clone());
            }
            let arrives = if rng.u8(..100) < PERCENT { held_up(&mut rng) } else { time };
            self.send(arrives, event);
        }
    }

    fn send(&mut self, arrives: DateTime<Utc>, event: Event) {
        self.waiting.push(Waiting { arrives, serial: self.serial, event });
        self.serial += 1;
    }
}

impl Iterator for Feed {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        while self.begun < self.plan.conversations {
            let start = self.plan.start(self.begun);
            if self.waiting.peek().is_some_and(|waiting| waiting.arrives < start) {
                break;
            }
            self.begin();
        }
        self.waiting.pop().map(|waiting| waiting.event)
    }
}

/// The first to arrive is the greatest: a heap gives the greatest first.
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.arrives, other.serial).cmp(&(self.arrives, self.serial))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}
