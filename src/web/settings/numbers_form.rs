//! The form of what numbers hang on: from settings, from what was sent, and to settings again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use crate::api::Query;
use crate::domain::attribution::{ChannelRule, TouchKind};
use crate::domain::money::Currency;
use crate::domain::settings::Settings;
use crate::domain::tag::TagRule;

/// The longest time until a conversation closes by itself, in hours: a year.
const MOST_HOURS: i64 = 24 * 365;

/// The longest window, in hours: 30 days.
const MOST_WINDOW: i64 = 24 * 30;

/// So many rules at most: each is looked at for every message.
const MOST_RULES: usize = 200;

/// The longest tag, in characters.
const TAG_CHARS: usize = 200;

/// What cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no IANA zone.
    Zone,
    /// It is no ISO 4217 code.
    Currency,
    /// It is none of 1 to 8,760 hours.
    Hours,
    /// The window of a channel is none of 1 to 720 hours.
    Window(String),
    /// A line of the rules.
    Rule(usize),
    /// There are too many rules.
    Rules,
}

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// IANA zone.
    pub zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Until a conversation closes by itself.
    pub hours: String,
    /// Channels, each with the kinds that count and its window in hours.
    pub channels: Vec<(String, Vec<String>, String)>,
    /// A rule a line: `tag: word, other words`.
    pub rules: String,
    /// What to try the rules with.
    pub sample: String,
}

impl Form {
    /// The form of settings.
    pub fn of(settings: &Settings, channels: &[String]) -> Self {
        let channel = |channel: &String| {
            let rule = settings.attribution_of(channel);
            let kinds = rule.touchpoints.iter().map(|kind| kind.as_str().to_owned()).collect();
            (channel.clone(), kinds, rule.window.num_hours().to_string())
        };
        let rules =
            settings.tag_rules.iter().map(|rule| format!("{}: {}\n", rule.tag, rule.words.join(", ")));
        Self {
            zone: settings.time_zone.name().to_owned(),
            currency: settings.currency.code().to_owned(),
            hours: settings.auto_close.num_hours().to_string(),
            channels: channels.iter().map(channel).collect(),
            rules: rules.collect(),
            sample: String::new(),
        }
    }

    /// The form as it was sent.
    pub fn sent(sent: &Query, channels: &[String]) -> Self {
        let word = |name: &str| sent.get(name).unwrap_or_default().to_owned();
        let channel = |channel: &String| {
            let name = format!("touch.{channel}");
            let kinds = sent.0.iter().filter(|(other, _)| *other == name).map(|(_, kind)| kind.clone());
            (channel.clone(), kinds.collect(), word(&format!("window.{channel}")))
        };
        Self {
            zone: word("time_zone"),
            currency: word("currency"),
            hours: word("auto_close_hours"),
            channels: channels.iter().map(channel).collect(),
            // As it is: blanks at the end of a line mean nothing, and line breaks everything.
            rules: sent.exact("tag_rules").unwrap_or_default().to_owned(),
            sample: word("sample"),
        }
    }

    /// The settings that it means.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn read(&self) -> Result<Settings, Wrong> {
        let hours =
            |text: &str, most: i64| text.trim().parse().ok().filter(|hours| (1..=most).contains(hours));
        let mut attribution = BTreeMap::new();
        for (channel, kinds, window) in &self.channels {
            let window = hours(window, MOST_WINDOW).ok_or_else(|| Wrong::Window(channel.clone()))?;
            let touchpoints: BTreeSet<_> =
                kinds.iter().filter_map(|kind| TouchKind::from_word(kind)).collect();
            let rule = ChannelRule { touchpoints, window: Duration::hours(window) };
            // What every channel does is not said again.
            if rule != ChannelRule::default() {
                attribution.insert(channel.clone(), rule);
            }
        }
        Ok(Settings {
            time_zone: self.zone.trim().parse().map_err(|_| Wrong::Zone)?,
            currency: Currency::parse(self.currency.trim()).map_err(|_| Wrong::Currency)?,
            auto_close: Duration::hours(hours(&self.hours, MOST_HOURS).ok_or(Wrong::Hours)?),
            attribution,
            tag_rules: rules(&self.rules)?,
        })
    }
}

fn rules(text: &str) -> Result<Vec<TagRule>, Wrong> {
    let mut rules = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = || Wrong::Rule(at + 1);
        let (tag, words) = line.split_once(':').ok_or_else(wrong)?;
        let tag = tag.trim().to_owned();
        let words: Vec<String> =
            words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        if tag.is_empty() || tag.chars().count() > TAG_CHARS || words.is_empty() {
            return Err(wrong());
        }
        rules.push(TagRule { words, tag });
    }
    if rules.len() > MOST_RULES { Err(Wrong::Rules) } else { Ok(rules) }
}
