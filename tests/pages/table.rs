//! The table shows what its address says, and everything on the page keeps it.

use reqwest::StatusCode;
use scraper::Html;

use super::filled::filled;
use super::{select, text, words};
use crate::support::App;

/// The heads of the columns.
pub fn heads(page: &Html) -> Vec<String> {
    select(page, "table.rows thead th[class^=c-]").iter().map(words).collect()
}

/// An attribute of the first element that a selector finds.
pub fn attr(page: &Html, selector: &str, name: &str) -> String {
    let found = select(page, selector);
    let first = found.first().unwrap_or_else(|| panic!("nothing is {selector}"));
    first.value().attr(name).unwrap_or_else(|| panic!("{selector} has no {name}")).to_owned()
}

/// Where a redirect leads.
async fn led_to(app: &App, path: &str) -> String {
    let response = app.get(path).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
    response.headers()["location"].to_str().expect("text").to_owned()
}

#[actix_web::test]
async fn an_address_says_which_columns_in_which_order_and_how_tight() {
    let app = filled(60).await;
    let usual = Html::parse_document(&app.page("/conversations").await);
    assert_eq!(heads(&usual), ["First question", "Profile", "Status", "Tag", "Messages", "Last updated ↓"]);
    let every = "updated_at,id,sales,closed_at,started_at,channel,agent,reason,status,group,app,origin,reopened,first_contact,\
                 messages,tag,profile,first_question";
    let page = format!("/conversations?columns={every}&density=compact&sort=-messages");
    let page = Html::parse_document(&app.page(&page).await);
    assert_eq!(heads(&page)[..4], ["Last updated", "Id", "Sales", "Closed"]);
    assert_eq!(heads(&page).len(), 18);
    assert_eq!(select(&page, "table.rows.compact").len(), 1);
    // Each cell says what the API says of the same conversation.
    let rows = app.json("/api/v1/conversations?sort=-messages").await;
    for (tr, row) in
        select(&page, "table.rows tbody tr").iter().zip(rows["conversations"].as_array().expect("rows"))
    {
        let tr = Html::parse_fragment(&format!("<table><tr>{}</tr></table>", tr.inner_html()));
        for (column, field) in
            [("c-id", "conversation"), ("c-agent", "agent"), ("c-tag", "tag"), ("c-group", "group")]
        {
            assert_eq!(text(&tr, &format!(".{column}")), row[field].as_str().unwrap_or_default(), "{column}");
        }
        assert_eq!(text(&tr, ".c-messages"), row["messages"].to_string());
        assert_eq!(text(&tr, ".c-reopened"), row["reopened"].to_string());
        assert_eq!(text(&tr, ".c-sales").is_empty(), row["sales"].as_object().expect("sums").is_empty());
        assert_eq!(text(&tr, ".c-closed_at").is_empty(), row["closed_at"].is_null());
        assert_eq!(select(&tr, ".c-status .reason").len(), 0, "the reason has a column of its own");
    }
    for (wrong, told) in
        [("columns=status,colour", "`colour` is none of first_question"), ("density=dense", "`dense`")]
    {
        let answer = app.get(&format!("/conversations?{wrong}")).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert!(answer.text().await.expect("text").contains(told), "{wrong}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn columns_are_chosen_and_ordered_in_a_form_that_needs_no_script_and_loses_nothing() {
    let app = filled(120).await;
    let list = "status=resolved&q=pedido&sort=-messages";
    let page = Html::parse_document(&app.page(&format!("/conversations?{list}")).await);
    assert_eq!(attr(&page, "#columns input[name=list]", "value"), list);
    assert_eq!(attr(&page, "#columns input[name='place.tag']", "value"), "4");
    assert_eq!(select(&page, "#columns input[name=show]").len(), 18);
    let list: String = form_urlencoded::byte_serialize(list.as_bytes()).collect();
    let form = "show=first_question&place.first_question=2&show=status&place.status=1&place.tag=4&show=sales&place.sales=&density=compact";
    let to = led_to(&app, &format!("/views/columns?list={list}&{form}")).await;
    assert_eq!(
        to,
        "/conversations?status=resolved&q=pedido&sort=-messages&columns=status%2Cfirst_question%2Csales&density=compact"
    );
    let page = Html::parse_document(&app.page(&to).await);
    assert_eq!(heads(&page), ["Status", "First question", "Sales"]);
    // The link to the thread stands in the question, wherever that is; other links keep the columns.
    assert_eq!(
        select(&page, ".rows tbody td.c-first_question a.open").len(),
        select(&page, ".rows tbody tr").len()
    );
    for link in ["th a.sort", ".filters a"] {
        assert!(
            attr(&page, link, "href").contains("columns=status%2Cfirst_question%2Csales&density=compact"),
            "{link}"
        );
    }
    for (name, value) in
        [("columns", "status,first_question,sales"), ("density", "compact"), ("sort", "-messages")]
    {
        assert_eq!(attr(&page, &format!(".filters input[type=hidden][name={name}]"), "value"), value);
    }
    let usual = attr(&page, "#columns > form > a", "href");
    assert_eq!(usual, "/conversations?status=resolved&q=pedido&sort=-messages");
    // Without the question the first column opens the thread.
    let page = Html::parse_document(&app.page("/conversations?columns=tag,status").await);
    assert_eq!(select(&page, ".rows tbody td.c-tag a.open").len(), select(&page, ".rows tbody tr").len());
    app.stop().await;
}

#[actix_web::test]
async fn pages_forth_and_back_show_every_conversation_once_in_any_columns() {
    let app = filled(130).await;
    let mut url = "/conversations?columns=id,sales&density=compact&sort=messages".to_owned();
    let mut seen = Vec::new();
    let mut pages = Vec::new();
    let page = loop {
        let page = Html::parse_document(&app.page(&url).await);
        let ids: Vec<_> = select(&page, "td.c-id").iter().map(words).collect();
        seen.extend(ids.clone());
        pages.push(ids);
        let Some(next) =
            select(&page, "a[rel=next]").first().and_then(|a| a.value().attr("href")).map(str::to_owned)
        else {
            break page;
        };
        assert!(next.contains("columns=id%2Csales&density=compact"));
        url = next;
    };
    let total = super::number(&text(&page, "#count"));
    assert_eq!(
        (seen.len() as u64, seen.iter().collect::<std::collections::HashSet<_>>().len() as u64),
        (total, total)
    );
    let back = attr(&page, "a[rel=prev]", "href");
    let page = Html::parse_document(&app.page(&back).await);
    assert_eq!(select(&page, "td.c-id").iter().map(words).collect::<Vec<_>>(), pages[pages.len() - 2]);
    app.stop().await;
}

#[actix_web::test]
async fn a_thread_leads_back_to_the_row_it_was_opened_from_whatever_is_done_in_it() {
    let app = filled(130).await;
    let first = Html::parse_document(
        &app.page("/conversations?sort=profile&density=compact&columns=first_question,tag").await,
    );
    let list = attr(&first, "a[rel=next]", "href");
    let page = Html::parse_document(&app.page(&list).await);
    let anchor = attr(&page, ".rows tbody tr:nth-child(3)", "id");
    let mut thread = attr(&page, ".rows tbody tr:nth-child(3) a.open", "href");
    let tag = "tag=returns".to_owned();
    for (form, body) in [
        ("#tag-form", &tag),
        ("#handoff-form", &"method=ticket".to_owned()),
        ("#handoff-undo", &String::new()),
    ] {
        let page = Html::parse_document(&app.page(&thread).await);
        let back = attr(&page, ".crumb a", "href");
        assert_eq!(back, format!("{list}#{anchor}"));
        let send = app
            .post(&attr(&page, form, "action"))
            .header("Content-Type", "application/x-www-form-urlencoded");
        let answer = send.body(body.clone()).send().await.expect("an answer");
        thread = answer.headers()["location"].to_str().expect("text").to_owned();
    }
    let page = Html::parse_document(&app.page(&thread).await);
    assert_eq!(attr(&page, ".crumb a", "href"), format!("{list}#{anchor}"));
    // Whatever stands there, it leads to a list of ours.
    let id = thread.split('?').next().expect("a path").to_owned();
    for (odd, back) in
        [("//evil.example", "/conversations?%2F%2Fevil.example="), ("%22%3E%0A", "/conversations?%22%3E%0A=")]
    {
        let page = Html::parse_document(&app.page(&format!("{id}?list={odd}")).await);
        assert_eq!(attr(&page, ".crumb a", "href"), format!("{back}#{anchor}"));
    }
    let page = Html::parse_document(&app.page(&id).await);
    assert_eq!(attr(&page, ".crumb a", "href"), "/conversations");
    app.stop().await;
}

#[actix_web::test]
async fn the_help_sheet_is_a_page_too() {
    let app = App::start().await;
    let page = Html::parse_document(&app.page("/conversations").await);
    let sheet = Html::parse_document(&app.page(&attr(&page, "[data-keys]", "href")).await);
    assert_eq!(text(&sheet, "main .keys"), text(&page, "dialog .keys"));
    app.stop().await;
}
