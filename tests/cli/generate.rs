//! What is made up to measure with: the same each time, as the contract has it, with the mishaps that it promises.

use std::collections::{BTreeMap, BTreeSet};

use hilo::domain::event::{Event, Fact, parse_line};

use crate::support::at;
use crate::support::binary::{hilo, run, stdout};

fn generated(folder: &std::path::Path, arguments: &[&str]) -> String {
    stdout(&run(folder, &[&["generate"], arguments].concat()))
}

#[test]
fn the_same_figures_give_the_same_bytes_and_other_seeds_other_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |seed| generated(folder.path(), &["--conversations", "40", "--seed", seed]);
    assert_eq!(of("7"), of("7"));
    let ids = |text: String| -> BTreeSet<String> {
        let id = |line: &str| Some(line.split("\"id\":\"").nth(1)?.split('"').next()?.to_owned());
        text.lines().filter_map(id).collect()
    };
    assert!(ids(of("7")).is_disjoint(&ids(of("8"))));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "no database is made");
}

#[test]
fn every_kind_of_event_is_there_with_three_late_and_three_twice_of_a_hundred() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = generated(folder.path(), &["--conversations", "4000"]);
    let parsed = |line: &str| {
        parse_line(line.as_bytes(), at("2027-01-01T00:00:00Z"))
            .unwrap_or_else(|why| panic!("{why:?}: {line}"))
    };
    let events: Vec<Event> = text.lines().map(parsed).collect();
    let kinds: BTreeSet<&str> = events.iter().map(|event| event.fact.type_name()).collect();
    assert_eq!(kinds.len(), 18, "{kinds:?}");
    let (mut seen, mut again, mut late, mut latest) = (BTreeMap::new(), 0, 0, None);
    let mut messages: BTreeMap<String, u32> = BTreeMap::new();
    for event in &events {
        if let Some(before) = seen.insert(event.id.clone(), event) {
            assert_eq!(before, event, "what comes again is the same");
            again += 1;
            continue;
        }
        late += u32::from(latest.is_some_and(|latest| event.time < latest));
        latest = latest.max(Some(event.time));
        if matches!(event.fact, Fact::MessageSent { .. }) {
            *messages.entry(event.conversation.clone().expect("one")).or_default() += 1;
        }
    }
    assert!(messages.len() == 4_000 && messages.values().all(|count| *count == 10));
    // Events that are late themselves make none of those after them late.
    for (what, count) in [("again", again), ("late", late)] {
        let share = f64::from(count) / f64::from(u32::try_from(seen.len()).expect("few"));
        assert!((0.025..0.035).contains(&share), "{what}: {share}");
    }
}

#[test]
fn what_is_generated_is_taken_and_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("events.ndjson"), generated(folder, &["--conversations", "300"]))
        .expect("written");
    let told = stdout(&run(folder, &["import", "events.ndjson"]));
    assert!(told.contains(" 0 refused"), "{told}");
    stdout(&run(folder, &["check"]));
    // Whoever has seen enough stops reading.
    let mut child = hilo(folder);
    let child = child.args(["generate", "--conversations", "100000"]).stdout(std::process::Stdio::piped());
    let mut child = child.spawn().expect("it starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
}
