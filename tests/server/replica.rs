//! A replica that pages and exports are read from: late, gone, and what people wrote themselves.

use std::time::Duration;

use serde_json::json;
use tokio::time::{sleep, timeout};

use super::{hilo, key, run};
use crate::support::binary::{Served, stderr};
use crate::support::message;
use crate::support::server::Server;

/// Long enough for anything here; it is not waited for unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server with a replica, a process that reads it, and who asks.
struct Reader {
    client: reqwest::Client,
    url: String,
    key: String,
    database: String,
    read_from: String,
    _served: Served,
    replica: Server,
    folder: tempfile::TempDir,
    _server: Server,
}

impl Reader {
    fn start() -> Self {
        let server = Server::start();
        let folder = tempfile::tempdir().expect("a folder");
        let database = server.url("hilo");
        let key = key(folder.path(), &database, "k");
        let replica = server.replica();
        let read_from = replica.address("hilo");
        let mut command = hilo(folder.path(), &database);
        let serve =
            ["serve", "--listen", "127.0.0.1:0", "--sweep-seconds", "0", "--read-database-url", &read_from];
        let served = Served::start(command.args(serve));
        let (client, url) = (reqwest::Client::new(), served.url.clone());
        Self { client, url, key, database, read_from, _served: served, replica, folder, _server: server }
    }

    async fn get(&self, path: &str) -> String {
        let request = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.key);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.expect("text")
    }

    async fn total(&self) -> u64 {
        let answer: serde_json::Value =
            serde_json::from_str(&self.get("/api/v1/conversations").await).expect("JSON");
        answer["total"].as_u64().expect("a number")
    }

    async fn take(&self, n: usize) {
        let event = message(&format!("m-{n}"), &format!("c-{n}"), "2026-11-19T10:00:00Z", "customer", "Hola");
        let request = self.client.post(format!("{}/api/v1/events", self.url)).bearer_auth(&self.key);
        let response = request.body(event.to_string()).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
    }

    async fn until_total(&self, wanted: u64) {
        let seen = async {
            while self.total().await != wanted {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, seen).await.expect("the replica follows");
    }
}

#[actix_web::test]
async fn pages_read_the_replica_but_show_people_what_they_just_wrote() {
    let reader = Reader::start();
    reader.take(1).await;
    reader.until_total(1).await;

    // A replica that is behind: what sources send is seen once it has followed.
    reader.replica.sql("hilo", "SELECT pg_wal_replay_pause()");
    reader.take(2).await;
    assert_eq!(reader.total().await, 1, "it is the replica that answers");

    // What a person changes is seen at once by whoever asks this process.
    let form = [("tag", "zanahoria")];
    let body: String = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = reader.client.post(format!("{}/conversations/c-1/tag", reader.url));
    let request =
        request.bearer_auth(&reader.key).header("Content-Type", "application/x-www-form-urlencoded");
    let changed = request.body(body).send().await.expect("an answer");
    assert!(changed.status().is_success() || changed.status().is_redirection(), "{}", changed.status());
    assert!(reader.get("/conversations/c-1").await.contains("zanahoria"));
    assert_eq!(reader.total().await, 2, "the database itself answers until the replica has followed");

    // The same instant as before is read from the replica again once it has all of that.
    reader.replica.sql("hilo", "SELECT pg_wal_replay_resume()");
    let follows = async {
        loop {
            reader.replica.sql("hilo", "SELECT pg_wal_replay_pause()");
            let n = 100 + usize::try_from(reader.total().await).expect("few");
            reader.take(n).await;
            let behind = reader.total().await == (n - 100) as u64;
            reader.replica.sql("hilo", "SELECT pg_wal_replay_resume()");
            if behind {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, follows).await.expect("the replica answers again");

    // Exports of the command line read it too.
    let lines = run(
        reader.folder.path(),
        &reader.database,
        &["--read-database-url", &reader.read_from, "export", "conversations"],
    );
    assert!(lines.contains("\"c-1\""), "{lines}");
}

#[actix_web::test]
async fn without_the_replica_pages_are_read_from_the_database_itself() {
    let reader = Reader::start();
    reader.take(1).await;
    reader.until_total(1).await;
    reader.replica.kill();
    reader.take(2).await;
    let moved = async {
        loop {
            let request =
                reader.client.get(format!("{}/api/v1/conversations", reader.url)).bearer_auth(&reader.key);
            let response = request.send().await.expect("an answer");
            match response.status().as_u16() {
                200 => return crate::support::body(response).await,
                status => assert_eq!(status, 503),
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    assert_eq!(timeout(PATIENCE, moved).await.expect("an answer")["total"], json!(2));
    reader.replica.restart();
    reader.take(3).await;
    reader.until_total(3).await;
}

#[test]
fn a_replica_belongs_to_postgresql_alone_and_must_be_reachable() {
    let folder = tempfile::tempdir().expect("a folder");
    let listing = |url: &str, replica: &str| {
        let mut command = hilo(folder.path(), url);
        let output =
            command.args(["--read-database-url", replica, "account", "list"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    let said = listing("sqlite://hilo.db", "postgres://user:secret@127.0.0.1:1/hilo");
    assert!(said.contains("Only PostgreSQL can be read from a replica"), "{said}");
    assert!(!said.contains("secret"), "{said}");
    let server = Server::start();
    let said = listing(&server.url("hilo"), "postgres://user:secret@127.0.0.1:1/hilo");
    assert!(said.contains("postgres://127.0.0.1:1/hilo: The database server cannot be reached."), "{said}");
    assert!(!said.contains("secret"), "{said}");
}
