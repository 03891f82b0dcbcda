//! A disk that refuses every write from one moment on, as one does that the system mounted read-only after a fault.

use std::process::Command;

use super::{Caller, SERVE, ids, key, messages};
use crate::support::NOW;
use crate::support::binary::{Served, hilo, run, stderr, stdout};

/// Sets the size that the server's files may have: with 0 every write fails, whoever runs the tests, and to SQLite it is
/// the same failure as that of a disk which became read-only.
fn allow(served: &Served, size: &str) {
    let limit = format!("--fsize={size}:");
    let set = Command::new("prlimit").args(["--pid", &served.id().to_string(), &limit]).status();
    assert!(set.expect("prlimit runs").success(), "the limit is set");
}

#[actix_web::test]
async fn a_server_whose_disk_refuses_writes_is_read_as_before_and_goes_on_when_it_works_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = key(&mut hilo(folder.path()));
    let mut command = Command::new("sh");
    // The signal of that limit would end the process; a disk sends none.
    command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_hilo")]).args(SERVE);
    command.current_dir(folder.path()).env("HILO_NOW", NOW).env_remove("HILO_DATABASE_URL");
    let mut served = Served::start(&mut command);
    let caller = Caller::new(&served, &key);
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..3 {
        let taken = messages(round * 100, 10);
        let answer = caller.post(&taken).await;
        assert_eq!(answer.status, 200, "the same server goes on: {}", answer.text);
        acknowledged.extend(ids(&taken));
        allow(&served, "0");
        for n in 0..4 {
            let answer = caller.post(&messages(round * 100 + 50 + n * 5, 5)).await;
            answer.assert_refused("The disk refuses to read or write the database");
        }
        caller.until_ready_is(503).await.assert_refused("The disk refuses");
        assert_eq!(caller.get("/healthz/live").await.status, 200);
        caller.assert_readable().await;
        assert_eq!(caller.kept().await, acknowledged);
        allow(&served, "unlimited");
    }
    caller.until_ready_is(200).await;
    served.signal("KILL");
    served.wait();
    let served = Served::start(hilo(folder.path()).args(SERVE));
    assert_eq!(Caller::new(&served, &key).kept().await, acknowledged);
    drop(served);
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(0), "{} {}", stdout(&checked), stderr(&checked));
}
