//! Signing in to the sample cluster: parse, call, answer.

use postern_core::api::identity::DemoSignIn;

use super::{body, call::Call};
use crate::{error::Error, ledger::message::Message};

/// Sign in as a user of the sample cluster.
pub(super) fn demo_sign_in(call: &Call, body: &[u8]) -> Result<Message, Error> {
    let body: DemoSignIn = body::json(call, body)?;
    Ok(Message::DemoSignIn(body.user))
}
