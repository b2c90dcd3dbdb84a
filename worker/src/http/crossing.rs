//! The two crossings of a call between runtime and module: its line and headers come in one, the answer
//! leaves in one.

use js_sys::{JsString, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::web_sys;

use super::answer::Answer;
use crate::error::Fault;

#[wasm_bindgen(module = "/src/http/crossing.js")]
extern "C" {
    fn describe(request: &web_sys::Request, names: &str) -> String;

    #[wasm_bindgen(catch)]
    fn respond(
        status: u16,
        common: &str,
        own: &str,
        body: &JsValue,
    ) -> Result<web_sys::Response, JsValue>;
}

/// What an answer carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// What this module wrote.
    Bytes(Vec<u8>),
    /// What the ledger wrote: it passes by without being copied into this module.
    Text(JsString),
}

impl Default for Body {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Body {
    /// Its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => String::from(text).into_bytes(),
        }
    }
}

/// The line of a call and the headers of these names, in their order.
#[derive(Debug)]
pub struct Description {
    /// As it stood in the request line.
    pub method: String,
    /// Where it was sent to.
    pub address: String,
    /// The value of each header; none where it was not sent.
    pub headers: Vec<Option<String>>,
}

/// Reads the runtime's request, but for its body.
///
/// # Errors
/// Where it is nothing that `describe` could have written.
pub fn description(request: &web_sys::Request, names: &str) -> Result<Description, Fault> {
    parse(&describe(request, names)).ok_or_else(|| Fault::new("a call that cannot be read"))
}

fn parse(text: &str) -> Option<Description> {
    let mut lines = text.split('\n');
    Some(Description {
        method: lines.next()?.to_owned(),
        address: lines.next()?.to_owned(),
        headers: lines
            .map(|line| line.strip_prefix('=').map(str::to_owned))
            .collect(),
    })
}

/// The answer as the runtime sends it.
///
/// # Errors
/// Where a header's value cannot be sent.
pub fn response(answer: Answer) -> Result<web_sys::Response, Fault> {
    let mut own = String::with_capacity(512);
    for (name, value) in &answer.headers {
        if value.contains('\n') {
            return Err(Fault::new(format!("a line break in the header `{name}`")));
        }
        push(&mut own, name, value);
    }
    // A response of these statuses with a body, even an empty one, is refused by the runtime.
    let body = match answer.body {
        _ if matches!(answer.status, 204 | 205 | 304) => JsValue::NULL,
        Body::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Body::Text(text) => text.into(),
    };
    respond(answer.status, answer.common.lines(), &own, &body)
        .map_err(|error| Fault::new(format!("an answer that cannot be sent: {error:?}")))
}

/// A header as two lines.
pub(super) fn push(text: &mut String, name: &str, value: &str) {
    for line in [name, value] {
        text.push_str(line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn absent_and_empty_headers_are_told_apart() {
        let read = parse("GET\nhttp://h/p?q\n=a: b\n\n=").expect("reads");
        assert_eq!(
            (read.method.as_str(), read.address.as_str()),
            ("GET", "http://h/p?q")
        );
        assert_eq!(
            read.headers,
            [Some("a: b".to_owned()), None, Some(String::new())]
        );
        assert!(parse("GET").is_none());
    }
}
