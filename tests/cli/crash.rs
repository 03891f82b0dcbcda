//! What was acknowledged is there after a crash, entirely; what is under way at the end is finished.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::binary::{Served, hilo, run, stderr, stdout};
use crate::support::load::Load;
use crate::support::{Shuffle, setting};

/// How often the server is killed, unless `HILO_CRASHES` says otherwise.
const CRASHES: usize = 60;

/// Senders at once.
const SENDERS: usize = 4;

fn serve(folder: &Path) -> Served {
    Served::start(hilo(folder).args(["serve", "--listen", "127.0.0.1:0"]))
}

fn key(folder: &Path) -> String {
    stdout(&run(folder, &["key", "create", "--name", "k", "--scope", "ingest", "--scope", "read"]))
}

#[actix_web::test]
async fn no_acknowledged_event_is_lost_when_the_server_is_killed_again_and_again() {
    let crashes = setting("HILO_CRASHES").unwrap_or(CRASHES);
    let folder = tempfile::tempdir().expect("a folder");
    let (key, load, mut random) = (key(folder.path()), Arc::new(Load::default()), Shuffle::new(7));
    for _ in 0..crashes {
        let mut served = serve(folder.path());
        let senders = load.begin(SENDERS, &served.url, &key);
        tokio::time::sleep(Duration::from_millis(30 + random.below(400) as u64)).await;
        served.signal("KILL");
        served.wait();
        for sender in senders {
            sender.await.expect("the sender saw nothing but passing trouble");
        }
    }
    let served = serve(folder.path());
    let kept = load.assert_kept(&served.url, &key).await;
    let acknowledged = load.acknowledged();
    assert!(acknowledged > crashes * 10, "there was load: {acknowledged}");
    eprintln!("{crashes} crashes, {acknowledged} events acknowledged, {kept} kept");
    drop(served);
    let checked = run(folder.path(), &["check"]);
    assert_eq!(
        checked.status.code(),
        Some(0),
        "the numbers are whole: {} {}",
        stdout(&checked),
        stderr(&checked)
    );
}

#[actix_web::test]
async fn a_server_that_is_told_to_end_finishes_what_it_took_and_ends_soon() {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, load) = (key(folder.path()), Arc::new(Load::default()));
    let mut served = serve(folder.path());
    let senders = load.begin(SENDERS, &served.url, &key);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let told = Instant::now();
    served.signal("TERM");
    for sender in senders {
        sender.await.expect("the sender saw nothing but passing trouble");
    }
    assert_eq!(served.wait(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(10), "it ended after {:?}", told.elapsed());
    let served = serve(folder.path());
    assert!(load.acknowledged() > 0, "there was load");
    load.assert_kept(&served.url, &key).await;
}
