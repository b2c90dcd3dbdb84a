//! The policy: documents by content, versions made of them, and which was in force when.

use postern_core::{policy::name::UserName, request::timestamp::Timestamp};
use serde::{Deserialize, Serialize};

use super::sql::{Sql, ms, number};
use crate::{digest::sha256, error::Fault};

/// A document of a version, by content. The manifest lists them in the order they were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `role`, `user`, `oidc` or another kind that is kept.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The SHA-256 of its text.
    pub hash: String,
}

/// A document with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// `role`, `user`, `oidc` or another kind that is kept.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The version in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its number in the history.
    pub seq: i64,
    /// Who put it there; none for the first.
    pub author: Option<UserName>,
    /// Since when.
    pub since: Timestamp,
}

#[derive(Deserialize)]
struct HistoryRow {
    seq: i64,
    author: Option<String>,
    at_ms: i64,
}

#[derive(Deserialize)]
struct ManifestRow {
    manifest: String,
}

#[derive(Deserialize)]
struct DocumentRow {
    bytes: String,
}

/// The version in force; none before the first.
///
/// # Errors
/// What the database says.
pub fn in_force(sql: &Sql) -> Result<Option<InForce>, Fault> {
    sql.remembered("policy_history", "in force", || {
        let row: Option<HistoryRow> = sql.first(
            "SELECT seq, author, at_ms FROM policy_history ORDER BY seq DESC LIMIT 1",
            [],
        )?;
        Ok(row.map(|row| InForce {
            seq: row.seq,
            author: row.author.map(UserName::verbatim),
            since: Timestamp::from_ms(row.at_ms),
        }))
    })
}

/// The documents in force, in the order they were written.
///
/// # Errors
/// What the database says, or that a document is missing or was changed in storage.
pub fn documents(sql: &Sql) -> Result<Vec<StoredDocument>, Fault> {
    let row: Option<ManifestRow> = sql.first(
        "SELECT v.manifest FROM policy_history h JOIN policy_versions v ON v.digest = h.digest \
         ORDER BY h.seq DESC LIMIT 1",
        [],
    )?;
    let Some(row) = row else {
        return Ok(Vec::new());
    };
    let entries: Vec<Entry> = serde_json::from_str(&row.manifest)?;
    entries
        .into_iter()
        .map(|entry| {
            Ok(StoredDocument {
                text: text(sql, &entry)?,
                kind: entry.kind,
                name: entry.name,
            })
        })
        .collect()
}

/// Their texts alone.
///
/// # Errors
/// As [`documents`].
pub fn texts(sql: &Sql) -> Result<Vec<String>, Fault> {
    let documents = documents(sql)?;
    Ok(documents
        .into_iter()
        .map(|document| document.text)
        .collect())
}

fn text(sql: &Sql, entry: &Entry) -> Result<String, Fault> {
    let row: Option<DocumentRow> = sql.first(
        "SELECT bytes FROM documents WHERE kind = ? AND name = ? AND hash = ?",
        [
            entry.kind.as_str().into(),
            entry.name.as_str().into(),
            entry.hash.as_str().into(),
        ],
    )?;
    row.map(|row| row.bytes)
        .filter(|bytes| sha256([bytes.as_bytes()]) == entry.hash)
        .ok_or_else(|| {
            Fault::new(format!(
                "{} `{}` is missing or changed",
                entry.kind, entry.name
            ))
        })
}

/// Stores a version and puts it in force; tells its number in the history.
///
/// # Errors
/// What the database says.
pub fn put(
    sql: &Sql,
    digest: &str,
    documents: &[StoredDocument],
    author: Option<&UserName>,
    now: Timestamp,
) -> Result<i64, Fault> {
    let mut manifest = Vec::with_capacity(documents.len());
    for StoredDocument { kind, name, text } in documents {
        let hash = sha256([text.as_bytes()]);
        sql.run(
            "INSERT INTO documents (kind, name, hash, bytes) VALUES (?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
            [
                kind.as_str().into(),
                name.as_str().into(),
                hash.as_str().into(),
                text.as_str().into(),
            ],
        )?;
        manifest.push(Entry {
            kind: kind.clone(),
            name: name.clone(),
            hash,
        });
    }
    // The same documents in another order have the same digest: the newest order is kept.
    sql.run(
        "INSERT INTO policy_versions (digest, manifest) VALUES (?, ?) \
         ON CONFLICT (digest) DO UPDATE SET manifest = excluded.manifest",
        [digest.into(), serde_json::to_string(&manifest)?.into()],
    )?;
    let seq = in_force(sql)?.map_or(0, |version| version.seq) + 1;
    sql.run(
        "INSERT INTO policy_history (seq, digest, author, at_ms) VALUES (?, ?, ?, ?)",
        [
            number(seq),
            digest.into(),
            author.map(|author| author.as_str().to_owned()).into(),
            ms(now),
        ],
    )?;
    Ok(seq)
}
