//! What ends an answer that goes on: the server's end, the session's, the key's; and that it is not cut before.

use hilo::access::App as State;
use hilo::domain::access::Role;
use hilo::live::{Beat, Live};
use hilo::store::{keys, sessions, users};
use reqwest::{Client, Method};
use std::time::Duration;

use super::{Ear, said};
use crate::support::binary::{Served, hilo, run, stdout};
use crate::support::{App, NOW, at};

#[actix_web::test]
async fn a_server_that_is_told_to_end_does_not_wait_for_those_who_listen() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = stdout(&run(folder.path(), &["key", "create", "--name", "k", "--scope", "read"]));
    let mut served = Served::start(hilo(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    let request = Client::new().get(format!("{}/live", served.url)).bearer_auth(key);
    let mut ear = Ear::open(request).await;
    ear.until("retry", 1).await;
    served.signal("TERM");
    // Whole, with its last chunk: it was ended, not cut off when the server's patience was over.
    ear.end().await;
    assert_eq!(served.wait(), Some(0));
}

#[test]
fn a_server_that_is_told_to_end_as_it_starts_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    for wait in 0..12 {
        let mut served = Served::start(hilo(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
        std::thread::sleep(Duration::from_millis(2 * wait));
        served.signal("TERM");
        assert!(served.ends_within(Duration::from_secs(20)), "told {wait} ms after it said where it listens");
    }
}

#[actix_web::test]
async fn who_is_signed_out_shut_out_or_has_lost_a_key_hears_nothing_more() {
    let app = App::start().await;
    let db = app.store.writer();
    let (out, shut) = (app.person(Role::Analyst, &[]).await, app.person(Role::Analyst, &[]).await);
    let key = app.another_key("lost", &[keys::Scope::Read]).await;
    let mut ears = [
        Ear::open(out.request(Method::GET, "/live")).await,
        Ear::open(shut.request(Method::GET, "/live")).await,
        Ear::open(app.anonymous("/live").bearer_auth(&key)).await,
    ];
    let mut other = Ear::open(app.get("/live")).await;
    for ear in &mut ears {
        ear.until("\n\n:", 2).await;
    }
    sessions::end_all(db, app.account, out.user.id).await.expect("signed out");
    users::disable(db, app.account, shut.user.id, Some(1)).await.expect("shut out");
    assert!(keys::revoke(db, app.account, "lost", 1).await.expect("revoked"));
    for ear in &mut ears {
        ear.end().await;
    }
    app.take(&[said(1)]).await;
    other.until("changed", 1).await;
    app.stop().await;
}

#[actix_web::test]
async fn it_goes_on_for_longer_than_any_other_request_may_take() {
    let app = App::start().await;
    let clock = hilo::clock::Clock::Fixed(at(NOW));
    let beat = Beat { look: Duration::from_millis(20), sign: Duration::from_millis(20), ..Beat::default() };
    let live = Live::start(app.store.clone(), beat);
    let state = State::new(app.store.clone(), app.ingest.clone(), clock);
    let state = State { patience: Duration::from_millis(1), live: live.clone(), ..state };
    let (address, server) = hilo::server::start(state, ([127, 0, 0, 1], 0).into()).expect("a port");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let mut ear = Ear::open(Client::new().get(format!("http://{address}/live")).bearer_auth(&app.key)).await;
    ear.until("\n\n:", 10).await;
    live.end();
    ear.end().await;
    handle.stop(true).await;
    app.stop().await;
}
