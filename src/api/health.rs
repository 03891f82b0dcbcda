//! `GET /healthz`: whether the process lives, and whether it can do its work.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::Problem;
use crate::access::App;

/// `GET /healthz/live`: the process answers. Restarting it would help where this fails.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

/// `GET /healthz/ready` and `GET /healthz`: the store takes writes; it was migrated before the port was bound.
/// Where this fails with `503`, traffic should go elsewhere, and a restart would not help.
pub async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    app.store.check_writable().await?;
    Ok(live().await)
}
