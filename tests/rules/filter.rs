//! The one filter, from and to a query string.

use chrono::NaiveDate;
use hilo::domain::filter::{Between, Field, Filter, MOST_ONLY, NONE, Values};
use hilo::domain::period::{Period, Preset};
use hilo::domain::wording;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 7).expect("a day")
}

fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn parse(query: &str) -> Filter {
    Filter::parse(&pairs(query), today()).unwrap_or_else(|bad| panic!("{query}: {bad:?}"))
}

#[test]
fn a_query_string_is_read_and_written_alike() {
    for (given, written) in [
        ("", ""),
        ("range=last_7_days", "range=last_7_days"),
        ("range=custom&from=2026-06-01&to=2026-06-03", "from=2026-06-01&to=2026-06-03"),
        ("from=2026-06-05", "from=2026-06-05&to=2026-06-07"),
        ("from=2026-06-09", "from=2026-06-09&to=2026-06-09"),
        ("to=2026-06-05", "from=2026-06-05&to=2026-06-05"),
        ("range=today&from=2026-06-01&to=2026-06-03", "range=today"),
        ("channel=SMS&channel=web_chat", "channel=sms&channel=web_chat"),
        ("status=open&reason=auto_closed", "status=open&reason=auto_closed"),
        ("tag=(none)&tag=a+b%26c", "tag=%28none%29&tag=a+b%26c"),
        ("q=+two+words+&test=on", "q=two+words&test=true"),
        ("tag=&q=&status=&from=", ""),
        ("sort=-updated_at&cursor=n1.2&utm=x", ""),
        ("sales=any&sales=USD", "sales=any&sales=USD"),
        ("test=false", ""),
        ("not_channel=SMS&channel=email&not_status=open", "channel=email&not_channel=sms&not_status=open"),
        ("first_contact=true&reopened=0", "reopened=no&first_contact=yes"),
        ("min_messages=3&max_messages=12", "min_messages=3&max_messages=12"),
        ("min_duration=120&max_duration=36H", "min_duration=2m&max_duration=36h"),
        ("min_duration=0&max_duration=90s", "min_duration=0s&max_duration=90s"),
        ("hour=23&weekday=1&weekday=7&not_hour=0", "weekday=1&weekday=7&hour=23&not_hour=0"),
        ("question=+¿Dónde+ESTÁ%3F&question=%3F!", "question=donde+esta&question=%28none%29"),
        (
            "not_handoff_reason=(none)&handoff_reason=Wants+a+REFUND.",
            "handoff_reason=wants+a+refund&not_handoff_reason=%28none%29",
        ),
        ("only=00000000000000000000000000000007", "only=00000000-0000-0000-0000-000000000007"),
    ] {
        let filter = parse(given);
        assert_eq!(filter.query(), written, "{given}");
        assert_eq!(parse(written), filter, "{given}");
    }
}

#[test]
fn a_bad_value_names_its_field() {
    for (query, field) in [
        ("from=yesterday", "from"),
        ("from=2026-02-30", "from"),
        ("to=2026-6-1", "to"),
        ("to=12026-06-01", "to"),
        ("from=2026-06-02&to=2026-06-01", "to"),
        ("range=fortnight", "range"),
        ("status=done", "status"),
        ("status=open&status=Open", "status"),
        ("reason=tired", "reason"),
        ("test=maybe", "test"),
        ("not_status=done", "not_status"),
        ("reopened=perhaps", "reopened"),
        ("min_messages=-1", "min_messages"),
        ("max_messages=many", "max_messages"),
        ("min_duration=5w", "min_duration"),
        ("max_duration=99999999d", "max_duration"),
        ("only=c-1", "only"),
        ("weekday=0", "weekday"),
        ("weekday=monday", "weekday"),
        ("hour=24", "hour"),
        ("not_hour=09", "not_hour"),
    ] {
        let bad = Filter::parse(&pairs(query), today()).expect_err(query);
        assert_eq!(bad.field, field, "{query}");
        assert!(!bad.message.is_empty());
    }
}

#[test]
fn an_address_names_five_hundred_conversations_at_most() {
    let one = ("only".to_owned(), uuid::Uuid::nil().to_string());
    assert!(Filter::parse(&vec![one.clone(); MOST_ONLY], today()).is_ok());
    assert_eq!(Filter::parse(&vec![one; MOST_ONLY + 1], today()).expect_err("too many").field, "only");
}

#[test]
fn more_parameters_stand_behind_the_filter() {
    assert_eq!(
        parse("tag=a").query_with(&[("sort", "-tag"), ("cursor", "n=1")]),
        "tag=a&sort=-tag&cursor=n%3D1"
    );
}

