//! What of an event is kept: the one place that every way in passes, whoever sent it.

use std::borrow::Cow;

use crate::domain::erase::without_text;
use crate::domain::event::Event;
use crate::store::accounts::Account;
use crate::store::from_millis;

/// The events as they are kept: masked, and without the texts that are too old by the account's own rule.
pub fn kept<'e>(account: &Account, events: &[&'e Event]) -> Vec<Cow<'e, Event>> {
    let until = from_millis(account.privacy.texts_until);
    let one = |event: &'e Event| {
        let masked = account.privacy.masks.event(event).map_or(Cow::Borrowed(event), Cow::Owned);
        match masked.time < until {
            true => without_text(&masked, &account.settings.tag_rules).map_or(masked, Cow::Owned),
            false => masked,
        }
    };
    events.iter().map(|event| one(event)).collect()
}
