//! The binary as people run it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The binary with a standing clock, in a folder of its own.
pub fn hilo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hilo"));
    command.current_dir(folder).env("HILO_NOW", super::NOW).env_remove("HILO_DATABASE_URL");
    if super::database::postgres().is_some() {
        command.env("HILO_DATABASE_URL", super::database::url(folder));
    }
    // Lines for each request would drown what a failing test says; tests of the log ask for more.
    command.env("HILO_LOG_LEVEL", "error");
    command
}

/// Runs it and gives what it wrote.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    hilo(folder).args(arguments).stdin(Stdio::null()).output().expect("it runs")
}

/// What a command printed.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What a command complained.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// A command that serves, ended with the test.
pub struct Served {
    child: Child,
    /// `http://127.0.0.1:…`
    pub url: String,
    /// Reads standard error while it runs, where the command pipes that: a full pipe would stop the server.
    errors: Option<JoinHandle<String>>,
}

impl Served {
    /// Starts it and waits until it prints its address.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let errors = child.stderr.take().map(|mut stderr| {
            std::thread::spawn(move || {
                let mut text = Vec::new();
                stderr.read_to_end(&mut text).expect("standard error");
                String::from_utf8(text).expect("text")
            })
        });
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = out.lines().map_while(Result::ok);
        let url = lines.find_map(|line| {
            let from = line.find("http://")?;
            line[from..].split_whitespace().next().map(|url| url.trim_end_matches('/').to_owned())
        });
        Self { child, url: url.expect("it prints its address"), errors }
    }
}

impl Served {
    /// Starts a server over a database of its own that nobody can sign in to yet, and gives the way to set it up.
    pub fn start_fresh(folder: &Path) -> (Self, String) {
        let mut command = hilo(folder);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = out.lines().map_while(Result::ok);
        let mut address = |part: &str| {
            lines.find_map(|line| {
                let from = line.find("http://").filter(|_| line.contains(part))?;
                line[from..].split_whitespace().next().map(|url| url.trim_end_matches('/').to_owned())
            })
        };
        let url = address("listens").expect("it prints its address");
        let link = address("/welcome/").expect("it prints the way to set it up");
        (Self { child, url, errors: None }, link)
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, as in `TERM` or `KILL`.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().expect("kill runs");
        assert!(sent.success(), "the signal is sent");
    }

    /// Ends it and gives the lines it wrote to standard error, which its command must pipe.
    pub fn end(mut self) -> Vec<String> {
        self.signal("TERM");
        assert_eq!(self.wait(), Some(0));
        let errors = self.errors.take().expect("a pipe").join().expect("its reader");
        errors.lines().map(str::to_owned).collect()
    }

    /// Whether it ends within a time.
    pub fn ends_within(&mut self, time: Duration) -> bool {
        let begun = Instant::now();
        while self.child.try_wait().expect("it can be asked").is_none() {
            if begun.elapsed() > time {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        true
    }

    /// Waits for its end and gives its exit code; nothing when a signal ended it.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
