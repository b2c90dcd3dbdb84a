//! The audit log: append-only, each row's hash covers the row before it.

use postern_core::{VERSION, api::audit::AuditRow, request::timestamp::Timestamp};
use serde::{Deserialize, Serialize};

use super::sql::{Sql, number};
use crate::{digest::sha256, error::Fault};

/// The hash before the first row.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Set apart from every other use of SHA-256.
const DOMAIN: &[u8] = b"postern audit v1\n";
/// Counts restores from a backup; this ledger has had none.
const EPOCH: u32 = 1;

/// Who did what, why, when and from where.
///
/// INVARIANT: the fields stand in alphabetical order, so that their JSON is canonical; a test holds it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry<'a> {
    /// What was done, in one stable word.
    pub action: &'a str,
    /// Who did it; absent for the clock and for Postern itself.
    pub actor: Option<&'a str>,
    /// When.
    pub at: Timestamp,
    /// Whose ledger this is.
    pub cluster: &'a str,
    /// Particulars; keys in order.
    pub data: serde_json::Value,
    /// The policy in force.
    pub policy: Option<&'a str>,
    /// The call it came with.
    pub request_id: &'a str,
    /// From where the call came.
    pub source: &'a str,
    /// What it was done to.
    pub subject: &'a str,
    /// The machine token that acted for the actor, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<&'a str>,
}

/// The row as it is hashed.
#[derive(Serialize)]
struct Canonical<'a> {
    core: &'a str,
    entry: &'a Entry<'a>,
    epoch: u32,
    seq: i64,
}

#[derive(Deserialize)]
struct Head {
    seq: i64,
    hash: String,
}

/// Appends a row.
///
/// # Errors
/// What the database says.
pub fn append(sql: &Sql, entry: &Entry<'_>) -> Result<(), Fault> {
    let head = sql.first::<Head, 0>("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", [])?;
    let (seq, prev) = head.map_or((1, BEGINNING.to_owned()), |head| (head.seq + 1, head.hash));
    let body = serde_json::to_string(&Canonical {
        core: VERSION,
        entry,
        epoch: EPOCH,
        seq,
    })?;
    let hash = chain(&prev, &body);
    sql.run(
        "INSERT INTO audit (seq, epoch, prev_hash, body, hash) VALUES (?, ?, ?, ?, ?)",
        [
            number(seq),
            number(EPOCH),
            prev.into(),
            body.into(),
            hash.into(),
        ],
    )
}

/// Rows after `after`, oldest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn after(sql: &Sql, after: u64, limit: u32) -> Result<Vec<AuditRow>, Fault> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    sql.rows(
        "SELECT seq, epoch, prev_hash, body, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
        vec![number(after), number(limit)],
    )
}

/// The hash of a row.
fn chain(prev: &str, body: &str) -> String {
    sha256([DOMAIN, prev.as_bytes(), b"\n", body.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_canonical() {
        let entry = Entry {
            action: "request-submitted",
            actor: Some("alice"),
            at: Timestamp::from_ms(0),
            cluster: "sample",
            data: serde_json::json!({ "b": 1, "a": [2] }),
            policy: None,
            request_id: "r",
            source: "",
            subject: "s",
            token: Some("t"),
        };
        let row = Canonical {
            core: "0",
            entry: &entry,
            epoch: 1,
            seq: 7,
        };
        let text = serde_json::to_string(&row).expect("writes");
        // Read into a sorted map and written again, nothing moves.
        let sorted: serde_json::Value = serde_json::from_str(&text).expect("reads");
        assert_eq!(sorted.to_string(), text);
        assert_ne!(
            chain(BEGINNING, &text),
            chain(&chain(BEGINNING, &text), &text)
        );
    }
}
