//! One call to a provider: over TLS, with a limit of time and of size, and no redirect followed.

use std::{pin::pin, time::Duration};

use futures_util::{
    StreamExt,
    future::{Either, select},
};
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Url,
};

use crate::{
    error::{Error, Fault, refuse},
    http::problem::Code,
};

/// How long a provider may take for a whole answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most that is read of an answer, in bytes.
const LIMIT: usize = 256 * 1024;

/// What is asked.
pub struct Question<'a> {
    /// What it is called in messages.
    pub what: &'a str,
    /// Where.
    pub address: Url,
    /// Sent as `Authorization`.
    pub authorization: Option<String>,
    /// A form to post; without one the call is a GET.
    pub form: Option<String>,
}

/// What came back.
pub struct Answer {
    /// The HTTP status; never a redirect.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Asks a provider.
///
/// # Errors
/// A refusal with code `provider-unusable` that says what went wrong.
pub async fn ask(question: Question<'_>) -> Result<Answer, Error> {
    let abort = AbortController::default();
    let signal = abort.signal();
    let what = question.what.to_owned();
    let exchange = pin!(exchange(question, &signal));
    match select(exchange, Delay::from(PATIENCE)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            abort.abort();
            unusable(&what, "did not come in time")
        }
    }
}

async fn exchange(question: Question<'_>, signal: &worker::AbortSignal) -> Result<Answer, Error> {
    let what = question.what;
    let request = request(&question)?;
    let sent = Fetch::Request(request).send_with_signal(signal).await;
    let Ok(mut response) = sent else {
        return unusable(what, "could not be fetched");
    };
    let status = response.status_code();
    if (300..400).contains(&status) || status == 0 {
        return unusable(what, "is a redirect, and none is followed");
    }
    let mut body = Vec::new();
    let Ok(mut stream) = response.stream() else {
        return Ok(Answer { status, body });
    };
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            return unusable(what, "broke off");
        };
        if body.len().saturating_add(chunk.len()) > LIMIT {
            return unusable(what, &format!("is larger than {} KiB", LIMIT / 1024));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

fn request(question: &Question<'_>) -> Result<Request, Fault> {
    let headers = Headers::new();
    headers.set("accept", "application/json")?;
    if let Some(authorization) = &question.authorization {
        headers.set("authorization", authorization)?;
    }
    let mut init = RequestInit::new();
    if let Some(form) = &question.form {
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        init.with_method(Method::Post)
            .with_body(Some(form.as_str().into()));
    }
    init.with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    Ok(Request::new_with_init(question.address.as_str(), &init)?)
}

/// Refuses because of what a provider answered, or did not.
pub(super) fn unusable<T>(what: &str, problem: &str) -> Result<T, Error> {
    refuse(
        Code::ProviderUnusable,
        format!("the identity provider's {what} {problem}"),
    )
}

/// An address that may be asked: `https` without credentials or a fragment. In demo builds also plain
/// `http` on this machine.
///
/// # Errors
/// A refusal that names what the address is of.
pub fn address(what: &str, text: &str) -> Result<Url, Error> {
    let Ok(url) = Url::parse(text) else {
        return unusable(what, "is no address");
    };
    let is_clean =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_clean && (url.scheme() == "https" || is_local(&url)) {
        Ok(url)
    } else {
        unusable(what, "is no https address")
    }
}

#[cfg(feature = "demo")]
fn is_local(url: &Url) -> bool {
    url.scheme() == "http" && url.host_str().is_some_and(crate::config::is_loopback)
}

#[cfg(not(feature = "demo"))]
fn is_local(_url: &Url) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_addresses_with_tls_are_asked() {
        let demo = cfg!(feature = "demo");
        let cases = [
            ("https://idp.example/a", true),
            ("http://127.0.0.1:99/a", demo),
            ("http://localhost/a", demo),
            ("http://idp.example/a", false),
            ("http://localhost.evil.example/a", false),
            ("http://127.0.0.1@evil.example/", false),
            ("https://user@idp.example/", false),
            ("https://user:word@idp.example/", false),
            ("https://idp.example/#x", false),
            ("ftp://idp.example/", false),
            ("data:text/plain,x", false),
            ("/keys", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(address("keys", text).is_ok(), expected, "{text}");
        }
    }
}
