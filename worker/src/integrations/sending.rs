//! One call to the outside: bounded in time and in what is read of the answer, and never led elsewhere.

use std::time;

use futures_util::{
    StreamExt,
    future::{Either, select},
};
use postern_core::policy::duration::Duration;
use url::Url;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
};

use super::backoff::retry_after;
use crate::log;

/// How much of an answer is read, in bytes.
const MOST_READ: usize = 4 * 1024;
/// How much of it is kept, in characters.
const EXCERPT: usize = 200;

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// To where; checked by [`super::target::check`].
    pub url: &'a Url,
    /// Headers beside those that every call has.
    pub headers: &'a [(&'static str, String)],
    /// JSON.
    pub body: &'a str,
    /// How long all of it may take.
    pub timeout: Duration,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// For how many seconds the receiver wants to be left alone.
    pub retry_after: Option<i64>,
    /// How the body begins, cleaned.
    pub excerpt: String,
}

/// Sends it and waits for the answer.
///
/// # Errors
/// Why there was none, for people.
pub async fn send(call: Call<'_>) -> Result<Answer, &'static str> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let exchange = std::pin::pin!(async {
        let request = request(call).map_err(|_| "the call could not be written")?;
        let mut response = Fetch::Request(request)
            .send_with_signal(&signal)
            .await
            .map_err(|_| "the receiver could not be reached")?;
        let header = response.headers().get("retry-after").ok().flatten();
        Ok(Answer {
            status: response.status_code(),
            retry_after: header.as_deref().and_then(retry_after),
            excerpt: excerpt(&mut response).await,
        })
    });
    let patience = u64::try_from(call.timeout.as_ms()).unwrap_or_default();
    let timeout = std::pin::pin!(Delay::from(time::Duration::from_millis(patience)));
    let outcome = match select(exchange, timeout).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => Err("the receiver took too long"),
    };
    // Whatever was not read is not wanted any more.
    controller.abort();
    outcome
}

fn request(call: Call<'_>) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("user-agent", concat!("Postern/", env!("CARGO_PKG_VERSION")))?;
    for (name, value) in call.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(call.body.into()));
    Request::new_with_init(call.url.as_str(), &init)
}

/// How the body begins; nothing where it cannot be read.
async fn excerpt(response: &mut Response) -> String {
    let Ok(mut stream) = response.stream() else {
        return String::new();
    };
    let mut bytes = Vec::new();
    while bytes.len() < MOST_READ {
        match stream.next().await {
            Some(Ok(chunk)) => bytes.extend(chunk.into_iter().take(MOST_READ)),
            _ => break,
        }
    }
    clean(&bytes)
}

/// The text without what does not belong on a screen: control characters, and whatever looks like a secret.
fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(EXCERPT)
        .collect();
    log::redacted(text.trim())
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn excerpts_are_short_and_harmless() {
        assert_eq!(clean(b"  ok\r\n\x1b[31mred\0"), "ok   [31mred");
        assert_eq!(clean(&[0xff; 3]), "\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(clean(&[b'x'; 5000]).chars().count(), 200);
        assert!(!clean(b"token pst_abcdef").contains("abcdef"));
    }
}
