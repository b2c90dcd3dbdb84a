//! Who the caller is, signing in and signing out: parse, call, answer.

use super::call::Call;
use crate::{error::Error, ledger::message::Message};

/// Who can sign in to the sample cluster.
#[cfg(feature = "demo")]
pub(super) fn demo_users(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::DemoUsers)
}

/// Sign in as one of them.
#[cfg(feature = "demo")]
pub(super) fn demo_sign_in(call: &Call, body: &[u8]) -> Result<Message, Error> {
    call.query(&[])?;
    let body: postern_core::api::identity::DemoSignIn = super::body::json(call, body)?;
    Ok(Message::DemoSignIn(body.user))
}

/// The ways to sign in.
pub(super) fn connectors(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Connectors)
}

/// End the session.
pub(super) fn sign_out(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::SignOut)
}

/// Who the caller is.
pub(super) fn me(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Me)
}
