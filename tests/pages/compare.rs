//! What the overview is compared with, on the page and in the API.

use scraper::Html;
use serde_json::{Value, json};

use super::{select, text};
use crate::support::{App, message};

/// Three conversations on a day of 2024, two the day before, one a year earlier.
async fn app() -> App {
    let app = App::start_at("2024-03-10T00:00:00Z").await;
    let days = ["2024-02-29", "2024-02-29", "2024-02-29", "2024-02-28", "2024-02-28", "2023-02-28"];
    let begun = |(n, day): (usize, &&str)| {
        message(&format!("m-{n}"), &format!("c-{n}"), &format!("{day}T12:00:00Z"), "customer", "hi")
    };
    app.take(&days.iter().enumerate().map(begun).collect::<Vec<_>>()).await;
    app
}

const DAY: &str = "from=2024-02-29&to=2024-02-29";

#[actix_web::test]
async fn the_api_compares_with_the_days_before_the_year_before_or_nothing() {
    let app = app().await;
    let usual = app.json(&format!("/api/v1/overview?{DAY}")).await;
    assert_eq!(usual, app.json(&format!("/api/v1/overview?{DAY}&compare=previous")).await);
    let told = |answer: &Value| {
        let before = &answer["previous"];
        json!([before["from"], before["to"], before["conversations"]])
    };
    assert_eq!(told(&usual), json!(["2024-02-28", "2024-02-28", 2]));
    let year = app.json(&format!("/api/v1/overview?{DAY}&compare=year")).await;
    assert_eq!(told(&year), json!(["2023-02-28", "2023-02-28", 1]), "29 February stands beside the 28th");
    assert_eq!(year["totals"], usual["totals"]);
    let none = app.json(&format!("/api/v1/overview?{DAY}&compare=none")).await;
    assert_eq!(none["previous"], Value::Null);
    assert_eq!(none["totals"], usual["totals"]);
    let wrong = app.get("/api/v1/overview?compare=always").send().await.expect("an answer");
    assert_eq!(wrong.status(), 400);
    app.stop().await;
}

#[actix_web::test]
async fn the_page_says_what_it_compares_with_and_keeps_it_in_its_links() {
    let app = app().await;
    let page = async |query: &str| Html::parse_document(&app.page(&format!("/?{query}")).await);
    let usual = page(DAY).await;
    assert!(text(&usual, "#tile-volume .tile-change").contains("50"), "three instead of two");
    assert!(!usual.html().contains("compare="), "the usual is not said");
    let year = page(&format!("{DAY}&compare=year&channel=web_chat")).await;
    assert!(text(&year, "#tile-volume .tile-change").contains("200"), "three instead of one");
    assert!(text(&year, ".page-head .shown").contains("28 February 2023"));
    let chosen = select(&year, "select[name=compare] option[selected]");
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0].value().attr("value"), Some("year"));
    for selector in [".segmented a", "a.off", ".filters > a"] {
        let links = select(&year, selector);
        assert!(!links.is_empty(), "{selector}");
        for link in links {
            let url = link.value().attr("href").expect("an address");
            assert!(url.contains("compare=year"), "{selector}: {url}");
        }
    }
    let none = page(&format!("{DAY}&compare=none")).await;
    assert!(select(&none, ".tile-change").is_empty());
    assert!(!text(&none, ".page-head .shown").contains("compared"));
    app.stop().await;
}
