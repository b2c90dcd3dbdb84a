//! Locking and unlocking users: parse, call, answer.

use postern_core::policy::name::UserName;

use super::{body, call::Call};
use crate::{error::Error, ledger::message::Message};

pub(super) fn lock(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::Lock(
        user(call, segments)?,
        body::json(call, bytes)?,
    ))
}

pub(super) fn unlock(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::Unlock(user(call, segments)?))
}

/// Any name: one that nobody can have is one that nobody has.
fn user(call: &Call, segments: &[&str]) -> Result<UserName, Error> {
    Ok(UserName::verbatim(call.segment(segments, 0)?))
}
