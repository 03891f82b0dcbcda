//! Tile, chart, list, page and export say the same, whatever happened and whatever is asked for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use hilo::domain::event::parse;
use hilo::domain::money::Currency;
use hilo::store::accounts;
use hilo::store::keys::{self, New, Scope};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use scraper::{Html, Selector};
use serde_json::Value;

use super::parsed;
use crate::pages::{number, select, text, words};
use crate::property::history::{Story, begin, story};
use crate::property::{cases, config};
use crate::support::App;

/// Days in which all of a history lies.
const ALL_DAYS: (&str, &str) = ("2026-02-01", "2026-05-31");

type Pairs = Vec<(&'static str, String)>;

/// A filter as a query string has it, also one that finds nothing.
fn filter() -> impl Strategy<Value = Pairs> {
    let pair = one_of(vec![
        ("channel", "web_chat"),
        ("channel", "SMS"),
        ("channel", "email"),
        ("status", "open"),
        ("status", "resolved"),
        ("status", "unresolved"),
        ("reason", "handoff"),
        ("reason", "auto_closed"),
        ("reason", "unanswered"),
        ("tag", "delivery"),
        ("tag", "(none)"),
        ("agent", "Ada"),
        ("agent", "(none)"),
        ("app", "shop"),
        ("group", "north"),
        ("group", "(none)"),
        ("origin", "ads"),
        ("sales", "any"),
        ("sales", "USD"),
        ("sales", "(none)"),
        ("weekday", "1"),
        ("weekday", "7"),
        ("hour", "21"),
        ("hour", "9"),
        ("not_hour", "21"),
        ("question", "where is it"),
        ("question", "(none)"),
        ("handoff_reason", "Refund!"),
        ("handoff_reason", "(none)"),
        ("not_handoff_reason", "refund"),
        ("not_channel", "web_chat"),
        ("not_status", "open"),
        ("not_tag", "delivery"),
        ("not_agent", "(none)"),
        ("not_sales", "any"),
        ("reopened", "yes"),
        ("first_contact", "yes"),
        ("first_contact", "no"),
        ("min_messages", "2"),
        ("max_messages", "3"),
        ("min_duration", "1h"),
        ("max_duration", "36h"),
        ("test", "true"),
        ("q", "where"),
        ("q", "refund"),
        ("q", "\"want a\""),
        ("q", "o*"),
        ("q", "c-1"),
        ("q", "a@x.org"),
        ("q", "=!"),
    ]);
    let days = (0_i64..8, 0_i64..4).prop_map(|(from, more)| {
        let day = |n| (begin() + Duration::days(n - 1)).format("%Y-%m-%d").to_string();
        vec![("from", day(from)), ("to", day(from + more))]
    });
    (vec(pair, 0..3), weighted(0.4, days)).prop_map(|(pairs, days)| {
        let pairs = pairs.into_iter().map(|(name, value)| (name, value.to_owned()));
        pairs.chain(days.unwrap_or_default()).collect()
    })
}

fn query(pairs: &Pairs) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A server, as somebody with a key of one account sees it.
pub struct Seen<'a> {
    app: &'a App,
    key: String,
}

impl Seen<'_> {
    async fn text(&self, path: &str) -> String {
        let response = self.app.anonymous(path).bearer_auth(&self.key).send().await.expect("an answer");
        let status = response.status();
        let text = response.text().await.expect("text");
        assert_eq!(status, 200, "{path}: {text}");
        text
    }

    pub async fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.text(path).await).expect("JSON")
    }

    pub async fn page(&self, path: &str) -> Html {
        Html::parse_document(&self.text(path).await)
    }
}

/// A new account in a zone in which this happened.
pub async fn account<'a>(app: &'a App, story: &Story, name: &str, zone: chrono_tz::Tz) -> Seen<'a> {
    let usd = Currency::parse("USD").expect("USD");
    accounts::create(app.store.writer(), name, zone, usd).await.expect("created");
    let id = accounts::find(app.store.writer(), name).await.expect("read").expect("there").id;
    let later = begin() + Duration::days(60);
    let events =
        story.events.iter().map(|event| parse(event.clone(), later).expect("a good event")).collect();
    app.ingest.submit(id, events).await.expect("taken");
    let new = New { name: name.to_owned(), scopes: vec![Scope::Read], ..New::default() };
    let key = keys::create(app.store.writer(), id, new, 0).await.expect("a key");
    Seen { app, key }
}

