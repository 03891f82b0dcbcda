//! What a database complains about, in words for people: what is wrong, and the way out. The one place that reads
//! the engines' codes.

use std::fmt;

use sea_orm::sqlx::Error as SqlxError;
use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{DbErr, RuntimeErr};

/// What is wrong with a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No room is left where the database is.
    DiskFull,
    /// Another program holds it.
    Locked,
    /// Two transactions waited for each other, and the database ended this one: it works when done again.
    Collided,
    /// All connections are in use.
    Waiting,
    /// It may be read and not written.
    ReadOnly,
    /// The disk refuses to read or to write.
    Disk,
    /// The file cannot be opened at all.
    CannotOpen,
    /// The file is something else, or its beginning is overwritten.
    NotADatabase,
    /// A database, but of another program.
    Foreign,
    /// Parts of the file are overwritten or missing.
    Damaged,
    /// It finds fault with a row it was given, and would again.
    Row,
    /// A newer Hilo wrote it.
    TooNew,
    /// The server cannot be reached, or is being restarted.
    Unreachable,
    /// The address names no database of a kind that is built in.
    Address,
    /// There is nothing of ours where something is to be read.
    Missing,
    /// A replica belongs to PostgreSQL alone.
    Replica,
    /// Anything else.
    Other,
}

impl Trouble {
    /// What an error of the database means.
    pub fn of(error: &DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(_) => Self::Waiting,
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => Self::of_driver(error),
            // What was written had the right types: what is read and has not is no longer what was written.
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => Self::Damaged,
            _ => Self::Other,
        }
    }

    fn of_driver(error: &SqlxError) -> Self {
        match error {
            SqlxError::Database(error) => {
                let code = error.code().unwrap_or_default();
                match error.try_downcast_ref::<PgDatabaseError>() {
                    Some(_) => Self::of_state(&code),
                    None => code.parse().map_or(Self::Other, Self::of_code),
                }
            }
            SqlxError::Encode(_) => Self::Row,
            SqlxError::ColumnDecode { .. } | SqlxError::Decode(_) => Self::Damaged,
            SqlxError::PoolTimedOut => Self::Waiting,
            SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::Protocol(_) | SqlxError::WorkerCrashed => {
                Self::Unreachable
            }
            _ => Self::Other,
        }
    }

    /// By PostgreSQL's SQLSTATE. See <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    fn of_state(state: &str) -> Self {
        match (state, state.get(..2).unwrap_or_default()) {
            ("53100", _) => Self::DiskFull,
            ("55P03", _) => Self::Locked,
            // A serialisation that failed, a deadlock.
            (_, "40") => Self::Collided,
            ("25006", _) => Self::ReadOnly,
            // Ended for taking too long, or too many connections.
            ("57014", _) | (_, "53") => Self::Waiting,
            // Shut down, starting up, cut off.
            (_, "57" | "08") => Self::Unreachable,
            // No such user or database, or a wrong password.
            (_, "28" | "3D") => Self::CannotOpen,
            (_, "58") => Self::Disk,
            (_, "XX") => Self::Damaged,
            // Values and constraints.
            (_, "22" | "23" | "54") => Self::Row,
            _ => Self::Other,
        }
    }

    /// By SQLite's extended result code; its low byte is the kind. See <https://sqlite.org/rescode.html>.
    fn of_code(code: u32) -> Self {
        /// The index beside the write-ahead log cannot grow: on a full disk the first thing to fail.
        const IOERR_SHMSIZE: u32 = 4874;
        match (code, code & 0xff) {
            (IOERR_SHMSIZE, _) | (_, 13) => Self::DiskFull,
            (_, 5 | 6) => Self::Locked,
            (_, 8) => Self::ReadOnly,
            (_, 10) => Self::Disk,
            (_, 11) => Self::Damaged,
            (_, 14) => Self::CannotOpen,
            // Too big, against a constraint, of the wrong type, out of range.
            (_, 18 | 19 | 20 | 25) => Self::Row,
            (_, 26) => Self::NotADatabase,
            _ => Self::Other,
        }
    }

    /// Whether every write fails now, whatever it writes: then trying each by itself only makes all wait.
    pub fn concerns_every_write(self) -> bool {
        !matches!(self, Self::Other | Self::Damaged | Self::Row)
    }

    /// What is wrong, and the way out.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::DiskFull => {
                "The disk is full, so nothing can be added. What was acknowledged is kept and can be read. Make room \
                 on the disk and send or run this again; no restart is needed."
            }
            Self::Locked => {
                "Another program holds the database. Let it finish or end it, then send or run this again; no \
                 restart is needed."
            }
            Self::Waiting | Self::Collided => {
                "The database does not answer in time: it is busy with what came before, or its server is away. \
                 Hilo goes on by itself once it does; send or run this again in a moment."
            }
            Self::ReadOnly => {
                "The database can be read but not written. Give the user that runs Hilo the right to write the file \
                 and its folder, and mount the disk for writing."
            }
            Self::Disk => {
                "The disk refuses to read or write the database: it is failing, or was mounted read-only after a \
                 fault. What was acknowledged is kept. Look into the system's log and mend the disk; no restart is \
                 needed once it works."
            }
            Self::CannotOpen => {
                "The database cannot be opened. A file's folder must exist, and the user that runs Hilo be allowed to write \
                 both; on a server, user, password and database of the address must be right."
            }
            Self::NotADatabase => {
                "This is not a SQLite database, or its beginning is damaged. It was left as it is. Name another file, \
                 or put a copy back."
            }
            Self::Foreign => {
                "This database belongs to another program. It was left as it is. Name another file."
            }
            Self::Damaged => {
                "The database file is damaged. Stop Hilo, put a copy back in its place, and let `hilo check` tell \
                 whether it is whole; keep the damaged file until then."
            }
            Self::Row => "The database does not take what it was given.",
            Self::TooNew => {
                "This database was written by a newer Hilo. It was left as it is. Use that version or a newer one."
            }
            Self::Unreachable => {
                "The database server cannot be reached. Hilo goes on by itself once it can; send or run this again then."
            }
            Self::Address => {
                "This is no address of a database, as in sqlite://hilo.db or postgres://user:password@host/database. \
                 In a password, characters such as / ? # [ and @ are written %2F %3F %23 %5B and %40."
            }
            Self::Missing => {
                "There is no database of Hilo to read from. Nothing was made or changed. Look whether the address is right."
            }
            Self::Replica => {
                "Only PostgreSQL can be read from a replica: both addresses must begin with postgres://."
            }
            Self::Other => {
                "The database is not available. Nothing was changed; send or run this again in a moment."
            }
        }
    }
}

