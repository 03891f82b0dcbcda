//! `POST /api/v1/events`: one event, a batch, or NDJSON. Answered only after the events are durable.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::{Problem, body};
use crate::access::Caller;
use crate::domain::access::refusal_from_pages;
use crate::domain::event::{Event, Refusal, parse, parse_line, read_json};
use crate::error::Error;
use crate::ingest::Outcome;
use crate::log::Taken;

/// The most events in one request.
const MAX_EVENTS: usize = 1_000;

/// Above this many, `results` lists only what was not accepted.
const MAX_RESULTS: usize = 100;

/// An event as it was read, with the id it claimed, for the answer.
struct Read {
    id: Option<String>,
    line: Option<usize>,
    event: Result<Event, Refusal>,
}

/// `OPTIONS`: a browser asks before it sends a click from another site. That no key is known yet is why every site is
/// told yes: which may really send is said by the key.
pub async fn may_send() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(("Access-Control-Allow-Origin", "*"))
        .insert_header(("Access-Control-Allow-Methods", "POST"))
        .insert_header(("Access-Control-Allow-Headers", "authorization, content-type"))
        .insert_header(("Access-Control-Max-Age", "86400"))
        .finish()
}

/// The handler.
pub async fn create(
    caller: Caller,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let label = body::label(&request);
    check_label(&label)?;
    let body = body::read(&request, payload).await?;
    let now = caller.app.clock.now();
    let labelled = label.ends_with("ndjson") || label.ends_with("jsonl");
    let (mut read, single) =
        if labelled || is_ndjson(&body) { (lines(&body, now), false) } else { documents(&body, now)? };
    if read.len() > MAX_EVENTS {
        return Err(Error::TooLarge(format!("{MAX_EVENTS} events")).into());
    }
    if caller.clicks_only() {
        for read in &mut read {
            if let Some(refusal) = read.event.as_ref().ok().and_then(refusal_from_pages) {
                read.event = Err(refusal);
            }
        }
    }
    let good: Vec<Event> = read.iter().filter_map(|read| read.event.as_ref().ok().cloned()).collect();
    let mut written = caller.app.ingest.submit(caller.account.id, good).await?.into_iter();
    let outcomes: Vec<Outcome> = read
        .iter()
        .map(|read| match &read.event {
            Err(refusal) => Outcome::Rejected(refusal.clone()),
            Ok(_) => written.next().unwrap_or(Outcome::Duplicate),
        })
        .collect();
    if let (true, [Outcome::Rejected(refusal)]) = (single, outcomes.as_slice()) {
        return Err(Problem::Refused(refusal.clone()));
    }
    let taken = counted(&outcomes);
    let mut response = HttpResponse::Ok().json(answer(&read, &outcomes, taken));
    response.extensions_mut().insert(taken);
    Ok(response)
}

/// What a body is labelled as. Senders mislabel JSON as text or as a form, so those labels are not believed either way.
fn check_label(label: &str) -> Result<(), Error> {
    let may_be_events =
        matches!(label, "" | "text/plain" | "application/x-www-form-urlencoded" | "application/octet-stream")
            || label.ends_with("json")
            || label.ends_with("jsonl");
    if may_be_events { Ok(()) } else { Err(Error::UnsupportedType(label.to_owned())) }
}

/// A body of several lines, the first of which is JSON by itself, is NDJSON, whatever its label says.
fn is_ndjson(body: &[u8]) -> bool {
    let mut lines = body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (first, second) = (lines.next(), lines.next());
    second.is_some() && first.is_some_and(|line| serde_json::from_slice::<IgnoredAny>(line).is_ok())
}

/// A body of one JSON document: an event, or `{"events": […]}`.
fn documents(body: &[u8], now: DateTime<Utc>) -> Result<(Vec<Read>, bool), Error> {
    let bad = |message: String| Error::BadRequest { field: String::new(), message };
    let value = read_json(body).map_err(|error| bad(format!("the body cannot be read as JSON: {error}")))?;
    match value {
        Value::Object(mut map) if map.contains_key("events") => match map.remove("events") {
            Some(Value::Array(events)) => {
                Ok((events.into_iter().map(|event| read(event, now)).collect(), false))
            }
            _ => Err(Error::BadRequest {
                field: "events".to_owned(),
                message: "must be an array of events".to_owned(),
            }),
        },
        Value::Object(_) => Ok((vec![read(value, now)], true)),
        Value::Array(events) => Ok((events.into_iter().map(|event| read(event, now)).collect(), false)),
        _ => Err(bad("the body must be an event or {\"events\": […]}".to_owned())),
    }
}

fn read(value: Value, now: DateTime<Utc>) -> Read {
    let id = claimed_id(&value);
    Read { id, line: None, event: parse(value, now) }
}

/// The id that an event goes by, also when it is refused for something else; numbers as their digits.
fn claimed_id(event: &Value) -> Option<String> {
    match event.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn lines(body: &[u8], now: DateTime<Utc>) -> Vec<Read> {
    body.split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(index, line)| {
            let event = parse_line(line, now);
            let id = event.as_ref().ok().map(|event| event.id.clone()).or_else(|| {
                let value = read_json(line).ok()?;
                claimed_id(&value)
            });
            Read { id, line: Some(index + 1), event }
        })
        .collect()
}

fn counted(outcomes: &[Outcome]) -> Taken {
    let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| wanted(outcome)).count();
    Taken {
        accepted: count(|o| *o == Outcome::Accepted),
        duplicate: count(|o| *o == Outcome::Duplicate),
        rejected: count(|o| matches!(o, Outcome::Rejected(_))),
    }
}

fn answer(read: &[Read], outcomes: &[Outcome], taken: Taken) -> Value {
    let results: Vec<Value> = read
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| outcomes.len() <= MAX_RESULTS || **outcome != Outcome::Accepted)
        .map(|(read, outcome)| result(read, outcome))
        .collect();
    json!({
        "accepted": taken.accepted,
        "duplicate": taken.duplicate,
        "rejected": taken.rejected,
        "results": results,
    })
}

fn result(read: &Read, outcome: &Outcome) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), read.id.clone().into());
    match outcome {
        Outcome::Accepted => out.insert("outcome".into(), "accepted".into()),
        Outcome::Duplicate => out.insert("outcome".into(), "duplicate".into()),
        Outcome::Rejected(refusal) => {
            if let Some(line) = read.line {
                out.insert("line".into(), line.into());
            }
            let error = json!({"code": refusal.code, "field": refusal.field, "message": refusal.message});
            out.insert("error".into(), error);
            out.insert("outcome".into(), "rejected".into())
        }
    };
    Value::Object(out)
}
