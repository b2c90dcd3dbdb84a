//! The audit log: parse, call, answer.

use super::{call::Call, problem::Code, requests::limit};
use crate::{
    error::{Error, refuse},
    ledger::message::Message,
    store::audit::Filter,
};

pub(super) mod export;
mod table;

/// How many rows a page has where the caller does not say.
const PAGE: u32 = 100;
/// The longest name to look for, in bytes.
const LONGEST_NAME: usize = 512;

pub(super) fn list(call: &Call) -> Result<Message, Error> {
    let query = call.query(&["after", "limit", "actor", "action", "subject"])?;
    Ok(Message::ListAudit(Filter {
        after: query.parse("after", number)?.unwrap_or(0),
        limit: query.parse("limit", limit)?.unwrap_or(PAGE),
        actor: query.parse("actor", name)?,
        action: query.parse("action", name)?,
        subject: query.parse("subject", name)?,
    }))
}

pub(super) fn checkpoint(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Checkpoint { seq: None })
}

pub(super) fn prove(call: &Call) -> Result<Message, Error> {
    match call.query(&["seq"])?.parse("seq", number)? {
        Some(seq) => Ok(Message::ProveAudit { seq }),
        None => refuse(Code::InvalidQuery, "name the row with `?seq=`"),
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "it is the number of a row".into())
}

fn name(text: &str) -> Result<String, String> {
    if (1..=LONGEST_NAME).contains(&text.len()) {
        Ok(text.into())
    } else {
        Err(format!("it has 1 to {LONGEST_NAME} bytes"))
    }
}
