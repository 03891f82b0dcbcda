//! The commands, by the binary itself.

use std::path::Path;

use serde_json::Value;

use super::shop::{OF_ANA, events};
use crate::support::binary::{run, stderr, stdout};

fn import(folder: &Path) {
    let lines: Vec<String> = events().iter().map(Value::to_string).collect();
    std::fs::write(folder.join("in.ndjson"), lines.join("\n")).expect("written");
    let imported = run(folder, &["import", "in.ndjson"]);
    assert!(imported.status.success(), "{}", stderr(&imported));
}

#[test]
fn a_customer_is_given_everything_and_then_erased() {
    let folder = tempfile::tempdir().expect("a folder");
    import(folder.path());
    let given = stdout(&run(folder.path(), &["customer", "export", "--phone", "+34 600-111-222"]));
    let lines: Vec<Value> = given.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!((of("customer"), of("conversation"), of("order"), of("event")), (1, 2, 1, 9), "{given}");
    assert_eq!(lines[0]["name"], "Ana Quintero");
    assert!(given.contains("zapatillas") && !given.contains("green"), "{given}");

    let asked = run(folder.path(), &["customer", "erase", "--email", "ana@example.com"]);
    assert!(
        !asked.status.success() && stderr(&asked).contains("--yes"),
        "nobody is there to be asked: {}",
        stderr(&asked)
    );
    let erase = ["customer", "erase", "--email", "ana@example.com", "--yes", "--compact"];
    let erased = run(folder.path(), &erase);
    assert!(erased.status.success(), "{}", stderr(&erased));
    assert!(stdout(&erased).contains("9 events, 2 conversations, 1 orders"), "{}", stdout(&erased));
    let kept = stdout(&run(folder.path(), &["export", "events"]));
    let told = format!("{}{}", stdout(&erased), stderr(&erased));
    assert!(OF_ANA.iter().all(|word| !kept.contains(word) && !told.contains(word)), "{kept}\n{told}");
    let check = run(folder.path(), &["check"]);
    assert!(check.status.success(), "{}", stdout(&check));
    let again = run(folder.path(), &erase);
    assert!(!again.status.success() && stderr(&again).contains("nobody"), "{}", stderr(&again));
}

#[test]
fn retention_says_what_it_would_do_and_does_it() {
    let folder = tempfile::tempdir().expect("a folder");
    import(folder.path());
    let wrong = run(folder.path(), &["account", "set", "--conversation-days", "7"]);
    assert!(!wrong.status.success() && stderr(&wrong).contains("31"), "{}", stderr(&wrong));
    let set = run(folder.path(), &["account", "set", "--text-days", "20", "--conversation-days", "31"]);
    assert!(set.status.success(), "{}", stderr(&set));
    let dry = stdout(&run(folder.path(), &["retention", "--dry-run"]));
    assert_eq!(dry, "6 texts, 3 conversations, 2 customers, 2 orders would be erased");
    let done = stdout(&run(folder.path(), &["retention"]));
    assert_eq!(done, dry.replace("would be erased", "erased"));
    let again = stdout(&run(folder.path(), &["retention"]));
    assert_eq!(again, "0 texts, 0 conversations, 0 customers, 0 orders erased");
    let check = run(folder.path(), &["check"]);
    assert!(check.status.success(), "{}", stdout(&check));
}
