//! Who wrote how often in a conversation, and how soon the customer was answered.

use chrono::{DateTime, Duration, Utc};

use super::event::Role;

/// What the messages of a conversation come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Messages of the customer.
    pub customer: u32,
    /// Messages of the AI.
    pub ai: u32,
    /// Messages of humans.
    pub human: u32,
    asked: Option<DateTime<Utc>>,
    answered: Option<DateTime<Utc>>,
}

impl Exchange {
    /// Takes in the next message. They must come in the order of events.
    pub fn hear(&mut self, role: Role, at: DateTime<Utc>) {
        let count = match role {
            Role::Customer => &mut self.customer,
            Role::Ai => &mut self.ai,
            Role::Human => &mut self.human,
        };
        *count = count.saturating_add(1);
        if role == Role::Customer {
            self.asked.get_or_insert(at);
        } else if self.asked.is_some() {
            self.answered.get_or_insert(at);
        }
    }

    /// From the customer's first message to the first after it that is somebody else's. A greeting before it is no answer.
    pub fn first_response(&self) -> Option<Duration> {
        Some(self.answered? - self.asked?)
    }
}

/// A duration in whole seconds, half a second up.
pub fn seconds(duration: Duration) -> i64 {
    (duration.num_milliseconds() + 500).div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(messages: &[(Role, i64)]) -> Exchange {
        let mut exchange = Exchange::default();
        for (role, millis) in messages {
            exchange.hear(*role, DateTime::from_timestamp_millis(*millis).expect("an instant"));
        }
        exchange
    }

    #[test]
    fn the_first_answer_after_the_first_question_counts() {
        use Role::{Ai, Customer, Human};
        for (messages, wanted) in [
            (vec![(Customer, 1_000), (Ai, 3_500), (Human, 9_000)], Some(2_500)),
            (vec![(Ai, 0), (Customer, 1_000), (Customer, 4_000), (Human, 61_000)], Some(60_000)),
            (vec![(Customer, 1_000), (Ai, 1_000)], Some(0)),
            (vec![(Ai, 0), (Customer, 1_000)], None),
            (vec![(Customer, 1_000), (Customer, 2_000)], None),
            (vec![(Ai, 0)], None),
            (vec![], None),
        ] {
            let response = heard(&messages).first_response().map(|response| response.num_milliseconds());
            assert_eq!(response, wanted, "{messages:?}");
        }
        let exchange = heard(&[(Ai, 0), (Customer, 1), (Ai, 2), (Human, 3), (Ai, 4)]);
        assert_eq!((exchange.customer, exchange.ai, exchange.human), (1, 3, 1));
    }

    #[test]
    fn half_a_second_is_one() {
        for (millis, wanted) in [(0, 0), (499, 0), (500, 1), (1_499, 1), (59_999, 60)] {
            assert_eq!(seconds(Duration::milliseconds(millis)), wanted, "{millis}");
        }
    }
}
