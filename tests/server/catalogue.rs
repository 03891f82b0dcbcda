//! What the catalogue of a migrated database says: it can be distributed by account, and sorts as SQLite does.

use hilo::store::Store;

use crate::support::server::Server;

/// Tables that belong to no account: the list of accounts itself, and the list of migrations.
const SHARED: [&str; 2] = ["account", "seaql_migrations"];

async fn migrated() -> Server {
    let server = Server::start();
    Store::open(&server.url("hilo")).await.expect("migrated").close().await.expect("closed");
    server
}

#[actix_web::test]
async fn every_key_and_every_index_begins_with_the_account() {
    let server = migrated().await;
    let first_columns = "SELECT t.relname || ' ' || i.relname || ' ' || x.indisunique || ' ' || \
         (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = x.indkey[0]) \
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
         JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' ORDER BY 1";
    let indexes = server.sql("hilo", first_columns);
    let mut seen = 0;
    for line in indexes.lines() {
        let [table, index, unique, column] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        if SHARED.contains(&table) {
            continue;
        }
        // Words are looked up by themselves; a row is still found by its account first.
        if unique == "true" || index != "conversation_words_by_words" {
            assert_eq!(column, "account_id", "{index} of {table}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{indexes}");
    let tables = "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
         WHERE nspname = 'public' AND relkind = 'r' AND NOT EXISTS (SELECT FROM pg_index \
         WHERE indrelid = c.oid AND indisprimary)";
    assert_eq!(server.sql("hilo", tables), "", "every table has a primary key");
}

#[actix_web::test]
async fn nothing_refers_to_another_table_and_nothing_is_numbered_across_accounts() {
    let server = migrated().await;
    let foreign_keys = "SELECT conname FROM pg_constraint WHERE contype = 'f'";
    assert_eq!(server.sql("hilo", foreign_keys), "");
    let sequences = "SELECT relname FROM pg_class WHERE relkind = 'S'";
    assert_eq!(server.sql("hilo", sequences), "account_id_seq", "only accounts are numbered by the database");
}

#[actix_web::test]
async fn texts_are_compared_by_their_bytes() {
    let server = migrated().await;
    let otherwise = "SELECT table_name || '.' || column_name FROM information_schema.columns \
         WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') \
         AND table_name <> 'seaql_migrations' AND coalesce(collation_name, '') <> 'C'";
    assert_eq!(server.sql("hilo", otherwise), "");
    let bytewise = "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = 'public' AND collation_name = 'C'";
    let bytewise: usize = server.sql("hilo", bytewise).parse().expect("a number");
    assert!(bytewise > 30, "{bytewise}");
}
