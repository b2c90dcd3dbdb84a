//! Integrations, what they were told, and their own calls: parse, call, answer.

use base64ct::{Base64UrlUnpadded, Encoding};
use postern_core::{
    api::integrations::{IntegrationView, NewRotation},
    policy::integration::is_name,
};

use super::{
    answer::Answer,
    body,
    call::Call,
    policy::{TYPES, YAML},
    problem::Code,
    requests::limit,
};
use crate::{
    error::{Error, Refused, refuse},
    integrations::direction::Direction,
    ledger::message::{Message, Reply, SignedCall},
};

/// How many deliveries a page has where the caller does not say.
const PAGE: u32 = 50;

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

pub(super) fn list(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::ListIntegrations)
}

pub(super) fn read(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::ReadIntegration(name(segments)?))
}

pub(super) fn write(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    // JSON is read as the YAML that it also is.
    let mut types = TYPES.to_vec();
    types.push("application/json");
    body::check_type(call, &types)?;
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

pub(super) fn delete(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::DeleteIntegration(name(segments)?))
}

pub(super) fn test(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::TestIntegration(name(segments)?))
}

pub(super) fn rotate(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    let body: NewRotation = body::optional_json(call, bytes)?;
    let direction = body.direction.as_deref();
    let Some(direction) = direction.map_or(Some(Direction::Outgoing), Direction::named) else {
        let detail = "write `outgoing` or `incoming`";
        return Err(Refused::new(
            Code::InvalidBody,
            format!("/direction does not fit: {detail}"),
        )
        .field("/direction", detail)
        .into());
    };
    Ok(Message::RotateSecret(name(segments)?, direction))
}

pub(super) fn deliveries(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    let query = call.query(&["limit", "cursor"])?;
    Ok(Message::ListDeliveries {
        name: name(segments)?,
        before: query.parse("cursor", |text| {
            text.parse()
                .map_err(|_| "it is none that a page gave".to_owned())
        })?,
        limit: query.parse("limit", limit)?.unwrap_or(PAGE),
    })
}

pub(super) fn redeliver(call: &Call, segments: &[&str]) -> Result<Message, Error> {
    call.query(&[])?;
    let id = segments.first().copied().unwrap_or_default();
    Ok(Message::Redeliver(id.chars().take(64).collect()))
}

/// A call that an integration signed. A name that can be none goes the same way as one that is not known.
pub(super) fn callback(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    let header = |name| call.header(name).unwrap_or_default().to_owned();
    Ok(Message::Callback(Box::new(SignedCall {
        integration: segments.first().copied().unwrap_or_default().into(),
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: Base64UrlUnpadded::encode_string(bytes),
    })))
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
