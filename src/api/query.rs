//! A query string as the pairs it is: names may repeat.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

/// The pairs of a request's query string.
#[derive(Clone, Debug)]
pub struct Query(pub Vec<(String, String)>);

impl Query {
    /// The pairs of a text, whatever it is.
    pub fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The pairs as a text.
    pub fn text(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The last value of a name that is not blank, without the blanks around it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.exact(name).map(str::trim)
    }

    /// The same to the letter: a cursor may end with what a customer wrote.
    pub fn exact(&self, name: &str) -> Option<&str> {
        let of_name = |pair: &&(String, String)| pair.0 == name && !pair.1.trim().is_empty();
        self.0.iter().rev().find(of_name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest for Query {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::parse(request.query_string())))
    }
}
