//! The audit log: parse, call, answer.

use super::{call::Call, requests::limit};
use crate::{error::Error, ledger::message::Message};

/// How many rows a page has where the caller does not say.
const PAGE: u32 = 100;

pub(super) fn list(call: &Call) -> Result<Message, Error> {
    let query = call.query(&["after", "limit"])?;
    let after = query.parse("after", |text| {
        text.parse()
            .map_err(|_| "it is the number of a row".to_owned())
    })?;
    Ok(Message::ListAudit {
        after: after.unwrap_or(0),
        limit: query.parse("limit", limit)?.unwrap_or(PAGE),
    })
}
