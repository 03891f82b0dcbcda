//! Playing a plan: its steps become events at believable times.

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;
use serde_json::{Value, json};

use super::clock;
use super::people::Person;
use super::plan::{Ending, Plan};
use super::script::{Desk, Turn};
use super::shop::{self, Product};
use super::steps::{Role, Step, steps};
use super::thread::{Thread, Timed, stamp};
use super::words::{Facts, midday};

/// A conversation played to its end, with what the shop's till needs to know.
pub struct Told<'a> {
    /// Its events.
    pub thread: Thread<'a>,
    /// What was true in it.
    pub facts: Facts,
    /// When the order spoken of was cancelled in it.
    pub cancelled: Option<DateTime<Utc>>,
    /// When the order spoken of was promised to be refunded in it.
    pub refund_agreed: Option<DateTime<Utc>>,
}

/// Plays a plan.
pub fn tell<'a>(plan: &Plan, person: &'a Person, order: u32, seed: u64, rng: &mut Rng) -> Told<'a> {
    let facts = Facts::new(plan.script, person, plan.start, order, rng);
    let course = steps(plan, person, &facts, rng);
    let mut told =
        Told { thread: Thread::new(plan, person, seed, rng), facts, cancelled: None, refund_agreed: None };
    let mut before: Option<(Role, usize)> = None;
    let mut called = false;
    let mut joined = false;
    let mut tagged = false;
    for step in &course {
        match step {
            Step::Say(role, text) => {
                told.wait(plan, *role, before, called, rng);
                if *role == Role::Human && !joined {
                    joined = true;
                    told.take_over(plan, rng);
                }
                told.thread.message(*role, text, told.facts.colleague);
                let asked = before.is_some_and(|(role, _)| role == Role::Customer);
                if let (Some(tag), Role::Ai, true, false) = (&plan.script.tag, role, asked, tagged) {
                    tagged = true;
                    let after = Duration::milliseconds(rng.i64(200..900));
                    told.thread.note_later(after, "conversation.tagged", json!({"tag": tag, "by": "source"}));
                }
                before = Some((*role, text.len()));
            }
            Step::Do(turn) => {
                called |= matches!(turn, Turn::Accept | Turn::MessageHandoff);
                told.act(turn, plan, person, rng);
            }
            Step::Later => {
                told.pause(rng);
                before = None;
            }
        }
    }
    told.finish(plan, tagged, rng);
    told
}

