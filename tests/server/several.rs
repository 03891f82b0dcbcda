//! Three processes on one database, twelve senders, one process killed and started again, and the server too.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::rt::spawn;
use futures_util::future::join_all;
use hilo::ingest::sweep::sweep;
use hilo::store::{accounts, settled, to_millis};
use reqwest::Client;
use serde_json::Value;
use tokio::time::sleep;

use super::{hilo, key, run};
use crate::data;
use crate::support::binary::{self, Served, stdout};
use crate::support::server::Server;
use crate::support::{App, NOW, Shuffle, at, database};

const PROCESSES: usize = 3;
const SENDERS: usize = 12;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where each process listens just now, and what was taken.
struct Shared {
    urls: Mutex<Vec<String>>,
    key: String,
    accepted: AtomicUsize,
    answered: AtomicUsize,
    passing: AtomicUsize,
    gone: AtomicUsize,
    fallen: AtomicUsize,
}

/// Waits until something holds, but not for ever.
async fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "nothing happens any more");
        sleep(Duration::from_millis(5)).await;
    }
}

/// Sends each request to one of the processes, and to the next until one takes it.
///
/// A third of them waits until a process has fallen, and the last third until the server has: each is noticed, however
/// fast the others were taken.
async fn send(shared: Arc<Shared>, requests: Vec<String>, mut process: usize) {
    let client = Client::new();
    let all = requests.len();
    for (number, body) in requests.into_iter().enumerate() {
        until(|| shared.fallen.load(Ordering::SeqCst) >= number * 3 / all).await;
        loop {
            process = (process + 1) % PROCESSES;
            let url = shared.urls.lock().expect("the addresses")[process].clone();
            let request = client.post(format!("{url}/api/v1/events")).bearer_auth(&shared.key);
            match request.body(body.clone()).send().await {
                Ok(response) if response.status().is_success() => {
                    if let Ok(text) = response.text().await {
                        let answer: Value = serde_json::from_str(&text).expect(&text);
                        assert_eq!(answer["rejected"], 0, "{answer}");
                        let accepted = answer["accepted"].as_u64().expect("a number");
                        shared.accepted.fetch_add(usize::try_from(accepted).expect("few"), Ordering::SeqCst);
                    }
                    shared.answered.fetch_add(1, Ordering::SeqCst);
                    break;
                }
                Ok(response) => {
                    assert_eq!(response.status(), 503, "trouble is passing trouble");
                    assert_eq!(response.headers()["retry-after"], "2");
                    shared.passing.fetch_add(1, Ordering::SeqCst);
                }
                Err(_) => drop(shared.gone.fetch_add(1, Ordering::SeqCst)),
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}

fn serve(folder: &Path, database: &str) -> Served {
    Served::start(hilo(folder, database).args(["serve", "--listen", "127.0.0.1:0", "--sweep-seconds", "1"]))
}

/// Doubles some of the lines, shuffles all, and deals them in requests to the senders.
fn deal(lines: &[String], random: &mut Shuffle) -> Vec<Vec<String>> {
    let mut lines = lines.to_vec();
    for _ in 0..lines.len() / 10 {
        lines.push(lines[random.below(lines.len())].clone());
    }
    random.shuffle(&mut lines);
    let largest = (lines.len() / 120).clamp(3, 1_000);
    let mut senders = vec![Vec::new(); SENDERS];
    let mut rest = lines.as_slice();
    while !rest.is_empty() {
        // Single events and batches of all sizes; of few lines too each sender has several.
        let most = [1, 10, largest / 3, largest][random.below(4)];
        let (batch, after) = rest.split_at((1 + random.below(most)).min(rest.len()));
        senders[random.below(SENDERS)].push(format!("[{}]", batch.join(",")));
        rest = after;
    }
    senders
}

/// Has three processes take all lines while one is killed and the server restarted. Gives the database.
async fn take(server: &Server, folder: &Path, lines: &[String]) -> String {
    let database = server.url("hilo");
    let key = key(folder, &database, "senders");
    let mut processes: Vec<Served> = (0..PROCESSES).map(|_| serve(folder, &database)).collect();
    let urls = processes.iter().map(|process| process.url.clone()).collect();
    let shared = Arc::new(Shared {
        urls: Mutex::new(urls),
        key,
        accepted: AtomicUsize::new(0),
        answered: AtomicUsize::new(0),
        passing: AtomicUsize::new(0),
        gone: AtomicUsize::new(0),
        fallen: AtomicUsize::new(0),
    });
    let dealt = deal(lines, &mut Shuffle::new(12));
    let requests: usize = dealt.iter().map(Vec::len).sum();
    let senders: Vec<_> =
        (0..).zip(dealt).map(|(first, requests)| spawn(send(shared.clone(), requests, first))).collect();
    let answered = async |part: usize| {
        until(|| shared.answered.load(Ordering::SeqCst) >= requests * part / 10).await;
    };
    let seen = async |count: &AtomicUsize| until(|| count.load(Ordering::SeqCst) > 0).await;
    answered(2).await;
    processes[1].signal("KILL");
    processes[1].wait();
    shared.fallen.store(1, Ordering::SeqCst);
    seen(&shared.gone).await;
    processes[1] = serve(folder, &database);
    shared.urls.lock().expect("the addresses")[1].clone_from(&processes[1].url);
    answered(5).await;
    server.kill();
    shared.fallen.store(2, Ordering::SeqCst);
    seen(&shared.passing).await;
    server.restart();
    for sender in senders {
        sender.await.expect("it saw nothing but passing trouble");
    }
    let (passing, gone) = (shared.passing.load(Ordering::SeqCst), shared.gone.load(Ordering::SeqCst));
    eprintln!("{requests} requests, {passing} answered 503, {gone} to a process that was gone");
    assert!(passing > 0 && gone > 0, "both were noticed: {passing} {gone}");
    assert!(shared.accepted.load(Ordering::SeqCst) <= lines.len(), "none is accepted twice");
    database
}

#[actix_web::test]
async fn three_processes_give_the_exports_of_one_whatever_falls_over() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let events = hilo::demo::events(at(NOW), 4, 400);
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    let database = take(&server, folder.path(), &lines).await;
    let file = folder.path().join("events.ndjson");
    std::fs::write(&file, lines.join("\n")).expect("written");
    let sqlite = format!("sqlite://{}", folder.path().join("one.db").display());
    run(folder.path(), &sqlite, &["import", file.to_str().expect("a path")]);
    for what in ["conversations", "orders", "events"] {
        let one = run(folder.path(), &sqlite, &["export", what]);
        assert!(!one.is_empty(), "{what}");
        assert!(run(folder.path(), &database, &["export", what]) == one, "{what} differ");
    }
    run(folder.path(), &database, &["check"]);
}

#[actix_web::test]
async fn three_processes_give_the_expected_numbers_of_real_conversations_whatever_falls_over() {
    let Some(set) = data::folder("sgd") else { return };
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let lines = data::lines(&set.join("events.ndjson.gz"));
    let database = take(&server, folder.path(), &lines).await;
    let checked = binary::hilo(folder.path()).env("HILO_DATABASE_URL", &database).arg("check").output();
    let checked = checked.expect("it runs");
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    let app = App::over(&database).await;
    data::expected::compare(&app, &set).await;
    app.stop().await;
}

#[actix_web::test]
async fn closes_are_noticed_by_one_process_at_a_time_and_once() {
    let server = Server::start();
    let database = server.url("hilo");
    let app = App::over(&database).await;
    let events = hilo::demo::events(at(NOW), 5, 300);
    for batch in events.chunks(1_000) {
        app.take(batch).await;
    }
    let other = database::open(&database).await;
    // As if nobody had looked for long.
    let long_ago = to_millis(at(NOW) - chrono::Duration::days(60));
    accounts::set_closed_until(app.store.writer(), app.account, long_ago).await.expect("set");
    let turn = other.begin().await.expect("a transaction");
    assert!(settled::take_turn(&turn).await.expect("an answer"));
    let later = at(NOW);
    assert_eq!(sweep(&app.store, later).await.expect("swept"), 0, "the other is at it");
    turn.rollback().await.expect("given back");
    let until = (app.closed_until().await, to_millis(later));
    let due =
        settled::closing(app.store.reader(), app.account, until, 10_000).await.expect("read").len() as u64;
    let both = join_all([sweep(&app.store, later), sweep(&other, later)]).await;
    let noticed: u64 = both.into_iter().map(|noticed| noticed.expect("swept")).sum();
    let left = sweep(&app.store, later).await.expect("swept");
    assert!(due > 200, "{due}");
    assert_eq!(noticed + left, due, "each once");
    app.stop().await;
}
