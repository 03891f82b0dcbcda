//! Stylesheet, scripts and icon: built into the binary, served under a hash of their content, cached for ever.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

/// The one stylesheet: what the libraries bring, the system of tokens and components, and then the pages.
const STYLE: &str = concat!(
    include_str!("../../static/vendor/uPlot-1.6.32.min.css"),
    include_str!("../../static/app.css"),
    include_str!("../../static/narrow.css"),
    include_str!("../../static/chart.css"),
    include_str!("../../static/overview.css"),
    include_str!("../../static/thread.css"),
    include_str!("../../static/settings.css"),
    include_str!("../../static/styleguide.css"),
);

/// The name of a file in addresses, and what it holds.
const ASSETS: [(&str, &str); 10] = [
    ("app.css", STYLE),
    ("app.js", include_str!("../../static/app.js")),
    ("keys.js", include_str!("../../static/keys.js")),
    ("select.js", include_str!("../../static/select.js")),
    ("live.js", include_str!("../../static/live.js")),
    ("uPlot.js", include_str!("../../static/vendor/uPlot-1.6.32.min.js")),
    ("chart.js", include_str!("../../static/chart.js")),
    ("overview.js", include_str!("../../static/overview.js")),
    ("thread.js", include_str!("../../static/thread.js")),
    ("icon.svg", include_str!("../../static/icon.svg")),
];

/// Of all files together: they change with a release, and then all are fetched anew.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    ASSETS.iter().for_each(|(_, content)| digest.update(content));
    hex::encode(&digest.finalize()[..6])
});

/// The address below which the files stand.
pub fn base() -> String {
    format!("/static/{}", *HASH)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    }
}

/// `GET /static/{hash}/{name}`
pub async fn serve(path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    match ASSETS.iter().find(|(asset, _)| *asset == name && hash == *HASH) {
        Some((name, content)) => HttpResponse::Ok()
            .content_type(content_type(name))
            .insert_header(("Cache-Control", "public, max-age=31536000, immutable"))
            .body(*content),
        None => HttpResponse::NotFound().finish(),
    }
}
