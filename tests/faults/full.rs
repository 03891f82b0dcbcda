//! A disk without room.

use super::disk::SmallDisk;
use super::{Caller, SERVE, ids, key, messages, refused};
use crate::support::binary::{Served, stderr, stdout};

/// Events in one request.
const AT_ONCE: usize = 20;

#[actix_web::test]
async fn on_a_full_disk_nothing_acknowledged_is_lost_and_writing_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::make(6) else { return };
    let ballast = disk.file("ballast");
    std::fs::write(&ballast, vec![1; 2 * 1024 * 1024]).expect("there is room yet");
    let key = key(&mut disk.hilo());
    let mut served = Served::start(disk.hilo().args(SERVE));
    let caller = Caller::new(&served, &key);
    let mut acknowledged = Vec::new();
    let (mut sent, mut refusals) = (0, 0);
    // Not only up to the first refusal: small requests may fit again, and each answer must stay true.
    while refusals < 10 {
        assert!(sent < 5_000, "the disk is full at last");
        let events = messages(sent, AT_ONCE >> (refusals / 2));
        sent += events.len();
        let answer = caller.post(&events).await;
        if answer.status == 200 {
            acknowledged.extend(ids(&events));
        } else {
            answer.assert_refused("The disk is full");
            refusals += 1;
        }
    }
    assert!(acknowledged.len() > AT_ONCE, "some were taken before");
    assert_eq!(caller.kept().await, acknowledged, "all that was acknowledged can be read, and nothing else");
    caller.assert_readable().await;

    std::fs::remove_file(&ballast).expect("room is made");
    for _ in 0..5 {
        let events = messages(sent, AT_ONCE);
        sent += AT_ONCE;
        let answer = caller.post(&events).await;
        assert_eq!(answer.status, 200, "the same server goes on: {}", answer.text);
        acknowledged.extend(ids(&events));
    }
    assert_eq!(caller.kept().await, acknowledged);
    caller.until_ready_is(200).await;

    served.signal("KILL");
    served.wait();
    disk.grow(64);
    let served = Served::start(disk.hilo().args(SERVE));
    assert_eq!(
        Caller::new(&served, &key).kept().await,
        acknowledged,
        "it was on the disk, not in memory alone"
    );
    drop(served);
    let checked = disk.hilo().arg("check").output().expect("it runs");
    assert_eq!(checked.status.code(), Some(0), "{} {}", stdout(&checked), stderr(&checked));
}

#[test]
fn an_import_onto_a_full_disk_says_so_and_completes_when_run_again_with_room() {
    let Some(disk) = SmallDisk::make(7) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("events.ndjson");
    let lines: Vec<String> = messages(0, 13_000).iter().map(ToString::to_string).collect();
    std::fs::write(&file, lines.join("\n")).expect("written");
    let complaint = refused(disk.hilo().arg("import").arg(&file));
    assert!(complaint.contains("The disk is full") && complaint.contains("hilo.db"), "{complaint}");
    assert!(complaint.contains("run the same command again"), "{complaint}");

    disk.grow(128);
    let kept = disk.hilo().args(["export", "events"]).output().expect("it runs");
    let kept = stdout(&kept).lines().count();
    assert!(kept < 13_000 && kept.is_multiple_of(4_000), "whole batches or nothing: {kept}");
    let again = disk.hilo().arg("import").arg(&file).output().expect("it runs");
    let told = format!("{} accepted, {} duplicate", thousands(13_000 - kept), thousands(kept));
    assert!(stdout(&again).contains(&told), "{told}: {} {}", stdout(&again), stderr(&again));
    let checked = disk.hilo().arg("check").output().expect("it runs");
    assert_eq!(checked.status.code(), Some(0), "{} {}", stdout(&checked), stderr(&checked));
}

/// A number as the summary writes it.
fn thousands(n: usize) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", n / 1_000, n % 1_000) }
}
