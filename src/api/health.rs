//! `GET /healthz`: whether the store answers.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::Problem;
use crate::access::App;
use crate::store::accounts;

/// `200` while the store answers, else `503`.
pub async fn health(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    accounts::find(app.store.reader(), accounts::DEFAULT).await?;
    Ok(HttpResponse::Ok().json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})))
}
