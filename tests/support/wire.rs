//! A connection on which each byte is ours: for senders that no client library imitates.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back: the head as it is, and the body.
pub struct Answer {
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The status line's number.
    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status")
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let pair = |line: &'_ str| line.split_once(": ").is_some_and(|(of, _)| of.eq_ignore_ascii_case(name));
        self.head
            .lines()
            .find(|line| pair(line))
            .and_then(|line| line.split_once(": "))
            .map(|(_, value)| value)
    }
}

/// An open connection. Blocking: the server's writer runs on the test's own thread, so use it off that.
pub struct Wire(BufReader<TcpStream>);

impl Wire {
    /// Connects to `http://host:port`.
    pub fn open(url: &str) -> Self {
        let stream = TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        Self(BufReader::new(stream))
    }

    /// Sends bytes now.
    pub fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).expect("sent");
    }

    /// Reads one answer, and leaves the connection where the next begins.
    pub fn answer(&mut self) -> Answer {
        let mut head = String::new();
        loop {
            let read = self.0.read_line(&mut head).expect("a line");
            if read == 0 || head.ends_with("\r\n\r\n") {
                break;
            }
        }
        let mut answer = Answer { head, body: String::new() };
        match answer.header("content-length").map(|length| length.parse().expect("a length")) {
            Some(length) => {
                let mut body = vec![0; length];
                self.0.read_exact(&mut body).expect("the body");
                answer.body = String::from_utf8(body).expect("text");
            }
            None if answer.status() == 100 => {}
            None => drop(self.0.read_to_string(&mut answer.body).expect("the rest")),
        }
        answer
    }

    /// Whether the other side has closed the connection.
    pub fn is_closed(&mut self) -> bool {
        self.0.fill_buf().expect("an end").is_empty()
    }
}
