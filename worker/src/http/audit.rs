//! The audit log: parse, call, answer.

use postern_core::api::endpoint::parameter::{AFTER, AUDIT_LIMIT};

use super::{call::Call, requests::limit};
use crate::ledger::message::Message;

pub(super) fn list(call: &Call) -> Message {
    Message::ListAudit {
        after: call.number(&AFTER),
        limit: limit(call, &AUDIT_LIMIT),
    }
}
