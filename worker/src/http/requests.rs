//! Requests and what is done about them: parse, call, answer.

use postern_core::{
    api::{
        endpoint::parameter::{
            AFTER, CREATED_AFTER, CREATED_BEFORE, CURSOR, DRY_RUN, HIDDEN, LIMIT, NEEDS, Parameter,
            REQUESTER, REVIEWER, ROLE, ROLE_ASKED, SINCE, STATE, TEXT, VERSION_CURSOR,
        },
        requests::Note,
    },
    policy::name::{RoleName, UserName},
    request::{id::RequestId, timestamp::Timestamp},
};

use super::{body, bounds, call::Call, problem::Code, security};
use crate::{
    error::{Error, refuse},
    ledger::message::{Listing, Message},
};

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
    Ok((id(segments)?, bounds::optional_json(call, bytes)?))
}

pub(super) fn explain(call: &Call) -> Result<Message, Error> {
    match call.value(&ROLE_ASKED).map(RoleName::parse) {
        Some(Ok(role)) => Ok(Message::Explain(role)),
        _ => refuse(Code::InvalidQuery, "name the role with `?role=`"),
    }
}

pub(super) fn submit(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::Submit {
        body: bounds::json(call, bytes)?,
        dry_run: call.value(&DRY_RUN) == Some("true"),
    })
}

pub(super) fn list(call: &Call) -> Message {
    let user = |parameter| UserName::parse(call.value(parameter)?).ok();
    let moment = |parameter| Timestamp::parse(call.value(parameter)?).ok();
    let text = |parameter| call.value(parameter).map(str::to_owned);
    Message::List(Box::new(Listing {
        state: text(&STATE),
        role: call
            .value(&ROLE)
            .and_then(|name| RoleName::parse(name).ok()),
        requester: user(&REQUESTER),
        reviewer: user(&REVIEWER),
        needs_me: call.value(&NEEDS).is_some(),
        q: text(&TEXT),
        created_after: moment(&CREATED_AFTER),
        created_before: moment(&CREATED_BEFORE),
        hidden: call.value(&HIDDEN) == Some("true"),
        limit: limit(call, &LIMIT),
        cursor: text(&CURSOR),
    }))
}

pub(super) fn read(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::Read(id(segments)?))
}

pub(super) fn events(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::Events {
        id: id(segments)?,
        after: call.number(&AFTER),
        limit: limit(call, &LIMIT),
    })
}

pub(super) fn hide(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::Hide(id(segments)?))
}

pub(super) fn review(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::Review(id(segments)?, bounds::json(call, bytes)?))
}

pub(super) fn resolve(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::Resolve(id(segments)?, bounds::json(call, bytes)?))
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
    let body = body::optional_json(call, bytes)?;
    Ok(Message::Assume(id(segments)?, body))
}

pub(super) fn stream(call: &Call) -> Result<Message, Error> {
    let upgrade = call.header("upgrade").unwrap_or_default();
    if !upgrade.eq_ignore_ascii_case("websocket") {
        return refuse(Code::UpgradeRequired, "connect with the WebSocket protocol");
    }
    security::check_socket_origin(call)?;
    Ok(Message::Stream {
        since: call.value(&SINCE).map(|_| call.number(&SINCE)),
    })
}

/// The number that a page goes on before, in lists whose newest entry comes first.
pub(super) fn before(call: &Call) -> Option<i64> {
    call.value(&VERSION_CURSOR)
        .map(|_| i64::try_from(call.number(&VERSION_CURSOR)).unwrap_or(i64::MAX))
}

/// How many items a page has at most.
pub(super) fn limit(call: &Call, parameter: &Parameter) -> u32 {
    u32::try_from(call.number(parameter)).unwrap_or(u32::MAX)
}
