//! What the ledger knows about itself: whose it is, since when, and who gave it its first policy.

use postern_core::request::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use super::sql::Sql;
use crate::{config::Cluster, error::Fault};

#[derive(Deserialize)]
struct Row {
    value: String,
}

/// What is noted under a key.
///
/// # Errors
/// What the database says.
pub fn value(sql: &Sql, key: &str) -> Result<Option<String>, Fault> {
    sql.remembered("meta", key, || {
        let row: Option<Row> = sql.first("SELECT value FROM meta WHERE key = ?", [key.into()])?;
        Ok(row.map(|row| row.value))
    })
}

/// Notes something under a key, in place of what was there.
///
/// # Errors
/// What the database says.
pub fn set(sql: &Sql, key: &str, value: &str) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO meta (key, value) VALUES (?, ?) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key.into(), value.into()],
    )
}

/// The cluster as the last call brought it; `None` before the first.
///
/// # Errors
/// What the database says.
pub fn cluster(sql: &Sql) -> Result<Option<Cluster>, Fault> {
    Ok(value(sql, "cluster")?
        .map(|text| serde_json::from_str(&text))
        .transpose()?)
}

/// Notes the cluster. A ledger never changes hands: another id is refused.
///
/// # Errors
/// What the database says, or that this ledger is another cluster's.
pub fn set_cluster(sql: &Sql, given: &Cluster) -> Result<(), Fault> {
    if let Some(known) = cluster(sql)?
        && known.id != given.id
    {
        return Err(Fault::new(format!(
            "this is the ledger of {}, not of {}",
            known.id, given.id
        )));
    }
    set(sql, "cluster", &serde_json::to_string(given)?)
}

/// Notes when the ledger was first started, unless that is known.
///
/// # Errors
/// What the database says.
pub fn set_first_start(sql: &Sql, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO meta (key, value) VALUES ('first_start', ?) ON CONFLICT (key) DO NOTHING",
        [now.as_ms().to_string().into()],
    )
}

/// When the ledger was first started.
///
/// # Errors
/// What the database says, or that this is no number.
pub fn first_start(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    value(sql, "first_start")?
        .map(|text| {
            let ms = text
                .parse()
                .map_err(|_| Fault::new("the first start is no number"))?;
            Ok(Timestamp::from_ms(ms))
        })
        .transpose()
}

/// Notes the hash of the bootstrap secret that was used.
///
/// # Errors
/// What the database says.
pub fn set_bootstrapped_by(sql: &Sql, proof: &str) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO meta (key, value) VALUES ('bootstrapped_by', ?)",
        [proof.into()],
    )
}

/// The hash of the bootstrap secret that was used.
///
/// # Errors
/// What the database says.
pub fn bootstrapped_by(sql: &Sql) -> Result<Option<String>, Fault> {
    value(sql, "bootstrapped_by")
}
/// How far the outside was told about the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The row of the last checkpoint.
    pub seq: u64,
    /// When the next one is due, if there are new rows by then.
    pub next: Timestamp,
}

/// The last checkpoint that was told; none before the first.
///
/// # Errors
/// What the database says.
pub fn checkpoint(sql: &Sql) -> Result<Option<Told>, Fault> {
    let row: Option<Row> = sql.first("SELECT value FROM meta WHERE key = 'checkpoint'", [])?;
    Ok(row
        .map(|row| serde_json::from_str(&row.value))
        .transpose()?)
}

/// Notes it.
///
/// # Errors
/// What the database says.
pub fn set_checkpoint(sql: &Sql, told: Told) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO meta (key, value) VALUES ('checkpoint', ?) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [serde_json::to_string(&told)?.into()],
    )
}
