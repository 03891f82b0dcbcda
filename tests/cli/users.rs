//! `hilo user`: people by command.

use crate::support::binary::{run, stderr, stdout};

fn link(folder: &std::path::Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn people_are_added_listed_shut_out_and_given_links() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let first =
        link(folder, &["user", "add", "--email", "Ana@Example.com", "--name", "Ana", "--role", "owner"]);
    assert!(first.starts_with("http://127.0.0.1:8080/welcome/hilo_1_"), "{first}");
    let public = ["--public-url", "https://hilo.example.com/"];
    let agent = [
        "user",
        "add",
        "--email",
        "eva@example.com",
        "--role",
        "agent",
        "--group",
        "Norte",
        "--group",
        "Sur",
    ];
    let second = link(folder, &[&agent[..], &public].concat());
    assert!(second.starts_with("https://hilo.example.com/welcome/hilo_1_"), "{second}");
    let listed = link(folder, &["user", "list"]);
    assert_eq!(listed, "ana@example.com\towner\t\tinvited\neva@example.com\tagent\tNorte,Sur\tinvited");
    link(folder, &["user", "disable", "--email", "eva@example.com"]);
    assert!(
        link(folder, &["user", "list"])
            .contains("eva@example.com\tagent\tNorte,Sur\tdisabled 2026-11-20T00:00:00.000Z")
    );
    for (arguments, told) in [
        (&["user", "add", "--email", "ANA@example.com", "--role", "owner"][..], "already"),
        (&["user", "add", "--email", "ana", "--role", "owner"], "no e-mail address"),
        (&["user", "add", "--email", "x@y.z", "--role", "king"], "owner, manager, analyst, reviewer, agent"),
        (&["user", "disable", "--email", "ana@example.com"], "needs an owner"),
        (&["user", "disable", "--email", "nobody@example.com"], "hilo user list"),
        (&["user", "reset-password", "--email", "eva@example.com"], "hilo user enable"),
    ] {
        let output = run(folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{arguments:?}: {}", stderr(&output));
    }
    link(folder, &["user", "enable", "--email", "eva@example.com"]);
    let again = link(folder, &["user", "reset-password", "--email", "ana@example.com"]);
    assert!(again.contains("/welcome/") && again != first);
}

#[test]
fn a_key_for_clicks_names_its_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for (arguments, told) in [
        (&["--scope", "click"][..], "--origin"),
        (&["--scope", "click", "--scope", "read", "--origin", "https://shop.example.com"], "nothing else"),
        (&["--scope", "click", "--origin", "shop.example.com"], "scheme and host"),
        (&["--scope", "dance"], "ingest, read, admin or click"),
    ] {
        let output = run(folder, &[&["key", "create", "--name", "page"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{arguments:?}: {}", stderr(&output));
    }
    let made =
        ["key", "create", "--name", "page", "--scope", "click", "--origin", "https://shop.example.com"];
    assert!(link(folder, &made).starts_with("hilo_1_"));
}
