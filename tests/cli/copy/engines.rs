//! From file to file, and through a server.

use std::path::Path;

use super::{NEW, OLD, assert_same, copied, create_shop, done, everything, import, on, opens, tamper};
use crate::support::Server;
use crate::support::binary::{stderr, stdout};

/// Two accounts with conversations, and three keys: one of each that opens, and one that was revoked.
fn filled(folder: &Path) -> [String; 3] {
    create_shop(folder, OLD);
    import(folder, OLD, "default", 3, 60);
    import(folder, OLD, "shop", 4, 40);
    let key = |account, name| {
        done(folder, OLD, &["--account", account, "key", "create", "--name", name, "--scope", "read"])
    };
    let keys = [key("default", "page"), key("shop", "page"), key("shop", "lost")];
    done(folder, OLD, &["--account", "shop", "key", "revoke", "--name", "lost"]);
    keys
}

async fn assert_keys(folder: &Path, url: &str, keys: &[String; 3]) {
    assert!(opens(folder, url, &keys[0]).await && opens(folder, url, &keys[1]).await, "keys open");
    assert!(!opens(folder, url, &keys[2]).await, "a revoked key does not");
}

#[actix_web::test]
async fn a_copied_file_gives_the_same_exports_and_its_keys_open_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = filled(folder.path());
    let wanted = everything(folder.path(), OLD);
    let before = std::fs::read(folder.path().join("old.db")).expect("read");
    let told = copied(folder.path(), OLD, NEW);
    assert!(told.starts_with("2 accounts") && told.contains(" 0 already there"), "{told}");
    assert!(std::fs::read(folder.path().join("old.db")).expect("read") == before, "it was only read");
    let mut files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    files.retain(|file| file.file_name().to_string_lossy().contains(".db"));
    assert_eq!(files.len(), 2, "nothing is left beside them: {files:?}");
    assert_same(&everything(folder.path(), NEW), &wanted);
    assert_keys(folder.path(), NEW, &keys).await;
}

#[actix_web::test]
async fn what_goes_to_a_server_and_back_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, server) = (folder.path(), Server::start());
    let (first, second) = (server.url("first"), server.url("second"));
    let keys = filled(folder);
    let wanted = everything(folder, OLD);
    copied(folder, OLD, &first);
    assert_same(&everything(folder, &first), &wanted);
    assert_keys(folder, &first, &keys).await;
    copied(folder, &first, &second);
    assert_same(&everything(folder, &second), &wanted);
    copied(folder, &second, NEW);
    assert_same(&everything(folder, NEW), &wanted);
    // Where accounts came with their ids, the next one gets an id of its own.
    for url in [&first, NEW] {
        done(folder, url, &["--account", "next", "account", "create"]);
        assert_eq!(done(folder, url, &["account", "list"]).lines().count(), 3);
        import(folder, url, "next", 5, 5);
        done(folder, url, &["--account", "next", "check"]);
    }
}

#[actix_web::test]
async fn accounts_of_a_server_that_have_the_same_row_ids_get_along_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, server) = (folder.path(), Server::start());
    let url = server.url("hilo");
    filled(folder);
    copied(folder, OLD, &url);
    // As two processes may have given them. What is derived follows.
    let nth = "(SELECT id, account_id, row_number() OVER (PARTITION BY account_id ORDER BY id) AS n FROM conversation)";
    tamper(
        folder,
        &url,
        &format!(
            "UPDATE event SET conversation_id = mine.id FROM {nth} AS mine, {nth} AS other \
             WHERE event.account_id = 2 AND other.account_id = 2 AND mine.account_id = 1 AND mine.n = other.n \
             AND event.conversation_id = other.id"
        ),
    )
    .await;
    tamper(folder, &url, "DELETE FROM conversation WHERE account_id = 2").await;
    let repaired = on(folder, &url, &["--account", "shop", "check", "--repair"]);
    assert_eq!(repaired.status.code(), Some(0), "{} {}", stdout(&repaired), stderr(&repaired));
    let wanted = everything(folder, &url);
    copied(folder, &url, NEW);
    assert_same(&everything(folder, NEW), &wanted);
    let again = copied(folder, &url, NEW);
    assert!(again.contains(": 0 events copied"), "the ids given instead are the same again: {again}");
}

#[test]
fn a_large_set_of_real_conversations_is_the_same_after_a_server() {
    let Some(set) = crate::data::folder("sgd") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, server) = (folder.path(), Server::start());
    let url = server.url("hilo");
    let file = set.join("events.ndjson.gz");
    done(folder, OLD, &["import", file.to_str().expect("a path")]);
    copied(folder, OLD, &url);
    copied(folder, &url, NEW);
    for what in ["events", "conversations", "orders"] {
        let (old, new) = (on(folder, OLD, &["export", what]), on(folder, NEW, &["export", what]));
        assert!(!old.stdout.is_empty() && old.stdout == new.stdout, "{what}");
    }
}
