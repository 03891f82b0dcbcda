//! Every address that there is, asked by everybody that there is.

use std::collections::BTreeMap;

use hilo::access::Rule;
use hilo::domain::access::{Right, Role, Scope};
use hilo::{api, web};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::json;

use crate::support::people::Person;
use crate::support::{App, message};

/// What the documentation says: by right, then by role or scope.
fn promised() -> BTreeMap<(String, String), bool> {
    let docs = include_str!("../../docs/access.md");
    let mut promised = BTreeMap::new();
    let mut heads: Vec<&str> = Vec::new();
    for line in docs.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match cells[0] {
            "right" => heads = cells,
            right if right.starts_with('`') && line.starts_with('|') => {
                for (head, cell) in heads.iter().zip(&cells).skip(1).filter(|(head, _)| !head.contains(' ')) {
                    promised.insert((right.trim_matches('`').to_owned(), (*head).to_owned()), *cell == "yes");
                }
            }
            _ => {}
        }
    }
    promised
}

fn rules() -> Vec<&'static Rule> {
    api::RULES.iter().chain(web::RULES).collect()
}

#[test]
fn the_documentation_says_what_each_role_and_scope_may() {
    let promised = promised();
    let mut seen = 0;
    for right in Right::ALL.iter().filter(|right| **right != Right::Open) {
        let says = |who: &str| promised.get(&(right.as_str().to_owned(), who.to_owned())).copied();
        for role in Role::ALL {
            assert_eq!(says(role.as_str()), Some(role.may(*right)), "{} {}", right.as_str(), role.as_str());
            seen += 1;
        }
        for scope in Scope::ALL {
            assert_eq!(
                says(scope.as_str()),
                Some(scope.may(*right)),
                "{} {}",
                right.as_str(),
                scope.as_str()
            );
            seen += 1;
        }
    }
    assert_eq!(seen, promised.len());
}

/// Things of an account, of every kind that an address may name.
struct Things {
    conversation: String,
    view: String,
    job: String,
    user: String,
}

async fn things(app: &App, account: i64, owner: &Person) -> Things {
    let said = message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "¿Dónde está?");
    let event = hilo::domain::event::parse(said, crate::support::at(crate::support::NOW)).expect("an event");
    app.ingest.submit(account, vec![event]).await.expect("taken");
    let listed = owner.get("/api/v1/conversations").await.text().await.expect("a list");
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let conversation = listed["conversations"][0]["id"].as_str().expect("an id").to_owned();
    let location = |response: &Response| response.headers()["location"].to_str().expect("text").to_owned();
    let saved = owner.post("/views", &[("name", "mine"), ("list", "status=open")]).await;
    let view = location(&saved);
    let view = view.split("view=").nth(1).expect("a view").split('&').next().expect("an id").to_owned();
    let form = [("action", "tag"), ("tag", "shipping"), ("all", "1"), ("total", "9"), ("list", "")];
    let asked = owner.post("/conversations/bulk", &form).await;
    let job = location(&asked).trim_start_matches("/bulk/").to_owned();
    let user = app.person_of(account, Role::Analyst, &[]).await.user.id.to_string();
    Things { conversation, view, job, user }
}

fn address(rule: &Rule, of: &Things) -> String {
    let id = match rule.path {
        path if path.contains("/bulk/{id}") => &of.job,
        path if path.contains("/views/{id}") => &of.view,
        path if path.contains("/users/{id}") => &of.user,
        _ => &of.conversation,
    };
    let path = rule.path.replace("{id}", id).replace("{file}", "conversations.ndjson");
    path.replace("{token}", "hilo_1_none")
        .replace("{hash}/{name}", "0/app.css")
        .replace("{code}", "es")
        .replace("{word}", "dark")
}

async fn ask(client: &Client, app: &App, rule: &Rule, path: &str, header: Option<(&str, &str)>) -> Response {
    let method: Method = rule.method.to_uppercase().parse().expect("a method");
    let mut request = client.request(method.clone(), format!("{}{path}", app.url));
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    if method == Method::POST {
        request = match rule.path.starts_with("/api/") {
            true => {
                request.header("Content-Type", "application/json").body(json!({"events": []}).to_string())
            }
            false => request.header("Content-Type", "application/x-www-form-urlencoded").body("list=&method=ticket&tag=x&name=x&role=agent&email=x&password=x&current=x&action=tag&file=messages.csv"),
        };
    }
    request.send().await.expect("an answer")
}

/// Whether somebody was let through to what they asked for, whatever that made of the request.
fn let_in(response: &Response) -> bool {
    let to_sign_in = response
        .headers()
        .get("location")
        .is_some_and(|to| to.to_str().expect("text").starts_with("/sign-in?back="));
    let status = response.status();
    assert!(!status.is_server_error(), "{} {status}", response.url());
    status != StatusCode::UNAUTHORIZED && status != StatusCode::FORBIDDEN && !to_sign_in
}

#[actix_web::test]
async fn every_address_lets_in_whom_the_documentation_says_and_nobody_else() {
    let app = App::start().await;
    let owner = app.person(Role::Owner, &[]).await;
    let things = things(&app, app.account, &owner).await;
    let promised = promised();
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let may = |rule: &Rule, who: &str| {
        rule.needs == Right::Open || promised[&(rule.needs.as_str().to_owned(), who.to_owned())]
    };
    for rule in rules() {
        let path = address(rule, &things);
        let what = format!("{} {path}", rule.method);
        let answer = ask(&client, &app, rule, &path, None).await;
        assert_eq!(let_in(&answer), rule.needs == Right::Open, "nobody: {what}: {}", answer.status());
        for role in Role::ALL {
            let person = app.person(*role, &[]).await;
            let answer = ask(&client, &app, rule, &path, Some(("Cookie", &person.cookie))).await;
            assert_eq!(
                let_in(&answer),
                may(rule, role.as_str()),
                "{}: {what}: {}",
                role.as_str(),
                answer.status()
            );
        }
        for scope in Scope::ALL {
            let key = app.another_key(&uuid::Uuid::new_v4().to_string(), &[*scope]).await;
            let key = format!("Bearer {key}");
            let answer = ask(&client, &app, rule, &path, Some(("Authorization", &key))).await;
            assert_eq!(
                let_in(&answer),
                may(rule, scope.as_str()),
                "{}: {what}: {}",
                scope.as_str(),
                answer.status()
            );
        }
    }
}

#[actix_web::test]
async fn what_belongs_to_another_account_is_nowhere_to_be_found() {
    let app = App::start().await;
    let owner = app.person(Role::Owner, &[]).await;
    let theirs = things(&app, app.account, &owner).await;
    let other = app.another_account("other").await;
    let stranger = app.person_of(other, Role::Owner, &[]).await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut asked = 0;
    for rule in rules().into_iter().filter(|rule| rule.path.contains("{id}")) {
        let answer =
            ask(&client, &app, rule, &address(rule, &theirs), Some(("Cookie", &stranger.cookie))).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{} {}", rule.method, rule.path);
        asked += 1;
    }
    assert!(asked > 10, "{asked}");
    for path in [
        "/conversations?q=est%C3%A1",
        "/api/v1/conversations",
        "/api/v1/export/conversations.ndjson",
        "/api/v1/export/messages.csv",
        "/api/v1/export/events.ndjson",
        "/settings/users",
        "/settings/audit",
        "/settings/keys",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let text = answer.text().await.expect("text");
        assert!(!text.contains("c-1") && !text.contains(&theirs.user), "{path}");
    }
}
