//! Sessions and machine tokens: parse, call, answer.

use postern_core::{api::endpoint::parameter::USER, policy::name::UserName};

use super::{body, call::Call};
use crate::{error::Error, ledger::message::Message};

/// Whom the call is about; `None` means the caller.
pub(super) fn whose(call: &Call) -> Option<UserName> {
    UserName::parse(call.value(&USER)?).ok()
}

/// End one session. An id that cannot be one names nothing, like one that is not known.
pub(super) fn end_session(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::EndSession(call.segment(segments, 0)?))
}

pub(super) fn create_token(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::CreateToken(body::json(call, bytes)?))
}

pub(super) fn revoke_token(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::RevokeToken(call.segment(segments, 0)?))
}
