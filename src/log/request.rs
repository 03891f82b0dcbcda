//! One line a request, and the id that the answer carries too.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use uuid::Uuid;

use super::{Cause, Taken};
use crate::error::Error;

/// The header in which a request's id comes and goes.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a request, in characters.
const MAX_ID: usize = 64;

/// Tells each request once its answer was sent. The outermost middleware, so that nothing is answered past it.
///
/// # Errors
/// Those of the middlewares within, with the id on their answers.
pub async fn told(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut line = Line::new(&request);
    match next.call(request).await {
        Ok(mut response) => {
            // Looked for once: every pattern is tried.
            line.path = line.path.take().or_else(|| response.request().match_pattern());
            line.answered(response.status().as_u16());
            line.taken = response.response().extensions().get().copied();
            line.cause = response.response().extensions().get().map(|Cause(cause)| cause.clone());
            line.mark(response.headers_mut());
            Ok(response.map_body(|_, body| BoxBody::new(Told { body: body.boxed(), line })))
        }
        Err(error) => {
            let mut response = error.error_response();
            line.answered(response.status().as_u16());
            line.cause = response.extensions().get().map(|Cause(cause)| cause.clone());
            line.mark(response.headers_mut());
            let response = response.map_body(|_, body| BoxBody::new(Told { body, line }));
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// What is known of a request; told when nobody needs it any more, also when the client went away before.
struct Line {
    begun: Instant,
    id: String,
    method: &'static str,
    /// The pattern of the route: a path itself may hold the id of a conversation, which may be a phone number.
    path: Option<String>,
    status: Option<u16>,
    bytes: u64,
    taken: Option<Taken>,
    cause: Option<String>,
}

impl Line {
    fn new(request: &ServiceRequest) -> Self {
        Self {
            begun: Instant::now(),
            id: id_of(request.headers()),
            method: name_of(request.method()),
            path: request.match_pattern(),
            status: None,
            bytes: 0,
            taken: None,
            cause: None,
        }
    }

    fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }

    fn mark(&self, headers: &mut HeaderMap) {
        if let Ok(id) = HeaderValue::from_str(&self.id) {
            headers.insert(REQUEST_ID, id);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { id, method, status, bytes, cause, .. } = &*self;
        let path = self.path.as_deref().unwrap_or("(none)");
        let ms = self.begun.elapsed().as_micros() as f64 / 1_000.0;
        let accepted = self.taken.map(|taken| taken.accepted);
        let duplicate = self.taken.map(|taken| taken.duplicate);
        let rejected = self.taken.map(|taken| taken.rejected);
        macro_rules! tell {
            ($level:ident, $message:literal) => {
                tracing::$level!(
                    id, method, path, status, ms, bytes, accepted, duplicate, rejected, cause, $message
                )
            };
        }
        match status {
            None => tell!(info, "the client went away"),
            Some(503) => tell!(warn, "request"),
            Some(500..) => tell!(error, "request"),
            Some(_) if cause.is_some() => tell!(warn, "the answer broke off"),
            Some(_) => tell!(info, "request"),
        }
    }
}

/// An answer's body on its way out.
struct Told {
    body: BoxBody,
    line: Line,
}

impl MessageBody for Told {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        match &polled {
            Poll::Ready(Some(Ok(bytes))) => self.line.bytes += bytes.len() as u64,
            Poll::Ready(Some(Err(error))) => self.line.cause = Some(cause_of(error.as_ref())),
            Poll::Ready(None) | Poll::Pending => {}
        }
        polled
    }
}

/// Why a stream broke off: our own error, which others may have wrapped on its way.
fn cause_of(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let ours = chain.into_iter().find_map(|error| error.downcast_ref::<Error>());
    ours.map_or_else(|| "the body could not be written".to_owned(), Error::cause)
}

/// The sender's own id where it is harmless, else a new one.
fn id_of(headers: &HeaderMap) -> String {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let sent = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let sent = sent.filter(|id| (1..=MAX_ID).contains(&id.len()) && id.bytes().all(harmless));
    sent.map_or_else(|| Uuid::new_v4().simple().to_string(), str::to_owned)
}

/// A method's name; of others than the usual the sender chose the words.
fn name_of(method: &Method) -> &'static str {
    let usual = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    usual.iter().position(|known| known == method).map_or("OTHER", |index| names[index])
}
