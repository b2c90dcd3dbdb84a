//! What whoever runs a cluster sets: parse, call, answer.

use postern_core::api::settings::NewSecret;

use super::{body, bounds, call::Call, problem::Code};
use crate::{
    credentials::secret::{SecretName, SecretText},
    error::{Error, Refused, refuse},
    ledger::message::Message,
};

/// The longest value of a secret, in bytes.
const LONGEST_VALUE: usize = 8 * 1024;

pub(super) fn write(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    Ok(Message::WriteSettings(bounds::json(call, bytes)?))
}

pub(super) fn write_secret(call: &Call, segments: &[&str], bytes: &[u8]) -> Result<Message, Error> {
    let name = name(segments)?;
    let NewSecret { value } = body::json(call, bytes)?;
    if value.is_empty() || value.len() > LONGEST_VALUE {
        let detail = format!("a secret has 1 to {LONGEST_VALUE} bytes");
        return Err(
            Refused::new(Code::InvalidBody, format!("/value does not fit: {detail}"))
                .field("/value", detail)
                .into(),
        );
    }
    Ok(Message::WriteSecret(name, SecretText::new(value)))
}

pub(super) fn delete_secret(segments: &[&str]) -> Result<Message, Error> {
    Ok(Message::DeleteSecret(name(segments)?))
}

/// The secret that the path names.
fn name(segments: &[&str]) -> Result<SecretName, Error> {
    SecretName::parse(segments.first().copied().unwrap_or_default())
        .or_else(|problem| refuse(Code::NotFound, format!("check the address: {problem}")))
}
