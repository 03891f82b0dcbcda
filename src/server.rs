//! The HTTP server: routes of pages and API, and the headers every answer carries.

mod unchanged;

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::middleware::{Compress, DefaultHeaders, Next, NormalizePath, TrailingSlash, from_fn};
use actix_web::web::Data;
use actix_web::{App as Actix, HttpServer, ResponseError};
use futures_util::FutureExt;

use crate::access::App;
use crate::api::Problem;
use crate::error::Error;
use crate::{api, log, web};

/// Nothing but our own files; no inline script or style.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// Binds an address and gives the one that was bound, with the server to wait for.
///
/// # Errors
/// When the address cannot be bound.
pub fn start(app: App, listen: SocketAddr) -> std::io::Result<(SocketAddr, Server)> {
    let live = app.live.clone();
    let server = HttpServer::new(move || {
        Actix::new()
            .app_data(Data::new(app.clone()))
            .wrap(
                DefaultHeaders::new()
                    .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
                    .add(("X-Content-Type-Options", "nosniff"))
                    .add(("Referrer-Policy", "same-origin")),
            )
            .wrap(from_fn(unchanged::unchanged))
            .wrap(Compress::default())
            .wrap(NormalizePath::new(TrailingSlash::Trim))
            .wrap(from_fn(bounded))
            .wrap(from_fn(unbroken))
            .wrap(from_fn(log::request::told))
            .configure(api::routes)
            .configure(web::routes)
            .configure(web::nowhere)
    })
    .shutdown_timeout(8)
    .bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(async move {
        told_to_end().await;
        live.end();
        // It hears of that by itself, but only once it runs.
        handle.stop(true).await;
    });
    Ok((address, server))
}

/// Waits for what ends the server in an orderly way: it then waits for all answers. What interrupts it ends them at once.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            terminate.recv().await;
            return;
        }
    }
    // Where it cannot be heard, the server waits for those who listen no longer than for any other slow reader.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Answers `503` where the database server has said nothing for long.
async fn bounded<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let answering = next.call(request);
    match app {
        Some(app) => {
            app.store.within_limit(answering).await.map_err(|error| Problem::from(Error::Store(error)))?
        }
        None => answering.await,
    }
}

/// Answers `500` where a handler panicked: without it the connection would just be closed, and its line would not say why.
///
/// # Errors
/// The answer to a panic, and what the middlewares within fail with.
pub async fn unbroken<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let answered = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    answered.unwrap_or_else(|_| {
        let error = Error::Internal("This is a fault of Hilo's own; its log says where.".to_owned());
        let mut response = Problem::Error(error).error_response();
        response.extensions_mut().insert(log::Cause(format!("panicked at {}", log::panicked_at())));
        Err(InternalError::from_response("panicked", response).into())
    })
}
