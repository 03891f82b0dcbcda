//! HTTP/1.1 over one connection that is kept: as little as there can be between a server and the clock.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::Result;

/// Nothing that is measured takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// Servers close what has been idle for some seconds: such a connection is made anew.
const IDLE: Duration = Duration::from_secs(2);

/// A connection, with the headers that every request of it carries.
pub struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    headers: String,
    head: String,
    used: Instant,
}

/// What was answered, and after how long.
pub struct Answer {
    /// `200`
    pub status: u16,
    /// The headers, each in a line of its own.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
    /// From the first byte sent to the last one read.
    pub took: Duration,
}

impl Answer {
    /// The value of a header; of several the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        let line = self.head.lines().find(|line| of(line))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Client {
    /// Connects. Headers are whole lines, each with its end.
    pub fn connect(address: SocketAddr, headers: &str) -> Result<Self> {
        let headers = format!("Host: {address}\r\n{headers}\r\n");
        let (stream, used) = (open(address)?, Instant::now());
        Ok(Self { address, stream, headers, head: String::new(), used })
    }

    /// Asks for a page, which must be there.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\n{}", self.headers);
        self.expect(path, request.as_bytes(), 200)
    }

    /// Sends a body, which must be taken.
    pub fn post(&mut self, path: &str, kind: &str, body: &[u8], status: u16) -> Result<Answer> {
        let request = self.request_of(path, kind, body);
        self.expect(path, &request, status)
    }

    fn request_of(&self, path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{}",
            self.headers
        );
        [head.as_bytes(), body].concat()
    }

    fn expect(&mut self, path: &str, request: &[u8], status: u16) -> Result<Answer> {
        let answer = self.ask(request)?;
        if answer.status == status {
            return Ok(answer);
        }
        let said = String::from_utf8_lossy(&answer.body);
        Err(format!("{path} answers {}: {}", answer.status, said.chars().take(400).collect::<String>())
            .into())
    }

    fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        if self.used.elapsed() > IDLE {
            self.stream = open(self.address)?;
        }
        let begun = Instant::now();
        self.stream.get_mut().write_all(request)?;
        self.head.clear();
        while !self.head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut self.head)? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        let status = self.head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut answer = Answer {
            status: status.ok_or("no HTTP")?,
            head: self.head.clone(),
            body: Vec::new(),
            took: Duration::ZERO,
        };
        match answer.header("content-length").map(str::parse::<usize>) {
            Some(length) => {
                answer.body.resize(length?, 0);
                self.stream.read_exact(&mut answer.body)?;
            }
            None if answer.header("transfer-encoding").is_some() => self.chunks(&mut answer.body)?,
            None => {}
        }
        answer.took = begun.elapsed();
        self.used = Instant::now();
        Ok(answer)
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16)?;
            let from = body.len();
            body.resize(from + length + 2, 0);
            self.stream.read_exact(&mut body[from..])?;
            body.truncate(from + length);
            if length == 0 {
                return Ok(());
            }
        }
    }
}

fn open(address: SocketAddr) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::with_capacity(1 << 16, stream))
}
