//! A server with the made-up conversations of the demo, at a standing clock.

use hilo::demo;
use hilo::domain::event::parse;

use crate::support::{App, at};

pub const NOW: &str = "2026-11-20T15:30:00Z";

pub async fn filled(conversations: usize) -> App {
    let app = App::start_at(NOW).await;
    let now = at(NOW);
    let events: Vec<_> = demo::events(now, 7, conversations)
        .into_iter()
        .map(|event| parse(event, now).expect("a good event"))
        .collect();
    for batch in events.chunks(4_000) {
        app.ingest.submit(app.account, batch.to_vec()).await.expect("taken");
    }
    app.set_zone(chrono_tz::Europe::Madrid).await;
    app
}
