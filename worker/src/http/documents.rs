//! Single documents of the policy: parse, call, answer.

use super::{body, call::Call, policy};
use crate::{
    error::Error,
    ledger::{message::Message, policy::single::Kind},
};

pub(super) fn list(call: &Call, kind: Kind) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::ListDocuments(kind))
}

pub(super) fn read(call: &Call, kind: Kind, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::ReadDocument(kind, call.segment(segments, 0)?))
}

/// JSON is YAML too, so one reader reads both.
pub(super) fn write(
    call: &Call,
    kind: Kind,
    segments: &[&str],
    bytes: &[u8],
) -> Result<Message, Error> {
    call.query(&[])?;
    let types = [policy::TYPES, &["application/json"]].concat();
    body::check_type(call, &types)?;
    Ok(Message::WriteDocument {
        kind,
        name: call.segment(segments, 0)?,
        text: policy::text(bytes)?.into(),
    })
}

pub(super) fn delete(call: &Call, kind: Kind, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::DeleteDocument(kind, call.segment(segments, 0)?))
}
