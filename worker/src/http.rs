//! From an HTTP call to a message and from a reply to an answer. Nothing here decides who may do what.

use js_sys::JsString;
use postern_core::{
    api::endpoint::{Entry, Found, JSON, Method, Operation, find},
    yaml::diagnostic::PAGES,
};
use worker::{Env, Response, web_sys};

use self::{
    answer::{Answer, Chunks, with_allowance},
    audit::export::Format,
    call::Call,
    crossing::Body,
    problem::Code,
};
use crate::{
    clock, config,
    error::{Error, Fault, refuse},
    id,
    ledger::{
        client,
        message::{Envelope, Outcome, Reply, SessionChange},
    },
    log::{self, Level, Line},
};

pub mod answer;
mod audit;
mod backup;
pub mod body;
mod bootstrap;
mod bounds;
pub mod call;
pub mod caller;
mod credentials;
pub mod crossing;
mod documents;
pub mod header;
mod identities;
#[cfg(feature = "demo")]
mod identity;
mod integrations;
mod locks;
mod metrics;
mod operation;
mod policy;
pub mod problem;
mod requests;
mod restore;
mod rules;
pub mod security;
mod settings;
pub mod sign_in;
mod wellknown;

/// Answers one call. Whatever goes wrong becomes a problem document with an id.
///
/// # Errors
/// Only when not even that can be built.
pub async fn serve(request: web_sys::Request, env: Env) -> worker::Result<web_sys::Response> {
    let started = clock::now();
    let call = match Call::read(&request) {
        Ok(call) => call,
        Err(fault) => return plain_failure(&fault),
    };
    let request_id = match call.header("x-request-id").and_then(id::safe) {
        Some(given) => given.to_owned(),
        None => id::uuid().unwrap_or_default(),
    };
    let outcome = answer(&call, &request_id, request, &env).await;
    let took = clock::now().since(started).as_ms();
    let (response, status, fault) = match outcome {
        Ok(Answered::Socket(response)) => (response.into(), 101, None),
        Ok(Answered::Page(response)) => (response.into(), 0, None),
        Ok(Answered::Plain(answer)) => (
            finished(answer, &call, &request_id, took).into_response()?,
            0,
            None,
        ),
        Ok(Answered::Streamed(answer, chunks)) => {
            let answer = finished(answer, &call, &request_id, took);
            // Nobody reads the body of an answer to HEAD, so it is not begun.
            let response = if call.method == "HEAD" {
                answer.into_response()?
            } else {
                answer.into_streamed(chunks)?.into()
            };
            (response, 0, None)
        }
        Err(error) => {
            let fault = match &error {
                Error::Fault(Fault(message)) => Some(message.clone()),
                Error::Refused(_) => None,
            };
            let answer = sign_in::page::failure(&error, &call, &request_id)
                .unwrap_or_else(|| problem::answer(&error, &request_id));
            let response = finished(answer, &call, &request_id, took).into_response()?;
            (response, 0, fault)
        }
    };
    log::write(&Line {
        level: if fault.is_some() {
            Level::Error
        } else {
            Level::Info
        },
        event: "call",
        request_id: &request_id,
        call: &format!("{} {}", call.method, call.path),
        status: Some(if status == 0 {
            response.status()
        } else {
            status
        }),
        ms: Some(took),
        detail: fault.as_deref().unwrap_or_default(),
    });
    Ok(response)
}

/// What became of a call: an answer of ours, whole or made while it is read, or what is passed on untouched: a
/// page of the site, or an opened socket.
enum Answered {
    Plain(Answer),
    Streamed(Answer, Chunks),
    Page(Response),
    Socket(Response),
}

