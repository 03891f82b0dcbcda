//! What pages weigh on the wire: they are opened every morning, some of them on a phone.

use std::collections::BTreeSet;

use scraper::Html;

use super::{filled, select};
use crate::support::App;

/// Bytes of everything that a page brings when it is opened for the first time.
const FIRST: usize = 200_000;
/// Bytes of it when its files are there already.
const AGAIN: usize = 40_000;

async fn compressed(app: &App, path: &str) -> usize {
    let answer = app.get(path).header("Accept-Encoding", "gzip").send().await.expect("an answer");
    assert_eq!(answer.headers()["content-encoding"], "gzip", "{path}");
    answer.bytes().await.expect("a body").len()
}

#[actix_web::test]
async fn pages_are_light_the_first_time_and_lighter_after() {
    let app = filled(1200).await;
    let listed = app.json("/api/v1/conversations?sort=-messages&limit=1").await;
    let longest = format!("/conversations/{}", listed["conversations"][0]["id"].as_str().expect("an id"));
    for path in ["/?range=last_90_days", "/conversations?q=pedido", &longest] {
        let again = compressed(&app, path).await;
        assert!((1_000..AGAIN).contains(&again), "{path}: {again}");
        let page = Html::parse_document(&app.page(path).await);
        let files: BTreeSet<&str> = select(&page, "link[href], script[src], img[src]")
            .iter()
            .filter_map(|part| part.value().attr("href").or(part.value().attr("src")))
            .collect();
        let mut first = again;
        for file in files {
            first += compressed(&app, file).await;
        }
        assert!((30_000..FIRST).contains(&first), "{path}: {first}");
    }
    app.stop().await;
}
