//! Requests and what is done about them: parse, call, answer.

use postern_core::{
    api::requests::Note,
    policy::name::{RoleName, UserName},
    request::{id::RequestId, timestamp::Timestamp},
};

use super::{body, call::Call, problem::Code, security};
use crate::{
    error::{Error, refuse},
    ledger::message::{Listing, Message},
};

/// How many requests a page has where the caller does not say.
const PAGE: u32 = 50;
/// How many it can have at most.
const LONGEST_PAGE: u32 = 200;
/// The longest text to search for, and the longest cursor, in bytes.
const LONGEST_TEXT: usize = 512;

/// The request that the path names. An id that is none names nothing, like one that is not known.
fn id(segments: &[&str]) -> Result<RequestId, Error> {
    match segments.first().map(|segment| RequestId::parse(segment)) {
        Some(Ok(id)) => Ok(id),
        _ => refuse(
            Code::NotFound,
            "there is no such request, or none that you may see",
        ),
    }
}

fn note(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<(RequestId, Note), Error> {
    call.query(&[])?;
    Ok((id(segments)?, body::optional_json(call, bytes)?))
}

pub(super) fn capabilities(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Capabilities)
}

pub(super) fn explain(call: &Call) -> Result<Message, Error> {
    match call.query(&["role"])?.parse("role", role)? {
        Some(role) => Ok(Message::Explain(role)),
        None => refuse(Code::InvalidQuery, "name the role with `?role=`"),
    }
}

pub(super) fn submit(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    let dry_run = call.query(&["dry_run"])?.parse("dry_run", yes_or_no)?;
    Ok(Message::Submit {
        body: body::json(call, bytes)?,
        dry_run: dry_run.unwrap_or(false),
    })
}

pub(super) fn list(call: &Call) -> Result<Message, Error> {
    let query = call.query(&[
        "state",
        "role",
        "requester",
        "reviewer",
        "needs",
        "q",
        "created_after",
        "created_before",
        "limit",
        "cursor",
    ])?;
    Ok(Message::List(Box::new(Listing {
        state: query.parse("state", state)?,
        role: query.parse("role", role)?,
        requester: query.parse("requester", user)?,
        reviewer: query.parse("reviewer", user)?,
        needs_me: query
            .parse("needs", |text| match text {
                "me" => Ok(true),
                _ => Err("only `me` is understood".into()),
            })?
            .unwrap_or(false),
        q: query.parse("q", bounded)?,
        created_after: query.parse("created_after", Timestamp::parse)?,
        created_before: query.parse("created_before", Timestamp::parse)?,
        limit: query.parse("limit", limit)?.unwrap_or(PAGE),
        cursor: query.parse("cursor", bounded)?,
    })))
}

pub(super) fn read(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Read(id(segments)?))
}

pub(super) fn review(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Review(id(segments)?, body::json(call, bytes)?))
}

pub(super) fn resolve(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Resolve(id(segments)?, body::json(call, bytes)?))
}

pub(super) fn withdraw(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    let (id, note) = note(call, segments, bytes)?;
    Ok(Message::Withdraw(id, note))
}

pub(super) fn revoke(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    let (id, note) = note(call, segments, bytes)?;
    Ok(Message::Revoke(id, note))
}

pub(super) fn give_back(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    let (id, note) = note(call, segments, bytes)?;
    Ok(Message::Drop(id, note))
}

pub(super) fn assume(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    let body = body::optional_json(call, bytes)?;
    Ok(Message::Assume(id(segments)?, body))
}

pub(super) fn stream(call: &Call) -> Result<Message, Error> {
    let upgrade = call.header("upgrade").unwrap_or_default();
    if !upgrade.eq_ignore_ascii_case("websocket") {
        return refuse(Code::UpgradeRequired, "connect with the WebSocket protocol");
    }
    security::check_socket_origin(call)?;
    let since = call.query(&["since"])?.parse("since", |text| {
        text.parse()
            .map_err(|_| "the number of the last event you know".to_owned())
    })?;
    Ok(Message::Stream { since })
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("it is `true` or `false`".into()),
    }
}

fn role(text: &str) -> Result<RoleName, String> {
    RoleName::parse(text).map_err(|problem| problem.to_string())
}

pub(super) fn user(text: &str) -> Result<UserName, String> {
    UserName::parse(text).map_err(|problem| problem.to_string())
}

fn bounded(text: &str) -> Result<String, String> {
    if text.is_empty() || text.len() > LONGEST_TEXT {
        Err(format!("it has 1 to {LONGEST_TEXT} bytes"))
    } else {
        Ok(text.into())
    }
}

/// How many items a page has at most.
pub(super) fn limit(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|limit| (1..=LONGEST_PAGE).contains(limit))
        .ok_or_else(|| format!("it is a number from 1 to {LONGEST_PAGE}"))
}

fn state(text: &str) -> Result<String, String> {
    const STATES: [&str; 9] = [
        "pending",
        "scheduled",
        "active",
        "denied",
        "expired",
        "withdrawn",
        "revoked",
        "dropped",
        "ended",
    ];
    if text == "approved" || STATES.contains(&text) {
        Ok(text.into())
    } else {
        Err(format!("the states are approved, {}", STATES.join(", ")))
    }
}
