//! Who hears what, and when.

use std::time::Instant;

use futures_util::future::join_all;
use hilo::domain::access::Role;
use hilo::store::accounts;
use scraper::Html;

use super::{Ear, closed, said};
use crate::pages::select;
use crate::support::App;

#[actix_web::test]
async fn whoever_listens_hears_once_what_was_taken_and_finds_it_on_the_page() {
    let app = App::start().await;
    let mut ear = Ear::open(app.get("/live")).await;
    ear.until("\n\n", 1).await;
    assert!(ear.heard().starts_with("retry: 3000\nid: ") && !ear.heard().contains("changed"));
    app.take(&[said(1)]).await;
    ear.until("event: changed\n", 1).await;
    let first = ear.id();
    assert!(!ear.heard().contains("Hola") && !ear.heard().contains("c-1"), "never what: {}", ear.heard());
    let page = Html::parse_document(&app.page("/").await);
    let live = select(&page, "#live[data-revision]")[0];
    assert_eq!(live.value().attr("data-revision"), Some(first.as_str()), "the page is as new as that");
    app.take(&[closed(1)]).await;
    ear.until("event: changed\n", 2).await;
    assert_ne!(ear.id(), first);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_comes_back_hears_at_once_whether_they_missed_something() {
    let app = App::start().await;
    let mut ear = Ear::open(app.get("/live")).await;
    ear.until("\n\n", 1).await;
    let before = ear.id();
    app.take(&[said(1)]).await;
    ear.until("changed", 1).await;
    let now = ear.id();
    for (header, since, missed) in [
        (Some(&before), &now, true),
        (Some(&now), &before, false),
        (None, &before, true),
        (None, &now, false),
    ] {
        let request = app.get(&format!("/live?since={since}"));
        let request = match header {
            Some(last) => request.header("Last-Event-ID", last),
            None => request,
        };
        let mut back = Ear::open(request).await;
        // A sign that it is still there comes after whatever there is to say.
        back.until("\n\n:", 1).await;
        assert_eq!(back.heard().contains("changed"), missed, "{header:?} {since}: {}", back.heard());
        assert_eq!(back.id(), now);
    }
    app.stop().await;
}

#[actix_web::test]
async fn nobody_hears_of_another_account() {
    let app = App::start().await;
    let other = app.another_account("other").await;
    let (mine, theirs) =
        (app.person(Role::Agent, &["north"]).await, app.person_of(other, Role::Owner, &[]).await);
    let get = |person: &crate::support::people::Person| person.request(reqwest::Method::GET, "/live");
    let (mut here, mut there) = (Ear::open(get(&mine)).await, Ear::open(get(&theirs)).await);
    app.take(&[said(1)]).await;
    here.until("changed", 1).await;
    // The next look after that one has told the others too, if there was anything to tell.
    app.take(&[said(2)]).await;
    here.until("changed", 2).await;
    there.until("\n\n:", 1).await;
    assert!(!there.heard().contains("changed"), "{}", there.heard());
    app.stop().await;
}

#[actix_web::test]
async fn however_many_listen_the_database_is_asked_once_at_a_time_and_no_connection_is_held() {
    let app = App::start().await;
    app.take(&[said(0)]).await;
    assert_eq!(app.live.looks(), 0, "nobody listens, nobody asks");
    let begun = Instant::now();
    let mut ears = join_all((0..60).map(|_| Ear::open(app.get("/live")))).await;
    // Each of the few connections that read is free.
    for n in 1..=3 {
        app.take(&[said(n)]).await;
        assert_eq!(app.json("/api/v1/conversations").await["total"], n + 1);
        for ear in &mut ears {
            ear.until("event: changed", n).await;
        }
    }
    let looks = u128::from(app.live.looks());
    let most = begun.elapsed().as_millis() / app.live.beat().look.as_millis() + 1;
    assert!(looks >= 3 && looks <= most, "{looks} looks, at most {most}");
    app.stop().await;
}

#[actix_web::test]
async fn every_way_in_is_heard_of() {
    let app = App::start().await;
    let revision = async || accounts::revision(app.store.reader(), app.account).await.expect("read");
    let mut before = revision().await;
    let mut heard = async |what: &str| {
        let now = revision().await;
        assert!(now > before, "{what}");
        before = now;
    };
    app.take(&[said(1), said(2)]).await;
    heard("events").await;
    let owner = app.person(Role::Owner, &[]).await;
    owner.post("/conversations/c-1/tag", &[("tag", "winter")]).await;
    heard("a tag").await;
    let all = [("action", "tag"), ("tag", "x"), ("all", "1"), ("total", "2"), ("list", "")];
    let done = owner.post("/conversations/bulk", &all).await;
    assert!(done.status().is_redirection());
    heard("many at once").await;
    let done = done.headers()["location"].to_str().expect("text").to_owned();
    let job = done.split("undo=").nth(1).expect("a job").split(['&', '#']).next().expect("an id");
    assert!(owner.post(&format!("/bulk/{job}/undo"), &[]).await.status().is_redirection());
    heard("an undo").await;
    let closes = chrono::Duration::days(2);
    let now = crate::support::at(crate::support::NOW) + closes;
    assert!(hilo::ingest::sweep::sweep(&app.store, now).await.expect("swept") > 0);
    heard("closes by silence").await;
    let account = accounts::get(app.store.reader(), app.account).await.expect("read").expect("there");
    let settings = hilo::domain::settings::Settings {
        auto_close: chrono::Duration::hours(2),
        ..account.settings.clone()
    };
    let resettled =
        hilo::ingest::resettle::resettle(&app.store, &account, &settings, app.clock.now(), async |_, _| {});
    resettled.await.unwrap_or_else(|_| panic!("resettled")).commit().await.expect("kept");
    heard("other settings").await;
    app.stop().await;
}
