//! What a filter's conversations have in common that stands together in an index: where they are few it is entered there,
//! and else it is often shorter to walk along there than past all conversations.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, Iden};

use super::conversations::{Column, Outcome};
use super::filter::RANKS;
use super::list::SortBy;
use super::seen::Seen;
use super::to_millis;
use crate::domain::filter::{Field, Filter, NONE};
use crate::domain::status::{Reason, Status};

/// More values than anybody chooses by hand are not walked along one by one.
const MOST_PARTS: usize = 8;

/// What stands together in an index.
#[derive(Clone, Debug)]
pub struct Part {
    /// The index.
    pub index: &'static str,
    /// What of it.
    pub condition: Condition,
}

impl Part {
    fn new(index: &'static str, condition: Condition) -> Self {
        Self { index, condition }
    }
}

/// Parts that hold all that one thing asks for, each conversation once, and others besides.
#[derive(Clone, Debug)]
pub struct Way {
    /// Where they stand, in any order.
    pub few: Vec<Part>,
    /// Where each part stands by the time of the last message; none where that is nowhere.
    pub along: Vec<Part>,
    /// Each part has one value of what is sorted so.
    pub of: Option<SortBy>,
}

impl Way {
    fn parts(parts: Vec<Part>, of: Option<SortBy>) -> Self {
        let along = if parts.len() <= MOST_PARTS { parts.clone() } else { Vec::new() };
        Self { few: parts, along, of }
    }

    fn anyhow(part: Part) -> Self {
        Self { few: vec![part], along: Vec::new(), of: None }
    }
}

/// A field, its column, the index in which its words stand together, what is sorted so, and the name of the column where
/// the index holds those alone that have any word, which is to be said in its own words.
type Words = (Field, Column, &'static str, Option<SortBy>, Option<&'static str>);

/// Words that stand in an index of their own.
const WORDS: [Words; 6] = [
    (Field::Tag, Column::Tag, "conversation_way_tag", Some(SortBy::Tag), None),
    (Field::Agent, Column::Agent, "conversation_way_agent", None, Some("agent")),
    (Field::Group, Column::GroupName, "conversation_way_group", None, Some("group_name")),
    (Field::App, Column::App, "conversation_way_app", None, Some("app")),
    (Field::Origin, Column::Origin, "conversation_way_origin", None, Some("origin")),
    (Field::Channel, Column::Channel, "conversation_way_channel", Some(SortBy::Channel), None),
];

/// The index in which the words of a column stand together.
pub fn index_of(column: Column) -> Option<&'static str> {
    let name = column.to_string();
    WORDS.into_iter().find(|(_, word, ..)| word.to_string() == name).map(|(_, _, index, ..)| index)
}

/// What the conversations of a filter have in common, first what is usually rarest.
pub fn ways(seen: &Seen, filter: &Filter) -> Vec<Way> {
    let mut ways = Vec::new();
    if !filter.only.is_empty() {
        let these = Condition::all().add(Column::PublicId.is_in(filter.only.iter().copied()));
        ways.push(Way::anyhow(Part::new("conversation_unique_account_id_public_id", these)));
    }
    if filter.test {
        // Word by word as in its index, which is found by nothing else.
        let trials = Condition::all().add(Expr::cust("\"conversation\".\"test\""));
        ways.push(Way::parts(vec![Part::new("conversation_way_test", trials)], None));
    }
    for (field, column, index, sorted, partly) in WORDS {
        let values = filter.with.of(field);
        let stands_in_it = partly.is_none() || values.iter().all(|value| value != NONE);
        if !values.is_empty() && stands_in_it {
            ways.push(Way::parts(words(column, index, partly, values), sorted));
        }
    }
    if let Some(groups) = &seen.groups
        && !groups.iter().any(String::is_empty)
    {
        let parts = words(Column::GroupName, "conversation_way_group", Some("group_name"), groups);
        ways.push(Way::parts(parts, None));
    }
    ways.extend(of_statuses(filter, seen.now));
    if let Some(period) = filter.period {
        let (start, end) = period.bounds(seen.zone);
        let began = Condition::all()
            .add(Column::StartedAt.gte(to_millis(start)))
            .add(Column::StartedAt.lt(to_millis(end)));
        ways.push(Way::anyhow(Part::new("conversation_by_account_id_started_at", began)));
    }
    ways
}

