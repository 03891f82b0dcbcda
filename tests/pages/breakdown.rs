//! Every number below the chart is the count of the list behind it, whatever happened, in any zone, also on days when clocks
//! change.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

use super::{number, select, text, words};
use crate::exports::agree::{Seen, account};
use crate::property::history::{Story, begin, story};
use crate::property::{cases, config};
use crate::support::{App, at, message};

fn within<'a>(element: &ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    element.select(&Selector::parse(selector).expect(selector)).next()
}

fn href(link: &ElementRef) -> String {
    link.value().attr("href").expect("an address").to_owned()
}

/// What a page claims of lists: their addresses, and how many they hold.
fn claims(page: &Html) -> Vec<(String, u64)> {
    let mut claims = Vec::new();
    for row in select(page, ".ranking tbody tr") {
        claims.push((
            href(&within(&row, "th a").expect("a list")),
            number(&words(&within(&row, ".count").expect("a number"))),
        ));
        let unresolved = within(&row, "td[title] a");
        claims.extend(unresolved.map(|link| {
            let title = within(&row, "td[title]").and_then(|cell| cell.value().attr("title")).expect("told");
            (href(&link), number(title))
        }));
    }
    claims.extend(select(page, ".heat td a").iter().map(|link| (href(link), number(&words(link)))));
    claims
}

async fn count_of(seen: &Seen<'_>, url: &str) -> u64 {
    let query = url.strip_prefix("/conversations?").expect("the address of a list");
    let list = seen.json(&format!("/api/v1/conversations?limit=1&{query}")).await;
    list["total"].as_u64().expect("a number")
}

/// The sum of a card's numbers.
fn sum(page: &Html, selector: &str) -> u64 {
    select(page, selector).iter().map(|cell| number(&words(cell))).sum()
}

async fn all_agree(seen: &Seen<'_>, query: &str, pace: usize) -> Result<(), TestCaseError> {
    let page = seen.page(&format!("/?{query}")).await;
    let volume = number(&text(&page, "#tile-volume .tile-value"));
    prop_assert_eq!(sum(&page, ".heat td a"), volume, "the hours of {}", query);
    if volume > 0 {
        for card in ["channel", "tag", "agent"] {
            prop_assert_eq!(sum(&page, &format!("#by-{card} .count")), volume, "{} of {}", card, query);
        }
    }
    for (url, claimed) in claims(&page).iter().step_by(pace) {
        prop_assert_eq!(count_of(seen, url).await, *claimed, "{}: {}", query, url);
    }
    Ok(())
}

/// The same that far away in time.
fn moved(story: &Story, by: Duration) -> Story {
    let mut story = story.clone();
    for event in &mut story.events {
        let time =
            DateTime::parse_from_rfc3339(event["time"].as_str().expect("a time")).expect("RFC 3339") + by;
        event["time"] = time.to_rfc3339_opts(SecondsFormat::Millis, true).into();
    }
    story.nows.iter_mut().for_each(|now| *now += by);
    story
}

/// A zone, and a day a few before its clocks change.
fn places() -> impl Strategy<Value = (Tz, DateTime<Utc>)> {
    let place = |zone, day: &str| (zone, at(&format!("{day}T00:00:00Z")));
    one_of(vec![
        place(chrono_tz::Europe::Madrid, "2026-03-26"),
        place(chrono_tz::Europe::Madrid, "2025-10-23"),
        place(chrono_tz::America::Sao_Paulo, "2018-11-01"),
        place(chrono_tz::America::Sao_Paulo, "2018-02-15"),
        place(chrono_tz::America::St_Johns, "2008-03-07"),
        place(chrono_tz::Australia::Lord_Howe, "2026-04-02"),
    ])
}

