//! `hilo key`, `hilo account`, and what the command line says of itself.

use crate::support::binary::{run, stderr, stdout};

#[test]
fn a_key_is_printed_once_listed_by_name_and_revoked() {
    let folder = tempfile::tempdir().expect("a folder");
    let created =
        run(folder.path(), &["key", "create", "--name", "shop", "--scope", "ingest", "--scope", "read"]);
    let key = stdout(&created);
    assert!(key.starts_with("hilo_") && !key.contains(char::is_whitespace), "the key alone: {key}");
    let again = run(folder.path(), &["key", "create", "--name", "shop", "--scope", "read"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("`shop` already"), "{}", stderr(&again));
    let listed = stdout(&run(folder.path(), &["key", "list"]));
    assert!(listed.contains("shop\tingest read\tcreated 2026-11-20") && !listed.contains(&key), "{listed}");
    assert_eq!(run(folder.path(), &["key", "revoke", "--name", "shop"]).status.code(), Some(0));
    assert!(stdout(&run(folder.path(), &["key", "list"])).contains("revoked"));
    let unknown = run(folder.path(), &["key", "create", "--name", "x", "--scope", "everything"]);
    assert!(stderr(&unknown).contains("must be ingest, read, admin or click"), "{}", stderr(&unknown));
}

#[test]
fn accounts_are_created_listed_and_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(
        stdout(&run(folder.path(), &["account", "list"])).starts_with("default\tUTC\tUSD\tcloses after 48 h")
    );
    let create =
        ["--account", "shop", "account", "create", "--time-zone", "Asia/Kolkata", "--auto-close-hours", "24"];
    assert_eq!(run(folder.path(), &create).status.code(), Some(0));
    assert_eq!(
        run(folder.path(), &["--account", "shop", "account", "set", "--currency", "inr"]).status.code(),
        Some(0)
    );
    let listed = stdout(&run(folder.path(), &["account", "list"]));
    assert!(listed.contains("shop\tAsia/Kolkata\tINR\tcloses after 24 h"), "{listed}");
    let wrong = run(folder.path(), &["account", "set", "--time-zone", "Mars/Olympus"]);
    assert!(stderr(&wrong).contains("IANA time zone"), "{}", stderr(&wrong));
    let nobody = run(folder.path(), &["--account", "nobody", "key", "list"]);
    assert!(stderr(&nobody).contains("`hilo account list` shows them"), "{}", stderr(&nobody));
}

#[test]
fn shorter_silence_closes_what_was_open_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = crate::support::message("m-1", "c-1", "2026-11-19T10:00:00Z", "customer", "Hola").to_string();
    std::fs::write(folder.path().join("one.ndjson"), line).expect("written");
    assert_eq!(run(folder.path(), &["import", "one.ndjson"]).status.code(), Some(0));
    let runtime = actix_web::rt::System::new();
    let status =
        || runtime.block_on(super::read(folder.path(), "/api/v1/conversations/c-1"))["status"].clone();
    assert_eq!(status(), "open");
    run(folder.path(), &["key", "revoke", "--name", "/api/v1/conversations/c-1"]);
    assert_eq!(run(folder.path(), &["account", "set", "--auto-close-hours", "12"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
}

#[test]
fn help_teaches_each_command_and_its_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let help = stdout(&run(folder.path(), &["--help"]));
    for word in
        ["serve", "demo", "import", "check", "account", "key", "HILO_DATABASE_URL", "sqlite://hilo.db"]
    {
        assert!(help.contains(word), "{word} in {help}");
    }
    let import = stdout(&run(folder.path(), &["import", "--help"]));
    assert!(import.contains("--rejects") && import.contains("Exit code"), "{import}");
}

#[test]
fn processes_that_open_a_fresh_database_at_once_all_succeed() {
    let folder = tempfile::tempdir().expect("a folder");
    let started: Vec<_> = (0..6)
        .map(|i| {
            let mut command = crate::support::binary::hilo(folder.path());
            let name = format!("key-{i}");
            command
                .args(["key", "create", "--scope", "read", "--name", &name])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped());
            command.spawn().expect("it starts")
        })
        .collect();
    for child in started {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert_eq!(stdout(&run(folder.path(), &["key", "list"])).lines().count(), 6);
}

#[test]
fn exports_of_a_copy_are_the_exports_of_the_original() {
    let (folder, copy) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let events = hilo::demo::events(crate::support::at(crate::support::NOW), 3, 60);
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    std::fs::write(folder.path().join("shop.ndjson"), lines.join("\n")).expect("written");
    assert_eq!(run(folder.path(), &["import", "shop.ndjson"]).status.code(), Some(0));
    let exported = run(folder.path(), &["export", "events"]).stdout;
    assert_eq!(stdout(&run(folder.path(), &["export", "events"])).lines().count(), lines.len());
    std::fs::write(copy.path().join("events.ndjson"), exported).expect("written");
    assert_eq!(run(copy.path(), &["import", "events.ndjson"]).status.code(), Some(0));
    for what in ["events", "conversations", "orders"] {
        let (original, again) = (run(folder.path(), &["export", what]), run(copy.path(), &["export", what]));
        assert!(!original.stdout.is_empty(), "{what}");
        assert_eq!(original.stdout, again.stdout, "{what}");
    }
}
