//! The HTTP server: routes of pages and API, and the headers every answer carries.

use std::net::SocketAddr;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, NormalizePath, TrailingSlash};
use actix_web::web::Data;
use actix_web::{App as Actix, HttpServer};

use crate::access::App;
use crate::{api, web};

/// Nothing but our own files; no inline script or style.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// Binds an address and gives the one that was bound, with the server to wait for.
///
/// # Errors
/// When the address cannot be bound.
pub fn start(app: App, listen: SocketAddr) -> std::io::Result<(SocketAddr, Server)> {
    let server = HttpServer::new(move || {
        Actix::new()
            .app_data(Data::new(app.clone()))
            .wrap(
                DefaultHeaders::new()
                    .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
                    .add(("X-Content-Type-Options", "nosniff"))
                    .add(("Referrer-Policy", "same-origin")),
            )
            .wrap(Compress::default())
            .wrap(NormalizePath::new(TrailingSlash::Trim))
            .configure(api::routes)
            .configure(web::routes)
    })
    .shutdown_timeout(8)
    .bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    Ok((address, server.run()))
}
