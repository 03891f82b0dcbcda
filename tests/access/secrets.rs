//! Whoever steals the database finds no way in.

use hilo::domain::access::Role;

use super::sign_in::{PASSWORD, setup};
use crate::support::App;

#[actix_web::test]
async fn passwords_sessions_and_keys_are_unreadable_in_a_stolen_database() {
    let app = App::start().await;
    let (cookie, link) = setup(&app).await;
    let token = cookie.split('=').nth(1).expect("a token").to_owned();
    let person = app.person(Role::Manager, &[]).await;
    let stolen = app.everything_kept();
    let secret = |token: &str| token.rsplit('_').next().expect("a secret").to_owned();
    let session = person.cookie.split('=').nth(1).expect("a token").to_owned();
    for secret in [PASSWORD.to_owned(), secret(&token), secret(&link), secret(&app.key), secret(&session)] {
        assert!(!stolen.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret}");
    }
    let hashed = b"$argon2id$v=19$m=19456,t=2,p=1$";
    assert!(stolen.windows(hashed.len()).any(|bytes| bytes == hashed), "what is looked for would be found");
}
