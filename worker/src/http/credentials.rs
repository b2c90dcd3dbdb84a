//! Sessions and machine tokens: parse, call, answer.

use postern_core::policy::name::UserName;

use super::{body, call::Call, problem::Code, requests::user};
use crate::{
    error::{Error, refuse},
    ledger::message::Message,
};

/// The longest id that is looked at, in bytes.
const LONGEST_ID: usize = 64;

pub(super) fn sessions(call: &Call) -> Result<Message, Error> {
    Ok(Message::ListSessions(whose(call)?))
}

pub(super) fn end_session(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::EndSession(id(segments)?))
}

pub(super) fn end_sessions(call: &Call) -> Result<Message, Error> {
    Ok(Message::EndSessions(whose(call)?))
}

pub(super) fn tokens(call: &Call) -> Result<Message, Error> {
    Ok(Message::ListTokens(whose(call)?))
}

pub(super) fn create_token(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::CreateToken(body::json(call, bytes)?))
}

pub(super) fn revoke_token(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::RevokeToken(id(segments)?))
}

/// Whom the call is about; `None` means the caller.
fn whose(call: &Call) -> Result<Option<UserName>, Error> {
    call.query(&["user"])?.parse("user", user)
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
