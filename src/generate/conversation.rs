//! One conversation: who writes where and in which language, ten messages, and what happens around them.

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;
use serde_json::Map;

use super::Plan;
use super::chances::{AGENTS, APPS, CHANNELS, ORIGINS, PEOPLE, REASONS, TAGS, TEAMS, chance, pick};
use super::words::Words;
use crate::domain::event::{Activity, Event, Fact, Handoff, Method, Role, TaggedBy};
use crate::domain::identity::Profile;
use crate::domain::money::Currency;

/// Messages of each conversation.
const MESSAGES: usize = 10;

/// What is paid in, a language each.
pub(super) const CURRENCIES: [&str; 3] = ["EUR", "BRL", "USD"];

/// After which message a person takes over, where one does.
const TAKEN_OVER: usize = 6;

/// Makes up conversations, each from its own dice.
pub struct Teller {
    pub(super) plan: Plan,
    words: Words,
    pub(super) currencies: Vec<Currency>,
}

/// What is true of one conversation.
pub(super) struct Story<'a> {
    pub(super) teller: &'a Teller,
    pub(super) number: u64,
    pub(super) language: usize,
    channel: &'static str,
    agent: &'static str,
    team: &'static str,
    app: &'static str,
    origin: &'static str,
    profile: Profile,
    test: bool,
    pub(super) at: DateTime<Utc>,
    events: Vec<Event>,
}

impl Teller {
    /// One for a plan.
    pub fn new(plan: Plan) -> Self {
        let currencies = CURRENCIES.iter().filter_map(|code| Currency::parse(code).ok()).collect();
        Self { plan, words: Words::new(), currencies }
    }

    /// The events of a conversation that begins at an instant, in the order in which they happen or nearly so.
    pub fn tell(&self, number: u64, start: DateTime<Utc>, rng: &mut Rng) -> Vec<Event> {
        let mut story = Story {
            teller: self,
            number,
            language: usize::from(rng.u8(..100)) * self.words.languages() / 100,
            channel: pick(CHANNELS, rng),
            agent: pick(AGENTS, rng),
            team: pick(TEAMS, rng),
            app: pick(APPS, rng),
            origin: pick(ORIGINS, rng),
            profile: self.customer(number, rng),
            test: chance(5, rng),
            at: start,
            events: Vec::with_capacity(16),
        };
        story.talk(rng);
        story.end(rng);
        story.buy(rng);
        story.events
    }

    /// Somebody: of three conversations two are with people who come again.
    fn customer(&self, number: u64, rng: &mut Rng) -> Profile {
        if chance(150, rng) {
            return Profile {
                anonymous_id: Some(format!("a{}-{number}", self.plan.seed)),
                ..Profile::default()
            };
        }
        let person = rng.u64(..=self.plan.conversations / 3);
        Profile {
            id: Some(format!("u-{person}")),
            email: Some(format!("u{person}@example.com")),
            phone: person.is_multiple_of(5).then(|| format!("+3460{person:07}")),
            ..Profile::default()
        }
    }
}

