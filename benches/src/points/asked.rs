//! Which pages are asked for: every kind of what people open.

use chrono::{Days, NaiveDate};
use serde_json::Value;

use super::Bench;
use crate::Result;
use crate::events::DAYS;
use crate::hilo::{NOW, Server};
use crate::http::Client;

/// What a page is to reach.
#[derive(Clone, Copy)]
pub struct Goal {
    /// Of a hundred answers 95 take no longer, in milliseconds.
    pub p95: f64,
    /// The large database against the small one.
    pub flat: Option<f64>,
}

/// A page to be measured: its addresses, which are asked for in turn.
pub struct Asked {
    /// What people would call it.
    pub what: String,
    /// In the order in which they are asked for.
    pub paths: Vec<String>,
    /// How fast it is to be.
    pub goal: Goal,
}

const OVERVIEW: Goal = Goal { p95: 5.0, flat: Some(1.3) };
const TABLE: Goal = Goal { p95: 15.0, flat: Some(1.5) };
const SEARCH: Goal = Goal { p95: 50.0, flat: None };
const RARE: Goal = Goal { p95: 5.0, flat: None };
const THREAD: Goal = Goal { p95: 3.0, flat: None };

/// Filters of one field each.
const FILTERS: [&str; 15] = [
    "channel=whatsapp",
    "not_channel=web_chat",
    "tag=returns",
    "agent=bruno",
    "app=outlet",
    "group=repairs",
    "origin=campaign",
    "sales=any",
    "status=unresolved",
    "reason=handoff",
    "reopened=yes",
    "weekday=1",
    "hour=10",
    "handoff_reason=refund",
    "min_messages=11",
];

const SORTS: [&str; 8] =
    ["-updated_at", "started_at", "-messages", "status", "first_question", "profile", "tag", "channel"];

/// So many ranges of so many days, the latest first, each a day earlier than the one before.
pub fn ranges(days: u64, count: u64) -> Result<Vec<String>> {
    let last = NOW.get(..10).ok_or("no day")?.parse::<NaiveDate>()? - Days::new(1);
    let range = |n: u64| {
        let to = last - Days::new(n);
        format!("from={}&to={to}", to - Days::new(days - 1))
    };
    Ok((0..count).map(range).collect())
}

/// Overviews of a month and a year, and with each kind of filter.
pub fn overviews() -> Result<Vec<Asked>> {
    let of = |what: String, path: String, more: &str, ranges: &[String]| Asked {
        what,
        paths: ranges.iter().map(|range| format!("{path}?{range}{more}")).collect(),
        goal: OVERVIEW,
    };
    let (month, year) = (ranges(30, 20)?, ranges(DAYS, 1)?);
    let mut asked = vec![
        of("overview, 30 days".to_owned(), "/".to_owned(), "", &month),
        of("overview, 365 days".to_owned(), "/".to_owned(), "", &year),
        of("overview as JSON, 365 days".to_owned(), "/api/v1/overview".to_owned(), "", &year),
    ];
    for filter in FILTERS {
        asked.push(of(format!("overview, 365 days, {filter}"), "/".to_owned(), &format!("&{filter}"), &year));
    }
    Ok(asked)
}

/// The cursor behind the first row of a day, in an order: a place far down the list of all.
fn deep(client: &mut Client, sort: &str) -> Result<String> {
    let day = ranges(1, DAYS / 2)?.pop().ok_or("no day")?;
    let found = client.get(&format!("/api/v1/conversations?{day}&limit=1&sort={sort}"))?.json()?;
    let cursor = found["next"].as_str().ok_or("too few conversations for a deep page")?;
    Ok(cursor.bytes().map(escaped).collect())
}

