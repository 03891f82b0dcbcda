//! Events by the million, to measure with. What they say means nothing; how words, customers, channels, orders and mishaps
//! are spread is as in shops. The same figures give the same events, in the order in which they would arrive.

mod chances;
mod conversation;
mod shopping;
mod words;

use std::collections::BTreeMap;

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
    /// By when they arrive; of several at once the first that was told.
    waiting: BTreeMap<(DateTime<Utc>, u64), Event>,
    serial: u64,
}

impl Feed {
    /// From the first event on.
    pub fn new(plan: Plan) -> Self {
        Self { plan, teller: Teller::new(plan), begun: 0, waiting: BTreeMap::new(), serial: 0 }
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
        self.waiting.insert((arrives, self.serial), event);
        self.serial += 1;
    }
}

impl Iterator for Feed {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        while self.begun < self.plan.conversations {
            let start = self.plan.start(self.begun);
            if self.waiting.first_key_value().is_some_and(|((arrives, _), _)| *arrives < start) {
                break;
            }
            self.begin();
        }
        self.waiting.pop_first().map(|(_, event)| event)
    }
}
