//! Two days of silence, with a clock that moves: what is said changes at the instant, whoever has looked before.

mod seen;
mod sweeping;

use chrono::{DateTime, Duration, Utc};
use hilo::ingest::sweep::sweep;
use hilo::store::entity::conversation::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use self::seen::{Expected, everywhere};
use crate::support::{App, Hand, at, message};

/// The time of the last messages.
const LAST: &str = "2026-11-10T10:00:00Z";

/// When their silence is long enough.
const CLOSES: &str = "2026-11-12T10:00:00.000Z";

/// Conversations that differ in who wrote last, and what each is while the silence lasts and afterwards.
const STORIES: [(&str, Expected, Expected); 4] = [
    ("answered", ("open", None), ("resolved", Some("auto_closed"))),
    ("left", ("open", None), ("unresolved", Some("unanswered"))),
    ("handed", ("unresolved", Some("handoff")), ("unresolved", Some("handoff"))),
    ("ended", ("resolved", Some("closed")), ("resolved", Some("closed"))),
];

fn last() -> DateTime<Utc> {
    at(LAST)
}

/// A server on which all four have said their last word.
async fn silent() -> (App, Hand) {
    let (app, hand) = App::start_moving(LAST).await;
    let mut events = Vec::new();
    for (source, ..) in STORIES {
        let earlier = if source == "left" { LAST } else { "2026-11-10T09:00:00Z" };
        events.push(message(&format!("{source}-1"), source, earlier, "customer", "¿Hola?"));
        if source != "left" {
            events.push(message(&format!("{source}-2"), source, LAST, "ai", "Hola."));
        }
    }
    for (source, kind, time) in
        [("handed", "handoff.accepted", LAST), ("ended", "conversation.closed", "2026-11-10T10:00:01Z")]
    {
        events.push(serde_json::json!({"id": kind, "type": kind, "time": time, "conversation": source}));
    }
    app.take(&events).await;
    (app, hand)
}

/// How many conversations have closed as far as was noticed.
async fn noticed(app: &App) -> usize {
    let closed =
        Entity::find().filter(Column::ClosesAt.lte(app.closed_until().await)).all(app.store.reader()).await;
    closed.expect("rows").len()
}

/// The instants that are looked at, and whether the silence is long enough by then.
fn instants() -> [(Duration, bool); 8] {
    let (close, moment) = (Duration::hours(48), Duration::milliseconds(1));
    [
        (Duration::hours(1), false),
        (close - moment, false),
        (close, true),
        (close + moment, true),
        (Duration::hours(60), true),
        (Duration::hours(72) - moment, true),
        (Duration::hours(72), true),
        (Duration::hours(96), true),
    ]
}

/// Goes through all instants; the sweep looks where it may. Gives what was said at each.
async fn through(sweeps: impl Fn(Duration) -> bool, variant: &str) -> Vec<Vec<String>> {
    let (app, hand) = silent().await;
    let mut told = Vec::new();
    for (after, over) in instants() {
        let now = last() + after;
        hand.set(now);
        let expected = STORIES.map(|(source, during, then)| (source, if over { then } else { during }));
        let when = format!("{variant}, {now}");
        let before = everywhere(&app, &expected, &when).await;
        if sweeps(after) {
            sweep(&app.store, now).await.expect("it looks");
            assert_eq!(noticed(&app).await, if over { 4 } else { 1 }, "{when}: noticed");
            let afterwards = everywhere(&app, &expected, &when).await;
            assert!(before == afterwards, "{when}: the sweep changes what is said");
        }
        told.push(before);
    }
    app.stop().await;
    told
}

#[actix_web::test]
async fn silence_closes_at_the_instant_whether_the_sweep_runs_is_stopped_or_comes_a_day_late() {
    let running = through(|_| true, "running").await;
    let stopped = through(|_| false, "stopped").await;
    let late = through(|after| after >= Duration::hours(72), "late").await;
    for (i, (after, _)) in instants().into_iter().enumerate() {
        // Bytes of pages: too long to print.
        assert!(running[i] == stopped[i], "{after}: running and stopped say the same");
        assert!(running[i] == late[i], "{after}: running and late say the same");
    }
}
