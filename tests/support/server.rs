//! A PostgreSQL server of a test's own, that may be restarted and killed. Tests that only need a database share one.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::database::create;

/// A server, ended and removed with the test.
pub struct Server {
    address: String,
    folder: PathBuf,
    _above: TempDir,
}

impl Server {
    /// Starts one.
    pub fn start() -> Self {
        Self::make("start", &[])
    }

    fn make(action: &str, more: &[&Path]) -> Self {
        let above = tempfile::tempdir().expect("a folder");
        // The server runs as another user, who must get there.
        let everybody = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(above.path(), everybody).expect("opened");
        let folder = above.path().join("server");
        let arguments: Vec<&Path> = [&*folder].into_iter().chain(more.iter().copied()).collect();
        let address = script(action, &arguments);
        Self { address, folder, _above: above }
    }

    /// The address of a database, made when it is first asked for.
    pub fn url(&self, name: &str) -> String {
        create(&self.address, name)
    }

    /// Stops it in an orderly way, which cuts off everybody, and starts it again.
    pub fn restart(&self) {
        script("restart", &[&self.folder]);
    }

    /// Ends it as a power cut would; [`Server::restart`] brings it back.
    pub fn kill(&self) {
        script("kill", &[&self.folder]);
    }

    /// Another server that follows this one.
    pub fn replica(&self) -> Self {
        Self::make("replica", &[Path::new(&self.address)])
    }

    /// Runs SQL in a database, and gives what it answers, a line each row.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        super::database::psql(&format!("{}/{database}", self.address), sql)
    }

    /// The address of a database that is there already.
    pub fn address(&self, database: &str) -> String {
        format!("{}/{database}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        super::database::forget(&self.address);
        script("stop", &[&self.folder]);
    }
}

fn script(action: &str, arguments: &[&Path]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/postgres");
    let output = Command::new("bash").arg(script).arg(action).args(arguments).output().expect("bash runs");
    assert!(output.status.success(), "{action}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
