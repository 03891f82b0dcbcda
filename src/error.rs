//! What can go wrong, once: its HTTP status, its title, and what to do next. Pages and problem+json both read it.

use std::fmt;

use crate::domain::filter::BadParam;
use crate::store::trouble::{self, CannotOpen};
use crate::{ingest, log};

/// Anything that keeps an answer from being given.
#[derive(Debug)]
pub enum Error {
    /// The request cannot be understood.
    BadRequest {
        /// The parameter or field at fault; empty: the request as a whole.
        field: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// No key or session, or one that opens nothing.
    Unauthorized,
    /// Who asks lacks this right.
    Forbidden(&'static str),
    /// It was sent from another site, or to a name that is none of this server's.
    Elsewhere,
    /// The key is for other pages.
    Origin,
    /// It was sent too slowly.
    Slow,
    /// Too often: so many seconds later it may be tried again.
    TooMany(u64),
    /// There is no such thing in this account.
    NotFound(&'static str),
    /// More was sent at once than is taken: how much is.
    TooLarge(String),
    /// The body is of a type nobody reads here.
    UnsupportedType(String),
    /// The store cannot take writes just now.
    Busy,
    /// The store failed.
    Store(sea_orm::DbErr),
    /// The store cannot be opened.
    CannotOpen(CannotOpen),
    /// Something else failed on our side.
    Internal(String),
}

impl Error {
    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest { .. } => 400,
            Self::Unauthorized => 401,
            Self::Slow => 408,
            Self::Forbidden(_) | Self::Elsewhere | Self::Origin => 403,
            Self::NotFound(_) => 404,
            Self::TooLarge(_) => 413,
            Self::UnsupportedType(_) => 415,
            Self::TooMany(_) => 429,
            Self::Busy | Self::Store(_) | Self::CannotOpen(_) => 503,
            Self::Internal(_) => 500,
        }
    }

    /// After how many seconds it is worth another try.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            _ => (self.status() == 503).then(|| ingest::RETRY_AFTER.as_secs()),
        }
    }

    /// Why, for the log: without anything that a sender or a customer wrote. What happened on our side alone has a cause.
    pub fn cause(&self) -> String {
        match self {
            Self::Busy => "too much is waiting to be written".to_owned(),
            Self::Store(error) => log::cause::of(error),
            Self::Internal(message) => message.clone(),
            _ => self.title().to_owned(),
        }
    }

    /// A short title, the same for every error of its kind.
    pub fn title(&self) -> &'static str {
        match self {
            Self::BadRequest { .. } => "The request cannot be understood",
            Self::Unauthorized => "A key is needed",
            Self::Forbidden(_) => "The key does not open this",
            Self::Elsewhere => "It was sent from another site",
            Self::Origin => "The key is for other pages",
            Self::TooMany(_) => "Too many requests",
            Self::Slow => "The request took too long",
            Self::NotFound(_) => "Not found",
            Self::TooLarge(_) => "The body is too large",
            Self::UnsupportedType(_) => "The type of the body is not supported",
            Self::Busy | Self::Store(_) | Self::CannotOpen(_) => "The store is not available",
            Self::Internal(_) => "Something failed on our side",
        }
    }

    /// The parameter or field at fault.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::BadRequest { field, .. } if !field.is_empty() => Some(field),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRequest { field, message } if field.is_empty() => f.write_str(message),
            Self::BadRequest { field, message } => write!(f, "{field}: {message}"),
            Self::Unauthorized => f.write_str(
                "Send `Authorization: Bearer <key>`. `hilo key create --name N --scope read` prints a key.",
            ),
            Self::Forbidden(right) => {
                write!(f, "This needs the right `{right}`; `hilo key create --help` says which scope has it.")
            }
            Self::Elsewhere => f.write_str("Changes are taken from the pages of this server alone."),
            Self::Origin => {
                f.write_str("Pages of this origin may not use the key; its settings name those that may.")
            }
            Self::Slow => f.write_str("The request was not read to its end in time. Send it again."),
            Self::TooMany(seconds) => write!(f, "Try again in {seconds} s."),
            Self::NotFound(what) => write!(f, "There is no such {what} in this account."),
            Self::TooLarge(most) => {
                write!(f, "Send at most {most} a request; split the events over several.")
            }
            Self::UnsupportedType(found) => {
                write!(
                    f,
                    "Send application/json or application/x-ndjson, plain or packed with gzip or deflate, not `{found}`."
                )
            }
            Self::Busy => f.write_str("Too much is waiting to be written. Send it again in a moment."),
            Self::Store(error) => f.write_str(&trouble::tell(error)),
            Self::CannotOpen(error) => error.fmt(f),
            Self::Internal(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error)
    }
}

impl From<CannotOpen> for Error {
    fn from(error: CannotOpen) -> Self {
        Self::CannotOpen(error)
    }
}

impl From<BadParam> for Error {
    fn from(bad: BadParam) -> Self {
        Self::BadRequest { field: bad.field.to_owned(), message: bad.message }
    }
}

/// What most of Hilo answers.
pub type Result<T> = std::result::Result<T, Error>;
