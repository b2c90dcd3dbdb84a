//! What those who watch the service look at: compare the token, call, answer as text.

use postern_core::api::endpoint::Entry;
use subtle::ConstantTimeEq;

use super::{answer::Answer, call::Call, problem::Code};
use crate::{
    config::MetricsToken,
    error::{Error, refuse},
    ledger::message::{Message, Reply},
};

/// Refuses callers without the token; where none is configured, there is nothing here.
pub(super) fn read(call: &Call, token: Option<&MetricsToken>) -> Result<Message, Error> {
    let Some(token) = token else {
        return refuse(Code::NotFound, "check the address");
    };
    let given = call
        .header("authorization")
        .and_then(|header| header.strip_prefix("Bearer "))
        .map(MetricsToken::hash)
        .unwrap_or_default();
    // The hashes are compared, in constant time.
    if bool::from(given.as_bytes().ct_eq(token.hashed().as_bytes())) {
        Ok(Message::Metrics)
    } else {
        refuse(
            Code::InvalidToken,
            "send `Authorization: Bearer` with the token that POSTERN_METRICS_TOKEN holds",
        )
    }
}

/// The text.
pub(super) fn answer(entry: &Entry, reply: &Reply) -> Result<Answer, Error> {
    let text: String = serde_json::from_str(reply.body.get())?;
    let media = entry.answers.first().copied().unwrap_or("text/plain");
    Ok(Answer::new(200)
        .header("content-type", media)
        .body(text.into_bytes()))
}
