//! Stylesheet, scripts and icon: built into the binary, served under a hash of their content, cached for ever.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

/// A file of `static/`.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 6] = [
    Asset {
        name: "app.css",
        content_type: "text/css; charset=utf-8",
        content: include_str!("../../static/app.css"),
    },
    Asset {
        name: "app.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_str!("../../static/app.js"),
    },
    Asset {
        name: "keys.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_str!("../../static/keys.js"),
    },
    Asset {
        name: "select.js",
        content_type: "text/javascript; charset=utf-8",
        content: include_str!("../../static/select.js"),
    },
    Asset {
        name: "settings.css",
        content_type: "text/css; charset=utf-8",
        content: include_str!("../../static/settings.css"),
    },
    Asset { name: "icon.svg", content_type: "image/svg+xml", content: include_str!("../../static/icon.svg") },
];

/// Of all files together: they change with a release, and then all are fetched anew.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    ASSETS.iter().for_each(|asset| digest.update(asset.content));
    digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// The address below which the files stand.
pub fn base() -> String {
    format!("/static/{}", *HASH)
}

/// `GET /static/{hash}/{name}`
pub async fn serve(path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    match ASSETS.iter().find(|asset| asset.name == name && hash == *HASH) {
        Some(asset) => HttpResponse::Ok()
            .content_type(asset.content_type)
            .insert_header(("Cache-Control", "public, max-age=31536000, immutable"))
            .body(asset.content),
        None => HttpResponse::NotFound().finish(),
    }
}
