//! Settings of the demo, which has no other server to take up what is left.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use futures_util::future::join_all;

use super::{begin, until};
use crate::support::binary::{Served, hilo};
use crate::support::people::Person;

#[actix_web::test]
async fn a_change_that_is_cut_short_in_the_demo_is_taken_up_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let [real, temporary, log] = ["real", "temporary", "log"].map(|name| folder.path().join(name));
    fs::create_dir(&real).expect("a folder");
    symlink(&real, &temporary).expect("a link");
    let mut command = hilo(folder.path());
    command.args(["demo", "--no-browser", "--listen", "127.0.0.1:0", "--conversations", "40"]);
    command.args(["--sweep-seconds", "1", "--log-level", "warn"]).env("TMPDIR", &temporary);
    let demo = Served::start(command.stderr(fs::File::create(&log).expect("a file")));
    let visitor = Person::at_demo(&demo.url);
    // Many at once: all connections to the database are open then, and need its folder no more.
    let pages = join_all((0..32).map(|_| visitor.get("/conversations"))).await;
    assert!(pages.iter().all(|page| page.status().is_success()));

    // Nowhere to compute in: what the change would do cannot be found out.
    fs::remove_file(&temporary).expect("removed");
    let url = begin(&visitor, &[("auto_close_hours", "2")]).await;
    for _ in 0..600 {
        if fs::read_to_string(&log).expect("read").contains("cut short") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(fs::read_to_string(&log).expect("read").contains("no room to compute in"));
    symlink(&real, &temporary).expect("a link");
    until(&visitor, &url, "ready").await;
}
