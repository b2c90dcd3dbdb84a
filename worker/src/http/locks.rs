//! Locking and unlocking users: parse, call, answer.

use postern_core::policy::name::UserName;

use super::{bounds, call::Call, problem::Code};
use crate::{
    error::{Error, refuse},
    ledger::message::Message,
};

pub(super) fn lock(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::Lock(
        user(call, segments)?,
        bounds::json(call, bytes)?,
    ))
}

pub(super) fn unlock(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::Unlock(user(call, segments)?))
}

/// Whom the path names; a name that nobody can have is one that nobody has.
fn user(call: &Call, segments: &[&str]) -> Result<UserName, Error> {
    UserName::parse(&call.segment(segments, 0)?)
        .or_else(|_| refuse(Code::NotFound, "there is no such user"))
}
