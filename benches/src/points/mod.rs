//! What is measured, a file a point.

/// Sending events over HTTP.
pub mod ingest;

/// Reading events from a file.
pub mod import;

/// Which pages there are to ask for.
mod asked;

/// Pages of a large database.
pub mod pages;

/// The overview beside DuckDB.
pub mod duckdb;

/// Starting, and the memory of a server.
pub mod serve;

/// Noticing closes while others read and write.
pub mod sweep;

/// What it takes on the disk.
pub mod size;

/// Databases of a server, and its own tool.
mod psql;

/// The same on PostgreSQL.
pub mod postgres;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use crate::Result;
use crate::events::{Content, Set};
use crate::hilo::{Access, Hilo, NOW, url_of};
use crate::report::Report;

/// What all points share.
pub struct Bench {
    /// The binary.
    pub hilo: Hilo,
    /// What opens every database here: all begin as copies of the fresh one.
    pub access: Access,
    /// A database without events.
    pub fresh: PathBuf,
    /// The events of the large database, and of one of a tenth.
    pub sets: [Set; 2],
    /// What the former say.
    pub content: Content,
    /// Where rows go.
    pub report: Report,
}

impl Bench {
    /// The database of a set.
    pub fn database(&self, set: usize) -> PathBuf {
        self.hilo.database(self.sets[set].conversations)
    }

    /// A copy of a database, in the place of whatever was there.
    pub fn copy(&self, of: &Path, name: &str) -> Result<PathBuf> {
        let to = self.hilo.folder.join(name);
        remove(&to);
        fs::copy(of, &to)?;
        Ok(to)
    }
}

/// Removes a database, with its log.
pub fn remove(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", file.display()));
    }
}

/// Opens a database to look into it from outside.
pub fn look(file: &Path) -> Result<Connection> {
    Ok(Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// How many closes a sweep has to notice yet, at an instant in milliseconds.
pub fn due(db: &Connection, now: i64) -> Result<i64> {
    let count = "SELECT count(*) FROM conversation WHERE account_id = 1 AND closes_at <= ?1 \
                 AND closes_at > (SELECT closed_until FROM account WHERE id = 1)";
    Ok(db.query_row(count, [now], |row| row.get(0))?)
}

/// Has a server notice all closes, so that none of what is measured later waits for that; says how long it took.
pub fn settle(bench: &Bench, file: &Path) -> Result<Duration> {
    let now = NOW.parse::<chrono::DateTime<chrono::Utc>>()?.timestamp_millis();
    let begun = Instant::now();
    let server = bench.hilo.serve(&url_of(file), NOW, &[])?;
    let db = look(file)?;
    while due(&db, now)? > 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = begun.elapsed();
    drop(db);
    server.stop()?;
    Ok(took)
}
