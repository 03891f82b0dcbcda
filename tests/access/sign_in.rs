//! Setting up, being invited, signing in, and being refused.

use hilo::domain::access::Role;
use hilo::store::audit::{self, Wanted};
use hilo::store::tickets::{self, Kind};
use hilo::store::to_millis;
use reqwest::{Client, Response, StatusCode};
use uuid::Uuid;

use crate::support::App;

pub const PASSWORD: &str = "seis gatos bailan tango";

fn client() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

pub async fn post(app: &App, path: &str, form: &[(&str, &str)]) -> Response {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    let request = client().post(format!("{}{path}", app.url));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(body.finish());
    request.send().await.expect("an answer")
}

/// The cookie that an answer sets.
pub fn cookie(response: &Response) -> String {
    let set = response.headers()["set-cookie"].to_str().expect("text");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    set.split(';').next().expect("a cookie").to_owned()
}

/// Makes the first owner. Gives their cookie and what the link held.
pub async fn setup(app: &App) -> (String, String) {
    let now = to_millis(app.clock.now());
    let link =
        tickets::create(app.store.writer(), app.account, Kind::Setup, Uuid::nil(), now).await.expect("made");
    let form = [("email", "Ana@Example.com "), ("name", "Ana"), ("password", PASSWORD)];
    let done = post(app, &format!("/welcome/{link}"), &form).await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    (cookie(&done), link)
}

async fn opens(app: &App, cookie: &str) -> bool {
    let answer = client().get(format!("{}/conversations", app.url)).header("Cookie", cookie).send().await;
    answer.expect("an answer").status() == StatusCode::OK
}

async fn sign_in(app: &App, email: &str, password: &str) -> Response {
    post(app, "/sign-in", &[("email", email), ("password", password), ("back", "/conversations?q=x")]).await
}

#[actix_web::test]
async fn whoever_starts_it_becomes_the_first_owner_by_a_link_that_works_once() {
    let app = App::start().await;
    let now = to_millis(app.clock.now());
    let other =
        tickets::create(app.store.writer(), app.account, Kind::Setup, Uuid::nil(), now).await.expect("made");
    for (email, password) in [
        ("ana@example.com", "short"),
        ("ana@example.com", "passwordpassword"),
        ("ana", PASSWORD),
        ("a b@c.d", PASSWORD),
    ] {
        let form = [("email", email), ("name", ""), ("password", password)];
        let refused = post(&app, &format!("/welcome/{other}"), &form).await;
        assert_eq!(refused.status(), StatusCode::OK, "the form again");
        assert!(refused.text().await.expect("text").contains("role=\"alert\""), "{email} {password}");
    }
    let (cookie, link) = setup(&app).await;
    assert!(opens(&app, &cookie).await);
    for link in [link, other, "hilo_1_none".to_owned()] {
        let form = [("email", "eva@example.com"), ("name", "Eva"), ("password", PASSWORD)];
        assert_eq!(post(&app, &format!("/welcome/{link}"), &form).await.status(), StatusCode::NOT_FOUND);
    }
    let again = sign_in(&app, "ana@example.com", PASSWORD).await;
    assert_eq!(again.headers()["location"], "/conversations?q=x");
    assert!(opens(&app, &self::cookie(&again)).await);
}

#[actix_web::test]
async fn who_is_refused_learns_nothing_and_the_log_keeps_it() {
    let app = App::start().await;
    setup(&app).await;
    let mut pages = Vec::new();
    for (email, password) in [("ana@example.com", "wrong wrong wrong"), ("nobody@example.com", PASSWORD)] {
        let answer = sign_in(&app, email, password).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers().get("set-cookie").is_none());
        pages.push(answer.text().await.expect("text").replace(email, ""));
    }
    assert_eq!(pages[0], pages[1]);
    let entries =
        audit::page(app.store.reader(), app.account, &Wanted::default(), None, 10).await.expect("read");
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["session.refused", "session.began", "password.changed", "user.added"]);
    assert!(entries.iter().all(|entry| entry.address == "127.0.0.1" && entry.name == "Ana"), "{entries:?}");
}

#[actix_web::test]
async fn ten_thousand_tries_are_held_to_the_limit() {
    let app = App::start().await;
    setup(&app).await;
    let client = client();
    let begun = std::time::Instant::now();
    let mut looked_at: u64 = 0;
    for n in 0..10_000 {
        let body = format!("email=ana%40example.com&password=guess-number-{n}");
        let request = client.post(format!("{}/sign-in", app.url)).body(body);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        let answer = request.send().await.expect("an answer");
        match answer.status() {
            StatusCode::OK => looked_at += 1,
            status => {
                assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
                assert!(answer.headers().contains_key("retry-after"));
            }
        }
    }
    // Ten at once with an address, then one a minute.
    let most = 10 + begun.elapsed().as_secs() / 60 + 1;
    assert!(looked_at <= most, "{looked_at} of at most {most}");
}

