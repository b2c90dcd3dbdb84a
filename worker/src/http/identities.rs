//! People as a provider last spoke of them: parse the call.

use postern_core::api::endpoint::parameter::LIMIT;

use super::{
    call::Call,
    requests::{before, limit},
};
use crate::ledger::message::Message;

pub(super) fn list(call: &Call) -> Message {
    Message::ListIdentities {
        before: before(call),
        limit: limit(call, &LIMIT),
    }
}
