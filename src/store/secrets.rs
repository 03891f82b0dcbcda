//! Secrets that people and programs show: made here, kept as hashes, and each names its account, so that it is found by
//! an index of that account.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A new one: 244 random bits from the operating system.
pub fn secret(account_id: i64) -> String {
    format!("hilo_{account_id}_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// What is kept of it. So many random bits need no slow hash.
pub fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// The account that it names.
pub fn account_of(secret: &str) -> Option<i64> {
    secret.strip_prefix("hilo_")?.split_once('_')?.0.parse().ok()
}