async fn answer(
    call: &Call,
    request_id: &str,
    request: web_sys::Request,
    env: &Env,
) -> Result<Answered, Error> {
    if let Some(code) = call.path.strip_prefix("/problems/") {
        return problem_page(call, code).map(Answered::Plain);
    }
    if let Some(rest) = call.path.strip_prefix(PAGES) {
        return rules::page(rest, request, env).await.map(Answered::Page);
    }
    let (entry, segments) = route(call)?;
    let credential = caller::credential(call, entry.need)?;
    security::check_origin(call, credential.as_ref())?;
    // A provider adds to the address what it likes; what is ours in it is looked at there.
    if entry.operation != Operation::FinishLogin {
        call.check_query(entry.query)?;
    }
    if let Some(answer) = wellknown::fixed(entry.operation, call)? {
        return Ok(Answered::Plain(answer));
    }
    let cluster = config::cluster(env, &call.host)?;
    if let Some(answer) = sign_in::answer(entry.operation, call, &cluster, request_id, env).await? {
        return Ok(Answered::Plain(answer));
    }
    if entry.operation == Operation::Restore {
        // Read while it is stored: it has no limit.
        let answer = restore::answer(call, request, cluster, request_id, env).await?;
        return Ok(Answered::Plain(answer));
    }
    let limit = match entry.operation {
        Operation::Bootstrap
        | Operation::WritePolicy
        | Operation::LintPolicy
        | Operation::ExplainPolicy
        | Operation::SimulatePolicy
        | Operation::TestPolicy
        | Operation::DiffPolicy => body::POLICY_LIMIT,
        // Storage takes no longer document.
        Operation::WriteRole | Operation::WriteUser | Operation::WriteConnector => {
            body::DOCUMENT_LIMIT
        }
        _ => body::LIMIT,
    };
    let bytes = if call.is_safe() {
        Vec::new()
    } else {
        body::read(call, request, limit).await?
    };
    let message = operation::message(&entry, call, &segments, &bytes, env)?;
    let envelope = Envelope {
        cluster,
        origin: call.origin(),
        credential,
        need: entry.need,
        request_id: request_id.into(),
        source: caller::source(call),
        agent: caller::agent(call),
        precondition: header::Precondition::read(call)?,
        known: call.header("if-none-match").map(str::to_owned),
        idempotency: header::Idempotency::read(call, &bytes)?,
        message,
    };
    if entry.operation == Operation::Stream {
        return client::open_socket(env, &envelope)
            .await
            .map(Answered::Socket);
    }
    if passes_by(entry.operation) {
        let (answered, body) = client::ask(env, &envelope).await?;
        let answer = match answered.outcome.into_result() {
            Ok(reply) => plain(&entry, call, &reply, Some(body))?,
            Err(fault @ Error::Fault(_)) => return Err(fault),
            Err(refused) => problem::answer(&refused, request_id),
        };
        return Ok(Answered::Plain(with_allowance(answer, answered.allowance)));
    }
    let answered = client::send(env, &envelope).await?;
    if let (Operation::Backup, Outcome::Done(reply)) = (entry.operation, &answered.outcome) {
        let (answer, chunks) = backup::answer(env.clone(), envelope, reply)?;
        let answer = with_allowance(answer, answered.allowance);
        return Ok(Answered::Streamed(answer, chunks));
    }
    let export = match entry.operation {
        Operation::ExportAudit => Some(Format::Lines),
        Operation::ExportAuditTable => Some(Format::Table),
        _ => None,
    };
    if let (Some(format), Outcome::Done(reply)) = (export, &answered.outcome) {
        let (answer, chunks) = audit::export::answer(env.clone(), envelope, reply, format)?;
        let answer = with_allowance(answer, answered.allowance);
        return Ok(Answered::Streamed(answer, chunks));
    }
    let answer = match answered.outcome.into_result() {
        Ok(reply) if has_text(entry.operation) && policy::wants_yaml(call) => {
            policy::as_yaml(&reply)?
        }
        Ok(reply) if entry.operation == Operation::ReadIntegration && policy::wants_yaml(call) => {
            integrations::as_yaml(&reply)?
        }
        Ok(reply) if entry.operation == Operation::Metrics => metrics::answer(&entry, &reply)?,
        // These need no more of the ledger: one long text does not keep the others waiting.
        Ok(_) if entry.operation == Operation::LintPolicy => policy::linted(&bytes)?,
        Ok(_) if entry.operation == Operation::TestPolicy => policy::tested(&bytes)?,
        Ok(reply) if entry.operation == Operation::ExplainPolicy => {
            policy::explained(call, &bytes, &reply)?
        }
        Ok(reply) if entry.operation == Operation::SimulatePolicy => {
            policy::simulated(call, &bytes, &reply)?
        }
        Ok(reply) if entry.operation == Operation::DiffPolicy => policy::differing(&bytes, &reply)?,
        Ok(reply) => plain(&entry, call, &reply, None)?,
        Err(fault @ Error::Fault(_)) => return Err(fault),
        Err(refused) => problem::answer(&refused, request_id),
    };
    Ok(Answered::Plain(with_allowance(answer, answered.allowance)))
}

/// Whether the answer is a text that can be had by itself.
const fn has_text(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::ReadPolicy
            | Operation::ReadPolicyVersion
            | Operation::ReadRole
            | Operation::ReadUser
            | Operation::ReadConnector
    )
}

/// What the call leads to.
fn route(call: &Call) -> Result<(Entry, Vec<&str>), Error> {
    // HEAD is GET without the body.
    let method = match call.method.as_str() {
        "HEAD" => "GET",
        other => other,
    };
    match find(method, &call.path) {
        Found::Operation(entry, _) if !exists(entry.operation) => not_found(),
        Found::Operation(entry, segments) => Ok((entry, segments)),
        Found::OtherMethods(_) => refuse(
            Code::MethodNotAllowed,
            format!("use {} here", allowed(&call.path).join(" or ")),
        ),
        Found::Nothing => not_found(),
    }
}

