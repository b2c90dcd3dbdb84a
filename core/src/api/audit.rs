//! The audit log as it crosses the wire: rows that anyone can check with SHA-256 alone.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::request::timestamp::Timestamp;

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// Oldest first; newest first where it was asked for with `before`.
    pub items: Vec<AuditRow>,
    /// Pass as `after` for the next page; absent on the last.
    pub next_after: Option<u64>,
    /// Pass as `before` for the next page, where that was asked for with `before`; absent on the last.
    #[serde(default)]
    pub next_before: Option<u64>,
}

/// One row. `hash` is the SHA-256 of `postern audit v1`, a line feed, `prev_hash`, a line feed and the
/// digest of `body`; that digest is the SHA-256 of `postern audit body v1`, a line feed and `body`. Both are
/// written as 64 lower-case hexadecimal digits; `prev_hash` of the first row is 64 zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// How far the log had come at a moment, signed by the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checkpoint {
    /// Whose log.
    pub cluster: String,
    /// The epoch of its newest row.
    pub epoch: u32,
    /// The number of its newest row.
    pub seq: u64,
    /// The hash of that row.
    pub hash: String,
    /// When this was signed.
    pub at: Timestamp,
    /// All of the above as claims of a signed token (JWS, EdDSA, type `postern-checkpoint+jwt`), to be
    /// verified with the keys under `/.well-known/jwks.json`.
    pub token: String,
}

/// That a row is part of the log, without what the rows after it say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inclusion {
    /// The row.
    pub row: AuditRow,
    /// The digests of the texts of the rows after it, up to the checkpoint's.
    pub following: Vec<String>,
    /// Where the chain from the row leads.
    pub checkpoint: Checkpoint,
}

/// A line of an export: a row, or the checkpoint that ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ExportLine {
    /// A row.
    Row(AuditRow),
    /// The last line.
    Checkpoint(Checkpoint),
}
