//! What an account may decide for itself, and the defaults.

use std::collections::BTreeMap;

use chrono::Duration;
use chrono_tz::Tz;

use super::attribution::ChannelRule;
use super::money::Currency;
use super::tag::TagRule;

/// After how many hours of silence a conversation closes by itself, unless the account says otherwise.
pub const AUTO_CLOSE_HOURS: i64 = 48;

/// The settings that numbers depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Days are cut in this zone.
    pub time_zone: Tz,
    /// The currency shown first.
    pub currency: Currency,
    /// Silence after which a conversation closes by itself.
    pub auto_close: Duration,
    /// Attribution by channel; other channels follow [`ChannelRule::default`].
    pub attribution: BTreeMap<String, ChannelRule>,
    /// Words that give a tag where nobody else gave one, in order.
    pub tag_rules: Vec<TagRule>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: Tz::UTC,
            currency: Currency::parse("USD").expect("USD is in ISO 4217"),
            auto_close: Duration::hours(AUTO_CLOSE_HOURS),
            attribution: BTreeMap::new(),
            tag_rules: Vec::new(),
        }
    }
}

impl Settings {
    /// The attribution rule of a channel.
    pub fn attribution_of(&self, channel: &str) -> ChannelRule {
        self.attribution.get(channel).cloned().unwrap_or_default()
    }
}
