//! Errors as `application/problem+json` (RFC 9457).

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;

use crate::domain::event::Refusal;
use crate::error::Error;
use crate::log;
use crate::store::trouble::Trouble;

/// What an API handler answers when it cannot answer.
#[derive(Debug)]
pub enum Problem {
    /// Anything that can go wrong anywhere.
    Error(Error),
    /// A single event that was refused.
    Refused(Refusal),
}

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Refused(refusal) => f.write_str(&refusal.message),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        let code = match self {
            Self::Error(error) => error.status(),
            Self::Refused(_) => 422,
        };
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let detail = match self {
            // In whose words the database said it is for the log: they may quote what is in it.
            Self::Error(Error::Store(error)) => Trouble::of(error).sentence().to_owned(),
            other => other.to_string(),
        };
        let mut body = json!({"type": "about:blank", "status": status.as_u16(), "detail": detail});
        match self {
            Self::Error(error) => {
                body["title"] = error.title().into();
                if let Some(field) = error.field() {
                    body["field"] = field.into();
                }
            }
            Self::Refused(refusal) => {
                body["title"] = "The event was refused".into();
                body["code"] = refusal.code.into();
                body["field"] = refusal.field.as_str().into();
            }
        }
        let mut response = HttpResponse::build(status);
        if let Self::Error(error) = self
            && let Some(seconds) = error.retry_after()
        {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        let mut response = response.content_type("application/problem+json").body(body.to_string());
        if let (Self::Error(error), true) = (self, status.is_server_error()) {
            response.extensions_mut().insert(log::Cause(error.cause()));
        }
        response
    }
}
