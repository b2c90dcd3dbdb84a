//! Sessions and machine tokens: parse, call, answer.

use postern_core::{
    api::endpoint::parameter::{CURSOR, Parameter, TOKEN_LIMIT, TOKENS_OF, USER},
    policy::name::UserName,
};

use super::{bounds, call::Call, problem::Code, requests::limit};
use crate::{
    error::{Error, refuse},
    ledger::message::Message,
};

/// The longest id that is looked at, in bytes.
const LONGEST_ID: usize = 64;

pub(super) fn sessions(call: &Call) -> Message {
    Message::ListSessions(whose(call))
}

pub(super) fn end_session(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::EndSession(id(segments)?))
}

pub(super) fn end_sessions(call: &Call) -> Message {
    Message::EndSessions(whose(call))
}

pub(super) fn tokens(call: &Call) -> Message {
    Message::ListTokens {
        user: user(call, &TOKENS_OF),
        limit: limit(call, &TOKEN_LIMIT),
        cursor: call.value(&CURSOR).map(str::to_owned),
    }
}

pub(super) fn create_token(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::CreateToken(bounds::json(call, bytes)?))
}

pub(super) fn revoke_token(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::RevokeToken(id(segments)?))
}

/// Whom the call is about; `None` means the caller.
fn whose(call: &Call) -> Option<UserName> {
    user(call, &USER)
}

fn user(call: &Call, parameter: &Parameter) -> Option<UserName> {
    UserName::parse(call.value(parameter)?).ok()
}

/// The id that the path names; one that cannot be names nothing.
fn id(segments: &[&str]) -> Result<String, Error> {
    match segments.first().copied() {
        Some(id) if id.len() <= LONGEST_ID => Ok(id.into()),
        _ => refuse(
            Code::NotFound,
            "there is nothing of this id, or nothing of yours",
        ),
    }
}
