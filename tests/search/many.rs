//! More conversations than are looked at one by one: whichever way a list is read, it is the list.

use serde_json::{Value, json};

use crate::support::{App, message, percent};

/// More than any way that is called short, and more hits than a search looks at one by one.
const MANY: usize = 6_000;

/// What the test knows of a conversation.
struct Told {
    id: String,
    channel: &'static str,
    started: chrono::DateTime<chrono::Utc>,
    ended: chrono::DateTime<chrono::Utc>,
    words: String,
}

/// In an order that is neither that of their times nor of their numbers, over ten days; some last long.
fn told(n: usize) -> Told {
    let begin: chrono::DateTime<chrono::Utc> = "2026-11-01T00:00:00Z".parse().expect("an instant");
    let started = begin + chrono::Duration::seconds(i64::try_from(n * 3_571 % MANY).expect("small") * 144);
    // Some seconds more, so that no two end at the same time.
    let lasts = if n.is_multiple_of(500) { 3 * 86_400 + 7 } else { 0 };
    let mut words = "word".to_owned();
    for (every, word) in [(2, " even"), (3, " third"), (1_000, " rare")] {
        words.push_str(if n.is_multiple_of(every) { word } else { "" });
    }
    Told {
        id: format!("c-{n}"),
        channel: if n.is_multiple_of(5) { "sms" } else { "email" },
        started,
        ended: started + chrono::Duration::seconds(lasts),
        words,
    }
}

fn said(told: &Told) -> Vec<Value> {
    let event = |n: usize, at: chrono::DateTime<chrono::Utc>| {
        let mut event =
            message(&format!("{}-{n}", told.id), &told.id, &at.to_rfc3339(), "customer", &told.words);
        event["channel"] = json!(told.channel);
        event
    };
    let last = (told.ended > told.started).then(|| event(1, told.ended));
    [event(0, told.started)].into_iter().chain(last).collect()
}

/// The list of a query, page by page to its end.
async fn listed(app: &App, query: &str) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.json(&format!("/api/v1/conversations?{query}&limit=500{cursor}")).await;
        let rows = page["conversations"].as_array().expect("rows");
        all.extend(rows.iter().map(|row| row["conversation"].as_str().expect("an id").to_owned()));
        let Some(next) = page["next"].as_str() else { return all };
        cursor = format!("&cursor={}", percent(next));
    }
}

#[actix_web::test]
async fn whichever_way_a_long_list_is_read_it_is_the_list() {
    let app = App::start().await;
    let mut all: Vec<Told> = (0..MANY).map(told).collect();
    let events: Vec<Value> = all.iter().flat_map(said).collect();
    for some in events.chunks(1_000) {
        app.take(some).await;
    }
    all.sort_by_key(|told| std::cmp::Reverse(told.ended));
    let day = |n: u32| chrono::NaiveDate::from_ymd_opt(2026, 11, n).expect("a day");
    let in_days = |told: &Told, from, to| (day(from)..=day(to)).contains(&told.started.date_naive());
    type Is<'a> = Box<dyn Fn(&Told) -> bool + 'a>;
    let says = |word: &'static str| -> Is<'_> {
        Box::new(move |told: &Told| told.words.split(' ').any(|said| said == word))
    };
    let lists: Vec<(&str, Is<'_>)> = vec![
        ("", Box::new(|_| true)),
        ("channel=email", Box::new(|told| told.channel == "email")),
        ("channel=email&channel=sms", Box::new(|_| true)),
        ("channel=sms", Box::new(|told| told.channel == "sms")),
        ("from=2026-11-02&to=2026-11-09", Box::new(|told| in_days(told, 2, 9))),
        ("from=2026-11-02&to=2026-11-02", Box::new(|told| in_days(told, 2, 2))),
        ("status=unresolved&status=resolved", Box::new(|_| true)),
        ("status=open", Box::new(|_| false)),
        ("q=word", says("word")),
        ("q=third", says("third")),
        ("q=rare", says("rare")),
        ("q=-even", Box::new(|told| !told.words.contains("even"))),
        ("q=third&channel=sms", Box::new(|told| told.words.contains("third") && told.channel == "sms")),
        ("q=word&from=2026-11-02&to=2026-11-09", Box::new(|told| in_days(told, 2, 9))),
    ];
    for (query, is) in &lists {
        let mut wanted: Vec<&str> = all.iter().filter(|told| is(told)).map(|told| told.id.as_str()).collect();
        for sort in ["-updated_at", "-relevance", "-status", "-messages"] {
            let found = listed(&app, &format!("{query}&sort={sort}")).await;
            if ["-messages"].contains(&sort) {
                let (mut found, mut wanted) = (found, wanted.clone());
                found.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(found, wanted, "{query} {sort}");
            } else {
                assert_eq!(found.len(), wanted.len(), "{query} {sort}");
                let first = found.iter().zip(&wanted).find(|(found, wanted)| found != wanted);
                assert_eq!(first, None, "{query} {sort}");
            }
        }
        wanted.reverse();
        assert_eq!(listed(&app, &format!("{query}&sort=updated_at")).await, wanted, "{query}: oldest first");
    }
    app.stop().await;
}
