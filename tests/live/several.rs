//! Several processes on one database: who listens to one hears what another has written.

use super::{Ear, said};
use crate::support::binary::{Served, hilo, run, stdout};
use crate::support::server::Server;

#[actix_web::test]
async fn who_listens_to_one_process_hears_what_another_has_taken() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let database = server.url("hilo");
    let create =
        ["--database-url", &database, "key", "create", "--name", "k", "--scope", "read", "--scope", "ingest"];
    let key = stdout(&run(folder.path(), &create));
    let serve = ["--database-url", &database, "serve", "--listen", "127.0.0.1:0"];
    let [one, other] = [0, 1].map(|_| Served::start(hilo(folder.path()).args(serve)));
    let client = reqwest::Client::new();
    let mut ear = Ear::open(client.get(format!("{}/live", one.url)).bearer_auth(&key)).await;
    ear.until("retry", 1).await;
    for n in 1..=2 {
        let sent = client.post(format!("{}/api/v1/events", other.url)).bearer_auth(&key);
        let sent = sent.body(said(n).to_string()).send().await.expect("an answer");
        assert_eq!(sent.status(), 200);
        ear.until("event: changed", n).await;
    }
    // The database's server comes back: nobody needs to connect again.
    server.restart();
    let send = async || {
        let sent = client.post(format!("{}/api/v1/events", other.url)).bearer_auth(&key);
        sent.body(said(3).to_string()).send().await.expect("an answer").status()
    };
    while send().await != 200 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    ear.until("event: changed", 3).await;
}
