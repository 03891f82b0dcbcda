//! What keeps people signed in, and what ends it.

use chrono::{DateTime, Duration, Utc};
use hilo::domain::access::Role;
use reqwest::{Client, StatusCode};

use super::sign_in::{PASSWORD, cookie, post, setup};
use crate::support::{App, NOW, at};

async fn get(app: &App, path: &str, cookie: &str) -> reqwest::Response {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    client.get(format!("{}{path}", app.url)).header("Cookie", cookie).send().await.expect("an answer")
}

async fn opens(app: &App, cookie: &str) -> bool {
    get(app, "/conversations", cookie).await.status() == StatusCode::OK
}

fn later(hours: i64) -> DateTime<Utc> {
    at(NOW) + Duration::hours(hours)
}

#[actix_web::test]
async fn a_session_ends_after_a_week_without_use() {
    let (app, hand) = App::start_moving(NOW).await;
    let person = app.person(Role::Analyst, &[]).await;
    hand.set(later(7 * 24) - Duration::milliseconds(1));
    assert!(opens(&app, &person.cookie).await);
    let person = app.person(Role::Analyst, &[]).await;
    hand.set(later(14 * 24));
    let gone = get(&app, "/conversations?q=x", &person.cookie).await;
    assert_eq!(gone.headers()["location"], "/sign-in?back=%2Fconversations%3Fq%3Dx");
    assert_eq!(get(&app, "/api/v1/conversations", &person.cookie).await.status(), StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn whose_session_ended_before_they_sent_a_form_comes_back_to_its_page() {
    let app = App::start().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for (referer, back) in [
        (format!("{}/conversations/c-1?list=q%3Dx", app.url), "%2Fconversations%2Fc-1%3Flist%3Dq%253Dx"),
        ("about:blank".to_owned(), "%2F"),
        (format!("{}//evil.example/x", app.url), "%2F"),
    ] {
        let sent = client.post(format!("{}/conversations/c-1/tag", app.url)).header("Referer", &referer);
        let sent =
            sent.header("Content-Type", "application/x-www-form-urlencoded").body("tag=x").send().await;
        assert_eq!(
            sent.expect("an answer").headers()["location"],
            format!("/sign-in?back={back}"),
            "{referer}"
        );
    }
}

#[actix_web::test]
async fn a_session_gets_another_token_each_day_and_ends_after_thirty() {
    let (app, hand) = App::start_moving(NOW).await;
    let person = app.person(Role::Analyst, &[]).await;
    let mut token = person.cookie.clone();
    for day in 1..30 {
        hand.set(later(24 * day));
        let before = token.clone();
        let answer = get(&app, "/conversations", &before).await;
        assert_eq!(answer.status(), StatusCode::OK, "day {day}");
        token = cookie(&answer);
        assert_ne!(before, token);
        // A page asks for several things at once: the token before is good for a minute, and gives no third.
        let late = get(&app, "/conversations", &before).await;
        assert_eq!(late.status(), StatusCode::OK);
        assert!(late.headers().get("set-cookie").is_none());
        hand.set(later(24 * day) + Duration::minutes(1));
        assert!(!opens(&app, &before).await && opens(&app, &token).await, "day {day}");
    }
    hand.set(later(24 * 30));
    assert!(!opens(&app, &token).await);
}

#[actix_web::test]
async fn signing_out_ends_one_session_and_everywhere_ends_all() {
    let app = App::start().await;
    setup(&app).await;
    let form = [("email", "ana@example.com"), ("password", PASSWORD)];
    let (one, two) =
        (cookie(&post(&app, "/sign-in", &form).await), cookie(&post(&app, "/sign-in", &form).await));
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let out = |cookie: String, path: &str| {
        client.post(format!("{}{path}", app.url)).header("Cookie", cookie).send()
    };
    let gone = out(one.clone(), "/sign-out").await.expect("an answer");
    assert_eq!(gone.headers()["location"], "/sign-in");
    assert!(!opens(&app, &one).await && opens(&app, &two).await);
    let three = cookie(&post(&app, "/sign-in", &form).await);
    assert!(get(&app, "/me", &two).await.text().await.expect("text").contains("127.0.0.1"));
    out(two.clone(), "/me/sign-out").await.expect("an answer");
    assert!(!opens(&app, &two).await && !opens(&app, &three).await);
}

#[actix_web::test]
async fn a_new_password_closes_all_other_sessions() {
    let app = App::start().await;
    let (first, _) = setup(&app).await;
    let form = [("email", "ana@example.com"), ("password", PASSWORD)];
    let second = cookie(&post(&app, "/sign-in", &form).await);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let change = |current: &str, new: &str| {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("current", current).append_pair("password", new);
        let request = client.post(format!("{}/me/password", app.url)).header("Cookie", &second);
        request.header("Content-Type", "application/x-www-form-urlencoded").body(body.finish()).send()
    };
    for (current, new) in [("wrong wrong wrong", "ocho perros cantan jotas"), (PASSWORD, "short")] {
        let refused = change(current, new).await.expect("an answer").text().await.expect("text");
        assert!(refused.contains("role=\"alert\""));
    }
    assert!(opens(&app, &first).await);
    let changed = change(PASSWORD, "ocho perros cantan jotas").await.expect("an answer");
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    assert!(
        opens(&app, &cookie(&changed)).await && !opens(&app, &first).await && !opens(&app, &second).await
    );
}
