//! Single documents of the policy: parse, call, answer.

use postern_core::api::endpoint::{Endpoint as _, WriteRole};

use super::{body, call::Call, policy};
use crate::{
    error::Error,
    ledger::{message::Message, policy::single::Kind},
};

pub(super) fn read(call: &Call, kind: Kind, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::ReadDocument(kind, call.segment(segments, 0)?))
}

/// JSON is YAML too, so one reader reads both.
pub(super) fn write(
    call: &Call,
    kind: Kind,
    segments: &[&str],
    bytes: &[u8],
) -> Result<Message, Error> {
    body::check_type(call, WriteRole::ENTRY.accepts)?;
    Ok(Message::WriteDocument {
        kind,
        name: call.segment(segments, 0)?,
        text: policy::text(bytes)?.into(),
    })
}

pub(super) fn delete(call: &Call, kind: Kind, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::DeleteDocument(kind, call.segment(segments, 0)?))
}
