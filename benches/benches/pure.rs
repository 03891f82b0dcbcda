//! The pure parts: what a line, a conversation and a document cost without a database. `cargo bench --package benches`.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, Divan};
use hilo::domain::conversation::fold;
use hilo::domain::event::{Event, parse_line};
use hilo::domain::search::{Document, Query, folded, said};
use hilo::domain::settings::Settings;
use hilo::generate::{Feed, Plan};

fn main() {
    Divan::from_args().main();
}

/// Nothing happens later.
const UNTIL: DateTime<Utc> = DateTime::from_timestamp(1_793_491_200, 0).expect("a time");

/// Events as they arrive.
fn events() -> Vec<Event> {
    Feed::new(Plan { conversations: 200, seed: 1, until: UNTIL, days: 1 }).collect()
}

fn lines() -> Vec<String> {
    events().iter().map(Event::to_line).collect()
}

/// The events of one conversation, in order and distinct.
fn conversation() -> Vec<Event> {
    let mut events: Vec<Event> =
        events().into_iter().filter(|event| event.conversation.as_deref() == Some("c1-100")).collect();
    Event::sort(&mut events);
    events.dedup_by(|one, other| one.id == other.id);
    events
}

#[divan::bench]
fn read_lines(bencher: Bencher) {
    let lines = lines();
    let bytes: usize = lines.iter().map(String::len).sum();
    bencher
        .counter(ItemsCount::new(lines.len()))
        .counter(BytesCount::new(bytes))
        .bench(|| lines.iter().filter(|line| parse_line(black_box(line.as_bytes()), UNTIL).is_ok()).count());
}

#[divan::bench]
fn write_lines(bencher: Bencher) {
    let events = events();
    let write = || events.iter().map(|event| black_box(event).to_line().len()).sum::<usize>();
    bencher.counter(ItemsCount::new(events.len())).bench(write);
}

#[divan::bench]
fn fold_a_conversation(bencher: Bencher) {
    let (events, settings) = (conversation(), Settings::default());
    let counter = ItemsCount::new(events.len());
    bencher.counter(counter).bench(|| fold("c1-100", black_box(&events), &settings));
}

#[divan::bench]
fn add_the_last_event(bencher: Bencher) {
    let (events, settings) = (conversation(), Settings::default());
    let (last, before) = events.split_last().expect("events");
    let kept = fold("c1-100", before, &settings);
    bencher.with_inputs(|| kept.clone()).bench_values(|kept| kept.then([black_box(last)], &settings));
}

#[divan::bench]
fn make_words(bencher: Bencher) {
    let events = events();
    let texts: Vec<&str> = events.iter().filter_map(said).map(|(_, text)| text).collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    bencher
        .counter(ItemsCount::new(texts.len()))
        .counter(BytesCount::new(bytes))
        .bench(|| texts.iter().map(|text| folded(black_box(text)).len()).sum::<usize>());
}

#[divan::bench]
fn make_a_document(bencher: Bencher) {
    let events = conversation();
    bencher.bench(|| {
        let mut document = Document::default();
        black_box(&events).iter().filter_map(said).for_each(|(field, text)| document.add(field, text));
        document
    });
}

#[divan::bench]
fn read_a_query() -> Query {
    Query::read(black_box("customer:\"where is my order\" -return envío LB-100123"))
}
