//! From where a request comes, and whether from one of our own pages.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};

use super::Reached;

/// From where somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The address of their machine, as far as it can be known.
    pub address: String,
    /// The connection is known to be encrypted: cookies must never travel otherwise.
    pub secure: bool,
    /// The address of this server as they see it, as in `https://hilo.example.com`.
    pub server: String,
}

impl Place {
    /// Reads it from a request. What proxies say is believed of those that are trusted, and of those alone: anybody may
    /// send such headers.
    pub fn of(request: &HttpRequest, reached: &Reached) -> Self {
        let peer = request.peer_addr().map(|peer| peer.ip());
        let behind = peer.is_some_and(|peer| reached.trusts(peer));
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let forwarded = |name: &str| header(name).filter(|_| behind);
        let address = forwarded("x-forwarded-for").map_or(peer, |hops| client(hops, reached).or(peer));
        let told = forwarded("x-forwarded-proto").map(str::trim);
        let secure = told == Some("https") || reached.public_url.starts_with("https://");
        let scheme = if secure { "https" } else { "http" };
        let server = match reached.public_url.as_str() {
            "" => format!("{scheme}://{}", header(HOST.as_str()).unwrap_or("localhost")),
            url => url.to_owned(),
        };
        Self {
            address: address.map_or_else(String::new, |address| address.to_canonical().to_string()),
            secure,
            server,
        }
    }
}

/// The nearest hop that is none of our proxies: what stands before it may be made up.
fn client(hops: &str, reached: &Reached) -> Option<IpAddr> {
    let mut last = None;
    for hop in hops.rsplit(',') {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { return last };
        last = Some(hop);
        if !reached.trusts(hop) {
            return last;
        }
    }
    last
}

/// Whether a form was sent from a page of this very server. Browsers say where a form comes from in `Origin`, and in
/// `Sec-Fetch-Site`; what says neither is no browser and has no cookie to be misused.
pub fn same_site(request: &HttpRequest, reached: &Reached) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header(HOST.as_str()).unwrap_or_default();
    let own = |origin: &str| {
        let from = origin.split_once("://").map(|(_, from)| from);
        from == Some(host) || (!reached.public_url.is_empty() && origin == reached.public_url)
    };
    let same_fetch = header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    header(ORIGIN.as_str()).is_none_or(own) && same_fetch
}

/// Whether a request names this machine itself. A page elsewhere may have its own name lead here, but it cannot have the
/// browser say another name than that.
pub fn names_loopback(request: &HttpRequest) -> bool {
    let host = request.headers().get(HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.is_empty() || name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
