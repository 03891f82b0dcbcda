//! `hilo export`, with the filters of the pages.

use std::path::Path;

use super::read;
use crate::exports::parsed;
use crate::support::binary::{run, stderr};

fn filled(folder: &Path) {
    let events = hilo::demo::events(crate::support::at(crate::support::NOW), 3, 80);
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    std::fs::write(folder.join("shop.ndjson"), lines.join("\n")).expect("written");
    assert_eq!(run(folder, &["import", "shop.ndjson"]).status.code(), Some(0));
}

fn export(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["export"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).expect("text")
}

#[actix_web::test]
async fn the_command_filters_as_the_pages_do_and_writes_either_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    filled(at);
    let narrow = [
        "--from",
        "2026-11-10",
        "--to",
        "2026-11-19",
        "--filter",
        "status=resolved",
        "--filter",
        "channel=web_chat",
        "--filter",
        "channel=whatsapp",
    ];
    let query = "from=2026-11-10&to=2026-11-19&status=resolved&channel=web_chat&channel=whatsapp&limit=500";
    let listed =
        read(at, &format!("/api/v1/conversations?{query}")).await["total"].as_u64().expect("a number");
    assert!(listed > 0);
    for what in ["conversations", "messages", "orders", "events"] {
        let lines = export(at, &[&[what], &narrow[..]].concat());
        let rows = parsed(&export(at, &[&[what, "--format", "csv"], &narrow[..]].concat()));
        assert_eq!(lines.lines().count(), rows.len(), "{what}");
        assert!(lines.len() < export(at, &[what]).len(), "{what}: fewer than all");
        if what == "conversations" {
            assert_eq!(rows.len() as u64, listed);
        }
    }
    let found = read(at, "/api/v1/conversations?q=pedido").await["total"].as_u64().expect("a number");
    assert_eq!(export(at, &["conversations", "--q", "pedido"]).lines().count() as u64, found);
}

#[test]
fn a_mistyped_filter_exports_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, told) in [
        (["--filter", "stauts=open"], "`stauts=open` is no filter"),
        (["--filter", "status"], "NAME=VALUE"),
        (["--filter", "status=lost"], "`lost` is none of"),
        (["--from", "tomorrow"], "as in 2026-11-01"),
    ] {
        let output = run(folder.path(), &[&["export", "conversations"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && stderr(&output).contains(told), "{}", stderr(&output));
    }
}
