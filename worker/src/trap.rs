//! Traps on demand, so that the tests can see the shim recover from them. Compiled only with the
//! feature `trap`, which neither `cargo xtask run` nor a deployment turns on.
//!
//! The worker and the object each ask here first, and carry on when it has no answer.

use std::time::Duration;

use worker::{
    Delay, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, web_sys,
};

use crate::{
    error::{Error, Fault},
    ledger::message::Envelope,
    store::{plans, replay, sql::Sql, turns},
};

/// Every path that traps, or helps to look at a trap, begins so.
const PREFIX: &str = "/api/v1/trap/";

/// What the worker does for a path under `/api/v1/trap/`; none for every other path.
pub async fn in_handler(request: &web_sys::Request, env: &Env) -> Option<Result<Response>> {
    if !request.url().contains(PREFIX) {
        return None;
    }
    let request = &Request::from(request.clone().ok()?);
    match request.path().strip_prefix(PREFIX)? {
        "handler" => spring(),
        "handler-later" => spring_later().await,
        "stack" => Some(Response::ok(exhaust(&[1; 1024]).to_string())),
        "wait" => {
            Delay::from(Duration::from_secs(30)).await;
            Some(Response::ok("waited"))
        }
        "replay" | "plans" | "multiply" => Some(ask_object(request, env, "sample").await),
        _ => Some(ask_object(request, env, "trap").await),
    }
}

/// What the object does for a path under `/api/v1/trap/`; none for every other path.
pub async fn in_object(request: &Request, state: &State, sql: &Sql) -> Option<Result<Response>> {
    match request.path().strip_prefix(PREFIX)? {
        "object" => spring(),
        "object-later" => spring_later().await,
        "object-well" => Some(Response::ok("well")),
        "socket" => Some(accept(state)),
        "replay" => Some(replay(sql)),
        "plans" => Some(plans(sql)),
        "multiply" => Some(multiply(request, sql)),
        "turn-whole" => Some(turn(state, || Ok(()))),
        "turn-trapped" => Some(turn(state, spring)),
        "turn-failed" => Some(turn(state, || {
            Err(Fault::new("a failure that was asked for").into())
        })),
        _ => Some(Response::error("no such trap", 404)),
    }
}

/// Answers `ping` with `pong` and traps on `trap`; whether the message was one of the two.
///
/// # Errors
/// When the socket cannot be written to.
pub fn in_message(socket: &WebSocket, message: &WebSocketIncomingMessage) -> Result<bool> {
    match message {
        WebSocketIncomingMessage::String(text) if text == "trap" => spring(),
        WebSocketIncomingMessage::String(text) if text == "ping" => {
            socket.send_with_str("pong").map(|()| true)
        }
        _ => Ok(false),
    }
}

/// Fails the turn of a call that says so by its id, after everything in it was done.
///
/// # Errors
/// The failure that was asked for.
pub fn at_the_end(envelope: &Envelope) -> std::result::Result<(), Error> {
    if envelope.request_id == "fail-at-the-end" {
        return Err(Fault::new("a failure that was asked for").into());
    }
    Ok(())
}

async fn ask_object(request: &Request, env: &Env, name: &str) -> Result<Response> {
    let object = env
        .durable_object("LEDGER")?
        .id_from_name(name)?
        .get_stub()?;
    object.fetch_with_request(request.clone()?).await
}

fn accept(state: &State) -> Result<Response> {
    let pair = WebSocketPair::new()?;
    state.accept_web_socket(&pair.server);
    Response::from_websocket(pair.client)
}

/// Writes a row in a turn that then ends as `end` says, and answers how many rows there were before.
fn turn(state: &State, end: impl FnOnce() -> Result<(), Error>) -> Result<Response> {
    match turns::attempt(&Sql::new(state.storage()), end) {
        Ok(before) => Response::ok(before.to_string()),
        Err(_) => Response::error("the turn failed", 500),
    }
}

/// Whether every row is what its events make.
fn replay(sql: &Sql) -> Result<Response> {
    Response::from_json(&replay::compare(sql)?)
}

/// How the database would answer each list.
fn plans(sql: &Sql) -> Result<Response> {
    Response::from_json(&plans::all(sql)?)
}

/// Stores many requests like one: `?like=ID&first=N&count=N`.
fn multiply(request: &Request, sql: &Sql) -> Result<Response> {
    let url = request.url()?;
    let value = |name: &str| {
        let mut pairs = url.query_pairs();
        let pair = pairs.find(|(known, _)| known == name);
        pair.map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let number = |name: &str| value(name).parse().unwrap_or(0);
    plans::multiply(sql, &value("like"), number("first"), number("count"))?;
    Response::ok("multiplied")
}

async fn spring_later<T>() -> T {
    Delay::from(Duration::from_millis(20)).await;
    spring()
}

#[expect(clippy::panic, reason = "trapping is what this is for")]
fn spring<T>() -> T {
    panic!("a trap that was asked for")
}

/// Calls itself until the stack is used up, which is a trap without a panic.
#[expect(
    unconditional_recursion,
    reason = "using up the stack is what this is for"
)]
fn exhaust(block: &[u8; 1024]) -> u32 {
    let mut deeper = *block;
    deeper.reverse();
    exhaust(std::hint::black_box(&deeper)) + u32::from(std::hint::black_box(deeper) == *block)
}
