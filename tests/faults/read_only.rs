//! A file or folder that may not be written.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::disk::is_root;
use super::{SERVE, key, refused};
use crate::support::NOW;
use crate::support::binary::{hilo, run, stdout};

/// The binary as somebody whom file modes bind, as they do not bind root.
fn bound(folder: &Path) -> Command {
    if !is_root() {
        return hilo(folder);
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set", "-dac_override,-dac_read_search", env!("CARGO_BIN_EXE_hilo")]);
    command.current_dir(folder).env("HILO_NOW", NOW).env_remove("HILO_DATABASE_URL");
    command
}

fn mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn a_file_that_may_not_be_written_is_not_served_and_can_still_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hilo.db");
    key(&mut hilo(folder.path()));
    mode(&file, 0o444);
    let complaint = refused(bound(folder.path()).args(SERVE));
    assert!(complaint.contains("hilo.db: The database can be read but not written"), "{complaint}");
    assert!(complaint.contains("the right to write the file and its folder"), "the way out: {complaint}");
    let listed = bound(folder.path()).args(["key", "list"]).output().expect("it runs");
    assert!(listed.status.success() && stdout(&listed).starts_with("k\t"), "{}", stdout(&listed));
    mode(&file, 0o644);
    assert!(run(folder.path(), &["key", "list"]).status.success());
}

#[test]
fn a_folder_that_may_not_be_written_is_told_with_the_file_and_the_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    key(&mut hilo(folder.path()));
    mode(folder.path(), 0o555);
    let complaint = refused(bound(folder.path()).args(SERVE));
    mode(folder.path(), 0o755);
    assert!(complaint.contains("hilo.db: The database can"), "{complaint}");
    assert!(
        complaint.contains("file and its folder") || complaint.contains("the folder and the file"),
        "{complaint}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_told_with_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let complaint =
        refused(hilo(folder.path()).args(["check", "--database-url", "sqlite://nowhere/hilo.db"]));
    assert!(
        complaint.contains("nowhere/hilo.db: ") && complaint.contains("folder must exist"),
        "{complaint}"
    );
}
