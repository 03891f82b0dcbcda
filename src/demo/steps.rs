//! A script's turns with their wordings chosen: the flat course of one conversation.

use fastrand::Rng;

use super::people::{Person, pick};
use super::plan::{Ending, Plan};
use super::script::{Lines, Opening, Script, Turn, opens, said};
use super::words::{Facts, careless};

/// Who says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The customer.
    Customer,
    /// The AI agent.
    Ai,
    /// A person of the shop.
    Human,
}

/// One thing that happens.
pub enum Step {
    /// A message.
    Say(Role, String),
    /// Something else a script asks for.
    Do(&'static Turn),
    /// The customer comes back days later.
    Later,
}

/// Chooses wordings for one conversation.
pub struct Director<'a> {
    plan: &'a Plan,
    person: &'a Person,
    facts: &'a Facts,
    steps: Vec<Step>,
    mail: Option<(&'static str, &'static str)>,
}

/// The whole course of a planned conversation.
pub fn steps(plan: &Plan, person: &Person, facts: &Facts, rng: &mut Rng) -> Vec<Step> {
    let mail = (plan.channel == "email")
        .then(|| (pick(rng, &plan.book.mail_hello).as_str(), pick(rng, &plan.book.mail_bye).as_str()));
    let mut director = Director { plan, person, facts, steps: Vec::new(), mail };
    director.begin(rng);
    if plan.ending == Ending::Greeting {
        return director.steps;
    }
    let opened = director.steps.len();
    director.play(&plan.script.turns, rng);
    // Not every ticket has been answered yet by the people it went to.
    if plan.ending == Ending::Handoff && rng.u8(0..100) < 34 {
        director.cut_at(|step| matches!(step, Step::Say(Role::Human, _)));
    }
    if plan.ending == Ending::Unanswered {
        director.leave_unanswered(opened, rng);
    } else if plan.returns {
        director.steps.push(Step::Later);
        director.play(&plan.script.again, rng);
    }
    director.steps
}