/// Whether this build has the operation.
const fn exists(operation: Operation) -> bool {
    cfg!(feature = "demo") || !matches!(operation, Operation::DemoUsers | Operation::DemoSignIn)
}

fn not_found<T>() -> Result<T, Error> {
    refuse(Code::NotFound, "check the address")
}

/// The methods that a path has.
fn allowed(path: &str) -> Vec<&'static str> {
    let mut methods = Vec::new();
    for method in Method::ALL.map(Method::as_str) {
        if let Found::Operation(entry, _) = find(method, path)
            && exists(entry.operation)
        {
            methods.push(method);
            if method == "GET" {
                methods.push("HEAD");
            }
        }
    }
    methods
}

fn problem_page(call: &Call, code: &str) -> Result<Answer, Error> {
    if !matches!(call.method.as_str(), "GET" | "HEAD") {
        return refuse(Code::MethodNotAllowed, "use GET or HEAD here");
    }
    problem::page(code).map_or_else(not_found, Ok)
}

/// Whether the body of the ledger's answer goes on unread, as it is: of what is called often.
const fn passes_by(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::ReadMe
            | Operation::ReadCapabilities
            | Operation::SubmitRequest
            | Operation::ListRequests
            | Operation::ReadRequest
            | Operation::SubmitReview
            | Operation::ResolveRequest
            | Operation::WithdrawRequest
            | Operation::AssumeRequest
    )
}

/// A reply as an answer, the same way for every operation; `unread` is its body, where that passes by.
fn plain(
    entry: &Entry,
    call: &Call,
    reply: &Reply,
    unread: Option<JsString>,
) -> Result<Answer, Error> {
    let dry_run = entry.operation == Operation::SubmitRequest && reply.created.is_none();
    let is_made = entry.method == Method::Put && reply.created.is_some();
    let status = match (dry_run, is_made) {
        (true, _) => 200,
        (_, true) => 201,
        _ => entry.success,
    };
    let mut answer = Answer::new(status);
    if status != 204 {
        answer = answer.header("content-type", JSON);
        answer.body = match unread {
            Some(text) => Body::Text(text),
            None => Body::Bytes(reply.body.get().as_bytes().to_vec()),
        };
    }
    if let Some(etag) = &reply.etag {
        answer = answer.header("etag", format!("\"{etag}\""));
    }
    if let Some(tag) = &reply.weak_etag {
        answer = answer
            .header("etag", format!("W/\"{tag}\""))
            .header("cache-control", "private, no-cache");
        if header::is_known(call.header("if-none-match"), tag)? {
            answer.status = 304;
            answer.body = Body::default();
        }
    }
    if let (Operation::SubmitRequest, Some(id)) = (entry.operation, &reply.created) {
        answer = answer.header("location", format!("/api/v1/requests/{id}"));
    }
    if let Some(next) = &reply.next_cursor {
        answer = answer.header(
            "link",
            format!("<{}>; rel=\"next\"", call.with_cursor(next)),
        );
    }
    if reply.replayed {
        answer = answer.header("idempotency-replayed", "true");
    }
    Ok(match &reply.session {
        SessionChange::None => answer,
        SessionChange::Begin(session) => {
            answer.header("set-cookie", caller::cookie(call, Some(session)))
        }
        SessionChange::End => answer.header("set-cookie", caller::cookie(call, None)),
    })
}

/// The answer with what every answer carries.
fn finished(mut answer: Answer, call: &Call, request_id: &str, ms: i64) -> Answer {
    if answer.status == Code::MethodNotAllowed.kind().status {
        answer = answer.header(
            "allow",
            match allowed(&call.path) {
                methods if methods.is_empty() => "GET, HEAD".to_owned(),
                methods => methods.join(", "),
            },
        );
    }
    if answer.status == Code::NotSignedIn.kind().status {
        answer = answer.header("www-authenticate", "Bearer realm=\"postern\"");
    }
    if call.method == "HEAD" {
        answer.body = Body::default();
    }
    security::with_headers(answer, call, request_id)
        .header("server-timing", format!("total;dur={ms}"))
}

fn plain_failure(fault: &Fault) -> worker::Result<web_sys::Response> {
    log::write(&Line {
        level: Level::Error,
        event: "call",
        request_id: "",
        call: "",
        status: Some(500),
        ms: None,
        detail: &fault.0,
    });
    Response::error("something broke", 500).map(Into::into)
}
