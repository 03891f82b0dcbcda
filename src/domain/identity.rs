//! Who is the same customer: identifiers, the leads between them, and what is known of a person.

use serde_json::{Map, Value};

use super::event::{Event, Stamp};

/// The customer as one event names them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The source's own id: two different ones are never made one person.
    pub id: Option<String>,
    /// As sent; compared trimmed and case folded.
    pub email: Option<String>,
    /// As sent; compared as E.164.
    pub phone: Option<String>,
    /// A browser's or device's id.
    pub anonymous_id: Option<String>,
    /// For people to read, never to compare.
    pub name: Option<String>,
    /// Whatever else the source put there, kept and exported.
    pub other: Map<String, Value>,
}

/// How much an identifier says, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// No identifier at all: the conversation stands for its customer.
    Conversation,
    /// `anonymous_id`
    Anonymous,
    /// `phone`
    Phone,
    /// `email`
    Email,
    /// `id`
    Id,
}

/// An identifier in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which kind.
    pub kind: KeyKind,
    /// The normalised value.
    pub value: String,
}

impl Key {
    /// The customer of a conversation that names nobody.
    pub fn conversation(source_id: &str) -> Self {
        Self { kind: KeyKind::Conversation, value: source_id.to_owned() }
    }

    /// One text for the store, as in `email:ana@example.com`.
    pub fn to_text(&self) -> String {
        let prefix = match self.kind {
            KeyKind::Conversation => "conversation",
            KeyKind::Anonymous => "anonymous",
            KeyKind::Phone => "phone",
            KeyKind::Email => "email",
            KeyKind::Id => "id",
        };
        format!("{prefix}:{}", self.value)
    }

    /// What [`Self::to_text`] wrote; nothing for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        let (prefix, value) = text.split_once(':')?;
        let kind = match prefix {
            "conversation" => KeyKind::Conversation,
            "anonymous" => KeyKind::Anonymous,
            "phone" => KeyKind::Phone,
            "email" => KeyKind::Email,
            "id" => KeyKind::Id,
            _ => return None,
        };
        Some(Self { kind, value: value.to_owned() })
    }
}

impl Profile {
    /// The identifiers it names, strongest first.
    pub fn keys(&self) -> Vec<Key> {
        let key = |kind, value: Option<String>| value.map(|value| Key { kind, value });
        [
            key(KeyKind::Id, self.id.clone()),
            key(KeyKind::Email, self.email.as_deref().and_then(normal_email)),
            key(KeyKind::Phone, self.phone.as_deref().and_then(normal_phone)),
            key(KeyKind::Anonymous, self.anonymous_id.clone()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// E-mail addresses are compared trimmed and case folded.
fn normal_email(email: &str) -> Option<String> {
    let email = email.trim().to_lowercase();
    (!email.is_empty()).then_some(email)
}

/// Phones are compared as E.164: a leading plus and digits, other characters dropped.
/// A text without a digit is no phone.
fn normal_phone(phone: &str) -> Option<String> {
    let phone = phone.trim();
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let plus = if phone.starts_with('+') { "+" } else { "" };
    (!digits.is_empty()).then(|| format!("{plus}{digits}"))
}

/// A lead: events that name `weaker` as well say that it belongs to `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The strongest identifier named beside it.
    pub to: Key,
    /// Of several such events the latest counts.
    pub stamp: Stamp,
}

/// The identifier an event names its customer by, and the leads it gives: weaker identifiers to it.
pub fn named_and_leads(event: &Event) -> Option<(Key, Vec<(Key, Lead)>)> {
    let mut keys = event.profile.as_ref()?.keys().into_iter();
    let strongest = keys.next()?;
    let leads = keys.map(|weaker| (weaker, Lead { to: strongest.clone(), stamp: event.stamp() })).collect();
    Some((strongest, leads))
}

/// What is known of the person behind one identifier: of each attribute the latest word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// The name and when it was given.
    pub name: Option<(Stamp, String)>,
    /// The e-mail as written.
    pub email: Option<(Stamp, String)>,
    /// The phone as written.
    pub phone: Option<(Stamp, String)>,
    /// The source's id.
    pub id: Option<(Stamp, String)>,
}

impl Card {
    /// What one event says.
    pub fn of(event: &Event) -> Self {
        let Some(profile) = &event.profile else { return Self::default() };
        let said = |value: &Option<String>| value.clone().map(|value| (event.stamp(), value));
        // What is no identifier, such as a phone of `n/a`, makes nobody known.
        let known = |value: &Option<String>, normal: fn(&str) -> Option<String>| {
            said(value).filter(|(_, value)| normal(value).is_some())
        };
        Self {
            name: said(&profile.name),
            email: known(&profile.email, normal_email),
            phone: known(&profile.phone, normal_phone),
            id: said(&profile.id),
        }
    }

    /// Joins two cards; the order of joining does not matter.
    pub fn join(&mut self, other: &Self) {
        fn later(mine: &mut Option<(Stamp, String)>, theirs: &Option<(Stamp, String)>) {
            if theirs > mine {
                mine.clone_from(theirs);
            }
        }
        later(&mut self.name, &other.name);
        later(&mut self.email, &other.email);
        later(&mut self.phone, &other.phone);
        later(&mut self.id, &other.id);
    }

    /// Whether both say the same of the person, whenever it was said.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let words = |card: &Self| {
            [&card.name, &card.email, &card.phone, &card.id]
                .map(|said| said.as_ref().map(|(_, value)| value.clone()))
        };
        words(self) == words(other)
    }

    /// What to call the person: name, else e-mail, else phone, else id; nothing when none of
    /// id, e-mail and phone is known (a bare name is not a known customer).
    pub fn display(&self) -> Option<&str> {
        if self.id.is_none() && self.email.is_none() && self.phone.is_none() {
            return None;
        }
        [&self.name, &self.email, &self.phone, &self.id]
            .into_iter()
            .find_map(|field| field.as_ref().map(|(_, value)| value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(id: &str, email: &str, phone: &str, anonymous: &str) -> Profile {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Profile {
            id: some(id),
            email: some(email),
            phone: some(phone),
            anonymous_id: some(anonymous),
            ..Profile::default()
        }
    }

    #[test]
    fn the_strongest_identifier_names_the_customer() {
        for (given, strongest) in [
            (profile("7", "a@x.org", "+1", "b"), "id:7"),
            (profile("", " Ana@X.org ", "+1", "b"), "email:ana@x.org"),
            (profile("", "", "+34 (600) 11-22", "b"), "phone:+346001122"),
            (profile("", "", "", "b"), "anonymous:b"),
        ] {
            let key = given.keys().into_iter().next().map(|key| key.to_text());
            assert_eq!(key.as_deref(), Some(strongest));
        }
        assert!(profile("", "", "n/a", "").keys().is_empty(), "a phone without digits is no phone");
    }
}
