//! JSON → [`Event`]: the only door, so that everything behind it can trust what it gets.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value};

use super::fields::{Fields, Refusal};
use super::{Activity, Event, Fact, Handoff, Method, Product, Role, TaggedBy};
use super::{metadata, read_json};
use crate::domain::identity::Profile;
use crate::domain::money::{Currency, Money};

/// Longest `id`, `conversation`, `order`, `channel`, `agent`, `tag` and other names, in characters.
pub const MAX_NAME_CHARS: usize = 200;
/// Longest message text, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Longest reason, note or address, in bytes: generous, because a refusal would lose the whole event.
const MAX_NOTE_BYTES: usize = 4 * 1024;
/// How far ahead of us a source's clock may be.
const MAX_AHEAD: Duration = Duration::hours(24);

/// Reads a line of NDJSON.
///
/// # Errors
/// [`Refusal`] with code `not_utf8` or `not_json`, or whatever [`parse`] refuses.
pub fn parse_line(line: &[u8], now: DateTime<Utc>) -> Result<Event, Refusal> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let place = error.valid_up_to() + 1;
        Refusal::new("not_utf8", "", format!("byte {place} of the line is not UTF-8"))
    })?;
    let value = read_json(text.as_bytes())
        .map_err(|error| Refusal::new("not_json", "", format!("cannot be read as JSON: {error}")))?;
    parse(value, now)
}

/// Reads one event. `now` serves only to refuse times more than 24 h ahead.
///
/// # Errors
/// [`Refusal`] naming the first field that is missing or wrong.
pub fn parse(value: Value, now: DateTime<Utc>) -> Result<Event, Refusal> {
    let Value::Object(map) = value else {
        return Err(Refusal::invalid("", "an event must be a JSON object"));
    };
    let mut fields = Fields::new(map, "");
    let id = fields.required_word("id", MAX_NAME_CHARS)?;
    let kind = fields.required_word("type", MAX_NAME_CHARS)?;
    let time = time(&mut fields, now)?;
    let sequence = fields.integer("sequence")?;
    let conversation = fields.word("conversation", MAX_NAME_CHARS)?;
    let channel = channel(&mut fields)?;
    let agent = fields.word("agent", MAX_NAME_CHARS)?;
    let app = fields.word("app", MAX_NAME_CHARS)?;
    let group = fields.word("group", MAX_NAME_CHARS)?;
    let origin = fields.word("origin", MAX_NAME_CHARS)?;
    let profile = fields.object("profile")?.map(profile).transpose()?;
    let test = fields.flag("test")?;
    let own = fields.object("metadata")?;
    let fact = fact(&kind, &mut fields)?;
    if conversation.is_none() && needs_conversation(&fact) {
        return Err(fields.missing("conversation"));
    }
    match fact {
        Fact::ProfileIdentified if profile.is_none() => return Err(fields.missing("profile")),
        Fact::AgentStatus { .. } if agent.is_none() => return Err(fields.missing("agent")),
        _ => {}
    }
    let metadata = metadata::joined(own, fields.rest())?;
    Ok(Event {
        id,
        time,
        sequence,
        conversation,
        channel,
        agent,
        app,
        group,
        origin,
        profile,
        test,
        metadata,
        fact,
    })
}

/// Lower-cased, and only then measured: a few letters become longer.
fn channel(fields: &mut Fields) -> Result<Option<String>, Refusal> {
    let channel = fields.word("channel", MAX_NAME_CHARS)?.map(|channel| channel.to_lowercase());
    match channel.as_ref().map_or(0, |channel| channel.chars().count()) {
        0..=MAX_NAME_CHARS => Ok(channel),
        long => {
            let message = format!("must be at most {MAX_NAME_CHARS} characters in lower case, has {long}");
            Err(Refusal::new("too_long", "channel", message))
        }
    }
}

fn time(fields: &mut Fields, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    let value = fields.take("time").ok_or_else(|| fields.missing("time"))?;
    let wanted = "an RFC 3339 time with an offset, as in 2026-11-01T10:00:00.000Z";
    let text = value.as_str().ok_or_else(|| fields.wrong("time", wanted, &value))?;
    let time = DateTime::parse_from_rfc3339(text.trim()).map_err(|_| fields.wrong("time", wanted, &value))?;
    // Through milliseconds, as it will be kept: a leap second is the second after it there.
    let time = DateTime::from_timestamp_millis(time.timestamp_millis())
        .ok_or_else(|| fields.wrong("time", wanted, &value))?;
    if time < DateTime::UNIX_EPOCH {
        return Err(fields.wrong("time", "after 1970 (is it an empty date of the sender's?)", &value));
    }
    if time > now + MAX_AHEAD {
        let message = format!("{text} is more than 24 h in the future; is the sender's clock right?");
        return Err(Refusal::new("time_in_future", "time", message));
    }
    Ok(time)
}

