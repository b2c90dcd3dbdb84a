//! The only file that calls the server: one function for every operation of `postern_core::api`.

use gloo_net::http::{Method, RequestBuilder};
use postern_core::api::{
    endpoint::{Endpoint, Method as Verb},
    problem::Problem,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{browser::AbortSignal, load::Failure, route::with_query};

/// How long the server may take, in milliseconds.
const PATIENCE_MS: u32 = 10_000;

/// Calls an operation without a body.
///
/// # Errors
/// What the server said, or that it said nothing.
pub async fn get<E>(segments: &[&str], query: &[(&str, &str)]) -> Result<E::Response, Failure>
where
    E: Endpoint<Request = ()>,
{
    send::<E>(segments, query, None).await
}

/// Calls an operation with a body.
///
/// # Errors
/// What the server said, or that it said nothing.
pub async fn call<E: Endpoint>(
    segments: &[&str],
    query: &[(&str, &str)],
    body: &E::Request,
) -> Result<E::Response, Failure> {
    let body = json(body).ok_or(Failure::Unreadable(0))?;
    send::<E>(segments, query, Some(body)).await
}

async fn send<E: Endpoint>(
    segments: &[&str],
    query: &[(&str, &str)],
    body: Option<String>,
) -> Result<E::Response, Failure> {
    let address = with_query(&E::path(segments), query.iter().copied());
    let method = match E::ENTRY.method {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
    };
    let (status, text) = fetch(&address, method, body).await?;
    if (200..300).contains(&status) {
        // An operation without an answer reads as `()`.
        let text = if text.is_empty() { "null" } else { &text };
        read(text).ok_or(Failure::Unreadable(status))
    } else {
        Err(match read::<Problem>(&text) {
            Some(problem) => Failure::Problem(Box::new(problem)),
            None => Failure::Unreadable(status),
        })
    }
}

/// The part that is the same for every operation, so that it is compiled once.
async fn fetch(
    address: &str,
    method: Method,
    body: Option<String>,
) -> Result<(u16, String), Failure> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = RequestBuilder::new(address)
        .method(method)
        .header("Accept", "application/json, application/problem+json")
        .abort_signal(Some(&signal));
    let request = match body {
        Some(body) => request
            .header("Content-Type", "application/json")
            .body(body),
        None => request.build(),
    }
    .map_err(|_| Failure::Unreachable)?;
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    let status = response.status();
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    Ok((status, text))
}

/// Reads JSON; nothing where it is something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn json<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}
