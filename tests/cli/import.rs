//! `hilo import`: good lines are taken, bad ones are told by line, field and reason.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::read;
use crate::support::binary::{hilo, run, stderr, stdout};
use crate::support::message;

fn good(id: &str) -> String {
    message(id, "c-1", "2026-11-19T10:00:00Z", "customer", "Hola").to_string()
}

fn refused(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("refused.ndjson")).expect("the refused lines");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[actix_web::test]
async fn bad_lines_are_each_refused_with_line_field_and_reason_and_the_others_are_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut file = Vec::new();
    let long = "x".repeat(64 * 1024 + 1);
    let endless = "x".repeat(2 * 1024 * 1024);
    let lines: Vec<Vec<u8>> = vec![
        good("m-1").into_bytes(),
        b"not json".to_vec(),
        br#"{"id":"u-1","type":"moon.landed","time":"2026-11-19T10:00:00Z"}"#.to_vec(),
        br#"{"type":"message.sent","time":"2026-11-19T10:00:00Z","conversation":"c-1","role":"ai","text":"x"}"#.to_vec(),
        br#"{"id":"m-4","type":"message.sent","time":"19/11/2026","conversation":"c-1","role":"ai","text":"x"}"#.to_vec(),
        message("m-5", "c-1", "2026-11-19T10:00:00Z", "ai", &long).to_string().into_bytes(),
        b"{\"id\":\"m-6\",\"text\":\"caf\xe9\"}".to_vec(),
        b"   ".to_vec(),
        message("m-7", "c-1", "2027-01-01T00:00:00Z", "ai", "x").to_string().into_bytes(),
        endless.into_bytes(),
        format!("  {}\r", good("m-9")).into_bytes(),
    ];
    for line in lines {
        file.extend(line);
        file.push(b'\n');
    }
    file.extend(good("m-10").bytes());
    std::fs::write(folder.path().join("events.ndjson"), file).expect("written");
    let output = run(folder.path(), &["import", "events.ndjson", "--rejects", "refused.ndjson"]);
    assert_eq!(output.status.code(), Some(1), "some were refused: {}", stderr(&output));
    assert!(stdout(&output).contains("3 accepted, 0 duplicate, 8 refused"), "{}", stdout(&output));
    let found: Vec<(u64, String, String)> = refused(folder.path())
        .iter()
        .map(|row| {
            let word = |name: &str| row[name].as_str().expect(name).to_owned();
            assert!(!word("message").is_empty());
            (row["line"].as_u64().expect("a line"), word("code"), word("field"))
        })
        .collect();
    let wanted = [
        (2, "not_json", ""),
        (3, "unknown_type", "type"),
        (4, "missing_field", "id"),
        (5, "invalid_field", "time"),
        (6, "too_long", "text"),
        (7, "not_utf8", ""),
        (9, "time_in_future", "time"),
        (10, "too_long", ""),
    ];
    let wanted: Vec<_> = wanted.map(|(line, code, field)| (line, code.to_owned(), field.to_owned())).into();
    assert_eq!(found, wanted);
    assert!(stderr(&output).contains("events.ndjson:5: invalid_field: time: "), "{}", stderr(&output));
    assert_eq!(
        read(folder.path(), "/api/v1/conversations/c-1").await["messages"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn gzip_plain_and_standard_input_are_read_alike_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("one.ndjson"), good("m-1")).expect("written");
    // Two gzip members one after the other, as `cat a.gz b.gz` makes them, under a name that does not tell.
    let mut packed = Vec::new();
    for id in ["m-2", "m-3"] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        writeln!(gzip, "{}", good(id)).expect("packed");
        packed.extend(gzip.finish().expect("packed"));
    }
    std::fs::write(folder.path().join("two.dat"), packed).expect("written");
    let files = run(folder.path(), &["import", "one.ndjson", "two.dat"]);
    assert_eq!(files.status.code(), Some(0), "{}", stderr(&files));
    assert!(
        stdout(&files).contains("3 lines") && stdout(&files).contains("3 accepted"),
        "{}",
        stdout(&files)
    );
    let mut child = hilo(folder.path())
        .args(["import", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its input");
    for id in ["m-1", "m-2", "m-4"] {
        writeln!(stdin, "{}", good(id)).expect("taken");
    }
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(stdout(&output).contains("1 accepted, 2 duplicate, 0 refused"), "{}", stdout(&output));
}

#[test]
fn a_file_that_is_not_there_is_told_by_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["import", "nowhere.ndjson"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nowhere.ndjson"), "{}", stderr(&output));
}
