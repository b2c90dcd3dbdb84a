//! The audit log as a chain that anyone can check: how a row is hashed, and what is wrong with a log
//! that was changed.
//!
//! A row's hash covers the hash before it and the digest of its own text. So one changed byte breaks the
//! chain at its row, and a row can be shown to be part of the log without showing what the others say.

use alloc::{
    format,
    string::{String, ToString},
};

use serde::Deserialize;

use crate::{
    api::audit::{AuditRow, Inclusion},
    sha256::sha256,
};

/// The hash before the first row.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The action of the row that a restore from a backup begins its epoch with.
pub const RESTORED: &str = "ledger-restored";
/// Set these uses of SHA-256 apart from each other and from every other.
const ROW: &[u8] = b"postern audit v1\n";
const BODY: &[u8] = b"postern audit body v1\n";

/// The digest of a row's text.
#[must_use]
pub fn body_digest(body: &str) -> String {
    sha256([BODY, body.as_bytes()])
}

/// The hash of a row, from the hash before it and the digest of its text.
#[must_use]
pub fn link(previous: &str, body_digest: &str) -> String {
    sha256([ROW, previous.as_bytes(), b"\n", body_digest.as_bytes()])
}

/// The hash of a row.
#[must_use]
pub fn row_hash(previous: &str, body: &str) -> String {
    link(previous, &body_digest(body))
}

/// A log that is checked row by row, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    head: Option<Head>,
    first: Option<u64>,
}

#[derive(Clone, Debug)]
struct Head {
    seq: u64,
    epoch: u32,
    hash: String,
}

/// Where a log stops being what it was, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of the first event that does not hold.
    pub seq: u64,
    /// What that event says it is, as far as it can be read.
    pub what: String,
    /// What is wrong with it.
    pub why: String,
}

impl core::fmt::Display for Broken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { seq, what, why } = self;
        if what.is_empty() {
            write!(f, "event {seq} is broken: {why}")
        } else {
            write!(f, "event {seq} ({what}) is broken: {why}")
        }
    }
}

/// The parts of a row's text that the chain depends on.
#[derive(Deserialize)]
struct Body {
    entry: Entry,
    epoch: u32,
    seq: u64,
}

#[derive(Deserialize)]
struct Entry {
    action: String,
    actor: Option<String>,
    at: String,
    subject: String,
}

impl Chain {
    /// The chain so far, with the next row.
    ///
    /// # Errors
    /// What is wrong with the row; the chain is then as it was before.
    pub fn next(&mut self, row: &AuditRow) -> Result<(), Broken> {
        let body: Option<Body> = serde_json::from_str(&row.body).ok();
        let broken = |why: String| Broken {
            // The number that should have come, not the one that came.
            seq: match &self.head {
                Some(head) => head.seq + 1,
                None if row.prev_hash == BEGINNING => 1,
                None => row.seq,
            },
            what: body.as_ref().map(described).unwrap_or_default(),
            why,
        };
        let (previous, epoch) = match &self.head {
            Some(head) if row.seq != head.seq + 1 => {
                return Err(broken(format!(
                    "the row after {} has the number {}: rows are missing, doubled or out of order",
                    head.seq, row.seq
                )));
            }
            Some(head) => (head.hash.clone(), Some(head.epoch)),
            None if row.seq == 1 => (BEGINNING.to_string(), None),
            // An export may begin later; then what it rests on has to be known from elsewhere.
            None => (row.prev_hash.clone(), None),
        };
        if row.prev_hash != previous {
            return Err(broken(
                "the hash it names as the one before it is another".into(),
            ));
        }
        if row.hash != row_hash(&previous, &row.body) {
            return Err(broken(
                "its text does not have the hash that the row carries".into(),
            ));
        }
        let Some(body) = &body else {
            return Err(broken("its text is no event".into()));
        };
        if body.seq != row.seq || body.epoch != row.epoch {
            return Err(broken(
                "its text carries another number or epoch than the row".into(),
            ));
        }
        let is_restore = body.entry.action == RESTORED;
        let follows = epoch.is_none_or(|epoch| {
            row.epoch == epoch && !is_restore || row.epoch == epoch + 1 && is_restore
        });
        if !follows {
            return Err(broken(format!(
                "a new epoch begins with `{RESTORED}` and nowhere else"
            )));
        }
        self.first.get_or_insert(row.seq);
        self.head = Some(Head {
            seq: row.seq,
            epoch: row.epoch,
            hash: row.hash.clone(),
        });
        Ok(())
    }

    /// The number and hash of the last row that holds; none before the first.
    #[must_use]
    pub fn head(&self) -> Option<(u64, &str)> {
        self.head
            .as_ref()
            .map(|head| (head.seq, head.hash.as_str()))
    }

    /// The number of the first row; more than 1 where what came before was not shown.
    #[must_use]
    pub const fn first(&self) -> Option<u64> {
        self.first
    }
}

fn described(body: &Body) -> String {
    let Entry {
        action,
        actor,
        at,
        subject,
    } = &body.entry;
    let by = actor
        .as_ref()
        .map(|actor| format!(" by {actor}"))
        .unwrap_or_default();
    format!("{action} of {subject}{by} at {at}")
}

/// Whether a row is part of the log that ends at the proof's checkpoint.
#[must_use]
pub fn is_included(proof: &Inclusion) -> bool {
    let row = &proof.row;
    if row.hash != row_hash(&row.prev_hash, &row.body) {
        return false;
    }
    let rows_after = u64::try_from(proof.following.len()).ok();
    let head = proof
        .following
        .iter()
        .fold(row.hash.clone(), |hash, digest| link(&hash, digest));
    head == proof.checkpoint.hash
        && rows_after.and_then(|after| row.seq.checked_add(after)) == Some(proof.checkpoint.seq)
}

#[cfg(test)]
mod tests;
