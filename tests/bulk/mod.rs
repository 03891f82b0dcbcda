//! What is done to many conversations at once: ticked rows, all that match, in the background, and back.

mod asked;
mod matching;
mod resumed;
mod ticked;
mod undone;

use reqwest::{RequestBuilder, Response, StatusCode};
use scraper::Html;

use crate::pages::{number, select, text};
use crate::support::App;

/// All conversations as a spreadsheet has them.
const EXPORT: &str = "/api/v1/export/conversations.csv";

type Fields<'a> = &'a [(&'a str, &'a str)];

fn form(request: RequestBuilder, fields: Fields) -> RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("Content-Type", "application/x-www-form-urlencoded").body(body)
}

/// Sends a form.
async fn send(app: &App, path: &str, fields: Fields<'_>) -> Response {
    form(app.post(path), fields).send().await.expect("an answer")
}

/// Sends a form, and says where it leads.
async fn led_to(app: &App, path: &str, fields: Fields<'_>) -> String {
    let answer = send(app, path, fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
    answer.headers()["location"].to_str().expect("text").to_owned()
}

async fn page(app: &App, path: &str) -> Html {
    Html::parse_document(&app.page(path).await)
}

/// Sends a form, and reads the page it leads to.
async fn sent(app: &App, path: &str, fields: Fields<'_>) -> Html {
    page(app, &led_to(app, path, fields).await).await
}

/// What the boxes of a page's rows stand for.
fn picks(page: &Html) -> Vec<String> {
    let boxes = select(page, "td.pick input[form=bulk][name=pick]");
    boxes.iter().map(|one| one.value().attr("value").expect("an id").to_owned()).collect()
}

/// The fields of a form with ticked rows.
fn with<'a>(list: &'a str, picks: &'a [String], more: Fields<'a>) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("list", list)];
    fields.extend(picks.iter().map(|id| ("pick", id.as_str())));
    fields.extend(more);
    fields
}

/// How many conversations a list has.
async fn count(app: &App, query: &str) -> u64 {
    number(&text(&page(app, &format!("/conversations?{query}")).await, "#count"))
}

/// Looks at the page of a job until it is over, and gives it.
async fn over(app: &App, job: &str) -> Html {
    for _ in 0..1_500 {
        let answer = app.get(job).send().await.expect("an answer");
        let again = answer.headers().contains_key("refresh");
        let page = Html::parse_document(&answer.text().await.expect("text"));
        let running = !select(&page, "progress").is_empty();
        assert_eq!(again, running, "it looks again for as long as there is something to see");
        if !running {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{job} never ends");
}
