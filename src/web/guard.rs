//! Errors with the language of their page, and the way back from a detour.

use actix_web::HttpRequest;

use super::error::PageError;
use crate::error::Error;

/// Puts the language of the reader's page on an error.
pub fn shown<T, E: Into<Error>>(request: &HttpRequest, result: Result<T, E>) -> Result<T, PageError> {
    result.map_err(|error| PageError::new(request, error.into()))
}

/// Where to go after a detour: a path of this very server. `//elsewhere` and `/\elsewhere` would lead away, and what has
/// a line break in it is no address.
pub fn way_back(path: Option<&str>) -> &str {
    let odd = |letter: char| letter == '\\' || letter.is_control();
    let own = |path: &&str| path.starts_with('/') && !path.starts_with("//") && !path.contains(odd);
    path.filter(own).unwrap_or("/")
}
