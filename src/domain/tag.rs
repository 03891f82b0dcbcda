//! The topic of a conversation: a human's word, else the source's, else the account's rules.

use serde::{Deserialize, Serialize};

use super::event::{Event, Fact, Role, TaggedBy};

/// Words that give a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRule {
    /// Any of these in a customer's message, case folded, gives the tag.
    pub words: Vec<String>,
    /// The tag given.
    pub tag: String,
}

/// What was said of a topic so far, events taken in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// A human's latest word.
    #[serde(skip_serializing_if = "Option::is_none")]
    human: Option<String>,
    /// The source's latest word.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The first of the account's rules that holds for a customer's message.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<usize>,
}

impl Said {
    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A human's latest word, empty where it was that there is no tag; `None`: none has spoken.
    pub fn by_hand(&self) -> Option<&str> {
        self.human.as_deref()
    }

    /// The place of the first rule that holds.
    pub fn rule(&self) -> Option<usize> {
        self.rule
    }

    /// Nobody has spoken but the rules.
    pub fn is_by_rule(&self) -> bool {
        self.human.is_none() && self.source.is_none() && self.rule.is_some()
    }

    /// Takes in the next event.
    pub fn hear(&mut self, event: &Event, rules: &[TagRule]) {
        match &event.fact {
            Fact::ConversationTagged { tag, by: TaggedBy::Human } => self.human = Some(tag.clone()),
            Fact::ConversationTagged { tag, .. } => self.source = Some(tag.clone()),
            Fact::MessageSent { role: Role::Customer, text } if !rules.is_empty() => {
                let holds = first_that_holds(text, rules);
                self.rule = self.rule.into_iter().chain(holds).min();
            }
            _ => {}
        }
    }

    /// The tag.
    ///
    /// A human's latest decision wins over all, also when it was to clear the tag: otherwise a wrong tag of
    /// the source could never be taken away. Then the latest `conversation.tagged`, then the rules in their order.
    pub fn tag(&self, rules: &[TagRule]) -> Option<String> {
        if let Some(tag) = self.human.as_ref().or(self.source.as_ref()) {
            return (!tag.is_empty()).then(|| tag.clone());
        }
        self.rule.and_then(|index| rules.get(index)).map(|rule| rule.tag.clone())
    }
}

/// The place of the first rule that holds for a text of a customer.
pub fn first_that_holds(text: &str, rules: &[TagRule]) -> Option<usize> {
    let text = text.to_lowercase();
    rules.iter().position(|rule| rule.within(&text).is_some())
}

impl TagRule {
    /// The first of its words that stands in a text.
    pub fn word_in(&self, text: &str) -> Option<&str> {
        self.within(&text.to_lowercase())
    }

    fn within(&self, folded: &str) -> Option<&str> {
        self.words.iter().find(|word| folded.contains(&word.to_lowercase())).map(String::as_str)
    }
}
