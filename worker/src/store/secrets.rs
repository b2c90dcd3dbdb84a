//! Named secrets, sealed: their values leave this table only to be opened.

use postern_core::{
    api::settings::SecretView, policy::name::UserName, request::timestamp::Timestamp,
};
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::{
    credentials::{seal::Sealed, secret::SecretName},
    error::Fault,
};

#[derive(Deserialize)]
struct SealedRow {
    sealed: String,
    kek: String,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    author: String,
    updated_ms: i64,
}

/// The sealed value of this name.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, name: &SecretName) -> Result<Option<Sealed>, Fault> {
    let row: Option<SealedRow> = sql.first(
        "SELECT sealed, kek FROM secrets WHERE name = ?",
        [name.as_str().into()],
    )?;
    Ok(row.map(|row| Sealed {
        text: row.sealed,
        kek: row.kek,
    }))
}

/// All names, with when they were set and by whom.
///
/// # Errors
/// What the database says.
pub fn all(sql: &Sql) -> Result<Vec<SecretView>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT name, author, updated_ms FROM secrets ORDER BY name",
        Vec::new(),
    )?;
    Ok(rows
        .into_iter()
        .map(|row| SecretView {
            name: row.name,
            set_by: UserName::verbatim(row.author),
            set_at: Timestamp::from_ms(row.updated_ms),
        })
        .collect())
}

/// Stores a value, in place of an earlier one of the name.
///
/// # Errors
/// What the database says.
pub fn put(
    sql: &Sql,
    name: &SecretName,
    sealed: &Sealed,
    author: &UserName,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO secrets (name, sealed, kek, author, updated_ms) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, kek = excluded.kek, \
         author = excluded.author, updated_ms = excluded.updated_ms",
        [
            name.as_str().into(),
            sealed.text.as_str().into(),
            sealed.kek.as_str().into(),
            author.as_str().into(),
            ms(now),
        ],
    )
}

/// Forgets a value.
///
/// # Errors
/// What the database says.
pub fn remove(sql: &Sql, name: &SecretName) -> Result<(), Fault> {
    sql.run("DELETE FROM secrets WHERE name = ?", [name.as_str().into()])
}
