//! Who writes, where, about what, and how it will end: one plan a conversation.

use std::collections::VecDeque;

use chrono::{DateTime, Duration, Timelike, Utc};
use fastrand::Rng;

use super::clock::{Kind, Slot, madrid};
use super::people::{Cast, Country, Person, pick, weighted};
use super::script::{Book, Outcome, Script, book};

/// How a conversation ends, as far as its own events decide it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Somebody closes it after the assistant's last word.
    Closed,
    /// Silence after the assistant's last word.
    Silence,
    /// A ticket is offered and not answered.
    Offered,
    /// It is handed off.
    Handoff,
    /// A person steps in.
    Human,
    /// The customer's last message gets no answer.
    Unanswered,
    /// The shop greets and nobody answers.
    Greeting,
    /// The shop's staff tries things out.
    Trial,
}

/// How often each ending is planned.
const ENDINGS: [(Ending, u32); 8] = [
    (Ending::Closed, 215),
    (Ending::Silence, 400),
    (Ending::Offered, 20),
    (Ending::Handoff, 112),
    (Ending::Human, 27),
    (Ending::Unanswered, 88),
    (Ending::Greeting, 18),
    (Ending::Trial, 8),
];

/// Everything decided before a word is written.
pub struct Plan {
    /// Counts up from 1.
    pub number: usize,
    /// When the first word is written.
    pub start: DateTime<Utc>,
    /// Why then.
    pub kind: Kind,
    /// The customer's place in the cast.
    pub person: usize,
    /// Where it takes place.
    pub channel: &'static str,
    /// The language's common words.
    pub book: &'static Book,
    /// Its course.
    pub script: &'static Script,
    /// Its end.
    pub ending: Ending,
    /// Whether the customer comes back days later.
    pub returns: bool,
}

/// Makes plans, remembering who wrote when and what was told lately.
#[derive(Default)]
pub struct Planner {
    /// The customers so far.
    pub cast: Cast,
    seen: Vec<(DateTime<Utc>, &'static str)>,
    lately: VecDeque<&'static str>,
}

impl Planner {
    /// The plan for the next beginning; `now` decides whether there is time to come back.
    pub fn plan(&mut self, slot: &Slot, number: usize, now: DateTime<Utc>, rng: &mut Rng) -> Plan {
        let ending = match slot.kind {
            Kind::Usual => match ENDINGS[weighted(rng, &ENDINGS.map(|(_, weight)| weight))].0 {
                // Yesterday's tabs are still open on many screens.
                Ending::Closed if slot.start > now - Duration::hours(44) && rng.u8(0..10) < 6 => {
                    Ending::Silence
                }
                ending => ending,
            },
            Kind::Lapsing if number.is_multiple_of(3) => Ending::Unanswered,
            Kind::Lapsing | Kind::Live => Ending::Silence,
        };
        let person = self.person(slot.start, ending, rng);
        let who = self.cast.people[person].clone();
        let channel = match slot.kind {
            Kind::Usual => channel(&who, rng),
            Kind::Lapsing | Kind::Live => "web_chat",
        };
        let (channel, script) = self.script(&who, channel, ending, self.seen[person].1, rng);
        self.seen[person].0 = self.seen[person].0.max(slot.start);
        self.seen[person].1 = script.id.as_str();
        self.lately.push_back(script.id.as_str());
        if self.lately.len() > 16 {
            self.lately.pop_front();
        }
        let finished = matches!(ending, Ending::Closed | Ending::Silence) && slot.kind == Kind::Usual;
        let returns = finished
            && !script.again.is_empty()
            && slot.start < now - Duration::days(6)
            && rng.u8(0..100) < 24;
        Plan {
            number,
            start: slot.start,
            kind: slot.kind,
            person,
            channel,
            book: book(who.country),
            script,
            ending,
            returns,
        }
    }

    /// Somebody who wrote before, or somebody new.
    fn person(&mut self, start: DateTime<Utc>, ending: Ending, rng: &mut Rng) -> usize {
        if rng.u8(0..100) < 42 && !self.seen.is_empty() && ending != Ending::Trial {
            for _ in 0..8 {
                let candidate = rng.usize(0..self.seen.len());
                let gap = start - self.seen[candidate].0;
                // A name is needed for what only a known customer can ask.
                let known = !self.cast.people[candidate].anonymous || !needs_name(ending);
                if gap > Duration::hours(30) && known {
                    return candidate;
                }
            }
        }
        let country = Country::pick(rng, madrid(start).hour());
        let person = self.cast.invite(rng, country);
        let newcomer = &mut self.cast.people[person];
        newcomer.anonymous &= !needs_name(ending);
        if ending == Ending::Trial {
            newcomer.become_staff();
        }
        // Staff who try things out never come back as customers.
        let last = if ending == Ending::Trial { DateTime::<Utc>::MAX_UTC } else { start };
        self.seen.push((last, ""));
        person
    }

    /// A script that fits, and the channel it is told on: the web where none fits.
    fn script(
        &self,
        who: &Person,
        channel: &'static str,
        ending: Ending,
        last: &str,
        rng: &mut Rng,
    ) -> (&'static str, &'static Script) {
        let scripts = &book(who.country).scripts;
        let wanted = match ending {
            Ending::Closed | Ending::Silence | Ending::Greeting => Outcome::Resolved,
            Ending::Offered => Outcome::Offered,
            Ending::Handoff => Outcome::Handoff,
            Ending::Human => Outcome::Human,
            // Most unanswered questions are the last ones of conversations that went well until then.
            Ending::Unanswered if rng.u8(0..100) < 30 => Outcome::Unanswered,
            Ending::Unanswered => Outcome::Resolved,
            Ending::Trial => Outcome::Trial,
        };
        for channel in [channel, "web_chat"] {
            // Nobody likes to read the same story twice in one table, so lately told ones are tried last.
            for fussy in [true, false] {
                let fits = |script: &&Script| {
                    let id = script.id.as_str();
                    script.outcome == wanted
                        && script.suits(channel, who.country)
                        && !(who.anonymous && script.personal())
                        && id != last
                        && !(fussy && self.lately.contains(&id))
                };
                let choice: Vec<&'static Script> = scripts.iter().filter(fits).collect();
                if !choice.is_empty() {
                    let weights: Vec<u32> = choice.iter().map(|script| script.weight).collect();
                    return (channel, choice[weighted(rng, &weights)]);
                }
            }
        }
        // Only a customer whose last script is the one that fits comes here; then they say it again.
        let again =
            scripts.iter().find(|script| script.outcome == wanted && script.suits("web_chat", who.country));
        ("web_chat", again.unwrap_or_else(|| pick(rng, scripts)))
    }
}

/// Whether an ending is only told of customers the shop knows.
const fn needs_name(ending: Ending) -> bool {
    matches!(ending, Ending::Handoff | Ending::Human | Ending::Offered | Ending::Trial)
}

/// Where a customer writes; anonymous ones can only be visitors of the web shop.
fn channel(who: &Person, rng: &mut Rng) -> &'static str {
    if who.anonymous {
        return "web_chat";
    }
    let weights = match who.country {
        Country::Es => [33, 38, 18, 11],
        Country::Mx | Country::Br => [31, 44, 15, 10],
        Country::Us => [37, 11, 24, 28],
        Country::Gb => [34, 28, 22, 16],
    };
    ["web_chat", "whatsapp", "email", "sms"][weighted(rng, &weights)]
}
