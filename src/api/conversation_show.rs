//! `GET /api/v1/conversations/{id}`: the thread, and why it has its status.

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::Problem;
use crate::access::Caller;
use crate::domain::event::{Fact, instant};
use crate::domain::status::{Explained, Verdict, explain};
use crate::error::Error;
use crate::json as out;
use crate::store::thread;
use crate::store::{filter, from_millis, orders};

/// The handler.
pub async fn show(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Problem> {
    let now = caller.app.clock.now();
    let db = caller.app.store.pages();
    let thread = thread::load(db, &caller.account, &caller.seen(), &id)
        .await?
        .ok_or(Error::NotFound("conversation"))?;
    let sales = orders::sales_of(db, caller.account.id, &[thread.row.id]).await?;
    let sales = sales.get(&thread.row.id).map_or(&[][..], Vec::as_slice);
    let at_once = filter::first_contacts(db, caller.account.id, &[thread.row.id], now).await?;
    let mut answer = out::conversation(&thread.row, sales, !at_once.is_empty(), now);
    let said = |said: &Option<(_, String)>| said.as_ref().map(|(_, value)| value.clone());
    answer["customer"] = json!({
        "name": said(&thread.customer.name),
        "email": said(&thread.customer.email),
        "phone": said(&thread.customer.phone),
        "id": said(&thread.customer.id),
    });
    answer["closes_at"] = instant(thread.summary.close.at).into();
    answer["why"] = explain(&thread.summary, now).iter().map(rule).collect();
    let segments = thread.segments.iter().map(|segment| {
        json!({
            "begins_with": segment.event,
            "because": segment.begin.as_str(),
            "from": instant(segment.from),
            "to": instant(segment.to),
            "messages": segment.messages,
        })
    });
    answer["segments"] = segments.collect();
    let credited = thread.credited.iter().map(|(order, touched)| {
        let mut row = out::order(order, Some(&thread.row.source_id));
        row["seconds_after_touchpoint"] =
            touched.map(|touched| (from_millis(order.time) - touched).num_seconds()).into();
        row
    });
    answer["orders"] = credited.collect();
    answer["orders_not_credited"] = thread.not_credited.iter().map(|order| out::order(order, None)).collect();
    let told = |kind: fn(&Fact) -> bool| -> Value {
        json!(thread.events.iter().filter(|event| kind(&event.fact)).collect::<Vec<_>>())
    };
    answer["messages"] = told(|fact| matches!(fact, Fact::MessageSent { .. }));
    answer["handoffs"] = told(|fact| fact.type_name().starts_with("handoff."));
    answer["clicks"] = told(|fact| matches!(fact, Fact::ProductClicked(_) | Fact::LinkClicked { .. }));
    answer["events"] = told(|_| true);
    Ok(HttpResponse::Ok().json(answer))
}

fn rule(explained: &Explained) -> Value {
    let verdict = match explained.verdict {
        Verdict::Decides => "decides",
        Verdict::DoesNotHold => "does_not_hold",
        Verdict::NotReached => "not_reached",
    };
    json!({
        "rule": explained.rule.as_str(),
        "verdict": verdict,
        "event": explained.event,
        "at": explained.at.map(instant),
    })
}
