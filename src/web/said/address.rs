//! Addresses within messages: where they really lead, and whether they may be opened at all.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use url::Url;

/// An address that may be opened, once somebody has seen where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// As a browser understands it.
    pub href: String,
    /// Whom it leads to: the host in the letters that computers use, so that no look-alike passes for another; of mail and
    /// telephone the address or number.
    pub host: String,
}

impl Address {
    /// An address that leads out of here: `http`, `https`, `mailto` or `tel`. Nothing else is ever opened.
    pub fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let host = match url.scheme() {
            "http" | "https" => url.host_str()?.to_owned(),
            "mailto" | "tel" => url.path().to_owned(),
            _ => return None,
        };
        (!host.is_empty()).then(|| Self { href: url.into(), host })
    }
}

/// The addresses that stand in a text as such, with their places in bytes.
pub fn written_in(text: &str) -> Vec<(Range<usize>, Address)> {
    // Most texts hold none.
    if !text.contains("://") {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let links = finder.links(text);
    links
        .filter_map(|link| Some((link.start()..link.end(), Address::read(link.as_str())?)))
        .filter(|(_, address)| address.href.starts_with("http"))
        .collect()
}
