//! Pages that were made, given again for as long as making them anew would say the same: an overview that a screen on the
//! wall asks for each minute, or that ten people open, is made once.

use actix_web::http::header::EntityTag;
use actix_web::web::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

/// So many bytes of pages are kept at most: about a hundred overviews.
const ROOM: u64 = 8 * 1024 * 1024;

/// All that a page depends on, but for the time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose numbers.
    pub account_id: i64,
    /// How often these were written; see [`crate::store::accounts::lock`].
    pub revision: i64,
    /// Path and query.
    pub address: String,
    /// The words around it: language, theme, the account's name, whether there is a way to its settings, the reader's name.
    pub frame: [String; 5],
    /// The groups whose conversations are seen; `None`: all.
    pub groups: Option<Vec<String>>,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Made {
    /// The page.
    pub html: Bytes,
    /// What tells it from others.
    pub tag: EntityTag,
    /// When it was made, in milliseconds.
    from: i64,
    /// When time alone changes it, in milliseconds.
    until: i64,
}

impl Made {
    /// A page that was made at an instant and says what is so until another: the next close by silence, or midnight.
    pub fn new(html: String, from: i64, until: i64) -> Self {
        Self { tag: tag(html.as_bytes()), html: html.into(), from, until }
    }
}

/// Of the content alone: the same answer has the same tag in every process, and after a restart. Weak, since it tells of
/// what is said and not of how that is packed.
pub fn tag(content: &[u8]) -> EntityTag {
    let digest = Sha256::digest(content);
    EntityTag::new_weak(hex::encode(&digest[..12]))
}

#[derive(Clone, Debug)]
struct Size;

impl Weighter<Key, Made> for Size {
    fn weight(&self, key: &Key, made: &Made) -> u64 {
        (made.html.len() + key.address.len()) as u64
    }
}

/// The pages of a server, those that are asked for again and again before others.
#[derive(Debug)]
pub struct Kept(Cache<Key, Made, Size>);

impl Default for Kept {
    fn default() -> Self {
        Self(Cache::with_weighter(256, ROOM, Size))
    }
}

impl Kept {
    /// The page, where it is there and time has not changed it.
    pub fn get(&self, key: &Key, now: i64) -> Option<Made> {
        self.0.get(key).filter(|made| (made.from..made.until).contains(&now))
    }

    /// Keeps a page.
    pub fn put(&self, key: Key, made: Made) {
        self.0.insert(key, made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_given_while_it_is_so_and_to_those_it_was_made_for() {
        let key = |revision, address: &str| Key {
            account_id: 1,
            revision,
            address: address.to_owned(),
            frame: ["en", "dark", "Tienda", "", "Ada"].map(str::to_owned),
            groups: None,
        };
        let kept = Kept::default();
        kept.put(key(1, "/"), Made::new("one".to_owned(), 10, 20));
        for (now, there) in [(9, false), (10, true), (19, true), (20, false)] {
            assert_eq!(kept.get(&key(1, "/"), now).is_some(), there, "{now}");
        }
        assert!(kept.get(&key(2, "/"), 10).is_none());
        assert!(kept.get(&key(1, "/?range=today"), 10).is_none());
        let of_groups = Key { groups: Some(vec![]), ..key(1, "/") };
        assert!(kept.get(&of_groups, 10).is_none());
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Kept::default();
        let made = Made::new(" ".repeat(100_000), 0, 1);
        for revision in 0..1_000 {
            let key = Key {
                account_id: 1,
                revision,
                address: String::new(),
                frame: Default::default(),
                groups: None,
            };
            kept.put(key, made.clone());
        }
        assert!(kept.0.weight() <= ROOM && kept.0.len() > 40, "{} bytes", kept.0.weight());
    }
}
