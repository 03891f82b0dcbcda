//! Passwords: argon2id, and none that others have tried a thousand times.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use uuid::Uuid;
use zxcvbn::{Score, zxcvbn};

use crate::error::{Error, Result};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;

/// The longest, in bytes: nobody types more, and what is hashed is bounded.
const LONGEST: usize = 1_000;

/// How many are looked at side by side: each takes 19 MiB and a core for a moment.
const AT_ONCE: usize = 2;

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPassword {
    /// It has fewer than [`SHORTEST`] characters.
    Short,
    /// It has too many.
    Long,
    /// It is common, or easily guessed from what is known of its owner.
    Common,
}

/// Where passwords are looked at, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// What is wrong with a new password of somebody of whom this is known.
    pub fn judge(password: &str, known: &[&str]) -> std::result::Result<(), WeakPassword> {
        if password.chars().count() < SHORTEST {
            return Err(WeakPassword::Short);
        }
        if password.len() > LONGEST {
            return Err(WeakPassword::Long);
        }
        // Whoever writes sixty characters that nobody guesses may go on with any.
        let begin: String = password.chars().take(60).collect();
        let known: Vec<&str> = known.iter().copied().chain(["hilo"]).collect();
        if zxcvbn(&begin, &known).score() < Score::Two { Err(WeakPassword::Common) } else { Ok(()) }
    }

    /// What is kept of a password: a PHC string with its own salt.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be made.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.work(move || {
            let salt = Uuid::new_v4();
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt.as_bytes());
            hash.map(|hash| hash.to_string())
        })
        .await?
        .map_err(|error| Error::Internal(format!("a password could not be kept: {error}")))
    }

    /// Whether it is the password of which this was kept. Without anything kept it takes as long, and is not.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be looked at.
    pub async fn is(&self, password: String, kept: Option<String>) -> Result<bool> {
        self.work(move || {
            let kept = kept.filter(|kept| !kept.is_empty());
            let known = kept.is_some();
            let Ok(hash) = PasswordHash::new(kept.as_deref().unwrap_or(NOBODYS)) else { return false };
            let same = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
            same && known
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let failed = |what: &str| Error::Internal(format!("a password was not looked at: {what}"));
        let _turn = self.0.acquire().await.map_err(|error| failed(&error.to_string()))?;
        actix_web::web::block(work).await.map_err(|error| failed(&error.to_string()))
    }
}

/// The same work for somebody who is not there as for somebody who is.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
