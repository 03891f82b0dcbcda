//! From where somebody asks: behind a proxy, by another name, or very slowly.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use hilo::access::{App as Shared, Reached};
use hilo::domain::access::Role;
use hilo::server;
use reqwest::{Client, RequestBuilder, StatusCode};

use crate::support::App;

/// Another server over the same store, reached or waiting otherwise.
async fn another(app: &App, change: impl FnOnce(&mut Shared)) -> String {
    let mut shared = Shared::new(app.store.clone(), app.ingest.clone(), app.clock);
    change(&mut shared);
    let (address, server) = server::start(shared, ([127, 0, 0, 1], 0).into()).expect("a port");
    actix_web::rt::spawn(server);
    format!("http://{address}")
}

fn client() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

fn sign_in(url: &str) -> RequestBuilder {
    let request = client().post(format!("{url}/sign-in")).body("email=ana%40example.com&password=x");
    request.header("Content-Type", "application/x-www-form-urlencoded")
}

#[actix_web::test]
async fn what_a_proxy_says_is_believed_of_those_that_are_trusted_alone() {
    let app = App::start().await;
    let trusting = another(&app, |shared| {
        let proxies =
            vec!["127.0.0.0/8".parse().expect("a network"), "10.0.0.0/8".parse().expect("a network")];
        shared.reached = Arc::new(Reached { proxies, ..Reached::default() });
    })
    .await;
    // Thirty at once from an address; each says to come from another. By another e-mail address each.
    let tries = async |url: &str, forwarded: &str| {
        let mut taken = 0;
        for n in 0..40 {
            let body = format!("email=u{n}%40example.com&password=x");
            let forwarded = forwarded.replace("{n}", &n.to_string());
            let request =
                client().post(format!("{url}/sign-in")).body(body).header("X-Forwarded-For", forwarded);
            let request = request.header("Content-Type", "application/x-www-form-urlencoded");
            taken += usize::from(request.send().await.expect("an answer").status() == StatusCode::OK);
        }
        taken
    };
    assert!(tries(&app.url, "198.51.100.{n}").await <= 32, "anybody may send such a header");
    assert_eq!(tries(&trusting, "198.51.100.{n}").await, 40);
    // What stands before the last hop that is none of the proxies may be made up.
    assert!(tries(&trusting, "198.51.100.{n}, 203.0.113.9, 10.1.2.3").await <= 32);
}

#[actix_web::test]
async fn behind_tls_cookies_travel_encrypted_alone() {
    let app = App::start().await;
    super::sign_in::setup(&app).await;
    let trusting = another(&app, |shared| {
        let proxies = vec!["127.0.0.1/32".parse().expect("a network")];
        shared.reached = Arc::new(Reached { proxies, ..Reached::default() });
    })
    .await;
    let public = another(&app, |shared| {
        let public_url = "https://hilo.example.com".to_owned();
        shared.reached = Arc::new(Reached { public_url, ..Reached::default() });
    })
    .await;
    for (url, proto, secure) in [
        (&app.url, "https", false),
        (&trusting, "https", true),
        (&trusting, "http", false),
        (&public, "http", true),
    ] {
        let password = super::sign_in::PASSWORD.replace(' ', "+");
        let request = sign_in(url).body(format!("email=ana%40example.com&password={password}"));
        let answer = request.header("X-Forwarded-Proto", proto).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let cookie = answer.headers()["set-cookie"].to_str().expect("text");
        assert_eq!(cookie.contains("Secure"), secure, "{url} {proto}: {cookie}");
    }
    let sent = sign_in(&public).header("Origin", "https://hilo.example.com").send().await.expect("an answer");
    assert_eq!(
        sent.status(),
        StatusCode::OK,
        "a form of the pages themselves, whatever the proxy made of the host"
    );
    let sent = sign_in(&public).header("Origin", "https://evil.example").send().await.expect("an answer");
    assert_eq!(sent.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn links_begin_with_the_address_that_people_use() {
    let app = App::start().await;
    let public = another(&app, |shared| {
        let public_url = "https://hilo.example.com".to_owned();
        shared.reached = Arc::new(Reached { public_url, ..Reached::default() });
    })
    .await;
    let owner = app.person(Role::Owner, &[]).await;
    let form = "email=eva%40example.com&name=&role=analyst&groups=";
    let request =
        client().post(format!("{public}/settings/users")).header("Cookie", &owner.cookie).body(form);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let page = request.send().await.expect("an answer").text().await.expect("text");
    assert!(page.contains("https://hilo.example.com/welcome/hilo_"), "{page}");
}

#[actix_web::test]
async fn the_demonstration_answers_to_the_machines_own_name_alone() {
    let app = App::start().await;
    let account = app.account;
    let demo = another(&app, |shared| shared.demo = Some(account)).await;
    let asked =
        |host: &'static str| client().get(format!("{demo}/conversations")).header("Host", host).send();
    for host in ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080"] {
        assert_eq!(asked(host).await.expect("an answer").status(), StatusCode::OK, "{host}");
    }
    // A page elsewhere may have its own name lead to this machine.
    for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "192.0.2.1"] {
        assert_eq!(asked(host).await.expect("an answer").status(), StatusCode::FORBIDDEN, "{host}");
    }
}

#[actix_web::test]
async fn who_sends_a_byte_now_and_then_holds_a_connection_but_not_for_ever() {
    let app = App::start().await;
    let slow = another(&app, |shared| shared.patience = Duration::from_millis(300)).await;
    let key = app.key.clone();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(slow.trim_start_matches("http://")).expect("connected");
        let head = format!(
            "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: 100\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        let mut answer = [0; 64];
        let read = stream.read(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer[..read]).into_owned()
    });
    let answer = answer.await.expect("it ends");
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}