fn escaped(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

/// Lists in each order and with filters, at their beginning and far down.
pub fn tables(client: &mut Client) -> Result<Vec<Asked>> {
    let of = |what: String, query: String| Asked {
        what,
        paths: vec![format!("/conversations?{query}")],
        goal: TABLE,
    };
    let mut asked = Vec::new();
    for sort in SORTS {
        asked.push(of(format!("table, sort={sort}, first page"), format!("sort={sort}")));
        let cursor = deep(client, sort)?;
        asked.push(of(format!("table, sort={sort}, deep page"), format!("sort={sort}&cursor={cursor}")));
    }
    let cursor = deep(client, "-updated_at")?;
    let month = ranges(30, 1)?.concat();
    for filter in [
        "status=unresolved".to_owned(),
        "channel=whatsapp&tag=returns".to_owned(),
        "channel=email&tag=warranty&agent=carla".to_owned(),
        month,
    ] {
        asked.push(of(format!("table, {filter}, first page"), filter.clone()));
        if !filter.starts_with("from") {
            asked.push(of(format!("table, {filter}, deep page"), format!("{filter}&cursor={cursor}")));
        }
    }
    Ok(asked)
}

/// What one, some and many conversations say. How many the first of each finds is told.
pub fn searches(bench: &Bench, client: &mut Client) -> Result<Vec<Asked>> {
    let words = |part| bench.content.words_of(part, 5);
    let kinds = [
        ("a code of one conversation", bench.content.rare.clone(), RARE),
        ("a word of 1 %", words(0.01), SEARCH),
        ("a word of 30 %", words(0.3), SEARCH),
    ];
    let mut asked = Vec::new();
    for (kind, words, goal) in kinds {
        for (with, more) in [("", ""), (", two filters", "&channel=web_chat&tag=returns")] {
            let queries: Vec<String> = words.iter().take(20).map(|word| format!("q={word}{more}")).collect();
            let first = queries.first().ok_or("nothing to search for")?;
            let found = client.get(&format!("/api/v1/conversations?{first}&limit=1"))?.json()?;
            let what = format!("search for {kind}{with} ({} found)", found["total"]);
            let paths = queries.iter().map(|query| format!("/conversations?{query}")).collect();
            asked.push(Asked { what, paths, goal });
        }
    }
    Ok(asked)
}

/// Conversations of twenty messages, sent for this: those made up have ten.
pub fn threads(bench: &Bench, server: &Server) -> Result<Asked> {
    let mut client = Client::connect(server.address, &bench.access.key)?;
    let mut lines = String::new();
    for conversation in 0..20 {
        for message in 0..20 {
            let role = ["customer", "ai"][message % 2];
            lines.push_str(&format!(
                "{{\"id\":\"long-{conversation}-{message}\",\"type\":\"message.sent\",\"role\":\"{role}\",\
                 \"time\":\"2026-10-31T12:{message:02}:00Z\",\"conversation\":\"long-{conversation}\",\
                 \"text\":\"Where is my order number {conversation}, and when will it arrive at my address?\"}}\n"
            ));
        }
    }
    client.post("/api/v1/events", "application/x-ndjson", lines.as_bytes(), 200)?;
    let found = client.get("/api/v1/conversations?min_messages=20&max_messages=20")?.json()?;
    let ids = found["conversations"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let paths: Vec<String> =
        ids.filter_map(|row| row["id"].as_str()).map(|id| format!("/conversations/{id}")).collect();
    if paths.is_empty() {
        return Err("no conversation of 20 messages".into());
    }
    Ok(Asked { what: "thread of 20 messages".to_owned(), paths, goal: THREAD })
}

/// Paths of all kinds, for a server to answer in any order.
pub fn mixed(bench: &Bench, server: &Server) -> Result<Vec<String>> {
    let mut client = Client::connect(server.address, &bench.access.key)?;
    let found = client.get("/api/v1/conversations?limit=20")?.json()?;
    let ids = found["conversations"].as_array().cloned().unwrap_or_default();
    let thread = |row: &Value| row["id"].as_str().map(|id| format!("/conversations/{id}"));
    let asked = [overviews()?, tables(&mut client)?, searches(bench, &mut client)?].into_iter().flatten();
    Ok(asked.flat_map(|asked| asked.paths).chain(ids.iter().filter_map(thread)).collect())
}
