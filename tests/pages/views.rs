//! Views that people keep: whose they are, what they keep, and what becomes of them.

use hilo::store::keys::Scope;
use hilo::store::views;
use reqwest::{Response, StatusCode};
use scraper::Html;

use super::filled::filled;
use super::table::{attr, heads};
use super::{select, text, words};
use crate::support::App;

/// Somebody with a key.
struct Person<'a> {
    app: &'a App,
    key: String,
    client: reqwest::Client,
}

impl<'a> Person<'a> {
    async fn new(app: &'a App, name: &str, scopes: &[Scope]) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self { app, key: app.another_key(name, scopes).await, client: client.build().expect("a client") }
    }

    async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.app.url)).bearer_auth(&self.key);
        request.send().await.expect("an answer")
    }

    async fn page(&self, path: &str) -> Html {
        let answer = self.get(path).await;
        let status = answer.status();
        let html = answer.text().await.expect("text");
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        Html::parse_document(&html)
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.app.url)).bearer_auth(&self.key);
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .expect("an answer")
    }

    /// Sends a form and gives the page it leads to, with its address.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> (Html, String) {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        let url = answer.headers()["location"].to_str().expect("text").to_owned();
        (self.page(&url).await, url)
    }
}

fn names(page: &Html) -> Vec<String> {
    select(page, "#views .view-list a").iter().map(words).collect()
}

fn ids(page: &Html) -> Vec<String> {
    select(page, ".rows tbody tr")
        .iter()
        .map(|tr| tr.value().attr("id").expect("an anchor").to_owned())
        .collect()
}

const BOTH: [Scope; 2] = [Scope::Ingest, Scope::Read];

