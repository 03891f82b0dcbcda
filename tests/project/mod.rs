//! The project keeps its own promises: the README's paths exist and its commands run; files stay small.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).expect(name)
}

/// The blocks of shell commands of a document.
fn shell_blocks(text: &str) -> Vec<String> {
    text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn every_path_that_the_documents_name_exists() {
    let mut named = 0;
    for document in
        ["README.md", "docs/architecture.md", "docs/events.md", "docs/rules.md", "docs/operations.md"]
    {
        let text = read(document);
        let folder = root().join(document).parent().expect("a folder").to_owned();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("http")) {
            assert!(folder.join(link).exists(), "{document} links to {link}");
            named += 1;
        }
        let is_path = |word: &&str| {
            let first = word.split('/').next().unwrap_or_default();
            word.contains('/') && root().join(first).exists() && !first.is_empty() && !word.contains(' ')
        };
        for path in text.split('`').skip(1).step_by(2).filter(is_path) {
            assert!(root().join(path).exists(), "{document} names {path}");
            named += 1;
        }
    }
    assert!(named > 20, "the documents name paths");
}

#[test]
fn the_first_two_commands_are_the_demo_and_the_tests() {
    let blocks = shell_blocks(&read("README.md"));
    assert_eq!(blocks[0].trim(), "cargo run --release -- demo");
    assert_eq!(blocks[1].trim(), "scripts/test");
    assert!(root().join("scripts/test").is_file());
}

#[test]
fn the_commands_of_the_readme_work_as_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_hilo"));
    // A port of its own: the usual one may be taken on the machine that tests.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let blocks = shell_blocks(&read("README.md"))[2..]
        .join("\n")
        .replace("127.0.0.1:8080", &format!("127.0.0.1:{port}"));
    let script = format!(
        "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{blocks}\n\
         curl -fsS -H \"Authorization: Bearer $HILO_KEY\" http://127.0.0.1:{port}/api/v1/conversations\n"
    );
    #[expect(clippy::disallowed_methods, reason = "the script needs the tools of the machine")]
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", binary.parent().expect("a folder").display()))
        .env("HILO_LISTEN", format!("127.0.0.1:{port}"))
        .output()
        .expect("bash runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    assert!(
        out.contains(r#""accepted":1"#) && out.contains("1 accepted, 0 duplicate, 0 refused"),
        "{out}\n{err}"
    );
    assert!(out.contains("¿Dónde está mi pedido?") && err.contains("0 differences"), "{out}\n{err}");
}

#[test]
fn files_stay_small() {
    let mut folders =
        vec![root().join("src"), root().join("migrations/src"), root().join("benches"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let lines = std::fs::read_to_string(&path).expect("text").lines().count();
                assert!(lines <= 400, "{} has {lines} lines", path.display());
            }
        }
    }
}
