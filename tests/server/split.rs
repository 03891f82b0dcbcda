//! All tables split by account: what a database that is spread over servers demands of keys, and nobody notices.

use serde_json::Value;

use super::{key, run};
use crate::support::server::Server;
use crate::support::{NOW, at};

/// Makes each table anew, empty and in four parts, as it was but for that.
const SPLIT: &str = "
DO $$
DECLARE it text;
BEGIN
  FOR it IN SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = 'public' AND relkind = 'r' AND relname NOT IN ('account', 'seaql_migrations')
  LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO %I', it, it || '_whole');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY HASH (account_id)', it, it || '_whole');
    FOR part IN 0..3 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 4, REMAINDER %s)',
                     it || '_' || part, it, part);
    END LOOP;
    EXECUTE format('DROP TABLE %I', it || '_whole');
  END LOOP;
END $$";

#[test]
fn accounts_on_different_parts_give_the_exports_of_one_database() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, split) =
        (format!("sqlite://{}", folder.path().join("whole.db").display()), server.url("hilo"));
    run(folder.path(), &split, &["account", "list"]);
    server.sql("hilo", SPLIT);
    let accounts = ["default", "second", "third", "fourth", "fifth"];
    for (seed, account) in (0..).zip(accounts) {
        let events = hilo::demo::events(at(NOW), seed, 60);
        let file = folder.path().join("events.ndjson");
        let lines: Vec<String> = events.iter().map(Value::to_string).collect();
        std::fs::write(&file, lines.join("\n")).expect("written");
        for database in [&whole, &split] {
            if account != "default" {
                run(folder.path(), database, &["account", "create", "--account", account]);
            }
            let file = file.to_str().expect("a path");
            run(folder.path(), database, &["import", file, "--account", account]);
            // A second time: repeats are found in every part.
            run(folder.path(), database, &["import", file, "--account", account]);
        }
    }
    for account in accounts {
        for what in ["conversations", "orders", "events"] {
            let export = |database| run(folder.path(), database, &["export", what, "--account", account]);
            assert!(export(&whole) == export(&split), "{what} of {account} differ");
        }
        run(folder.path(), &split, &["check", "--account", account]);
    }
    assert!(key(folder.path(), &split, "k").starts_with("hilo_"));
    let used = "SELECT count(DISTINCT tableoid) FROM conversation";
    assert_ne!(server.sql("hilo", used), "1", "the accounts lie in different parts");
}
