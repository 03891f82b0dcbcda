//! Real conversations with results that others computed: every number must be theirs.
//!
//! The data is not part of the project. The folder with the sets is named by `HILO_TEST_DATA`; without it these tests
//! say so and pass.

pub mod expected;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use hilo::domain::event::{Event, parse_line};
use hilo::ingest::Outcome;

use crate::support::{App, NOW, Shuffle, at, setting};

/// The folder of a set, where there is one.
pub fn folder(set: &str) -> Option<PathBuf> {
    let folder = setting::<PathBuf>("HILO_TEST_DATA").map(|data| data.join(set));
    let folder = folder.filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("no data set `{set}`: set HILO_TEST_DATA to the folder that holds it");
    }
    folder
}

pub fn lines(file: &Path) -> Vec<String> {
    let reader = BufReader::new(GzDecoder::new(File::open(file).expect("the file")));
    reader.lines().map(|line| line.expect("a line")).collect()
}

/// Reads a set into a fresh database and compares every number.
async fn check(set: &str, disorder: Option<u64>) {
    let Some(folder) = folder(set) else { return };
    let app = App::start().await;
    let lines = lines(&folder.join("events.ndjson.gz"));
    read(&app, lines, NOW, disorder).await;
    expected::compare(&app, &folder).await;
    app.stop().await;
}

/// Reads what of a set had happened by an earlier instant, when many conversations were open.
async fn check_earlier(set: &str) {
    const EARLIER: &str = "2026-11-10T12:00:00.000Z";
    let Some(folder) = folder(set) else { return };
    let app = App::start_at(EARLIER).await;
    let mut lines = lines(&folder.join("events.ndjson.gz"));
    lines.retain(|line| {
        let event: serde_json::Value = serde_json::from_str(line).expect("JSON");
        // All times of the sets are written alike, so that texts compare as instants do.
        event["time"].as_str().expect("a time") <= EARLIER
    });
    read(&app, lines, EARLIER, Some(20_261_110)).await;
    expected::compare_earlier(&app, &folder.join("expected_at_2026-11-10T12.json")).await;
    app.stop().await;
}

async fn read(app: &App, mut lines: Vec<String>, now: &str, disorder: Option<u64>) {
    let distinct = lines.len();
    if let Some(seed) = disorder {
        let mut shuffle = Shuffle::new(seed);
        for _ in 0..distinct * 3 / 100 {
            let again = lines[shuffle.below(distinct)].clone();
            lines.push(again);
        }
        shuffle.shuffle(&mut lines);
    }
    let now = at(now);
    let events: Vec<Event> =
        lines.iter().map(|line| parse_line(line.as_bytes(), now).expect("a good line")).collect();
    let (mut accepted, mut doubtful) = (0, 0);
    for batch in events.chunks(4_000) {
        // A database that does not answer in time is asked again, as senders do: on a machine with other work it may be
        // slow. What it has kept of the batch nevertheless is then no longer new.
        let (outcomes, again) = match app.ingest.submit(app.account, batch.to_vec()).await {
            Ok(outcomes) => (outcomes, false),
            Err(_) => (app.ingest.submit(app.account, batch.to_vec()).await.expect("taken"), true),
        };
        let new = outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count();
        accepted += new;
        doubtful += if again { batch.len() - new } else { 0 };
    }
    assert!((distinct - doubtful..=distinct).contains(&accepted), "{accepted} of {distinct} are new");
}

macro_rules! sets {
    ($($set:ident),+) => { $(
        mod $set {
            #[actix_web::test]
            async fn gives_the_expected_numbers_in_file_order() {
                super::check(stringify!($set), None).await;
            }

            #[actix_web::test]
            async fn gives_the_expected_numbers_shuffled_and_with_repeats() {
                super::check(stringify!($set), Some(20_261_120)).await;
            }

            #[actix_web::test]
            async fn gives_the_expected_numbers_while_many_are_open() {
                super::check_earlier(stringify!($set)).await;
            }
        }
    )+ };
}

sets!(abcd, sgd, cucom, taubench);
