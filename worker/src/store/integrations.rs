//! Integrations as they were written, who hears of what, and the secrets that Postern made for them.

use std::rc::Rc;

use postern_core::{
    api::integrations::Direction,
    policy::{integration::Topic, name::UserName},
    request::timestamp::Timestamp,
};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::{credentials::seal::Sealed, error::Fault};

/// An integration as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// Its document, as written.
    pub text: String,
    /// Why Postern itself no longer calls it, and since when.
    pub stopped: Option<(String, Timestamp)>,
    /// Who wrote it.
    pub author: UserName,
    /// When.
    pub updated: Timestamp,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    text: String,
    stopped: Option<String>,
    stopped_ms: Option<i64>,
    author: String,
    updated_ms: i64,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            name: row.name,
            text: row.text,
            stopped: row.stopped.zip(row.stopped_ms.map(Timestamp::from_ms)),
            author: UserName::verbatim(row.author),
            updated: Timestamp::from_ms(row.updated_ms),
        }
    }
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// A secret that Postern made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeSecret {
    /// Its value, sealed.
    pub sealed: Sealed,
    /// When it was made.
    pub created: Timestamp,
    /// Until when it counts; none for the one in force.
    pub until: Option<Timestamp>,
}

#[derive(Deserialize)]
struct SecretRow {
    sealed: String,
    kek: String,
    created_ms: i64,
    until_ms: Option<i64>,
}

/// All of them, in name order.
///
/// # Errors
/// What the database says.
pub fn all(sql: &Sql) -> Result<Vec<Stored>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT name, text, stopped, stopped_ms, author, updated_ms FROM integrations ORDER BY name",
        Vec::new(),
    )?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// The one of this name.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, name: &str) -> Result<Option<Stored>, Fault> {
    let row: Option<Row> = sql.first(
        "SELECT name, text, stopped, stopped_ms, author, updated_ms FROM integrations WHERE name = ?",
        [name.into()],
    )?;
    Ok(row.map(Stored::from))
}

/// Who hears of a topic.
///
/// # Errors
/// What the database says.
pub fn subscribers(sql: &Sql, topic: Topic) -> Result<Rc<[String]>, Fault> {
    sql.remembered("integrations", topic.word(), || {
        let rows: Vec<Name> = sql.rows(
            "SELECT name FROM integrations WHERE disabled = 0 AND stopped IS NULL \
             AND EXISTS (SELECT 1 FROM json_each(events) WHERE value = ?) ORDER BY name",
            vec![topic.word().into()],
        )?;
        Ok(rows.into_iter().map(|row| row.name).collect())
    })
}

/// What is stored of a document.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What it hears of.
    pub topics: &'a [Topic],
    /// It is neither told nor listened to.
    pub disabled: bool,
}

/// Stores a document, in place of an earlier one of the name. Whatever stopped that is over.
///
/// # Errors
/// What the database says.
pub fn put(
    sql: &Sql,
    written: Written<'_>,
    author: &UserName,
    now: Timestamp,
) -> Result<(), Fault> {
    let words: Vec<&str> = written.topics.iter().map(|topic| topic.word()).collect();
    sql.run(
        "INSERT INTO integrations (name, text, events, disabled, author, updated_ms) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text, \
         events = excluded.events, disabled = excluded.disabled, stopped = NULL, \
         stopped_ms = NULL, author = excluded.author, updated_ms = excluded.updated_ms",
        [
            written.name.into(),
            written.text.into(),
            serde_json::to_string(&words)?.into(),
            number(written.disabled),
            author.as_str().into(),
            ms(now),
        ],
    )
}

/// Notes why Postern itself no longer calls it.
///
/// # Errors
/// What the database says.
pub fn stop(sql: &Sql, name: &str, reason: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "UPDATE integrations SET stopped = ?, stopped_ms = ? WHERE name = ?",
        [reason.into(), ms(now), name.into()],
    )
}

/// Forgets it, and its secrets.
///
/// # Errors
/// What the database says.
pub fn remove(sql: &Sql, name: &str) -> Result<(), Fault> {
    sql.run(
        "DELETE FROM integration_secrets WHERE integration = ?",
        [name.into()],
    )?;
    sql.run("DELETE FROM integrations WHERE name = ?", [name.into()])
}

/// Puts a new secret in force; those before it count until `until`, and what is over is forgotten.
///
/// # Errors
/// What the database says.
pub fn add_secret(
    sql: &Sql,
    name: &str,
    direction: Direction,
    sealed: &Sealed,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), Fault> {
    let word = direction.word();
    sql.run(
        "UPDATE integration_secrets SET until_ms = ? \
         WHERE integration = ? AND direction = ? AND until_ms IS NULL",
        [ms(until), name.into(), word.into()],
    )?;
    sql.run(
        "DELETE FROM integration_secrets WHERE until_ms <= ?",
        [ms(now)],
    )?;
    sql.run(
        "INSERT INTO integration_secrets (integration, direction, created_ms, sealed, kek) \
         VALUES (?, ?, ?, ?, ?)",
        [
            name.into(),
            word.into(),
            ms(now),
            sealed.text.as_str().into(),
            sealed.kek.as_str().into(),
        ],
    )
}

/// Forgets what was made for one direction.
///
/// # Errors
/// What the database says.
pub fn remove_secrets(sql: &Sql, name: &str, direction: Direction) -> Result<(), Fault> {
    sql.run(
        "DELETE FROM integration_secrets WHERE integration = ? AND direction = ?",
        [name.into(), direction.word().into()],
    )
}

/// The secrets that count now, the one in force first.
///
/// # Errors
/// What the database says.
pub fn secrets(
    sql: &Sql,
    name: &str,
    direction: Direction,
    now: Timestamp,
) -> Result<Vec<MadeSecret>, Fault> {
    let rows: Vec<SecretRow> = sql.rows(
        "SELECT sealed, kek, created_ms, until_ms FROM integration_secrets \
         WHERE integration = ? AND direction = ? AND (until_ms IS NULL OR until_ms > ?) \
         ORDER BY until_ms IS NOT NULL, created_ms DESC LIMIT 4",
        vec![name.into(), direction.word().into(), ms(now)],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| MadeSecret {
            sealed: Sealed {
                text: row.sealed,
                kek: row.kek,
            },
            created: Timestamp::from_ms(row.created_ms),
            until: row.until_ms.map(Timestamp::from_ms),
        })
        .collect())
}
