//! Hearing that something changed: `GET /live`.

mod ending;
mod hearing;
mod several;

use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::message;

/// Somebody who listens.
pub struct Ear {
    response: Response,
    heard: String,
}

impl Ear {
    pub async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, heard: String::new() }
    }

    /// Everything that was heard by now.
    pub fn heard(&self) -> &str {
        &self.heard
    }

    /// Waits for more; `false`: it is over.
    async fn more(&mut self) -> bool {
        let waiting = tokio::time::timeout(Duration::from_secs(30), self.response.chunk());
        let chunk = waiting.await.unwrap_or_else(|_| panic!("nothing but {}", self.heard));
        let Some(chunk) = chunk.expect("it is not cut off") else { return false };
        self.heard.push_str(std::str::from_utf8(&chunk).expect("text"));
        true
    }

    /// Waits until something was heard so many times.
    pub async fn until(&mut self, part: &str, times: usize) {
        while self.heard.matches(part).count() < times {
            assert!(self.more().await, "it ended with {}", self.heard);
        }
    }

    /// Waits for the end.
    pub async fn end(&mut self) {
        while self.more().await {}
    }

    /// The revision that was told last.
    pub fn id(&self) -> String {
        let id = self.heard.rsplit("id: ").next().expect("an id");
        id.lines().next().expect("a line").to_owned()
    }
}

/// A message of a conversation of its own.
pub fn said(n: usize) -> Value {
    message(&format!("m-{n}"), &format!("c-{n}"), "2026-11-19T10:00:00Z", "customer", "Hola")
}

pub fn closed(n: usize) -> Value {
    json!({"id": format!("x-{n}"), "type": "conversation.closed", "time": "2026-11-19T10:01:00Z",
        "conversation": format!("c-{n}"), "by": "customer"})
}
