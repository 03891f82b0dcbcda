//! The dialogue scripts: what they are made of, and how they are loaded.
//!
//! Scripts are data (`scripts/*.json`), so that a text can be mended without reading Rust. A text may begin with
//! conditions in brackets, `[MX]` (a country) or `[email]`, and holds `{placeholders}` that `words` fills in.

use std::sync::LazyLock;

use serde::Deserialize;

use super::people::Country;

/// All scripts of one language, with the small talk they share.
#[derive(Deserialize)]
pub struct Book {
    /// `en`, `es` or `pt`.
    pub language: String,
    /// What the assistant says first when a visitor opens the chat.
    pub greetings: Vec<String>,
    /// Put before the first answer to somebody without a name.
    pub hello: Vec<String>,
    /// Put before the first answer to somebody with a name.
    pub hello_named: Vec<String>,
    /// Salutations of the assistant's e-mails.
    pub mail_hello: Vec<String>,
    /// Signatures of the assistant's e-mails.
    pub mail_bye: Vec<String>,
    /// A customer's last words.
    pub thanks: Vec<String>,
    /// The assistant's answer to them.
    pub bye: Vec<String>,
    /// The scripts themselves.
    pub scripts: Vec<Script>,
}

/// One conversation's course, with several wordings.
#[derive(Deserialize)]
pub struct Script {
    /// Unique over all languages.
    pub id: String,
    /// The topic the source tags it with.
    pub tag: Option<String>,
    /// How it ends when nothing cuts it short.
    pub outcome: Outcome,
    /// How often it is told, beside others that would fit.
    #[serde(default = "one")]
    pub weight: u32,
    #[serde(default = "chat")]
    channels: Vec<String>,
    #[serde(default)]
    countries: Vec<String>,
    /// Products it may be about; none named means any.
    #[serde(default)]
    pub product: Vec<String>,
    /// Products it may mention beside.
    #[serde(default)]
    pub other: Vec<String>,
    /// To whom it is handed off, and why.
    pub handoff: Option<Desk>,
    /// What the shop wrote unasked, before the customer's first words.
    #[serde(default)]
    pub before: Vec<String>,
    /// Wordings of the first question.
    pub open: Vec<Opening>,
    /// What follows it.
    pub turns: Vec<Turn>,
    /// What follows when the customer comes back days later.
    #[serde(default)]
    pub again: Vec<Turn>,
}

/// How a script ends.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The assistant had the last word.
    Resolved,
    /// A person took over after a handoff.
    Handoff,
    /// A ticket was offered and nobody answered.
    Offered,
    /// A person stepped in without a handoff.
    Human,
    /// The customer's last message got no answer.
    Unanswered,
    /// The shop's staff trying things out.
    Trial,
}

/// Where a handoff goes.
#[derive(Deserialize)]
pub struct Desk {
    /// Why a person is needed.
    pub reason: String,
    /// The team they belong to.
    pub team: String,
}

/// A first question; some need their own first answer.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Opening {
    /// The script's first answer fits.
    Plain(String),
    /// Question and the answer that takes the place of the script's first one.
    Answered([String; 2]),
}

impl Opening {
    /// The customer's words.
    pub fn question(&self) -> &str {
        match self {
            Self::Plain(question) | Self::Answered([question, _]) => question,
        }
    }
}

/// One wording or several of the same thing.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Lines {
    /// Always said like this.
    One(String),
    /// Any of these.
    Many(Vec<String>),
}

impl Lines {
    /// The wordings.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(line) => std::slice::from_ref(line),
            Self::Many(lines) => lines,
        }
    }
}

/// One step of a script.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The customer writes.
    Customer(Lines),
    /// The assistant writes.
    Ai(Lines),
    /// A person of the shop writes.
    Human(Lines),
    /// A question and its own answer: one of these pairs, and sometimes another one.
    Qa(Vec<[String; 2]>),
    /// The same for pairs of which only one can be said.
    Either(Vec<[String; 2]>),
    /// A link in the message above, which may be clicked: its path.
    Link(String),
    /// Product cards below the message above.
    Show,
    /// A card of the second product alone: the main one cannot be had, or is in the cart already.
    ShowOther,
    /// A ticket is offered.
    Offer,
    /// The customer wants the ticket.
    Accept,
    /// The customer does not want it.
    Decline,
    /// The assistant showed its closing message: a handoff at once.
    MessageHandoff,
    /// The order spoken of is cancelled.
    Cancel,
    /// The order spoken of is refunded, days later.
    Refund,
    /// The customer said who they are.
    Identify,
    /// Thanks, and a friendly last word, out of the book's common ones.
    Wrapup,
}

impl Script {
    /// Whether it can be told on this channel to a customer of this country.
    pub fn suits(&self, channel: &str, country: Country) -> bool {
        let at_home = self.countries.is_empty() || self.countries.iter().any(|code| code == country.code());
        // An e-mail is never a one-liner: a script reaches that channel only through an opening written for it.
        let by_channel = channel == "email" || self.channels.iter().any(|known| known == channel);
        at_home && by_channel && self.open.iter().any(|opening| opens(opening, channel, country))
    }

    /// Whether it only makes sense with a customer the shop knows.
    pub fn personal(&self) -> bool {
        matches!(self.outcome, Outcome::Handoff | Outcome::Human | Outcome::Offered)
            || self.texts().any(|text| text.contains("{order"))
    }

    /// Every text in it, conditions included.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let opened = self.open.iter().flat_map(|opening| match opening {
            Opening::Plain(question) => vec![question.as_str()],
            Opening::Answered([question, answer]) => vec![question.as_str(), answer.as_str()],
        });
        let told = self.turns.iter().chain(&self.again).flat_map(|turn| match turn {
            Turn::Customer(lines) | Turn::Ai(lines) | Turn::Human(lines) => {
                lines.all().iter().map(String::as_str).collect()
            }
            Turn::Qa(pairs) | Turn::Either(pairs) => pairs.iter().flatten().map(String::as_str).collect(),
            _ => Vec::new(),
        });
        self.before.iter().map(String::as_str).chain(opened).chain(told)
    }
}

/// Whether an opening may begin a conversation on this channel.
pub fn opens(opening: &Opening, channel: &str, country: Country) -> bool {
    let question = opening.question();
    let for_mail = question.starts_with("[email]") || question.contains("][email]");
    for_mail == (channel == "email") && said(question, channel, country).is_some()
}

/// The text without its conditions, if they hold.
pub fn said<'a>(text: &'a str, channel: &str, country: Country) -> Option<&'a str> {
    let mut rest = text;
    while let Some((condition, after)) = rest.strip_prefix('[').and_then(|open| open.split_once(']')) {
        if condition != country.code() && condition != channel {
            return None;
        }
        rest = after;
    }
    Some(rest.trim_start())
}

/// The three books. They are part of the program, so a fault in them is a fault of the program.
pub static BOOKS: LazyLock<[Book; 3]> = LazyLock::new(|| {
    [include_str!("scripts/en.json"), include_str!("scripts/es.json"), include_str!("scripts/pt.json")]
        .map(|text| serde_json::from_str(text).expect("the embedded scripts are well formed"))
});

/// The book of a country's language.
pub fn book(country: Country) -> &'static Book {
    let language = country.language();
    BOOKS.iter().find(|book| book.language == language).expect("every country's language has a book")
}

const fn one() -> u32 {
    1
}

fn chat() -> Vec<String> {
    vec!["web_chat".to_owned(), "whatsapp".to_owned()]
}