impl Director<'_> {
    /// Greeting or campaign, first question, and its own first answer if it has one.
    fn begin(&mut self, rng: &mut Rng) {
        let Plan { script, book, channel, ending, .. } = *self.plan;
        let campaign = by_campaign(script, channel);
        if campaign {
            let line = pick(rng, &script.before);
            self.say(Role::Ai, line, rng);
        } else if ending == Ending::Greeting || (channel == "web_chat" && rng.u8(0..100) < 28) {
            let line = pick(rng, &book.greetings);
            self.say(Role::Ai, line, rng);
        }
        if ending == Ending::Greeting {
            return;
        }
        let openings: Vec<&Opening> =
            script.open.iter().filter(|opening| opens(opening, channel, self.person.country)).collect();
        let Some(opening) = openings.get(rng.usize(0..openings.len().max(1))) else { return };
        let greeted = !self.steps.is_empty();
        self.say(Role::Customer, opening.question(), rng);
        let answer = match opening {
            Opening::Answered([_, answer]) => answer.as_str(),
            Opening::Plain(_) => match script.turns.first() {
                Some(Turn::Ai(lines)) => self.choose(lines, rng),
                _ => return,
            },
        };
        let polite = !greeted && channel != "sms" && ending != Ending::Trial && rng.u8(0..100) < 62;
        let hello = match (polite && self.mail.is_none(), self.person.anonymous) {
            (false, _) => "",
            (true, true) => pick(rng, &book.hello).as_str(),
            (true, false) => pick(rng, &book.hello_named).as_str(),
        };
        let answer = format!("{hello}{}", said(answer, channel, self.person.country).unwrap_or(answer));
        self.say(Role::Ai, &answer, rng);
    }

    /// The turns one after the other. A script's first answer has been given by `begin`.
    fn play(&mut self, turns: &'static [Turn], rng: &mut Rng) {
        let answered = std::ptr::eq(turns, self.plan.script.turns.as_slice())
            && matches!(turns.first(), Some(Turn::Ai(_)));
        for turn in &turns[usize::from(answered)..] {
            match turn {
                Turn::Customer(lines) => self.say_one(Role::Customer, lines, rng),
                Turn::Ai(lines) => self.say_one(Role::Ai, lines, rng),
                Turn::Human(lines) => self.say_one(Role::Human, lines, rng),
                Turn::Either(pairs) => self.ask(pairs, 1, rng),
                // One question in four brings up another.
                Turn::Qa(pairs) => self.ask(pairs, if rng.u8(0..4) == 0 { 2 } else { 1 }, rng),
                Turn::Wrapup => {
                    // Many just leave once they know what they wanted.
                    if rng.u8(0..100) < if self.mail.is_some() { 30 } else { 68 } {
                        self.say_any(Role::Customer, &self.plan.book.thanks, rng);
                        self.say_any(Role::Ai, &self.plan.book.bye, rng);
                    }
                }
                other => self.steps.push(Step::Do(other)),
            }
        }
    }

    /// As many of these questions as wanted, each with its answer.
    fn ask(&mut self, pairs: &'static [[String; 2]], count: usize, rng: &mut Rng) {
        let mut fitting: Vec<&[String; 2]> =
            pairs.iter().filter(|[question, _]| self.fits(question)).collect();
        rng.shuffle(&mut fitting);
        for [question, answer] in fitting.into_iter().take(count) {
            self.say(Role::Customer, question, rng);
            self.say(Role::Ai, answer, rng);
        }
    }

    /// Ends on a question of the customer's, where the assistant's answer never came.
    fn leave_unanswered(&mut self, opened: usize, rng: &mut Rng) {
        if self.plan.script.outcome == super::script::Outcome::Unanswered {
            return;
        }
        let from_customer = |step: &Step| matches!(step, Step::Say(Role::Customer, _));
        let first = self.steps.iter().position(from_customer);
        // A question comes before an answer; thanks come last and are no question.
        let next =
            (opened..self.steps.len().saturating_sub(1)).find(|&place| from_customer(&self.steps[place]));
        let place = if rng.u8(0..100) < 24 { first } else { next.or(first) };
        if let Some(place) = place {
            self.steps.truncate(place + 1);
        }
    }

    fn cut_at(&mut self, ends: impl Fn(&Step) -> bool) {
        if let Some(place) = self.steps.iter().position(ends) {
            self.steps.truncate(place);
        }
    }

    fn fits(&self, text: &str) -> bool {
        said(text, self.plan.channel, self.person.country).is_some()
    }

    fn choose(&self, lines: &'static Lines, rng: &mut Rng) -> &'static str {
        let fitting: Vec<&'static String> = lines.all().iter().filter(|line| self.fits(line)).collect();
        fitting.get(rng.usize(0..fitting.len().max(1))).map_or("", |line| line.as_str())
    }

    fn say_one(&mut self, role: Role, lines: &'static Lines, rng: &mut Rng) {
        let line = self.choose(lines, rng);
        self.say(role, line, rng);
    }

    fn say_any(&mut self, role: Role, lines: &'static [String], rng: &mut Rng) {
        let fitting: Vec<&'static String> = lines.iter().filter(|line| self.fits(line)).collect();
        let line = *pick(rng, &fitting);
        self.say(role, line, rng);
    }

    fn say(&mut self, role: Role, line: &str, rng: &mut Rng) {
        let line = said(line, self.plan.channel, self.person.country).unwrap_or(line);
        // An e-mail's salutation has the name already.
        let unnamed = (role == Role::Ai && self.mail.is_some()).then(|| line.replace(", {name}", ""));
        let text = self.facts.fill(unnamed.as_deref().unwrap_or(line));
        let text = match (role, self.mail) {
            (Role::Ai, Some((hello, bye))) => format!("{}\n\n{text}\n\n{bye}", self.facts.fill(hello)),
            // A quick writer's e-mails are still written with some care.
            (Role::Customer, None) if self.person.careless && rng.u8(0..100) < 75 => careless(&text),
            _ => text,
        };
        if !text.is_empty() {
            self.steps.push(Step::Say(role, text));
        }
    }
}

/// Whether the shop's own campaign began a conversation.
pub fn by_campaign(script: &Script, channel: &str) -> bool {
    channel == "sms" && !script.before.is_empty()
}
