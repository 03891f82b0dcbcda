//! Answers that whoever asks has already: they send back its tag, and hear that nothing changed.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_ENCODING, ETAG, Header, IfNoneMatch, TryIntoHeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

use crate::kept;

/// Puts an `ETag` on whole answers to `GET`, and gives `304` without a body to those who name it in `If-None-Match`. What is
/// streamed has none.
///
/// # Errors
/// Those of the handlers within.
pub async fn unchanged(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let gets = *request.method() == Method::GET;
    let response = next.call(request).await?.map_into_boxed_body();
    let whole = gets && response.status() == StatusCode::OK;
    if !whole || response.headers().contains_key(CONTENT_ENCODING) {
        return Ok(response);
    }
    let known = IfNoneMatch::parse(response.request()).ok();
    let (request, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(body) => body,
        Err(streamed) => return Ok(ServiceResponse::new(request, response.set_body(streamed))),
    };
    // Whoever gives an answer again knows its tag.
    let said = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()?.parse().ok());
    let tag = said.unwrap_or_else(|| kept::tag(&body));
    let has = match known {
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|other| other.weak_eq(&tag)),
        _ => false,
    };
    let mut response = response.set_body(BoxBody::new(if has { Bytes::new() } else { body }));
    if has {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response.headers_mut().insert(ETAG, tag.try_into_value()?);
    Ok(ServiceResponse::new(request, response))
}