impl Story<'_> {
    fn talk(&mut self, rng: &mut Rng) {
        // What becomes of it: of a thousand 60 are given to a person by ticket and 40 by message, 30 are joined by one.
        let fate = rng.u32(..1_000);
        for message in 0..MESSAGES {
            let by_person = message > TAKEN_OVER && fate < 90;
            let role = match message % 2 {
                0 => Role::Customer,
                _ if by_person => Role::Human,
                _ => Role::Ai,
            };
            self.say(role, message == 0, rng);
            if role == Role::Ai && chance(60, rng) {
                self.happens(Fact::ProductRecommended(self.product(rng)), rng);
            }
            if message != TAKEN_OVER || fate >= 130 {
                continue;
            }
            let method = if (60..100).contains(&fate) { Method::Message } else { Method::Ticket };
            if fate < 100 {
                self.happens(Fact::HandoffOffered(self.handoff(method, rng)), rng);
            }
            match fate {
                0..60 => self.happens(Fact::HandoffAccepted(self.handoff(method, rng)), rng),
                60..90 => self.happens(Fact::ConversationAssigned, rng),
                100.. => self.happens(Fact::HandoffDeclined(self.handoff(method, rng)), rng),
                _ => {}
            }
        }
    }

    fn end(&mut self, rng: &mut Rng) {
        if chance(700, rng) {
            let tag = pick(TAGS, rng).to_owned();
            self.happens(Fact::ConversationTagged { tag, by: TaggedBy::Source }, rng);
        }
        if chance(250, rng) {
            self.happens(Fact::ConversationClosed { by: Some("customer".to_owned()) }, rng);
        }
        if chance(10, rng) {
            let by = Some(pick(PEOPLE, rng).to_owned());
            let tagged = Handoff { by, ..self.handoff(Method::Ticket, rng) };
            self.happens(Fact::HandoffTagged(tagged.clone()), rng);
            if chance(200, rng) {
                self.happens(Fact::HandoffWithdrawn(tagged), rng);
            }
        }
        if chance(30, rng) {
            self.happens(Fact::ProfileIdentified, rng);
            if let Some(event) = self.events.last_mut() {
                let name = Some(pick(PEOPLE, rng).to_owned());
                event.profile = Some(Profile { name, ..self.profile.clone() });
            }
        }
        if chance(20, rng) {
            let activity = Activity::ALL[rng.usize(..Activity::ALL.len())];
            self.happens(Fact::AgentStatus { activity }, rng);
            if let Some(event) = self.events.last_mut() {
                (event.agent, event.conversation) = (Some(pick(PEOPLE, rng).to_owned()), None);
            }
        }
    }

    fn say(&mut self, role: Role, first: bool, rng: &mut Rng) {
        let mut text = String::with_capacity(120);
        self.teller.words.write(self.language, rng.usize(4..=20), rng, &mut text);
        if first && chance(150, rng) {
            // What only one message says.
            text.push_str(&format!(" LB-{}", 100_000 + self.number));
        }
        text.push(if role == Role::Customer && chance(600, rng) { '?' } else { '.' });
        self.happens(Fact::MessageSent { role, text }, rng);
        let Some(event) = self.events.last_mut() else { return };
        match role {
            Role::Customer => event.profile = Some(self.profile.clone()),
            Role::Ai => {}
            Role::Human => event.agent = Some(pick(PEOPLE, rng).to_owned()),
        }
    }

    /// Something happens some time after what happened last, though never after the end.
    pub(super) fn happens(&mut self, fact: Fact, rng: &mut Rng) {
        self.at = (self.at + Duration::milliseconds(rng.i64(2_000..180_000))).min(self.teller.plan.until);
        let seed = self.teller.plan.seed;
        let of_order = matches!(
            fact,
            Fact::OrderPlaced { .. } | Fact::OrderRefunded { .. } | Fact::OrderCancelled { .. }
        );
        let said = matches!(fact, Fact::MessageSent { .. });
        self.events.push(Event {
            id: format!("e{seed}-{}-{}", self.number, self.events.len()),
            time: self.at,
            sequence: said.then_some(self.events.len() as i64),
            conversation: (!of_order).then(|| format!("c{seed}-{}", self.number)),
            channel: said.then(|| self.channel.to_owned()),
            agent: said.then(|| self.agent.to_owned()),
            app: said.then(|| self.app.to_owned()),
            group: said.then(|| self.team.to_owned()),
            origin: said.then(|| self.origin.to_owned()),
            profile: of_order.then(|| self.profile.clone()),
            test: self.test && said,
            metadata: Map::new(),
            fact,
        });
    }

    fn handoff(&self, method: Method, rng: &mut Rng) -> Handoff {
        Handoff {
            method,
            ticket: Some(format!("t-{}", self.number)),
            reason: Some(pick(REASONS, rng).to_owned()),
            team: Some(self.team.to_owned()),
            by: None,
        }
    }
}
