//! A backup as it crosses the wire: JSON lines, of which the first says what it is of, the last that it is
//! whole, and every other one is a row of a table.

use alloc::{collections::BTreeMap, string::String};

use serde::{Deserialize, Serialize};

use crate::request::timestamp::Timestamp;

/// The form of the file that this code writes and reads.
pub const FORMAT: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The form of the file: [`FORMAT`].
    pub format: u32,
    /// Whose ledger it is.
    pub cluster: String,
    /// The version of the schema that the rows are of.
    pub schema: u32,
    /// The moment whose state this is.
    pub taken_at: Timestamp,
    /// The policy in force; none before the first.
    pub policy: Option<String>,
    /// How far the audit log had come.
    pub audit: Head,
    /// The number of the newest event.
    pub events: i64,
    /// The number of the newest entry in the policy's history.
    pub policies: i64,
}

/// The newest row of an audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// How many rows of each table there are.
    pub rows: BTreeMap<String, u64>,
    /// The SHA-256 of every line before this one, with their line feeds.
    pub sha256: String,
}

/// What came of a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restored {
    /// Whose ledger it is.
    pub cluster: String,
    /// The moment whose state it has now.
    pub taken_at: Timestamp,
    /// How many rows of each table were read.
    pub rows: BTreeMap<String, u64>,
    /// How many requests were made of their events.
    pub requests: u64,
}
