//! Signing keys: the public half in the open, the private half sealed.

use postern_core::request::timestamp::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::error::Fault;

/// A stored key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// Its id: the thumbprint of its public half (RFC 7638).
    pub kid: String,
    /// The public half, in base64url.
    pub public: String,
    /// The private half, sealed, in base64url.
    pub sealed: String,
    /// Names the key that it is sealed under.
    pub kek: String,
}

/// When a key was made.
#[derive(Deserialize)]
struct Made {
    kid: String,
    created_ms: i64,
}

/// All keys, the newest first.
///
/// # Errors
/// What the database says.
pub fn all(sql: &Sql) -> Result<Vec<Row>, Fault> {
    sql.rows(
        "SELECT kid, public, sealed, kek FROM keys ORDER BY created_ms DESC, kid",
        Vec::new(),
    )
}

/// The key that signs now.
///
/// # Errors
/// What the database says.
pub fn newest(sql: &Sql) -> Result<Option<Row>, Fault> {
    Ok(all(sql)?.into_iter().next())
}

/// When each key was made, the newest first.
///
/// # Errors
/// What the database says.
pub fn made(sql: &Sql) -> Result<Vec<(String, Timestamp)>, Fault> {
    let rows: Vec<Made> = sql.rows(
        "SELECT kid, created_ms FROM keys ORDER BY created_ms DESC, kid",
        Vec::new(),
    )?;
    Ok(rows
        .into_iter()
        .map(|row| (row.kid, Timestamp::from_ms(row.created_ms)))
        .collect())
}

/// Stores a new key, and forgets the private halves of all others: they never sign again.
///
/// # Errors
/// What the database says.
pub fn rotate(sql: &Sql, row: &Row, now: Timestamp) -> Result<(), Fault> {
    sql.run("UPDATE keys SET sealed = ''", [])?;
    sql.run(
        "INSERT INTO keys (kid, public, sealed, kek, created_ms) VALUES (?, ?, ?, ?, ?)",
        [
            row.kid.as_str().into(),
            row.public.as_str().into(),
            row.sealed.as_str().into(),
            row.kek.as_str().into(),
            ms(now),
        ],
    )
}

/// Forgets a key.
///
/// # Errors
/// What the database says.
pub fn remove(sql: &Sql, kid: &str) -> Result<(), Fault> {
    sql.run("DELETE FROM keys WHERE kid = ?", [kid.into()])
}

/// Stores a key, unless there is one already: two callers may have made one at the same time.
///
/// # Errors
/// What the database says.
pub fn add_first(sql: &Sql, row: &Row, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO keys (kid, public, sealed, kek, created_ms) \
         SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM keys)",
        [
            row.kid.as_str().into(),
            row.public.as_str().into(),
            row.sealed.as_str().into(),
            row.kek.as_str().into(),
            ms(now),
        ],
    )
}
