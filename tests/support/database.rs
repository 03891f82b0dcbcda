//! Where a test keeps its data: in a SQLite file in its folder, or, where `HILO_TEST_POSTGRES` names a server, in a
//! database of its own there.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use hilo::store::{Pools, Store};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// The server that tests are to use, as in `postgres://postgres@127.0.0.1:5433`; none: SQLite.
pub fn postgres() -> Option<String> {
    super::setting("HILO_TEST_POSTGRES").filter(|server: &String| !server.is_empty())
}

/// The address of a folder's database. On a server it is created when it is first asked for.
pub fn url(folder: &Path) -> String {
    match postgres() {
        Some(server) => {
            create(&server, &folder.file_name().expect("a name").to_string_lossy().replace('.', "_"))
        }
        None => format!("sqlite://{}", folder.join("hilo.db").display()),
    }
}

/// Databases that were created, by their addresses.
static CREATED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The address of a server's database, which is created when it is first asked for.
pub fn create(server: &str, name: &str) -> String {
    let url = format!("{server}/{name}");
    // Held until it is there: whoever asks for it meanwhile waits.
    let mut created = CREATED.lock().expect("the names");
    if created.insert(url.clone()) {
        psql(&format!("{server}/postgres"), &format!("CREATE DATABASE \"{name}\""));
    }
    url
}

/// A server has ended: the next one on its port has no databases yet.
pub fn forget(server: &str) {
    CREATED.lock().expect("the names").retain(|url| !url.starts_with(&format!("{server}/")));
}

/// Runs SQL, and gives what it answers, a line each row.
pub fn psql(url: &str, sql: &str) -> String {
    let output = Command::new("psql").args([url, "-qAtc", sql]).output().expect("psql runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Opens a database as tests do: nobody waits long for a lock.
pub async fn open(url: &str) -> Store {
    let pools = Pools { statement_timeout: Duration::from_secs(5), ..Pools::default() };
    Store::open_with(url, None, pools).await.expect("a database")
}

/// Keeps everybody from writing, as another program does that is at it for long.
pub async fn hold(store: &Store) -> DatabaseTransaction {
    let lock = store.begin().await.expect("a transaction");
    if postgres().is_some() {
        lock.execute_unprepared("LOCK TABLE account IN EXCLUSIVE MODE").await.expect("the lock");
    }
    lock
}
