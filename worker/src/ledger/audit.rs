//! Reading the audit log.

use postern_core::api::audit::AuditPage;

use super::{message::Reply, turn::Turn};
use crate::{error::Error, store::audit};

/// A page of it, for those whose roles let them list and read it.
pub(super) fn list(turn: &Turn<'_>, after: u64, limit: u32) -> Result<Reply, Error> {
    let reader = turn.reader()?;
    for verb in ["list", "read"] {
        reader.require("audit", verb, "read the audit log")?;
    }
    let items = audit::after(turn.sql, after, limit)?;
    let is_full = items.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let last = items.last().map(|row| row.seq);
    Ok(Reply::of(&AuditPage {
        next_after: last.filter(|_| is_full),
        items,
    })?)
}
