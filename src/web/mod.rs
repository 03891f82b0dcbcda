//! The pages.
use actix_web::web::ServiceConfig;
/// Adds the routes of the pages.
pub fn routes(_config: &mut ServiceConfig) {}
