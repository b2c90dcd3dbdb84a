//! The only file that calls the server: one function for every operation of `postern_core::api`.

use std::cell::RefCell;

use gloo_net::http::{Method, RequestBuilder, Response};
use postern_core::api::{
    endpoint::{Endpoint, JSON, Method as Verb},
    problem::Problem,
};

use crate::{
    browser::{AbortSignal, json, spawn},
    load::Failure,
    route::with_query,
};

/// How long the server may take, in milliseconds.
const PATIENCE_MS: u32 = 10_000;

/// What the server answered, or why there is no answer.
pub type Answer<E> = Result<<E as Endpoint>::Response, Failure>;

/// Who answered last, and how long that took, as the answer itself said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// The version of the service; empty if it was not said.
    pub version: String,
    /// Milliseconds within the service; empty if it was not said.
    pub took_ms: String,
}

thread_local! {
    static SERVED: RefCell<Served> = RefCell::default();
}

/// Who answered last.
pub fn served() -> Served {
    SERVED.with_borrow(Clone::clone)
}

fn note(response: &Response) {
    let said = |name| response.headers().get(name).unwrap_or_default();
    let timing = said("server-timing");
    let took_ms = timing
        .split_once("dur=")
        .map(|(_, rest)| rest.split([',', ';']).next().unwrap_or_default().to_owned());
    SERVED.set(Served {
        version: said("x-postern-version"),
        took_ms: took_ms.unwrap_or_default(),
    });
}

/// What is sent, and of which media type.
type Body = (&'static str, String);

/// A status that came, and the text that came with it.
type Exchanged = Result<(u16, String), Failure>;

/// Calls an operation without a body, and hands its answer on.
pub fn get<E>(segments: &[&str], query: &[(&str, &str)], then: impl FnOnce(Answer<E>) + 'static)
where
    E: Endpoint<Request = ()>,
{
    send::<E>(segments, query, None, then);
}

/// Calls an operation with a body, and hands its answer on.
pub fn call<E: Endpoint>(
    segments: &[&str],
    query: &[(&str, &str)],
    body: &E::Request,
    then: impl FnOnce(Answer<E>) + 'static,
) {
    match serde_json::to_string(body) {
        Ok(body) => send::<E>(segments, query, Some(body), then),
        Err(_) => then(Err(Failure::Unreadable(0))),
    }
}

/// The same, where what it replaces must still be the version of this `ETag`.
pub fn replace<E: Endpoint>(
    segments: &[&str],
    tag: &str,
    body: &E::Request,
    then: impl FnOnce(Answer<E>) + 'static,
) {
    match serde_json::to_string(body) {
        Ok(body) => send_if::<E>(
            segments,
            &[],
            Some(format!("\"{tag}\"")),
            Some((JSON, body)),
            then,
        ),
        Err(_) => then(Err(Failure::Unreadable(0))),
    }
}

/// Calls an operation whose body is a text of a media type; it replaces the version of this `ETag`, if one is
/// named.
pub fn send_text<E: Endpoint>(
    media_type: &'static str,
    tag: Option<String>,
    text: String,
    then: impl FnOnce(Answer<E>) + 'static,
) {
    let tag = tag.map(|tag| format!("\"{tag}\""));
    send_if::<E>(&[], &[], tag, Some((media_type, text)), then);
}

fn send<E: Endpoint>(
    segments: &[&str],
    query: &[(&str, &str)],
    body: Option<String>,
    then: impl FnOnce(Answer<E>) + 'static,
) {
    send_if::<E>(segments, query, None, body.map(|body| (JSON, body)), then);
}

fn send_if<E: Endpoint>(
    segments: &[&str],
    query: &[(&str, &str)],
    tag: Option<String>,
    body: Option<Body>,
    then: impl FnOnce(Answer<E>) + 'static,
) {
    let address = with_query(&E::path(segments), query.iter().copied());
    let then = move |answer: Exchanged| {
        then(answer.and_then(|(status, text)| json::read(&text).ok_or(Failure::Unreadable(status))))
    };
    exchange(address, E::ENTRY.method, tag, body, Box::new(then));
}

/// The part that is the same for every operation, so that it is compiled once: takes a status that is no
/// failure and the text that came with it on.
fn exchange(
    address: String,
    verb: Verb,
    tag: Option<String>,
    body: Option<Body>,
    then: Box<dyn FnOnce(Exchanged)>,
) {
    let method = match verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
        Verb::Delete => Method::DELETE,
    };
    spawn(async move {
        then(match fetch(&address, method, tag, body).await {
            // An operation without an answer reads as `()`.
            Ok((status, text)) if (200..300).contains(&status) && text.is_empty() => {
                Ok((status, "null".to_owned()))
            }
            Ok((status, text)) if (200..300).contains(&status) => Ok((status, text)),
            Ok((status, text)) => Err(match json::read::<Problem>(&text) {
                Some(problem) => Failure::Problem(Box::new(problem)),
                None => Failure::Unreadable(status),
            }),
            Err(failure) => Err(failure),
        });
    });
}

async fn fetch(
    address: &str,
    method: Method,
    tag: Option<String>,
    body: Option<Body>,
) -> Exchanged {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = RequestBuilder::new(address)
        .method(method)
        .header("Accept", "application/json, application/problem+json")
        .abort_signal(Some(&signal));
    let request = match tag {
        Some(tag) => request.header("If-Match", &tag),
        None => request,
    };
    let request = match body {
        Some((media_type, body)) => request.header("Content-Type", media_type).body(body),
        None => request.build(),
    }
    .map_err(|_| Failure::Unreachable)?;
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    note(&response);
    let status = response.status();
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    Ok((status, text))
}
