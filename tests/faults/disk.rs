//! A small disk that only the commands started on it see. It goes with the process that holds it, however that ends.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::NOW;

pub struct SmallDisk {
    holder: Child,
    place: tempfile::TempDir,
    as_root: bool,
}

/// Whether file modes do not bind who runs the tests.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    output.stdout == b"0\n"
}

impl SmallDisk {
    /// A disk in memory. Where the system allows nobody to mount one, nothing, and it says so.
    pub fn make(megabytes: usize) -> Option<Self> {
        let (place, as_root) = (tempfile::tempdir().expect("a folder"), is_root());
        let script = format!("mount -t tmpfs -o size={megabytes}m none \"$1\" && echo ready && exec cat");
        let mut holder = Command::new("unshare")
            .arg(if as_root { "-m" } else { "-rm" })
            .args(["sh", "-c", &script, "sh"])
            .arg(place.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare runs");
        let mut line = String::new();
        let out = holder.stdout.as_mut().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("it is read");
        let disk = Self { holder, place, as_root };
        if line.trim() == "ready" {
            return Some(disk);
        }
        eprintln!("SKIPPED: this system lets nobody mount a small disk, so a full one is not tested");
        None
    }

    /// A command on the disk, whose folder it works in.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-m", "-t", &self.holder.id().to_string()]);
        if !self.as_root {
            command.args(["-U", "--preserve-credentials"]);
        }
        command
            .args(["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh"])
            .arg(self.place.path())
            .arg(program);
        command
    }

    /// The binary on the disk.
    pub fn hilo(&self) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_hilo"));
        command.env("HILO_NOW", NOW).env_remove("HILO_DATABASE_URL");
        command
    }

    /// A file of the disk, as it is reached from outside.
    pub fn file(&self, name: &str) -> PathBuf {
        let inside = self.place.path().strip_prefix("/").expect("an absolute path").join(name);
        PathBuf::from(format!("/proc/{}/root", self.holder.id())).join(inside)
    }

    /// Makes the disk larger.
    pub fn grow(&self, megabytes: usize) {
        let size = format!("remount,size={megabytes}m");
        // Without the options it has: the user they name is told by another number here than outside.
        let grown = self
            .command("mount")
            .args(["--options-mode", "ignore", "-t", "tmpfs", "-o", &size, "none"])
            .arg(self.place.path())
            .status()
            .expect("mount runs");
        assert!(grown.success(), "the disk grows");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
