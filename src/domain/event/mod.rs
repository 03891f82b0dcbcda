//! The event contract: what a source may tell us, parsed at the door into types that cannot be wrong.

mod document;
mod fields;
mod metadata;
mod parse;
mod write;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::identity::Profile;
use super::money::Money;

pub use document::read_json;
pub use fields::Refusal;
pub use metadata::MAX_METADATA_BYTES;
pub use parse::{MAX_NAME_CHARS, MAX_TEXT_BYTES, parse, parse_line};
pub use write::instant;

/// The channel of a message that names none.
pub const DEFAULT_CHANNEL: &str = "web_chat";

/// One thing that happened, as a source reported it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The idempotency key within the account.
    pub id: String,
    /// When it happened at the source, to the millisecond.
    pub time: DateTime<Utc>,
    /// Breaks ties of equal times.
    pub sequence: Option<i64>,
    /// The source's own id of the conversation; `None` only where the type allows it.
    pub conversation: Option<String>,
    /// `web_chat`, `sms`, …; `None` where the source named none.
    pub channel: Option<String>,
    /// Name of the AI agent; on human messages and assignments of the person.
    pub agent: Option<String>,
    /// The application the conversation belongs to.
    pub app: Option<String>,
    /// The team the conversation belongs to.
    pub group: Option<String>,
    /// Where the conversation came from.
    pub origin: Option<String>,
    /// The customer, as far as this event names one.
    pub profile: Option<Profile>,
    /// A trial: its conversation is kept out of every number.
    pub test: bool,
    /// Whatever else the source sent, untouched.
    pub metadata: Map<String, Value>,
    /// What happened.
    pub fact: Fact,
}

/// What happened, one variant a type of the contract.
#[expect(
    missing_docs,
    reason = "fields are called as in the contract, docs/events.md, which says what they mean"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// `message.sent`
    MessageSent { role: Role, text: String },
    /// `handoff.offered`: for a message handoff it is the handoff itself, for a ticket only a question.
    HandoffOffered(Handoff),
    /// `handoff.accepted`: the customer said yes.
    HandoffAccepted(Handoff),
    /// `handoff.declined`: the customer said no.
    HandoffDeclined(Handoff),
    /// `handoff.tagged`: a person marked the conversation as handed off.
    HandoffTagged(Handoff),
    /// `handoff.withdrawn`: a person took such a mark back.
    HandoffWithdrawn(Handoff),
    /// `conversation.closed`
    ConversationClosed { by: Option<String> },
    /// `conversation.tagged`; an empty tag clears.
    ConversationTagged { tag: String, by: TaggedBy },
    /// `conversation.assigned`: the envelope's `agent` and `group` say to whom.
    ConversationAssigned,
    /// `product.clicked`: the customer clicked a product card.
    ProductClicked(Product),
    /// `product.recommended`: a card was shown.
    ProductRecommended(Product),
    /// `product.added`: put into the cart.
    ProductAdded(Product),
    /// `link.clicked`: a link the AI sent was clicked.
    LinkClicked { url: Option<String> },
    /// `order.placed`
    OrderPlaced { order: String, total: Money },
    /// `order.cancelled`
    OrderCancelled { order: String },
    /// `order.refunded`; several may follow one order.
    OrderRefunded { order: String, amount: Money },
    /// `profile.identified`: joins the identifiers its profile names.
    ProfileIdentified,
    /// `agent.status`: a person's presence.
    AgentStatus { activity: Activity },
}

/// Declares a closed vocabulary with its words on the wire.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item])* #[doc = concat!("`", $word, "`")] $variant),+
        }

        impl $name {
            /// Every word, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The meaning of a word on the wire.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_word(&word).ok_or_else(|| serde::de::Error::custom(format!("`{word}` means nothing here")))
            }
        }
    };
}
pub(crate) use words;

words!(
    /// Who wrote a message.
    Role { Customer = "customer", Ai = "ai", Human = "human" }
);
words!(
    /// How a conversation is passed to a human.
    Method {
        /// The customer is asked first.
        Ticket = "ticket",
        /// The AI's closing message is the handoff.
        Message = "message",
    }
);
words!(
    /// Who chose a tag.
    TaggedBy { Source = "source", Rule = "rule", Human = "human" }
);
words!(
    /// A person's presence.
    Activity { Available = "available", Busy = "busy", Break = "break", Offline = "offline" }
);

/// What a handoff event says of the handoff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    /// `ticket` where the source named none: an offer alone is then no handoff yet.
    pub method: Method,
    /// The ticket's number at the help desk.
    pub ticket: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// To which team.
    pub team: Option<String>,
    /// The person who tagged or withdrew.
    pub by: Option<String>,
}

/// What a product event says of the product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// The source's own id of the product.
    pub product: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its price as the source wrote it: shown, never summed.
    pub price: Option<String>,
    /// The price's currency as the source wrote it.
    pub currency: Option<String>,
}

/// The place of an event in the order of events: (`time`, `sequence` when given, `id`).
///
/// An event without a sequence comes before those of the same time that have one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// When it happened.
    pub time: DateTime<Utc>,
    /// Breaks ties of equal times.
    pub sequence: Option<i64>,
    /// Breaks ties of equal sequences.
    pub id: String,
}

impl Event {
    /// The event's place in the order of events.
    pub fn stamp(&self) -> Stamp {
        Stamp { time: self.time, sequence: self.sequence, id: self.id.clone() }
    }

    /// Sorts events into the order all rules are asked in.
    pub fn sort(events: &mut [Event]) {
        events.sort_by(|a, b| (a.time, a.sequence, a.id.as_str()).cmp(&(b.time, b.sequence, b.id.as_str())));
    }

    /// The role, when this is a message.
    pub fn role(&self) -> Option<Role> {
        match self.fact {
            Fact::MessageSent { role, .. } => Some(role),
            _ => None,
        }
    }

    /// The channel of a message: the one it names, else [`DEFAULT_CHANNEL`].
    pub fn channel_or_default(&self) -> &str {
        self.channel.as_deref().unwrap_or(DEFAULT_CHANNEL)
    }

    /// The order this event speaks of.
    pub fn order(&self) -> Option<&str> {
        match &self.fact {
            Fact::OrderPlaced { order, .. }
            | Fact::OrderCancelled { order }
            | Fact::OrderRefunded { order, .. } => Some(order),
            _ => None,
        }
    }
}

impl Fact {
    /// The type's name on the wire.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::MessageSent { .. } => "message.sent",
            Self::HandoffOffered(_) => "handoff.offered",
            Self::HandoffAccepted(_) => "handoff.accepted",
            Self::HandoffDeclined(_) => "handoff.declined",
            Self::HandoffTagged(_) => "handoff.tagged",
            Self::HandoffWithdrawn(_) => "handoff.withdrawn",
            Self::ConversationClosed { .. } => "conversation.closed",
            Self::ConversationTagged { .. } => "conversation.tagged",
            Self::ConversationAssigned => "conversation.assigned",
            Self::ProductClicked(_) => "product.clicked",
            Self::ProductRecommended(_) => "product.recommended",
            Self::ProductAdded(_) => "product.added",
            Self::LinkClicked { .. } => "link.clicked",
            Self::OrderPlaced { .. } => "order.placed",
            Self::OrderCancelled { .. } => "order.cancelled",
            Self::OrderRefunded { .. } => "order.refunded",
            Self::ProfileIdentified => "profile.identified",
            Self::AgentStatus { .. } => "agent.status",
        }
    }
}