#[test]
fn every_number_below_the_chart_is_the_count_of_its_list_and_the_hours_make_the_volume() {
    let system = actix_web::rt::System::new();
    let (app, hand) = system.block_on(App::start_moving("2026-03-01T00:00:00Z"));
    let mut runner = TestRunner::new(Config { cases: cases() / 10 + 1, ..config() });
    let tried = std::cell::Cell::new(0);
    let filters = one_of(vec![
        "",
        "&channel=web_chat",
        "&not_hour=21&weekday=7&weekday=1",
        "&status=unresolved&all=tag",
        "&question=where+is+it",
        "&handoff_reason=(none)",
    ]);
    let outcome = runner.run(&(story(), places(), filters), |(story, (zone, day), filter)| {
        tried.set(tried.get() + 1);
        system.block_on(async {
            let story = moved(&story, day - begin());
            hand.set(story.nows[0]);
            let seen = account(&app, &story, &format!("place {}", tried.get()), zone).await;
            let days = |from: i64, to: i64| {
                let day = |n| (day + Duration::days(n)).format("%Y-%m-%d");
                format!("from={}&to={}", day(from), day(to))
            };
            all_agree(&seen, &format!("{}{filter}", days(-40, 40)), 2).await?;
            all_agree(&seen, &format!("{}{filter}", days(2, 4)), 3).await
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    system.block_on(app.stop());
}

/// A conversation that begins with a question, answered or not.
fn asked(n: usize, time: &str, question: &str, answered: bool) -> Vec<Value> {
    let conversation = format!("c-{n}");
    let first = message(&format!("q-{n}"), &conversation, time, "customer", question);
    let later = (at(time) + Duration::minutes(1)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let answer = || message(&format!("a-{n}"), &conversation, &later, "ai", "Like this.");
    std::iter::once(first).chain(answered.then(answer)).collect()
}

fn labels(page: &Html, card: &str) -> Vec<String> {
    select(page, &format!("#{card} tbody th a")).iter().map(words).collect()
}

#[actix_web::test]
async fn frequent_questions_are_told_in_an_original_whatever_came_first() {
    let mut events: Vec<Value> =
        ["where is my order", "¿WHERE is my order?", "Where is my  order?", "Once", "bye", "Bye."]
            .iter()
            .enumerate()
            .flat_map(|(n, text)| asked(n, "2026-11-10T10:00:00Z", text, n != 1))
            .collect();
    let mut pages = BTreeSet::new();
    for _ in 0..2 {
        let app = App::start().await;
        app.take(&events).await;
        let page = Html::parse_document(&app.page("/?from=2026-11-01&to=2026-11-19").await);
        assert_eq!(labels(&page, "by-question"), ["¿WHERE is my order?", "bye"], "once is not frequent");
        let row = words(&select(&page, "#by-question tbody tr")[0]);
        assert!(row.ends_with("366.7%¿WHERE is my order?: 1 unresolved 33.3%"), "{row}");
        let url = href(&select(&page, "#by-question tbody th a")[0]);
        assert!(url.ends_with("question=where+is+my+order"), "{url}");
        let list = Html::parse_document(&app.page(&url).await);
        assert_eq!(number(&text(&list, "#count")), 3);
        assert!(text(&list, ".list-head .shown").contains("First question: where is my order"));
        assert_eq!(select(&list, ".list-head a.off[aria-label*='First question']").len(), 1);
        pages.insert(labels(&page, "by-question"));
        events.reverse();
        app.stop().await;
    }
    assert_eq!(pages.len(), 1);
}

#[actix_web::test]
async fn reasons_are_of_conversations_that_were_handed_off_and_stand_there_when_none_was_given() {
    let app = App::start().await;
    let mut events = Vec::new();
    for (n, reason) in [Some("Wants a refund"), Some("wants a REFUND!"), None, None, None].iter().enumerate()
    {
        events.extend(asked(n, "2026-11-10T10:00:00Z", &format!("question {n}"), true));
        let mut handoff = json!({
            "id": format!("h-{n}"), "type": "handoff.accepted", "time": "2026-11-10T10:05:00Z",
            "conversation": format!("c-{n}"),
        });
        if let Some(reason) = reason {
            handoff["reason"] = (*reason).into();
        }
        // One that was offered and never accepted is none.
        if n == 4 {
            handoff["type"] = "handoff.offered".into();
        }
        events.push(handoff);
    }
    app.take(&events).await;
    let page = Html::parse_document(&app.page("/?from=2026-11-01&to=2026-11-19").await);
    assert_eq!(labels(&page, "by-reason"), ["No reason given", "wants a REFUND!"]);
    assert!(text(&page, "#by-question").contains("No question was asked more than once."));
    for (url, claimed) in claims(&page) {
        let list = Html::parse_document(&app.page(&url).await);
        assert_eq!(number(&text(&list, "#count")), claimed, "{url}");
    }
    let kept = Html::parse_document(&app.page("/?from=2026-11-01&to=2026-11-19&status=resolved").await);
    assert!(text(&kept, "#by-reason").contains("No conversation was handed off."));
    app.stop().await;
}

#[actix_web::test]
async fn a_card_shows_eight_values_and_all_of_them_where_somebody_asks() {
    let app = App::start().await;
    let mut events = Vec::new();
    for n in 0..11 {
        let mut said = asked(n, "2026-11-10T10:00:00Z", "hi", false);
        said[0]["channel"] = format!("channel-{n:02}").into();
        events.extend(said);
    }
    app.take(&events).await;
    let page = Html::parse_document(&app.page("/?from=2026-11-01&to=2026-11-19&compare=none").await);
    assert_eq!(labels(&page, "by-channel").len(), 8);
    let more = &select(&page, "#by-channel .all a")[0];
    assert_eq!(words(more), "Show all 11");
    let url = href(more);
    assert!(url.contains("compare=none") && url.ends_with("all=channel#by-channel"), "{url}");
    let page = Html::parse_document(&app.page(&url).await);
    assert_eq!(labels(&page, "by-channel").len(), 11);
    assert_eq!(words(&select(&page, "#by-channel .all a")[0]), "Show fewer");
    app.stop().await;
}

#[actix_web::test]
async fn hours_are_those_of_the_account_and_told_to_who_hears_the_page() {
    let app = App::start().await;
    // On 4 November 2018 São Paulo had no midnight: 00:30 there was 01:30.
    app.take(&asked(0, "2018-11-04T02:30:00Z", "a", true)).await;
    app.take(&asked(1, "2018-11-04T03:30:00Z", "b", false)).await;
    app.set_zone(chrono_tz::America::Sao_Paulo).await;
    let page = Html::parse_document(&app.page("/?from=2018-11-03&to=2018-11-04").await);
    let told: Vec<_> = select(&page, ".heat td a")
        .iter()
        .map(|link| link.value().attr("aria-label").expect("a name").replace('\u{a0}', " "))
        .collect();
    assert_eq!(
        told,
        [
            "Saturday, 23:00–24:00: 1 conversation, 100.0% resolved",
            "Sunday, 01:00–02:00: 1 conversation, 0.0% resolved"
        ]
    );
    for (query, total) in
        [("weekday=7&hour=1", 1), ("hour=0", 0), ("not_weekday=7", 1), ("weekday=6&hour=23", 1)]
    {
        assert_eq!(app.json(&format!("/api/v1/conversations?{query}")).await["total"], total, "{query}");
    }
    let list = Html::parse_document(&app.page("/conversations?weekday=7&hour=1").await);
    let said = text(&list, ".list-head .shown");
    assert!(said.contains("Weekday: Sunday") && said.contains("Hour: 01:00–02:00"), "{said}");
    app.stop().await;
}
