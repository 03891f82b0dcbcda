//! The menu of the list, and the transcript.

use scraper::Html;

use super::{table, text as exported};
use crate::pages::{filled, number, select, text, without_ways_out, words};
use crate::support::App;

#[actix_web::test]
async fn the_menu_counts_what_its_links_give_and_knows_about_how_much_it_is() {
    let app = filled(200).await;
    for query in ["", "range=last_30_days", "status=unresolved&channel=web_chat", "q=pedido", "sales=any"] {
        let page = Html::parse_document(&app.page(&format!("/conversations?{query}")).await);
        let count = number(&text(&page, "#count"));
        let kinds = select(&page, ".export-menu tr");
        assert_eq!(kinds.len(), 4, "{query}");
        for kind in kinds {
            let shown = words(&kind);
            let (label, rows) = (shown.split(' ').next().expect("a label").to_owned(), number(&shown));
            let links: Vec<_> = kind.select(&scraper::Selector::parse("td").expect("td")).collect();
            assert_eq!(links.len(), 2, "{query}: {shown}");
            if label == "Conversations" {
                assert_eq!(rows, count, "{query}");
            }
            for cell in links {
                let Some(link) = cell.select(&scraper::Selector::parse("a").expect("a")).next() else {
                    assert_eq!(rows, 0, "{query}: {shown}");
                    continue;
                };
                let url = link.value().attr("href").expect("an address");
                let whole = exported(&app, url).await;
                let given =
                    if url.contains(".csv") { table(&app, url).await.len() } else { whole.lines().count() };
                assert_eq!(given as u64, rows, "{query}: {url}");
                let about = estimate(&words(&cell));
                let size = whole.len() as f64;
                assert!(about > size / 2.0 && about < size * 2.0 + 1_000.0, "{url}: {about} for {size}");
            }
        }
    }
    app.stop().await;
}

/// The bytes of `CSV ≈ 1.4 MB`.
fn estimate(shown: &str) -> f64 {
    let mut parts = shown.split_whitespace().skip_while(|part| *part != "≈").skip(1);
    let number: f64 = parts.next().and_then(|number| number.parse().ok()).expect(shown);
    number * if parts.next() == Some("kB") { 1e3 } else { 1e6 }
}

#[actix_web::test]
async fn where_nothing_is_found_there_is_nothing_to_export() {
    let app = App::start().await;
    let page = Html::parse_document(&app.page("/conversations?q=nothing").await);
    assert_eq!(select(&page, ".export-menu[aria-disabled=true]").len(), 1);
    assert!(select(&page, ".export-menu a").is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn a_transcript_has_every_message_with_its_local_time_and_who_said_it() {
    let app = filled(60).await;
    let list = app.json("/api/v1/conversations?sort=-messages&limit=5").await;
    for row in list["conversations"].as_array().expect("rows") {
        let url = format!("/conversations/{}", row["id"].as_str().expect("an id"));
        // As it was written: else lists and emphasis are drawn.
        let thread = Html::parse_document(&app.page(&format!("{url}?raw=1")).await);
        let link = format!("{url}/transcript");
        assert_eq!(select(&thread, &format!("a[href=\"{link}\"]")).len(), 1, "the thread leads there");
        let paper = Html::parse_document(&app.page(&link).await);
        let said = |page: &Html, what: &str| select(page, what).iter().map(words).collect::<Vec<_>>();
        let bubbles: Vec<_> = select(&thread, ".msg .bubble").iter().map(without_ways_out).collect();
        assert_eq!(said(&paper, ".said-msg div"), bubbles);
        assert_eq!(said(&paper, ".said-msg time"), said(&thread, ".msg time"));
        assert_eq!(said(&paper, ".said-msg b"), said(&thread, ".msg .who > span"));
        assert_eq!(select(&paper, ".said-msg").len() as u64, row["messages"].as_u64().expect("a number"));
        assert!(text(&paper, ".paper header .help").contains("Europe/Madrid"));
        assert!(select(&paper, "nav, .top, form").is_empty(), "nothing but the paper");
    }
    let missing = app.get("/conversations/none/transcript").send().await.expect("an answer");
    assert_eq!(missing.status(), reqwest::StatusCode::NOT_FOUND);
    app.stop().await;
}
