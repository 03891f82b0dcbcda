//! `GET /language/{code}`: keep a language and go back to the page.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, web};

use super::guard::{shown, way_back};
use super::layout::LANGUAGE_COOKIE;
use super::{Page, PageError};
use crate::access::place;
use crate::api::Query;
use crate::error::Error;
use crate::i18n::Language;

/// The handler.
pub async fn set(request: HttpRequest, code: web::Path<String>, query: Query) -> Page {
    let language =
        Language::from_word(&code).ok_or_else(|| PageError::new(&request, Error::NotFound("language")))?;
    let back = way_back(query.get("back"));
    let cookie = Cookie::build(LANGUAGE_COOKIE, language.as_str())
        .path("/")
        .same_site(SameSite::Lax)
        .secure(shown(&request, place(&request))?.secure)
        .max_age(Duration::days(365))
        .finish();
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", back)).finish())
}
