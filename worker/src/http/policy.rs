//! The policy as a whole: parse, call, answer.

use postern_core::api::policy::PolicyView;

use super::{answer::Answer, body, call::Call, problem::Code};
use crate::{
    error::{Error, refuse},
    ledger::message::Message,
};

const YAML: &str = "application/yaml";

/// The policy in force.
pub(super) fn read(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::ReadPolicy)
}

/// Replace it.
pub(super) fn write(call: &Call, bytes: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    body::check_type(call, &[YAML, "application/x-yaml", "text/yaml"])?;
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Message::WritePolicy(text.into())),
        Err(error) => refuse(
            Code::InvalidPolicy,
            format!(
                "the policy is not UTF-8: byte {} is not part of a character",
                error.valid_up_to()
            ),
        ),
    }
}

/// Whether the caller asks for YAML before JSON.
pub(super) fn wants_yaml(call: &Call) -> bool {
    let accept = call.header("accept").unwrap_or_default();
    let preferred = accept
        .split(',')
        .map(|kind| kind.split(';').next().unwrap_or_default().trim())
        .find(|kind| matches!(*kind, YAML | "application/json"));
    preferred == Some(YAML)
}

/// The policy's own text.
pub(super) fn as_yaml(body: &str) -> Result<Answer, Error> {
    let view: PolicyView = serde_json::from_str(body)?;
    Ok(Answer::new(200)
        .header("content-type", YAML)
        .header("etag", format!("\"{}\"", view.digest))
        .header("vary", "accept")
        .body(view.text.into_bytes()))
}