#[test]
fn a_pinned_link_shows_tomorrow_what_it_showed_today() {
    let pinned = parse("range=last_7_days&tag=a").pinned();
    assert_eq!(pinned.query(), "from=2026-06-01&to=2026-06-07&tag=a");
}

#[test]
fn a_filter_over_other_days_keeps_the_rest() {
    let days = Period::new(today(), today()).expect("a day");
    let other = parse("range=last_7_days&tag=a&test=1").over(days);
    assert_eq!(other.query(), "from=2026-06-07&to=2026-06-07&tag=a&test=true");
}

#[test]
fn what_is_kept_of_who_asked_for_what_quotes_no_customer() {
    let asked = parse("range=today&tag=a&q=ana&question=where+is+it&not_handoff_reason=refund&hour=9");
    assert_eq!(asked.without_words().query(), "range=today&tag=a&hour=9");
}

#[test]
fn only_what_is_not_the_date_range_narrows() {
    for query in ["", "range=today", "from=2026-06-01&to=2026-06-02"] {
        assert!(!parse(query).narrows(), "{query}");
    }
    for query in ["tag=a", "status=open", "q=x", "test=true", "sales=any", "not_tag=a", "min_messages=1"] {
        assert!(parse(query).narrows(), "{query}");
    }
}

/// Values as forms send them: trimmed when read, so not blank at the ends.
fn word() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,6}", "\\PC{1,12}", Just("(none)".to_owned()), Just("a&b=c+d%20;é#?".to_owned())]
        .prop_map(|word| word.trim().to_owned())
        .prop_filter("not empty", |word| !word.is_empty())
}

fn period() -> impl Strategy<Value = (Option<Period>, Option<Preset>)> {
    let days = (0_u64..4000, 0_u64..400).prop_map(|(from, len)| {
        let from = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day") + chrono::Days::new(from);
        (Period::new(from, from + chrono::Days::new(len)), None)
    });
    let preset = select(Preset::ALL).prop_map(|preset| (Some(preset.period(today())), Some(preset)));
    prop_oneof![Just((None, None)), days, preset]
}

/// As questions and reasons are put together.
fn folded(word: &str) -> String {
    let key = wording::key(word);
    if word == NONE || key.is_empty() { NONE.to_owned() } else { key }
}

fn values() -> impl Strategy<Value = Values> {
    let of = |field: Field| {
        let words: BoxedStrategy<Vec<String>> = match field.words() {
            Some(words) => {
                let all = words.len();
                subsequence(words, 0..=all)
                    .prop_map(|words| words.into_iter().map(str::to_owned).collect())
                    .boxed()
            }
            None => vec(word(), 0..3).boxed(),
        };
        words.prop_map(move |words| match field {
            Field::Channel => (field, words.iter().map(|word| word.to_lowercase()).collect()),
            Field::Question | Field::HandoffReason => {
                (field, words.iter().map(|word| folded(word)).collect())
            }
            _ => (field, words),
        })
    };
    let all: Vec<_> = Field::ALL.iter().map(|field| of(*field)).collect();
    all.prop_map(|all| {
        let mut values = Values::default();
        all.into_iter().for_each(|(field, words)| values.set(field, words));
        values
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    let ends =
        || (option::of(any::<u32>()), option::of(any::<u32>())).prop_map(|(min, max)| Between { min, max });
    let only = vec(any::<u128>().prop_map(uuid::Uuid::from_u128), 0..3);
    (period(), values(), values(), ends(), ends(), only, option::of(word()), any::<bool>()).prop_map(
        |((period, preset), with, without, messages, duration, only, q, test)| Filter {
            period,
            preset,
            with,
            without,
            messages,
            duration,
            only,
            q,
            test,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_filter_comes_back_from_its_query_string(filter in filter()) {
        let query = filter.query();
        prop_assert_eq!(Filter::parse(&pairs(&query), today()), Ok(filter), "{}", query);
    }

    #[test]
    fn whatever_is_read_is_written_so_that_it_reads_the_same(
        query in "((from|to|range|channel|status|reason|tag|q|test|sales|not_tag|max_duration|min_messages|only)=[-+ 0-9a-zé%&=_]{0,12}&){0,4}"
    ) {
        if let Ok(filter) = Filter::parse(&pairs(&query), today()) {
            prop_assert_eq!(Filter::parse(&pairs(&filter.query()), today()), Ok(filter));
        }
    }
}
