//! `GET /api/v1/overview`: the four metrics, the period before, and the chart's series.

use actix_web::HttpResponse;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

use super::{Problem, Query};
use crate::access::Caller;
use crate::domain::filter::Filter;
use crate::domain::period::{Compare, Preset};
use crate::error::Error;
use crate::json as out;
use crate::store::overview::GroupBy;
use crate::store::report::{Day, Numbers, Report, report};

/// The handler.
pub async fn show(caller: Caller, query: Query) -> Result<HttpResponse, Problem> {
    let db = caller.app.store.pages_at_one_moment().await.map_err(Error::from)?;
    let report = ask(&db, &caller, &query).await?;
    db.commit().await.map_err(Error::from)?;
    let zone = caller.account.settings.time_zone;
    let before = report.before.as_ref().map(|before| {
        let mut map = numbers(before);
        map.insert("from".into(), before.period.from.to_string().into());
        map.insert("to".into(), before.period.to.to_string().into());
        map
    });
    let series: Vec<Value> = report.days.iter().map(|d| day(d, report.group_by)).collect();
    Ok(HttpResponse::Ok().json(json!({
        "from": report.now.period.from.to_string(),
        "to": report.now.period.to.to_string(),
        "time_zone": zone.name(),
        "group_by": report.group_by.as_str(),
        "totals": numbers(&report.now),
        "previous": before,
        "series": series,
    })))
}

/// The report that a query asks for: of the last 30 days and by status, unless it says otherwise.
pub async fn ask(db: &impl ConnectionTrait, caller: &Caller, query: &Query) -> Result<Report, Error> {
    let seen = caller.seen();
    let today = seen.today();
    let mut filter = Filter::parse(&query.0, today)?;
    if filter.period.is_none() {
        filter.preset = Some(Preset::Last30);
    }
    let period = filter.period.unwrap_or_else(|| Preset::Last30.period(today));
    if period.length() > MAX_DAYS {
        let message = format!("at most {MAX_DAYS} days at a time, these are {}", period.length());
        return Err(Error::BadRequest { field: "from".to_owned(), message });
    }
    let group_by = match query.get("group_by") {
        None => GroupBy::Status,
        Some(word) => GroupBy::from_word(word).ok_or_else(|| Error::BadRequest {
            field: "group_by".to_owned(),
            message: format!("`{word}` is none of status, channel, tag, agent"),
        })?,
    };
    let compare = match query.get("compare") {
        None => Compare::USUAL,
        Some(word) => Compare::from_word(word).ok_or_else(|| Error::BadRequest {
            field: "compare".to_owned(),
            message: format!("`{word}` is none of previous, year, none"),
        })?,
    };
    Ok(report(db, &seen, &filter, period, (group_by, compare)).await?)
}

/// Ten years of days: a chart of more is a mistake, and every day is a row.
const MAX_DAYS: u64 = 3_660;

fn numbers(numbers: &Numbers) -> Map<String, Value> {
    let mut map = out::counts(&numbers.counts);
    map.insert("sales".into(), out::sales(&numbers.sales));
    map
}

fn day(day: &Day, group_by: GroupBy) -> Value {
    let mut map = Map::new();
    map.insert("day".into(), day.day.to_string().into());
    if group_by == GroupBy::Status {
        let counts = day.groups.get("").copied().unwrap_or_default();
        map.insert("resolved".into(), counts.resolved.into());
        map.insert("unresolved".into(), counts.unresolved().into());
        map.insert("open".into(), counts.open.into());
    } else {
        // As the statuses stand beside the day, so do the groups. They stand in an object of their own too, which has
        // them all: a tag may be called `day`.
        let groups: Map<String, Value> = day
            .groups
            .iter()
            .map(|(group, counts)| {
                let name = if group.is_empty() { crate::domain::filter::NONE } else { group };
                (name.to_owned(), counts.conversations().into())
            })
            .collect();
        let mut all = groups.clone();
        all.insert("groups".into(), groups.into());
        all.append(&mut map);
        map = all;
    }
    Value::Object(map)
}