#[actix_web::test]
async fn a_view_is_kept_opened_changed_renamed_removed_and_brought_back() {
    let app = filled(90).await;
    let ana = Person::new(&app, "ana", &BOTH).await;
    let list = "status=unresolved&sort=-messages&columns=first_question%2Cstatus%2Csales&density=compact";
    let shown = ana.page(&format!("/conversations?{list}")).await;
    assert_eq!(text(&shown, "#views summary b"), "unsaved");
    let (page, url) = ana.send("/views", &[("list", list), ("name", "  Sad   sales ")]).await;
    assert_eq!(
        (text(&page, ".toast"), text(&page, "#views summary b")),
        ("View saved.".into(), "Sad sales".into())
    );
    assert_eq!((heads(&page), ids(&page)), (heads(&shown), ids(&shown)));
    assert_eq!(names(&page), ["All conversations default", "Sad sales"]);

    // The menu opens it; another sort is a change of it, which can be kept; the address alone says all.
    let open = attr(&page, ".view-list li:nth-child(3) a", "href");
    assert!(open.starts_with(&format!("/conversations?{list}&view=")), "{open}");
    let page = ana.page(&attr(&page, "th.c-status a", "href")).await;
    assert_eq!(text(&page, "#views summary b"), "Sad sales (changed)");
    let action = attr(&page, "#view-replace", "action");
    let changed = attr(&page, "#view-replace input", "value");
    let (page, _) = ana.send(&action, &[("list", &changed)]).await;
    assert_eq!(text(&page, "#views summary b"), "Sad sales");
    assert!(attr(&page, ".view-list li:nth-child(3) a", "href").contains("sort=status"));

    let (page, _) =
        ana.send(&attr(&page, "#view-rename", "action"), &[("list", &changed), ("name", "Łzy & <b>")]).await;
    assert_eq!(names(&page), ["All conversations default", "Łzy & <b>"]);
    let (page, _) = ana.send(&attr(&page, "#view-remove", "action"), &[("list", &changed)]).await;
    assert_eq!(
        (names(&page), text(&page, ".toast span")),
        (vec!["All conversations default".into()], "View deleted.".into())
    );
    assert_eq!(heads(&page).len(), 3, "the table stays as it was");
    let (page, _) = ana
        .send(&attr(&page, ".toast form", "action"), &[("list", &attr(&page, ".toast input", "value"))])
        .await;
    assert_eq!(names(&page), ["All conversations default", "Łzy & <b>"]);
    assert!(!url.is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn a_personal_view_is_its_owner_s_a_shared_one_everybody_s_and_its_address_anybody_s() {
    let app = filled(60).await;
    let (ana, bo) = (Person::new(&app, "ana", &BOTH).await, Person::new(&app, "bo", &BOTH).await);
    let reader = Person::new(&app, "reader", &[Scope::Read]).await;
    let (_, own) = ana.send("/views", &[("list", "status=open&density=compact"), ("name", "Mine")]).await;
    let (page, _) =
        ana.send("/views", &[("list", "status=resolved"), ("name", "Ours"), ("shared", "1")]).await;
    assert_eq!(names(&page), ["All conversations default", "Mine", "Ours"]);
    let ours = attr(&page, "#view-rename", "action");
    let id = own.split("view=").nth(1).and_then(|rest| rest.split('&').next()).expect("an id").to_owned();

    for other in [&bo, &reader] {
        let page = other.page("/conversations").await;
        assert_eq!(names(&page), ["All conversations default", "Ours"]);
        // The address shows the same table to others too, though they do not have the view.
        let page = other.page(&own).await;
        assert_eq!(select(&page, "table.compact").len(), 1);
        assert_eq!(ids(&page), ids(&ana.page(&own).await));
        for what in ["replace", "rename", "remove", "restore"] {
            let answer = other.post(&format!("/views/{id}/{what}"), &[("list", ""), ("name", "x")]).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{what}");
        }
        let answer = other.post("/views/default", &[("list", ""), ("view", &id)]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
    // Who only reads keeps views of their own, and changes nobody else's.
    let (page, _) = reader.send("/views", &[("list", "status=resolved"), ("name", "Mine")]).await;
    assert_eq!(names(&page), ["All conversations default", "Mine", "Ours"]);
    assert!(select(&page, "#view-new [name=shared]").is_empty());
    for (path, shared) in [("/views", "1"), (ours.as_str(), "")] {
        let answer = reader.post(path, &[("list", ""), ("name", "Theirs"), ("shared", shared)]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let (page, _) = bo.send(&ours, &[("list", "status=resolved"), ("name", "Everybody's")]).await;
    assert_eq!(names(&page), ["All conversations default", "Everybody's"]);
    app.stop().await;
}

#[actix_web::test]
async fn the_default_view_opens_where_the_address_says_nothing_and_a_link_shows_everything() {
    let app = filled(60).await;
    let (ana, bo) = (Person::new(&app, "ana", &BOTH).await, Person::new(&app, "bo", &BOTH).await);
    let (page, _) = ana.send("/views", &[("list", "columns=tag"), ("name", "Tags"), ("shared", "1")]).await;
    let id = attr(&page, "#view-default input[name=view]", "value");
    let (page, _) = ana.send("/views/default", &[("list", "columns=tag"), ("view", &id)]).await;
    assert_eq!(names(&page), ["All conversations", "Tags default"]);
    let opened = ana.get("/conversations").await;
    assert_eq!(opened.status(), StatusCode::SEE_OTHER);
    assert_eq!(opened.headers()["location"], format!("/conversations?columns=tag&view={id}"));
    assert_eq!(bo.get("/conversations").await.status(), StatusCode::OK, "it is ana's default alone");
    let everything = ana.page(&attr(&page, "#views .view-list a", "href")).await;
    assert_eq!(
        (heads(&everything).len(), text(&everything, "#views summary b")),
        (6, "All conversations".into())
    );
    // Taking the last filter away does not lead to the default either.
    let filtered = ana.page("/conversations?status=open").await;
    assert_eq!(attr(&filtered, ".filters > a", "href"), "/conversations?view=all");
    // Removed, it opens no more; not default any more neither.
    let (page, _) = ana.send(&format!("/views/{id}/remove"), &[("list", "")]).await;
    assert_eq!(ana.get("/conversations").await.status(), StatusCode::OK);
    ana.send(&attr(&page, ".toast form", "action"), &[("list", "")]).await;
    assert_eq!(ana.get("/conversations").await.status(), StatusCode::SEE_OTHER);
    ana.send("/views/default", &[("list", "columns=tag"), ("view", "")]).await;
    assert_eq!(ana.get("/conversations").await.status(), StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn what_cannot_be_kept_or_means_nothing_any_more_is_told() {
    let app = filled(30).await;
    let ana = Person::new(&app, "ana", &BOTH).await;
    ana.send("/views", &[("list", "tag=stock"), ("name", "Stock")]).await;
    let long = "x".repeat(81);
    for (name, told) in
        [("Stock", "of this name already"), ("   ", "1 to 80"), (&long, "1 to 80"), ("a\u{7}b", "1 to 80")]
    {
        let (page, _) = ana.send("/views", &[("list", "status=open"), ("name", name)]).await;
        assert!(text(&page, ".toast.error").contains(told), "{name}");
        assert_eq!(names(&page).len(), 2);
        assert!(
            attr(&page, "#view-new input[name=list]", "value").contains("status=open"),
            "nothing is lost"
        );
    }
    // Names are free again once their view is removed; case matters; shared and own ones do not meet.
    for (name, shared) in [("stock", ""), ("Stock", "1")] {
        ana.send("/views", &[("list", "tag=stock"), ("name", name), ("shared", shared)]).await;
    }
    for _ in 0..2 {
        let page = ana.page("/conversations").await;
        let open = attr(&page, ".view-list li:nth-child(3) a", "href");
        let remove = attr(&ana.page(&open).await, "#view-remove", "action");
        ana.send(&remove, &[("list", "")]).await;
        ana.send("/views", &[("list", "tag=stock"), ("name", "Stock")]).await;
    }
    let bad = ana.post("/views", &[("list", "status=lost"), ("name", "Lost")]).await;
    assert_eq!(bad.status(), StatusCode::BAD_REQUEST);
    assert_eq!(ana.post("/views/nonsense/remove", &[("list", "")]).await.status(), StatusCode::NOT_FOUND);

    // A view that an older Hilo kept.
    let old = views::Model {
        account_id: app.account,
        id: uuid::Uuid::new_v4(),
        owner: "key:ana".to_owned(),
        name: "Old".to_owned(),
        query: "mood=bad&columns=tag,colour&status=open".to_owned(),
        removed: String::new(),
        changed_at: 0,
    };
    assert!(views::put(app.store.writer(), old).await.expect("written"));
    let page = ana.page("/conversations").await;
    let link = select(&page, ".view-list a").into_iter().find(|a| words(a) == "Old").expect("a link");
    let page = ana.page(link.value().attr("href").expect("an address")).await;
    assert!(text(&page, ".toast.error").contains("columns=colour, mood=bad"));
    assert_eq!(heads(&page), ["Tag"]);
    assert!(select(&page, "input[name=status][value=open][checked]").len() == 1);
    app.stop().await;
}
