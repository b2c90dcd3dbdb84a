//! Answers to signed calls from outside, by the integration and the call's id.

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// How long an answer is kept: longer than any sender repeats a call.
const KEEP: Duration = Duration::from_hours(7 * 24);

/// An answer that was given before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Kept {
    /// The SHA-256 of what was sent.
    pub fingerprint: String,
    /// What was answered.
    pub answer: String,
}

/// The answer that was given to this call.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, integration: &str, id: &str) -> Result<Option<Kept>, Fault> {
    sql.first(
        "SELECT fingerprint, answer FROM callbacks WHERE integration = ? AND id = ?",
        [integration.into(), id.into()],
    )
}

/// Keeps an answer, and forgets those that nobody asks for any more.
///
/// # Errors
/// What the database says.
pub fn keep(
    sql: &Sql,
    integration: &str,
    id: &str,
    kept: &Kept,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "DELETE FROM callbacks WHERE at_ms <= ?",
        [number(now.as_ms() - KEEP.as_ms())],
    )?;
    sql.run(
        "INSERT INTO callbacks (integration, id, fingerprint, answer, at_ms) VALUES (?, ?, ?, ?, ?)",
        [
            integration.into(),
            id.into(),
            kept.fingerprint.as_str().into(),
            kept.answer.as_str().into(),
            ms(now),
        ],
    )
}
