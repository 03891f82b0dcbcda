//! Touchpoints of a conversation, among its events.

use chrono::{DateTime, Utc};

use super::Summary;
use crate::domain::attribution::TouchKind;
use crate::domain::event::Event;
use crate::domain::identity::{Key, named_and_leads};
use crate::domain::settings::Settings;

/// A touchpoint of a conversation: something an order may be credited to.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    /// The event.
    pub event: String,
    /// When the customer was touched.
    pub time: DateTime<Utc>,
    /// By what.
    pub kind: TouchKind,
    /// The customer it touched: the one its own event names, else the conversation's.
    pub named: Key,
}

/// The touchpoints among events of a conversation, as its channel counts them.
pub fn touches<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    summary: &Summary,
    settings: &Settings,
) -> Vec<Touch> {
    let rule = settings.attribution_of(&summary.channel);
    let counted = |event: &Event| TouchKind::of(&event.fact).filter(|kind| rule.counts(*kind));
    events
        .into_iter()
        .filter_map(|event| counted(event).map(|kind| (event, kind)))
        .map(|(event, kind)| Touch {
            event: event.id.clone(),
            time: event.time,
            kind,
            named: named_and_leads(event).map_or_else(|| summary.named.clone(), |(key, _)| key),
        })
        .collect()
}
