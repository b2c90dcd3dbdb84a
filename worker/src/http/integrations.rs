//! Integrations, what they were told, and their own calls: parse, call, answer.

use base64ct::{Base64UrlUnpadded, Encoding};
use postern_core::{
    api::{
        endpoint::{Endpoint as _, WriteIntegration, YAML, parameter::LIMIT},
        integrations::{Direction, IntegrationView, NewRotation},
    },
    policy::integration::is_name,
};

use super::{
    answer::Answer,
    body,
    call::Call,
    problem::Code,
    requests::{before, limit},
};
use crate::{
    error::{Error, refuse},
    ledger::message::{Message, Reply, SignedCall},
};

/// The integration that the path names. What can be no name names nothing.
fn name(segments: &[&str]) -> Result<String, Error> {
    match segments.first() {
        Some(name) if is_name(name) => Ok((*name).into()),
        _ => refuse(
            Code::NotFound,
            "check the address: an integration's name has 1 to 64 of a–z, 0–9 and -",
        ),
    }
}

pub(super) fn read(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::ReadIntegration(name(segments)?))
}

pub(super) fn write(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    // JSON is read as the YAML that it also is.
    body::check_type(call, WriteIntegration::ENTRY.accepts)?;
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Message::WriteIntegration(name(segments)?, text.into())),
        Err(error) => refuse(
            Code::InvalidIntegration,
            format!(
                "the document is not UTF-8: byte {} is not part of a character",
                error.valid_up_to()
            ),
        ),
    }
}

pub(super) fn delete(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::DeleteIntegration(name(segments)?))
}

pub(super) fn test(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::TestIntegration(name(segments)?))
}

pub(super) fn rotate(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    let NewRotation { direction } = body::optional_json(call, bytes)?;
    let direction = direction.unwrap_or(Direction::Outgoing);
    Ok(Message::RotateSecret(name(segments)?, direction))
}

pub(super) fn deliveries(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::ListDeliveries {
        name: name(segments)?,
        before: before(call),
        limit: limit(call, &LIMIT),
    })
}

pub(super) fn redeliver(segments: &[&str]) -> Message {
    let id = segments.first().copied().unwrap_or_default();
    Message::Redeliver(id.chars().take(64).collect())
}

/// A call that an integration signed. A name that can be none goes the same way as one that is not known.
pub(super) fn callback(call: &Call, segments: &[&str], bytes: &[u8]) -> Message {
    let header = |name| call.header(name).unwrap_or_default().to_owned();
    Message::Callback(Box::new(SignedCall {
        integration: segments.first().copied().unwrap_or_default().into(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: Base64UrlUnpadded::encode_string(bytes),
    }))
}

/// The integration's own text.
pub(super) fn as_yaml(reply: &Reply) -> Result<Answer, Error> {
    let view: IntegrationView = serde_json::from_str(reply.body.get())?;
    Ok(Answer::new(200)
        .header("content-type", YAML)
        .header("etag", format!("\"{}\"", view.etag))
        .header("vary", "accept")
        .body(view.text.into_bytes()))
}