/// An error of the database as people read it: what is wrong, the way out, and what the driver said.
pub fn tell(error: &DbErr) -> String {
    let said = match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => match &**error {
            SqlxError::Database(error) => {
                format!("{}, code {}", error.message(), error.code().unwrap_or_default())
            }
            other => other.to_string(),
        },
        DbErr::Custom(said) | DbErr::Migration(said) | DbErr::Type(said) | DbErr::Json(said) => said.clone(),
        other => other.to_string(),
    };
    format!("{} ({said})", Trouble::of(error).sentence())
}

/// Why a database could not be opened.
#[derive(Clone, Debug)]
pub struct CannotOpen {
    /// The file, or the address where it names none.
    pub file: String,
    /// What is wrong with it.
    pub trouble: Trouble,
    said: String,
}

impl CannotOpen {
    /// By what the database answered.
    pub(super) fn new(file: &str, error: &DbErr) -> Self {
        Self { file: file.to_owned(), trouble: Trouble::of(error), said: tell(error) }
    }

    /// By what was found in it.
    pub(super) fn found(file: &str, trouble: Trouble, found: &str) -> Self {
        let said = if found.is_empty() {
            trouble.sentence().to_owned()
        } else {
            format!("{} ({found})", trouble.sentence())
        };
        Self { file: file.to_owned(), trouble, said }
    }
}

impl fmt::Display for CannotOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.said)
    }
}

impl std::error::Error for CannotOpen {}