impl Told<'_> {
    /// Moves the cursor to when the next message is written.
    fn wait(&mut self, plan: &Plan, role: Role, before: Option<(Role, usize)>, called: bool, rng: &mut Rng) {
        let Some((last, length)) = before else { return };
        let mut gap = match (role, last) {
            (Role::Ai, _) => clock::assistant(plan.channel, rng),
            // Somebody who writes twice in a row has waited for an answer.
            (Role::Customer, Role::Customer) => Duration::seconds(rng.i64(150..1_100)),
            (Role::Customer, _) => clock::customer(plan.channel, length, rng),
            (Role::Human, Role::Human) => clock::colleague(plan.channel, false, rng),
            (Role::Human, Role::Ai) => clock::colleague(plan.channel, true, rng),
            (Role::Human, Role::Customer) => clock::colleague(plan.channel, false, rng),
        };
        // The customer of an answered ticket has turned to other things meanwhile.
        if called && role == Role::Customer && last == Role::Human {
            gap = gap * rng.i32(2..12);
        }
        self.thread.cursor += gap;
        if role == Role::Human {
            self.thread.cursor = clock::office(self.thread.cursor, rng);
        }
    }

    /// Now and then the shop's person takes the conversation before writing in it.
    fn take_over(&mut self, plan: &Plan, rng: &mut Rng) {
        if let (Some(desk), true) = (&plan.script.handoff, rng.u8(0..100) < 26) {
            let fields = json!({"agent": self.facts.colleague, "group": desk.team});
            self.thread.note_later(-Duration::seconds(rng.i64(8..40)), "conversation.assigned", fields);
            self.thread.move_to(&desk.team);
        }
    }

    /// Something other than a message.
    fn act(&mut self, turn: &Turn, plan: &Plan, person: &Person, rng: &mut Rng) {
        let moment = Duration::milliseconds(rng.i64(300..1_600));
        match turn {
            Turn::Link(path) if rng.u8(0..100) < 58 => {
                self.thread.cursor += Duration::seconds(rng.i64(6..70));
                let url = self.facts.fill(&format!("https://lumbre.example/{path}"));
                let profile = person.click_profile(plan.channel, rng);
                self.thread.note("link.clicked", json!({"url": url, "profile": profile}));
            }
            Turn::Show => {
                let cards: Vec<&'static Product> =
                    std::iter::once(self.facts.product).chain(self.facts.other).collect();
                self.show(&cards, plan, person, rng);
            }
            Turn::ShowOther => {
                let cards: Vec<&'static Product> = self.facts.other.into_iter().collect();
                self.show(&cards, plan, person, rng);
            }
            Turn::Offer => {
                self.thread.cursor += moment;
                let fields = with_desk(json!({"method": "ticket"}), plan.script.handoff.as_ref());
                self.thread.note("handoff.offered", fields);
            }
            Turn::Accept => {
                self.thread.cursor += moment;
                let ticket = self.facts.fill("{ticket}");
                let fields =
                    with_desk(json!({"method": "ticket", "ticket": ticket}), plan.script.handoff.as_ref());
                self.thread.note("handoff.accepted", fields);
            }
            Turn::Decline => {
                self.thread.cursor += moment;
                self.thread.note("handoff.declined", json!({"method": "ticket"}));
            }
            Turn::MessageHandoff => {
                self.thread.cursor += moment;
                let fields = with_desk(json!({"method": "message"}), plan.script.handoff.as_ref());
                self.thread.note("handoff.offered", fields);
            }
            Turn::Cancel => self.cancelled = Some(self.thread.cursor + moment),
            Turn::Refund => self.refund_agreed = Some(self.thread.cursor),
            Turn::Identify if person.anonymous => {
                self.thread.cursor += moment;
                let lead = person.lead(&person.profile(plan.channel));
                self.thread.note("profile.identified", json!({"profile": lead}));
            }
            _ => {}
        }
    }

    /// Product cards below an answer; many are clicked, some go into the cart.
    fn show(&mut self, cards: &[&'static Product], plan: &Plan, person: &Person, rng: &mut Rng) {
        for product in cards {
            self.thread.cursor += Duration::milliseconds(rng.i64(120..500));
            self.thread.note("product.recommended", card(product, person));
        }
        let mut clicked = cards.to_vec();
        rng.shuffle(&mut clicked);
        clicked.truncate([0, 1, 1, 1, 2][rng.usize(0..5)]);
        for product in clicked {
            self.thread.cursor += Duration::seconds(rng.i64(7..80));
            let profile = person.click_profile(plan.channel, rng);
            let mut fields = card(product, person);
            fields["profile"] = profile.clone();
            let time = self.thread.note("product.clicked", fields.clone());
            self.thread.clicks.push(super::thread::Click { time, product: product.key, profile });
            if rng.u8(0..100) < 24 {
                self.thread.cursor += Duration::seconds(rng.i64(9..90));
                self.thread.note("product.added", fields);
            }
        }
    }

    /// Days go by, usually with a close before them. What was promised for a day is asked about after it.
    fn pause(&mut self, rng: &mut Rng) {
        if rng.bool() {
            self.close("customer", rng);
        }
        let day = self.facts.promised.max(self.thread.cursor.date_naive()) + Duration::days(rng.i64(1..4));
        self.thread.cursor = midday(day, rng);
    }

    fn close(&mut self, by: &str, rng: &mut Rng) {
        self.thread.cursor += Duration::seconds(rng.i64(14..260));
        self.thread.note("conversation.closed", json!({"by": by}));
    }

    /// What people do with a conversation once nobody writes any more.
    fn finish(&mut self, plan: &Plan, tagged: bool, rng: &mut Rng) {
        match plan.ending {
            Ending::Closed => self.close(if rng.u8(0..100) < 90 { "customer" } else { "ai" }, rng),
            Ending::Unanswered if plan.kind == clock::Kind::Usual && rng.u8(0..100) < 14 => {
                self.close("customer", rng);
            }
            Ending::Handoff | Ending::Human if rng.u8(0..100) < 45 => {
                self.thread.cursor += Duration::minutes(rng.i64(2..240));
                self.close("human", rng);
            }
            _ => {}
        }
        self.look_back(plan, tagged, rng);
    }

    /// What a person of the shop corrects now and then when they read it later.
    fn look_back(&mut self, plan: &Plan, tagged: bool, rng: &mut Rng) {
        let later = Duration::minutes(rng.i64(40..1_900));
        let chance = rng.u16(0..1_000);
        if tagged && chance < 32 {
            let tag = second_thought(plan.script.tag.as_deref().unwrap_or_default());
            self.thread.note_later(later, "conversation.tagged", json!({"tag": tag, "by": "human"}));
        } else if matches!(plan.ending, Ending::Closed | Ending::Silence)
            && plan.kind == clock::Kind::Usual
            && chance > 985
        {
            let fields =
                json!({"by": "human", "method": "ticket", "reason": "Follow-up call", "team": "Care"});
            self.thread.note_later(later, "handoff.tagged", fields);
            if chance > 993 {
                let undone = later + Duration::minutes(rng.i64(3..90));
                self.thread.note_later(
                    undone,
                    "handoff.withdrawn",
                    json!({"by": "human", "method": "ticket"}),
                );
            }
        } else if matches!(plan.ending, Ending::Closed | Ending::Silence) && chance > 970 {
            self.thread.note_later(
                later / 10,
                "conversation.assigned",
                json!({"agent": self.facts.colleague, "group": "Care"}),
            );
        }
    }

    /// Moves the whole conversation so that its last message is written at `time`.
    pub fn end_at(&mut self, time: DateTime<Utc>) {
        let shift = time - self.thread.last_message;
        for (when, event) in &mut self.thread.events {
            *when += shift;
            event["time"] = json!(stamp(*when));
        }
        for click in &mut self.thread.clicks {
            click.time += shift;
        }
        self.thread.cursor += shift;
        self.thread.last_message = time;
    }

    /// The events, to be told with everybody else's.
    pub fn into_events(self) -> Vec<Timed> {
        self.thread.events
    }
}

/// The tag a person might find fitter.
fn second_thought(tag: &str) -> &'static str {
    match tag {
        "order_status" => "shipping",
        "shipping" => "order_status",
        "warranty" => "returns",
        "returns" | "payment" | "account" => "complaint",
        "product_advice" => "stock",
        _ => "product_advice",
    }
}

fn with_desk(mut fields: Value, desk: Option<&Desk>) -> Value {
    if let Some(desk) = desk {
        fields["reason"] = json!(desk.reason);
        fields["team"] = json!(desk.team);
    }
    fields
}

/// What an event says about a product.
fn card(product: &Product, person: &Person) -> Value {
    json!({
        "product": product.key,
        "name": product.name(person.country).full,
        "url": product.url(),
        "price": shop::decimal(product.price(person.country)),
        "currency": shop::currency(person.country),
    })
}
