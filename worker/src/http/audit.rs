//! The audit log: parse, call, answer.

use postern_core::api::endpoint::parameter::{
    ACTION, ACTOR, AFTER, AUDIT_LIMIT, BEFORE, Parameter, SEQ, SUBJECT,
};

use super::{call::Call, requests::limit};
use crate::{ledger::message::Message, store::audit::Filter};

pub(super) mod export;
mod table;

pub(super) fn list(call: &Call) -> Message {
    let text = |parameter: &Parameter| call.value(parameter).map(str::to_owned);
    Message::ListAudit(Filter {
        after: call.number(&AFTER),
        before: call.value(&BEFORE).map(|_| call.number(&BEFORE)),
        limit: limit(call, &AUDIT_LIMIT),
        actor: text(&ACTOR),
        action: text(&ACTION),
        subject: text(&SUBJECT),
    })
}

pub(super) fn prove(call: &Call) -> Message {
    Message::ProveAudit {
        seq: call.number(&SEQ),
    }
}