/// A part a value.
fn words(column: Column, index: &'static str, partly: Option<&str>, values: &[String]) -> Vec<Part> {
    let mut values: Vec<&str> =
        values.iter().map(|value| if value == NONE { "" } else { value.as_str() }).collect();
    values.sort_unstable();
    values.dedup();
    let some = partly.map(has_word);
    let part = |value: &str| {
        let is = Condition::all().add(column.eq(value));
        Part::new(index, some.iter().cloned().fold(is, Condition::add))
    };
    values.into_iter().map(part).collect()
}

/// That a column has any word, as the indexes say it that hold such conversations alone: they are found by nothing else.
pub fn has_word(name: &str) -> SimpleExpr {
    Expr::cust(format!("\"conversation\".\"{name}\" <> ''"))
}

fn of_statuses(filter: &Filter, now: DateTime<Utc>) -> Option<Way> {
    let asked = |status: Status, reason: Option<Reason>| {
        filter.with.has(Field::Status, status.as_str())
            || reason.is_some_and(|reason| filter.with.has(Field::Reason, reason.as_str()))
    };
    let ranks: Vec<usize> = (0..RANKS.len()).filter(|rank| asked(RANKS[*rank].0, RANKS[*rank].1)).collect();
    (!ranks.is_empty()).then(|| of_ranks(&ranks, now))
}

/// Where the conversations of some ranks stand; see [`RANKS`].
pub fn of_ranks(ranks: &[usize], now: DateTime<Utc>) -> Way {
    let open = RANKS.len() - 1;
    let mut outcomes: Vec<(Outcome, bool)> = Vec::new();
    for outcome in ranks.iter().flat_map(|rank| outcomes_of(RANKS[*rank].1)) {
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }
    let part = |(outcome, explicit): &(Outcome, bool)| {
        let these = Condition::all()
            .add(Column::Outcome.eq(*outcome as i16))
            .add(Column::CloseExplicit.eq(*explicit));
        Part::new("conversation_way_outcome", these)
    };
    let along: Vec<Part> = outcomes.iter().map(part).collect();
    if ranks != [open] {
        return Way { few: along.clone(), along, of: None };
    }
    // What is open will close: that is a while ahead of those few, and long ago for all others.
    let ahead = Condition::all().add(Column::ClosesAt.gt(to_millis(now)));
    let few = vec![Part::new("conversation_by_account_id_closes_at", ahead)];
    Way { few, along, of: None }
}

/// The last outcomes, and whether an event closed it, with which a conversation may be so; open for no reason.
fn outcomes_of(reason: Option<Reason>) -> Vec<(Outcome, bool)> {
    let either = |outcome| vec![(outcome, false), (outcome, true)];
    match reason {
        Some(Reason::Closed) => vec![(Outcome::AiLast, true)],
        Some(Reason::AutoClosed) => vec![(Outcome::AiLast, false)],
        Some(Reason::Handoff) => either(Outcome::Handoff),
        Some(Reason::Human) => either(Outcome::Human),
        Some(Reason::Unanswered) => either(Outcome::CustomerLast),
        None => [either(Outcome::AiLast), either(Outcome::CustomerLast)].concat(),
    }
}

/// For how long most conversations last at most, in milliseconds: an index holds those that last longer.
pub const LONG: i64 = 86_400_000;

/// Conversations that last longer than [`LONG`], where they stand by the time of the last message.
pub fn long() -> Part {
    let long = Condition::all().add(Expr::cust(format!(
        "\"conversation\".\"updated_at\" - \"conversation\".\"started_at\" >= {LONG}"
    )));
    Part::new("conversation_way_long", long)
}
