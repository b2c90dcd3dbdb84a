//! The schema: numbered steps forward, each run once.

use serde::Deserialize;

use super::sql::{Sql, number};
use crate::error::{Error, Fault};

/// The steps, in order; step n brings the schema to version n.
pub(super) const STEPS: &[&str] = &[
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0004_outbox.sql"),
    include_str!("migrations/0006_audit_columns.sql"),
    include_str!("migrations/0003_credentials.sql"),
    include_str!("migrations/0002_identity.sql"),
    include_str!("migrations/0005_scale.sql"),
    include_str!("migrations/0007_hidden.sql"),
    include_str!("migrations/0008_all_tokens.sql"),
];

/// The version of the schema that this code works with.
#[must_use]
pub fn newest() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

#[derive(Deserialize)]
struct Version {
    version: Option<i64>,
}

/// Brings the schema up to date; the steps that were missing commit together or not at all.
///
/// # Errors
/// What the database says, or that its schema is newer than this code.
pub fn run(sql: &Sql) -> Result<(), Error> {
    sql.run(
        "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY) STRICT",
        [],
    )?;
    let version = sql
        .first::<Version, 0>("SELECT max(version) AS version FROM schema_versions", [])?
        .and_then(|row| row.version)
        .unwrap_or(0);
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done > STEPS.len() {
        return Err(Fault::new(format!(
            "the schema has version {version}, and this code knows only {}",
            STEPS.len()
        ))
        .into());
    }
    for (step, to) in STEPS.iter().zip(1_i64..).skip(done) {
        sql.run(step, [])?;
        sql.run(
            "INSERT INTO schema_versions (version) VALUES (?)",
            [number(to)],
        )?;
    }
    Ok(())
}
