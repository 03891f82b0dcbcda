//! Did it sell? Last touch within the window, both ends included.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::event::{Fact, Role, words};
use super::settings::Settings;

/// How long before an order a touchpoint may lie, unless the channel says otherwise.
pub const WINDOW_HOURS: i64 = 24;

words!(
    /// What may earn an order.
    TouchKind {
        /// The customer clicked a product card.
        ProductClick = "product_click",
        /// An AI message was sent to the customer.
        MessageReceived = "message_received",
        /// The customer clicked a link the AI sent.
        LinkClick = "link_click",
    }
);

impl TouchKind {
    /// The kind of touchpoint a fact would be, where its channel counts that kind.
    pub fn of(fact: &Fact) -> Option<Self> {
        match fact {
            Fact::ProductClicked(_) => Some(Self::ProductClick),
            Fact::LinkClicked { .. } => Some(Self::LinkClick),
            Fact::MessageSent { role: Role::Ai, .. } => Some(Self::MessageReceived),
            _ => None,
        }
    }
}

/// What a channel counts as a touchpoint, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRule {
    /// The kinds that count.
    pub touchpoints: BTreeSet<TouchKind>,
    /// How long before the order a touchpoint may lie: 1 hour to 30 days.
    pub window: Duration,
}

impl Default for ChannelRule {
    fn default() -> Self {
        Self { touchpoints: BTreeSet::from([TouchKind::ProductClick]), window: Duration::hours(WINDOW_HOURS) }
    }
}

impl ChannelRule {
    /// Whether the channel counts this kind.
    pub fn counts(&self, kind: TouchKind) -> bool {
        self.touchpoints.contains(&kind)
    }
}

/// A touchpoint of the order's customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touchpoint {
    /// The event.
    pub event: String,
    /// When.
    pub time: DateTime<Utc>,
    /// Channel of its conversation.
    pub channel: String,
    /// Row id of its conversation.
    pub conversation: i64,
    /// Its conversation is a trial: it earns nothing.
    pub test: bool,
}

/// Why an order earned nobody anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It was cancelled.
    Cancelled,
    /// It was a trial.
    Test,
    /// It names no customer.
    NoCustomer,
    /// The customer never touched anything.
    Never,
    /// The last touchpoint before it is older than the window, in hours.
    TooOld(i64),
    /// All touchpoints came after it.
    OnlyAfter,
}

impl WhyNot {
    /// The sentence exports carry and the store keeps.
    pub fn sentence(self) -> String {
        match self {
            Self::Cancelled => "cancelled".to_owned(),
            Self::Test => "a trial".to_owned(),
            Self::NoCustomer => "the order names no customer".to_owned(),
            Self::Never => "never clicked".to_owned(),
            Self::TooOld(hours) => {
                format!("last click before the order is more than {hours} h old")
            }
            Self::OnlyAfter => "clicked only after the order".to_owned(),
        }
    }

    /// The reason that a kept sentence tells.
    pub fn from_sentence(sentence: &str) -> Option<Self> {
        let hours: String = sentence.chars().filter(char::is_ascii_digit).collect();
        let too_old = hours.parse().ok().map(Self::TooOld);
        [Self::Cancelled, Self::Test, Self::NoCustomer, Self::Never, Self::OnlyAfter]
            .into_iter()
            .chain(too_old)
            .find(|why| why.sentence() == sentence)
    }
}

/// What attribution asks of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bought {
    /// When it was placed.
    pub time: DateTime<Utc>,
    /// Called off.
    pub cancelled: bool,
    /// A trial.
    pub test: bool,
    /// Its customer is known by something.
    pub names_customer: bool,
}

/// The touchpoint an order is credited to, among those of its customer.
///
/// # Errors
/// [`WhyNot`] when it is credited to nobody.
pub fn credited<'a>(
    order: Bought,
    touchpoints: &'a [Touchpoint],
    settings: &Settings,
) -> Result<&'a Touchpoint, WhyNot> {
    match order {
        Bought { cancelled: true, .. } => Err(WhyNot::Cancelled),
        Bought { test: true, .. } => Err(WhyNot::Test),
        Bought { names_customer: false, .. } => Err(WhyNot::NoCustomer),
        Bought { time, .. } => last_touch(time, touchpoints, settings),
    }
}

/// The touchpoint that earned an order placed at `order`: the latest one with
/// `order - window <= t <= order`; of equal times the one with the greatest event id.
///
/// # Errors
/// [`WhyNot`] when none did.
pub fn last_touch<'a>(
    order: DateTime<Utc>,
    touchpoints: &'a [Touchpoint],
    settings: &Settings,
) -> Result<&'a Touchpoint, WhyNot> {
    let latest = |touch: &&&Touchpoint| (touch.time, touch.event.as_str().to_owned());
    let real: Vec<&Touchpoint> = touchpoints.iter().filter(|touch| !touch.test).collect();
    let window = |touch: &Touchpoint| settings.attribution_of(&touch.channel).window;
    let before = real.iter().filter(|touch| touch.time <= order);
    let within = before.clone().filter(|touch| touch.time >= order - window(touch));
    if let Some(touch) = within.max_by_key(latest) {
        return Ok(touch);
    }
    match before.max_by_key(latest) {
        Some(touch) => Err(WhyNot::TooOld(window(touch).num_hours())),
        None if real.is_empty() => Err(WhyNot::Never),
        None => Err(WhyNot::OnlyAfter),
    }
}
