//! No page shows a number that its list does not have.

use std::collections::BTreeMap;

use scraper::Html;

use super::filled::filled;
use super::{number, select, text, words};
use crate::support::App;

/// What a link to a list claims to hold, by its address.
fn claims(page: &Html) -> BTreeMap<String, u64> {
    let mut claims = BTreeMap::new();
    let mut claim = |link: &scraper::ElementRef, shown: &str| {
        let url = link.value().attr("href").expect("an address").to_owned();
        claims.insert(url, number(shown));
    };
    for link in select(page, ".tile .split a").iter().filter(|link| !words(link).contains("order")) {
        claim(link, &words(link));
    }
    for link in select(page, ".legend a") {
        let shown = words(&link);
        claim(&link, shown.rsplit(' ').next().expect("a number"));
    }
    for link in select(page, "#unsettled") {
        claim(&link, &words(&link));
    }
    for link in select(page, "table.data a") {
        claim(&link, &words(&link));
    }
    claims
}

async fn count_of(app: &App, url: &str) -> u64 {
    let page = Html::parse_document(&app.page(url).await);
    number(&text(&page, "#count"))
}

#[actix_web::test]
async fn every_number_of_the_overview_is_the_count_of_the_list_it_opens() {
    let app = filled(300).await;
    for query in [
        "range=last_7_days&group_by=status",
        "range=last_30_days&group_by=channel&channel=web_chat&channel=whatsapp",
        "from=2026-10-20&to=2026-10-31&group_by=tag",
        "range=yesterday&group_by=channel&tag=%28none%29&agent=lumbre-assistant",
        // By week, and by month.
        "from=2026-04-01&to=2026-11-19&group_by=status",
        "from=2017-01-01&to=2026-11-19&group_by=tag",
    ] {
        let page = Html::parse_document(&app.page(&format!("/?{query}")).await);
        let volume = number(&text(&page, "#tile-volume .tile-value"));
        let claims = claims(&page);
        assert!(volume == 0 || claims.len() > 5, "{query}: a page full of numbers");
        for (url, claimed) in &claims {
            assert_eq!(count_of(&app, url).await, *claimed, "{query}: {url}");
        }
        for (tile, shown) in [("volume", volume), ("resolution", 0), ("unresolved", 0)] {
            let Some(link) = select(&page, &format!("#tile-{tile} h2 a")).first().copied() else { continue };
            let shown = match tile {
                "volume" => shown,
                _ => number(&text(&page, &format!("#tile-{tile} small"))),
            };
            let url = link.value().attr("href").expect("an address");
            assert_eq!(count_of(&app, url).await, shown, "{query}: {tile}");
        }
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_sales_of_a_tile_are_the_sales_of_the_list_it_opens() {
    let app = filled(400).await;
    let page = Html::parse_document(&app.page("/?range=last_90_days").await);
    let tile = text(&page, "#tile-sales .tile-value");
    let link = select(&page, "#tile-sales h2 a")[0].value().attr("href").expect("an address").to_owned();
    let list = Html::parse_document(&app.page(&link).await);
    let shown = text(&list, ".list-head .shown");
    // "USD 1,234.50 17 orders" there, "USD 1,234.50 (17 orders)" here.
    let (amount, orders) = tile
        .rsplit_once(' ')
        .and_then(|(rest, word)| {
            let (amount, n) = rest.rsplit_once(' ')?;
            Some((amount.to_owned(), format!("{n} {word}")))
        })
        .expect("an amount and its orders");
    assert!(shown.contains(&format!("{amount} ({orders})")), "{tile} in {shown}");
    let others = select(&page, "#tile-sales .split b");
    assert!(others.len() >= 2, "other currencies stand beside it");
    for other in others {
        assert!(shown.contains(&words(&other)), "{shown}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn without_a_conversation_there_is_no_rate_but_a_way_to_send_the_first_event() {
    let app = App::start().await;
    let page = Html::parse_document(&app.page("/").await);
    assert_eq!(text(&page, "#tile-volume .tile-value"), "0");
    assert!(text(&page, "#tile-resolution .tile-value").starts_with("– "));
    assert!(text(&page, ".start #snippet-curl pre").contains(&format!("curl {}/api/v1/events", app.url)));
    assert!(select(&page, ".tile a").is_empty(), "nothing to open");
    let list = Html::parse_document(&app.page("/conversations?q=nothing").await);
    assert_eq!(number(&text(&list, "#count")), 0);
    assert_eq!(select(&list, ".empty a.btn")[0].value().attr("href"), Some("/conversations?view=all"));
    app.stop().await;
}

#[actix_web::test]
async fn a_row_of_the_table_shows_what_the_thread_holds() {
    let app = filled(120).await;
    let list = Html::parse_document(&app.page("/conversations?reason=handoff").await);
    let row = select(&list, "table.rows tbody tr")[0];
    let cells: Vec<String> =
        row.select(&scraper::Selector::parse("td:not(.pick)").expect("td")).map(|td| words(&td)).collect();
    let link = row.select(&scraper::Selector::parse("a").expect("a")).next().expect("a link");
    let thread = Html::parse_document(&app.page(link.value().attr("href").expect("an address")).await);
    assert!(text(&thread, "h1").starts_with(cells[0].trim_end_matches('…')));
    assert_eq!(cells[2], "Unresolved handed off");
    assert_eq!(text(&thread, "#status"), "Unresolved");
    assert_eq!(select(&thread, "li.msg").len() as u64, number(&cells[4]));
    assert_eq!(select(&thread, ".rule.holds").len(), 1);
    let deciding = select(&thread, ".rule.holds p a")[0].value().attr("href").expect("an anchor").to_owned();
    assert_eq!(select(&thread, &format!("li.ev{deciding}")).len(), 1, "the deciding event is in the page");
    app.stop().await;
}
