//! Hilo as its users have it: the release binary, its commands and its pages.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::Client;

/// The instant at which made-up events end, and the clock stands still: what is open, due or of the last 30 days must
/// not depend on the day on which somebody measures.
pub const NOW: &str = "2026-11-01T00:00:00Z";

/// A password that is long enough; the account is made up and forgotten.
const PASSWORD: &str = "plum-anchor-violet-ladder-72";

/// Where the binary is and where its files go.
#[derive(Clone)]
pub struct Hilo {
    /// The release binary.
    pub binary: PathBuf,
    /// Everything is written here.
    pub folder: PathBuf,
}

/// What opens a database: a program's key and a person's cookie, each as the header that carries it.
#[derive(Clone)]
pub struct Access {
    /// `Authorization: Bearer …`
    pub key: String,
    /// `Cookie: …`
    pub cookie: String,
}

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// When its process was started.
    pub begun: Instant,
}

impl Hilo {
    /// The database of so many conversations.
    pub fn database(&self, conversations: u64) -> PathBuf {
        self.folder.join(format!("hilo-{conversations}.db"))
    }

    /// A command on a database, with the clock stopped.
    pub fn command(&self, url: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).env("HILO_DATABASE_URL", url).env("HILO_NOW", NOW).current_dir(&self.folder);
        command
    }

    /// What a command prints.
    fn printed(&self, url: &str, arguments: &[&str]) -> Result<String> {
        let output = self.command(url, arguments).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("hilo {} ends with {}", arguments.join(" "), output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Makes a database that somebody can use: a key, and an owner who is signed in.
    pub fn make(&self, url: &str) -> Result<Access> {
        let key =
            self.printed(url, &["key", "create", "--name", "bench", "--scope", "ingest", "--scope", "read"])?;
        let added = self.printed(url, &["user", "add", "--email", "bench@example.com", "--role", "owner"])?;
        let link = added.find("/welcome/").map(|from| &added[from..]).ok_or("no link to a password")?;
        let server = self.serve(url, NOW, &[])?;
        let mut client = Client::connect(server.address, "")?;
        let form = format!("email=bench%40example.com&name=Bench&password={PASSWORD}");
        let kind = "application/x-www-form-urlencoded";
        let answer =
            client.post(link.split_whitespace().next().unwrap_or(link), kind, form.as_bytes(), 303)?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or("no cookie")?.to_owned();
        server.stop()?;
        Ok(Access {
            key: format!("Authorization: Bearer {key}\r\n"),
            cookie: format!("Cookie: {cookie}\r\n"),
        })
    }

    /// Serves a database at an instant, and waits for the address.
    pub fn serve(&self, url: &str, now: &str, arguments: &[&str]) -> Result<Server> {
        let log = self.folder.join("serve.log");
        let mut command = self.command(url, &["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments).env("HILO_NOW", now);
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(File::create(&log)?).spawn()?;
        let out = BufReader::new(child.stdout.take().ok_or("no output")?);
        let told = out.lines().map_while(std::result::Result::ok).find_map(|line| {
            let (_, address) = line.split_once("http://")?;
            address.split('/').next()?.parse().ok()
        });
        let Some(address) = told else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("hilo does not serve: {}", std::fs::read_to_string(&log)?).into());
        };
        Ok(Server { child, address, begun })
    }
}

impl Server {
    /// A figure of `/proc/…/status`, in MB.
    pub fn memory(&self, figure: &str) -> Result<f64> {
        memory(self.child.id(), figure)
    }

    /// Ends it in an orderly way: what it wrote is in the file afterwards.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() > Duration::from_secs(60) {
                return Err("the server does not end".into());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A figure of a process, in MB, as in `VmHWM`: the most memory it ever had.
pub fn memory(process: u32, figure: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(figure)).ok_or("no such figure")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kilobytes / 1024.0)
}

/// The address of a file.
pub fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
