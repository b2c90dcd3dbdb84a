//! Answers kept for a day, by caller, operation and key.

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::error::Fault;

/// How long an answer is kept.
const KEEP: Duration = Duration::from_hours(24);

/// An answer that was given before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Kept {
    /// What the call was.
    pub fingerprint: String,
    /// The version that was answered.
    pub etag: Option<String>,
    /// The id of what was created.
    pub created: Option<String>,
    /// The body; none where it held a secret.
    pub body: Option<String>,
}

/// Which call it was.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Who called: a user, or one token.
    pub caller: &'a str,
    /// What for.
    pub operation: &'a str,
    /// The caller's key.
    pub key: &'a str,
}

/// The answer that was given for this key within the last day.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, key: Key<'_>, now: Timestamp) -> Result<Option<Kept>, Fault> {
    sql.first(
        "SELECT fingerprint, etag, created, body FROM idempotency \
         WHERE user = ? AND operation = ? AND key = ? AND at_ms > ?",
        [
            key.caller.into(),
            key.operation.into(),
            key.key.into(),
            oldest(now),
        ],
    )
}

/// Keeps an answer, and forgets those older than a day.
///
/// # Errors
/// What the database says.
pub fn keep(sql: &Sql, key: Key<'_>, kept: &Kept, now: Timestamp) -> Result<(), Fault> {
    sql.run("DELETE FROM idempotency WHERE at_ms <= ?", [oldest(now)])?;
    sql.run(
        "INSERT INTO idempotency (user, operation, key, fingerprint, etag, created, body, at_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            key.caller.into(),
            key.operation.into(),
            key.key.into(),
            kept.fingerprint.as_str().into(),
            kept.etag.clone().into(),
            kept.created.clone().into(),
            kept.body.clone().into(),
            ms(now),
        ],
    )
}

/// The moment after which an answer is still kept.
fn oldest(now: Timestamp) -> worker::SqlStorageValue {
    worker::SqlStorageValue::Integer(now.as_ms() - KEEP.as_ms())
}
