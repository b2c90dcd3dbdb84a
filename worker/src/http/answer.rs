//! An answer as plain data: status, headers, body. It becomes a runtime response at the very end.

use std::pin::Pin;

use futures_util::Stream;
use serde::Serialize;
use worker::{Headers, Response, web_sys};

use super::{
    crossing::{self, Body},
    security::Common,
};
use crate::{
    error::Fault,
    ledger::rate::{self, Allowance},
};

/// A body that is made while it is read.
pub type Chunks = Pin<Box<dyn Stream<Item = worker::Result<Vec<u8>>>>>;

/// What is answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers that are the same for all calls of a scheme.
    pub common: Common,
    /// The others, names in lower case; only cookies may occur more than once.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

impl Answer {
    /// An empty answer.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// A body as JSON.
    ///
    /// # Errors
    /// Where the value cannot be written.
    pub fn json<T: Serialize>(status: u16, value: &T) -> Result<Self, Fault> {
        Ok(Self::new(status)
            .header("content-type", "application/json")
            .body(serde_json::to_vec(value)?))
    }

    /// The same, with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    /// The same, with a cookie beside those that it has.
    #[must_use]
    pub fn cookie(mut self, line: String) -> Self {
        self.headers.push(("set-cookie", line));
        self
    }

    /// The same, with a header unless it has one of that name.
    #[must_use]
    pub fn default_header(self, name: &'static str, value: impl Into<String>) -> Self {
        if self.headers.iter().any(|(known, _)| *known == name) {
            self
        } else {
            self.header(name, value)
        }
    }

    /// The same, with a body.
    #[must_use]
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = Body::Bytes(body);
        self
    }

    /// For the runtime, with these chunks instead of a body.
    ///
    /// # Errors
    /// As [`Answer::into_response`].
    pub fn into_streamed(self, chunks: Chunks) -> Result<Response, Fault> {
        let headers = Headers::new();
        for (name, value) in self.common.headers() {
            headers.append(name, value)?;
        }
        for (name, value) in &self.headers {
            headers.append(name, value)?;
        }
        Ok(Response::builder()
            .with_status(self.status)
            .with_headers(headers)
            .from_stream(chunks)?)
    }

    /// For the runtime.
    ///
    /// # Errors
    /// Where a header's value cannot be sent.
    pub fn into_response(self) -> Result<web_sys::Response, Fault> {
        crossing::response(self)
    }
}

/// Says how many calls the caller has left.
#[must_use]
pub fn with_allowance(answer: Answer, allowance: Option<Allowance>) -> Answer {
    let Some(Allowance {
        quota,
        left,
        reset_s,
    }) = allowance
    else {
        return answer;
    };
    let window = rate::WINDOW.as_secs();
    let answer = answer
        .header(
            "ratelimit-policy",
            format!("\"caller\";q={quota};w={window}"),
        )
        .header(
            "ratelimit",
            format!("\"caller\";r={};t={reset_s}", left.unwrap_or(0)),
        );
    match left {
        Some(_) => answer,
        None => answer.header("retry-after", reset_s.to_string()),
    }
}