#[actix_web::test]
async fn somebody_is_invited_chooses_a_password_is_shut_out_and_let_in_again() {
    let app = App::start().await;
    let manager = app.person(Role::Manager, &[]).await;
    let form = [("email", "eva@example.com"), ("name", "Eva"), ("role", "reviewer"), ("groups", "")];
    let page = manager.post("/settings/users", &form).await.text().await.expect("text");
    let link = page.split("/welcome/").nth(1).expect("a link").split('<').next().expect("a link").to_owned();
    let twice = manager.post("/settings/users", &form).await.text().await.expect("text");
    assert!(twice.contains("role=\"alert\""));
    let owner = [("email", "eve@example.com"), ("name", ""), ("role", "owner"), ("groups", "")];
    assert_eq!(manager.post("/settings/users", &owner).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        sign_in(&app, "eva@example.com", "").await.status(),
        StatusCode::OK,
        "no password opens nothing"
    );
    let chosen = post(&app, &format!("/welcome/{link}"), &[("name", "Eva"), ("password", PASSWORD)]).await;
    let eva = cookie(&chosen);
    assert!(opens(&app, &eva).await);
    let users = hilo::store::users::by_email(app.store.reader(), "EVA@example.com").await.expect("read");
    let [user] = users.as_slice() else { panic!("{users:?}") };
    assert_eq!((user.role(), user.called()), (Role::Reviewer, "Eva"));
    let of = |what: &str| format!("/settings/users/{}/{what}", user.id);
    assert_eq!(manager.post(&of("disable"), &[]).await.status(), StatusCode::SEE_OTHER);
    assert!(!opens(&app, &eva).await, "at once");
    assert!(sign_in(&app, "eva@example.com", PASSWORD).await.headers().get("set-cookie").is_none());
    assert_eq!(manager.post(&of("enable"), &[]).await.status(), StatusCode::SEE_OTHER);
    let back = cookie(&sign_in(&app, "eva@example.com", PASSWORD).await);
    let page = manager.post(&of("link"), &[]).await.text().await.expect("text");
    let link = page.split("/welcome/").nth(1).expect("a link").split('<').next().expect("a link").to_owned();
    assert!(opens(&app, &back).await, "until another password is chosen");
    let chosen = post(&app, &format!("/welcome/{link}"), &[("password", "ocho perros cantan jotas")]).await;
    assert!(opens(&app, &cookie(&chosen)).await && !opens(&app, &back).await);
    assert!(sign_in(&app, "eva@example.com", PASSWORD).await.headers().get("set-cookie").is_none());
}

#[actix_web::test]
async fn an_account_keeps_an_owner_whom_managers_cannot_touch() {
    let app = App::start().await;
    let (owner, manager) = (app.person(Role::Owner, &[]).await, app.person(Role::Manager, &[]).await);
    let second = app.person(Role::Owner, &[]).await;
    let of = |id: Uuid, what: &str| format!("/settings/users/{id}{what}");
    for what in ["/disable", "/link", ""] {
        let answer = manager.post(&of(owner.user.id, what), &[("role", "agent")]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{what}");
        let own = manager.post(&of(manager.user.id, what), &[("role", "agent")]).await;
        assert_eq!(own.status(), StatusCode::FORBIDDEN, "{what}");
    }
    let made = manager.post(&of(second.user.id, ""), &[("role", "owner")]).await;
    assert_eq!(made.status(), StatusCode::FORBIDDEN);
    assert_eq!(owner.post(&of(second.user.id, "/disable"), &[]).await.status(), StatusCode::SEE_OTHER);
    // Shut out, the second owner counts no more: the first is the last.
    assert!(hilo::store::users::is_last_owner(app.store.reader(), &owner.user).await.expect("read"));
}

#[actix_web::test]
async fn who_works_in_two_accounts_is_asked_which() {
    let app = App::start().await;
    let other = app.another_account("tienda").await;
    let now = to_millis(app.clock.now());
    for account in [app.account, other] {
        let db = app.store.writer();
        let user = hilo::store::users::Model::new(account, "ana@example.com", "Ana", Role::Owner, &[], now);
        let id = user.id;
        assert!(hilo::store::users::add(db, user).await.expect("added"));
        let link = tickets::create(db, account, Kind::Invite, id, now).await.expect("made");
        post(&app, &format!("/welcome/{link}"), &[("password", PASSWORD)]).await;
    }
    let asked = sign_in(&app, "ana@example.com", PASSWORD).await;
    assert!(asked.headers().get("set-cookie").is_none());
    assert!(asked.text().await.expect("text").contains("value=\"tienda\""));
    let form = [("email", "ana@example.com"), ("password", PASSWORD), ("account", "tienda")];
    let chosen = post(&app, "/sign-in", &form).await;
    let page = client().get(format!("{}/", app.url)).header("Cookie", cookie(&chosen)).send().await;
    assert!(page.expect("an answer").text().await.expect("text").contains("tienda"));
}
