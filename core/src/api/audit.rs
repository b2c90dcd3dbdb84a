//! The audit log as it crosses the wire: rows that anyone can check with SHA-256 alone.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// Oldest first.
    pub items: Vec<AuditRow>,
    /// Pass as `after` for the next page; absent on the last.
    pub next_after: Option<u64>,
}

/// One row. `hash` is the SHA-256, in hexadecimal, of the text `postern audit v1`, a line feed,
/// `prev_hash`, a line feed and `body`; `prev_hash` of the first row is 64 zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditRow {
    /// Counted from 1, without a gap.
    pub seq: u64,
    /// Counts restores from a backup.
    pub epoch: u32,
    /// The hash of the row before.
    pub prev_hash: String,
    /// What happened, as canonical JSON: the very text that was hashed.
    pub body: String,
    /// The hash of this row.
    pub hash: String,
}