/// Everything that says how many there are.
async fn all_agree(seen: &Seen<'_>, asked: &Pairs) -> Result<(), TestCaseError> {
    let query = query(asked);
    let mut dated = asked.clone();
    if !asked.iter().any(|(name, _)| *name == "from") {
        // The overview would be of the last 30 days.
        dated.extend([("from", ALL_DAYS.0.to_owned()), ("to", ALL_DAYS.1.to_owned())]);
    }
    let dated = self::query(&dated);
    let listed = seen.json(&format!("/api/v1/conversations?limit=500&{query}")).await;
    let total = listed["total"].as_u64().expect("a number");
    let id = |row: &Value| row["id"].as_str().expect("an id").to_owned();
    let ids: BTreeSet<String> = listed["conversations"].as_array().expect("rows").iter().map(id).collect();
    prop_assert_eq!(ids.len() as u64, total);

    let overview = seen.json(&format!("/api/v1/overview?{dated}")).await;
    prop_assert_eq!(&overview["totals"]["conversations"], total, "tile of the API");
    let days = overview["series"].as_array().expect("days").iter();
    let of_day = |day: &Value| {
        ["resolved", "unresolved", "open"].map(|s| day[s].as_u64().unwrap_or(0)).iter().sum::<u64>()
    };
    prop_assert_eq!(days.map(of_day).sum::<u64>(), total, "chart");
    let tile = seen.page(&format!("/?{dated}")).await;
    prop_assert_eq!(number(&text(&tile, "#tile-volume .tile-value")), total, "tile");
    let list = seen.page(&format!("/conversations?{query}")).await;
    prop_assert_eq!(number(&text(&list, "#count")), total, "list");

    let mut rows = BTreeMap::new();
    for what in ["conversations", "messages", "orders", "events"] {
        let lines = seen.text(&format!("/api/v1/export/{what}.ndjson?{query}")).await;
        let cells = parsed(&seen.text(&format!("/api/v1/export/{what}.csv?{query}")).await);
        prop_assert_eq!(lines.lines().count(), cells.len(), "lines and rows of {}", what);
        rows.insert(what, cells);
    }
    let exported: BTreeSet<String> = rows["conversations"].iter().map(|row| row["id"].clone()).collect();
    prop_assert_eq!(&exported, &ids, "the same conversations");
    prop_assert_eq!(rows["conversations"].len() as u64, total, "each once");
    let sum = |column: &str| -> u64 {
        rows["conversations"].iter().map(|row| row[column].parse::<u64>().expect("a number")).sum()
    };
    prop_assert_eq!(sum("messages"), rows["messages"].len() as u64, "messages");
    let by_role = sum("customer_messages") + sum("ai_messages") + sum("human_messages");
    prop_assert_eq!(sum("messages"), by_role, "messages by role");
    if !asked.is_empty() {
        prop_assert_eq!(sum("orders"), rows["orders"].len() as u64, "orders");
    }
    let cents = |amount: &str| amount.replace('.', "").parse::<u64>().unwrap_or(0);
    let sold: u64 = rows["conversations"].iter().map(|row| cents(&row["sales"])).sum();
    let sales = overview["totals"]["sales"].as_array().expect("sales").iter();
    let usd = sales.filter(|sales| sales["currency"] == "USD");
    prop_assert_eq!(
        usd.map(|sales| cents(sales["amount"].as_str().expect("text"))).sum::<u64>(),
        sold,
        "sales"
    );

    facets_agree(seen, asked, &list).await?;

    let menu: Vec<u64> = select(&list, ".export-menu tr").iter().map(|kind| number(&words(kind))).collect();
    let counted = ["conversations", "messages", "orders", "events"].map(|what| rows[what].len() as u64);
    prop_assert!(
        menu == counted || menu.is_empty() && counted == [0; 4],
        "{:?} in the menu, {:?} rows",
        menu,
        counted
    );
    Ok(())
}

/// The numbers beside some of the values that can be chosen: each is the count of the list once it is chosen alone.
async fn facets_agree(seen: &Seen<'_>, asked: &Pairs, list: &Html) -> Result<(), TestCaseError> {
    let counted: Vec<(String, String, u64)> = select(list, ".filters label")
        .iter()
        .filter_map(|label| {
            let part = |selector| label.select(&Selector::parse(selector).expect(selector)).next();
            let (input, count) = (part("input")?.value(), part(".num")?);
            Some((input.attr("name")?.to_owned(), input.attr("value")?.to_owned(), number(&words(&count))))
        })
        .collect();
    prop_assert!(counted.len() >= 14, "each status, reason, yes and no is counted");
    // Not all of them: a request each.
    for (name, value, count) in counted.iter().skip(asked.len()).step_by(6) {
        let not = format!("not_{name}");
        let others = asked.iter().filter(|(other, _)| other != name && *other != not);
        let mut alone = form_urlencoded::Serializer::new(String::new());
        alone.extend_pairs(others).append_pair(name, value).append_pair("limit", "1");
        let listed = seen.json(&format!("/api/v1/conversations?{}", alone.finish())).await;
        prop_assert_eq!(listed["total"].as_u64(), Some(*count), "facet {}={}", name, value);
    }
    Ok(())
}

#[test]
fn tile_chart_list_facets_and_export_are_one_number_for_any_filter_and_search() {
    let system = actix_web::rt::System::new();
    let (app, hand) = system.block_on(App::start_moving("2026-03-01T00:00:00Z"));
    let mut runner = TestRunner::new(Config { cases: cases() / 5 + 1, ..config() });
    let tried = std::cell::Cell::new(0);
    let outcome = runner.run(&(story(), vec(filter(), 3)), |(story, filters)| {
        tried.set(tried.get() + 1);
        system.block_on(async {
            hand.set(story.nows[0]);
            let zone = chrono_tz::America::Sao_Paulo;
            let seen = account(&app, &story, &format!("account {}", tried.get()), zone).await;
            all_agree(&seen, &Vec::new()).await?;
            for filter in &filters {
                all_agree(&seen, filter).await?;
            }
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    system.block_on(app.stop());
}
