//! The commands, by the binary itself.

mod check;
mod copy;
mod crash;
mod export;
mod generate;
mod import;
mod keys;
mod logs;
mod panics;
mod users;

use std::path::Path;

use serde_json::Value;

use crate::support::binary::{Served, hilo, run, stdout};

/// Serves a folder's database and reads JSON of it.
async fn read(folder: &Path, path: &str) -> Value {
    let key = stdout(&run(folder, &["key", "create", "--name", path, "--scope", "read"]));
    let served = Served::start(hilo(folder).args(["serve", "--listen", "127.0.0.1:0"]));
    let url = format!("{}{path}", served.url);
    let response = reqwest::Client::new().get(url).bearer_auth(key).send().await.expect("an answer");
    crate::support::body(response).await
}
