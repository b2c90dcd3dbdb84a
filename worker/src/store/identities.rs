//! People whom a provider speaks of, by the provider's own key for them: issuer and subject.

use postern_core::{policy::name::UserName, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// Somebody, as they last signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// Who issued what is known of them.
    pub issuer: String,
    /// What the issuer calls them, for ever.
    pub subject: String,
    /// The connector that they came through.
    pub connector: String,
    /// Their name in this cluster.
    pub name: String,
    /// Their static roles, as a JSON list.
    pub roles: String,
    /// Their traits, as a JSON object.
    pub traits: String,
    /// When.
    pub signed_in_ms: i64,
    /// Which change of the table wrote this row.
    pub version: i64,
}

#[derive(Deserialize)]
struct Version {
    version: Option<i64>,
}

/// The last change of the table; 0 before the first.
///
/// # Errors
/// What the database says.
pub fn version(sql: &Sql) -> Result<i64, Fault> {
    sql.remembered("identities", "version", || {
        let row: Option<Version> =
            sql.first("SELECT max(version) AS version FROM identities", [])?;
        Ok(row.and_then(|row| row.version).unwrap_or(0))
    })
}

/// The rows that changed after this version.
///
/// # Errors
/// What the database says.
pub fn changed_since(sql: &Sql, version: i64) -> Result<Vec<Identity>, Fault> {
    sql.rows(
        "SELECT issuer, subject, connector, name, roles, traits, signed_in_ms, version \
         FROM identities WHERE version > ? ORDER BY version",
        vec![number(version)],
    )
}

/// Those who have a name, whoever signed in last first: the ones before this number, at most so many.
///
/// # Errors
/// What the database says.
pub fn page(sql: &Sql, before: i64, limit: u32) -> Result<Vec<Identity>, Fault> {
    sql.rows(
        "SELECT issuer, subject, connector, name, roles, traits, signed_in_ms, version \
         FROM identities WHERE version < ? AND name NOT LIKE char(10) || '%' \
         ORDER BY version DESC LIMIT ?",
        vec![number(before), number(i64::from(limit))],
    )
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// The name of whom this key is, if they have one of their own.
///
/// # Errors
/// What the database says.
pub fn name_of(sql: &Sql, issuer: &str, subject: &str) -> Result<Option<UserName>, Fault> {
    let row: Option<Name> = sql.first(
        "SELECT name FROM identities WHERE issuer = ? AND subject = ? AND name NOT LIKE char(10) || '%'",
        [issuer.into(), subject.into()],
    )?;
    Ok(row.map(|row| UserName::verbatim(row.name)))
}

/// Whether somebody with another key has this name.
///
/// # Errors
/// What the database says.
pub fn is_anothers(sql: &Sql, name: &str, issuer: &str, subject: &str) -> Result<bool, Fault> {
    let row: Option<Name> = sql.first(
        "SELECT name FROM identities WHERE name = ? AND NOT (issuer = ? AND subject = ?)",
        [name.into(), issuer.into(), subject.into()],
    )?;
    Ok(row.is_some())
}

/// What a sign-in tells of somebody.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Who issued it.
    pub issuer: &'a str,
    /// What the issuer calls them.
    pub subject: &'a str,
    /// The connector that they came through.
    pub connector: &'a str,
    /// Their name in this cluster.
    pub name: &'a str,
    /// Their static roles, as a JSON list.
    pub roles: &'a str,
    /// Their traits, as a JSON object.
    pub traits: &'a str,
}

/// Writes what a sign-in tells.
///
/// # Errors
/// What the database says.
pub fn save(sql: &Sql, told: Told<'_>, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO identities (issuer, subject, connector, name, roles, traits, signed_in_ms, \
         version) SELECT ?, ?, ?, ?, ?, ?, ?, coalesce(max(version), 0) + 1 FROM identities \
         WHERE true ON CONFLICT (issuer, subject) DO UPDATE SET connector = excluded.connector, \
         name = excluded.name, roles = excluded.roles, traits = excluded.traits, \
         signed_in_ms = excluded.signed_in_ms, version = excluded.version",
        [
            told.issuer.into(),
            told.subject.into(),
            told.connector.into(),
            told.name.into(),
            told.roles.into(),
            told.traits.into(),
            ms(now),
        ],
    )
}

/// How the name of somebody begins who has none of their own. No name that anybody is given does.
pub const NAMELESS: char = '\n';

/// Takes the name away from whoever has this key: they are somebody else's identity now.
///
/// # Errors
/// What the database says.
pub fn forget(sql: &Sql, issuer: &str, subject: &str) -> Result<(), Fault> {
    sql.run(
        "UPDATE identities SET name = char(10) || issuer || char(10) || subject, roles = '[]', traits = '{}', \
         version = (SELECT max(version) + 1 FROM identities) WHERE issuer = ? AND subject = ?",
        [issuer.into(), subject.into()],
    )
}
