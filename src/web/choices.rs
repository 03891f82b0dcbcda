//! What a reader chooses for their own browser: a cookie for a year, and back to the page they were on.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, web};

use super::guard::{shown, way_back};
use super::layout::{LANGUAGE_COOKIE, THEME_COOKIE, Theme};
use super::{Page, PageError};
use crate::access::{app, place, session};
use crate::api::Query;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::store::users;

/// `GET /language/{code}`: of whoever is signed in it is kept for their other browsers, too.
pub async fn set_language(request: HttpRequest, code: web::Path<String>, query: Query) -> Page {
    let language =
        Language::from_word(&code).ok_or_else(|| PageError::new(&request, Error::NotFound("language")))?;
    if let Err(error) = remember(&request, language).await {
        // The cookie alone does for this browser.
        tracing::warn!(cause = error.cause(), "the language somebody chose is not kept");
    }
    keep(&request, &query, LANGUAGE_COOKIE, language.as_str())
}

async fn remember(request: &HttpRequest, language: Language) -> Result<()> {
    let app = app(request)?;
    let Some(session) = session(&app, request).await? else { return Ok(()) };
    let db = app.store.writer();
    Ok(users::set_language(db, session.account_id, session.user_id, language.as_str()).await?)
}

/// `GET /theme/{word}`
pub async fn set_theme(request: HttpRequest, word: web::Path<String>, query: Query) -> Page {
    let theme = Theme::from_word(&word).ok_or_else(|| PageError::new(&request, Error::NotFound("theme")))?;
    keep(&request, &query, THEME_COOKIE, theme.as_str())
}

fn keep(request: &HttpRequest, query: &Query, name: &'static str, value: &'static str) -> Page {
    let cookie = Cookie::build(name, value)
        .path("/")
        .same_site(SameSite::Lax)
        .secure(shown(request, place(request))?.secure)
        .max_age(Duration::days(365))
        .finish();
    let back = way_back(query.get("back"));
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", back)).finish())
}