fn profile(map: Map<String, Value>) -> Result<Profile, Refusal> {
    let mut fields = Fields::new(map, "profile.");
    Ok(Profile {
        id: fields.word("id", MAX_NAME_CHARS)?,
        email: fields.word("email", 320)?,
        phone: fields.word("phone", MAX_NAME_CHARS)?,
        anonymous_id: fields.word("anonymous_id", MAX_NAME_CHARS)?,
        name: fields.word("name", MAX_NAME_CHARS)?,
        other: metadata::kept(fields.rest(), "profile")?,
    })
}

fn fact(kind: &str, fields: &mut Fields) -> Result<Fact, Refusal> {
    Ok(match kind {
        "message.sent" => Fact::MessageSent {
            role: fields.one_of("role", Role::ALL, Role::as_str)?.ok_or_else(|| fields.missing("role"))?,
            text: fields.text("text", MAX_TEXT_BYTES)?.ok_or_else(|| fields.missing("text"))?,
        },
        "handoff.offered" => Fact::HandoffOffered(handoff(fields)?),
        "handoff.accepted" => Fact::HandoffAccepted(handoff(fields)?),
        "handoff.declined" => Fact::HandoffDeclined(handoff(fields)?),
        "handoff.tagged" => Fact::HandoffTagged(handoff(fields)?),
        "handoff.withdrawn" => Fact::HandoffWithdrawn(handoff(fields)?),
        "conversation.closed" => Fact::ConversationClosed { by: fields.word("by", MAX_NAME_CHARS)? },
        "conversation.tagged" => Fact::ConversationTagged {
            tag: fields.word("tag", MAX_NAME_CHARS)?.unwrap_or_default(),
            by: fields.one_of("by", TaggedBy::ALL, TaggedBy::as_str)?.unwrap_or(TaggedBy::Source),
        },
        "conversation.assigned" => Fact::ConversationAssigned,
        "product.clicked" => Fact::ProductClicked(product(fields)?),
        "product.recommended" => Fact::ProductRecommended(product(fields)?),
        "product.added" => Fact::ProductAdded(product(fields)?),
        "link.clicked" => Fact::LinkClicked { url: fields.text("url", MAX_NOTE_BYTES)? },
        "order.placed" => Fact::OrderPlaced { order: order(fields)?, total: money(fields, "total")? },
        "order.cancelled" => Fact::OrderCancelled { order: order(fields)? },
        "order.refunded" => Fact::OrderRefunded { order: order(fields)?, amount: money(fields, "amount")? },
        "profile.identified" => Fact::ProfileIdentified,
        "agent.status" => Fact::AgentStatus {
            activity: fields
                .one_of("activity", Activity::ALL, Activity::as_str)?
                .ok_or_else(|| fields.missing("activity"))?,
        },
        unknown => {
            let message = format!("`{unknown}` is no event type; see docs/events.md for the list");
            return Err(Refusal::new("unknown_type", "type", message));
        }
    })
}

fn needs_conversation(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::OrderPlaced { .. }
            | Fact::OrderCancelled { .. }
            | Fact::OrderRefunded { .. }
            | Fact::ProfileIdentified
            | Fact::AgentStatus { .. }
    )
}

fn handoff(fields: &mut Fields) -> Result<Handoff, Refusal> {
    Ok(Handoff {
        method: fields.one_of("method", Method::ALL, Method::as_str)?.unwrap_or(Method::Ticket),
        ticket: fields.word("ticket", MAX_NAME_CHARS)?,
        reason: fields.text("reason", MAX_NOTE_BYTES)?,
        team: fields.word("team", MAX_NAME_CHARS)?,
        by: fields.word("by", MAX_NAME_CHARS)?,
    })
}

fn product(fields: &mut Fields) -> Result<Product, Refusal> {
    Ok(Product {
        product: fields.word("product", MAX_NAME_CHARS)?,
        url: fields.text("url", MAX_NOTE_BYTES)?,
        name: fields.text("name", MAX_NOTE_BYTES)?,
        price: fields.word("price", MAX_NAME_CHARS)?,
        currency: fields.word("currency", MAX_NAME_CHARS)?,
    })
}

fn order(fields: &mut Fields) -> Result<String, Refusal> {
    fields.required_word("order", MAX_NAME_CHARS)
}

fn money(fields: &mut Fields, name: &'static str) -> Result<Money, Refusal> {
    let amount = fields.required_amount(name, MAX_NAME_CHARS)?;
    let code = fields.required_word("currency", MAX_NAME_CHARS)?;
    let currency = Currency::parse(&code).map_err(|message| Refusal::invalid("currency", message))?;
    Money::parse(&amount, currency).map_err(|message| Refusal::invalid(name, message))
}
