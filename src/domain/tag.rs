//! The topic of a conversation: a human's word, else the source's, else the account's rules.

use super::event::{Event, Fact, Role, TaggedBy};

/// Words that give a tag.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TagRule {
    /// Any of these in a customer's message, case folded, gives the tag.
    pub words: Vec<String>,
    /// The tag given.
    pub tag: String,
}

/// The tag of a conversation, from its events in order.
///
/// A human's latest decision wins over all, also when it was to clear the tag: otherwise a wrong tag of
/// the source could never be taken away. Then the latest `conversation.tagged`, then the rules in their order.
pub fn tag(events: &[Event], rules: &[TagRule]) -> Option<String> {
    let mut human = None;
    let mut source = None;
    for event in events {
        if let Fact::ConversationTagged { tag, by } = &event.fact {
            match by {
                TaggedBy::Human => human = Some(tag),
                TaggedBy::Source | TaggedBy::Rule => source = Some(tag),
            }
        }
    }
    if let Some(tag) = human.or(source) {
        return (!tag.is_empty()).then(|| tag.clone());
    }
    by_rules(events, rules)
}

fn by_rules(events: &[Event], rules: &[TagRule]) -> Option<String> {
    if rules.is_empty() {
        return None;
    }
    let asked: Vec<String> = events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::MessageSent { role: Role::Customer, text } => Some(text.to_lowercase()),
            _ => None,
        })
        .collect();
    let holds = |rule: &&TagRule| {
        rule.words.iter().any(|word| asked.iter().any(|text| text.contains(&word.to_lowercase())))
    };
    rules.iter().find(holds).map(|rule| rule.tag.clone())
}
